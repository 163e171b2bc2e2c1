"""今日送货 on the driver's phone: his stops, one stop with its signature, handing over the cash."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from documents.errors import Refused
from documents.pages import url_for
from documents.pages.doors import key_of, person, status_of, tell
from finance.cash_handover.handing import hand_all
from masterdata.roles import Role, has_any
from orders.driver.purse import purse_of
from orders.driver.signing import Signing
from orders.driver.stops import Stop, by_day, done_stops, goods_of, open_stops, stop_of
from ui import formats

log = logging.getLogger(__name__)
View = Callable[..., HttpResponse]


def for_drivers(view: View) -> View:
    @wraps(view)
    def opened(request: HttpRequest, **given: Any) -> HttpResponse:
        if not has_any(person(request), frozenset({Role.DRIVER})):
            raise PermissionDenied(gettext("This page is for drivers."))
        return view(request, **given)

    return opened


@require_GET
@for_drivers
def stops(request: HttpRequest) -> HttpResponse:
    user, today = person(request), timezone.localdate()
    context = {
        "title": _("Today's stops"),
        "days": by_day(open_stops(user.pk, today=today)),
        "done": done_stops(user.pk, today=today),
        "purse": purse_of(user.pk, today=today),
        "key": uuid4(),
        "today": today,
    }
    return render(request, "orders/driver/stops.html", context)


@require_POST
@for_drivers
def hand_over(request: HttpRequest) -> HttpResponse:
    """All the cash in one tap; who brings a part of it fills in the paper himself."""
    try:
        paper = hand_all(person(request), key=key_of(request), at=timezone.now())
    except Refused as refused:
        tell(request, refused)
        return redirect("delivery_stops")
    words = {"number": paper.number, "money": formats.money(paper.total)}
    said = gettext("%(number)s: bring %(money)s to the cashier, who counts it.") % words
    messages.success(request, said)
    return redirect(reverse("delivery_stops") + "#cash")


@require_GET
@for_drivers
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    found = own_stop(request, pk)
    return page_of(request, found, Signing.of(found))


@require_POST
@for_drivers
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    return _take(request, pk, "sign")


@require_POST
@for_drivers
def install(request: HttpRequest, pk: int) -> HttpResponse:
    return _take(request, pk, "install")


def _take(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The step, or the page again with all that was typed; a photo that was taken is kept."""
    found = own_stop(request, pk)
    signing = Signing.sent(found, code, request)
    if signing.is_reckoning:
        return page_of(request, found, signing)
    try:
        done = signing.take()
    except Refused as refused:
        tell(request, refused, number=found.number)
        return page_of(request, own_stop(request, pk), signing, status=status_of(refused))
    if not done:
        return page_of(request, found, signing, status=422)
    messages.success(request, done)
    if own_stop(request, pk).to_install:
        return redirect("delivery_stop", pk=pk)
    return redirect("delivery_stops")


def own_stop(request: HttpRequest, pk: int) -> Stop:
    """His own; another driver's is not there, whatever is typed into the address."""
    user = person(request)
    found = stop_of(user.pk, pk, today=timezone.localdate())
    if found is None:
        log.warning("user %s asked for stop %s, which is not there or not his", user.pk, pk)
        raise Http404
    return found


def page_of(
    request: HttpRequest, found: Stop, signing: Signing | None, *, status: int = 200
) -> HttpResponse:
    """A form that does not fit the state any more (somebody else signed) is left out."""
    fits = signing is not None and signing.fits(found)
    context = {
        "title": found.customer,
        "stop": found,
        "goods": goods_of(found),
        "signing": signing if fits else None,
        "key": uuid4(),
        "paper_url": url_for(found.delivery.head),
    }
    return render(request, "orders/driver/stop.html", context, status=status)
