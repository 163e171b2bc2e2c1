"""The chase list, and the form in which a call to one supplier is noted."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from documents.errors import Refused
from documents.pages.doors import person, require_reader, status_of, tell
from masterdata.models import User
from purchasing.purchase_order.chasing import actions, queries
from purchasing.purchase_order.chasing.forms import CallForm
from purchasing.purchase_order.chasing.lists import VIEWS, ChaseFilter, ChaseTable
from purchasing.purchase_order.pages import ORDER_PAGES
from ui import formats
from ui.ids import ids_in
from ui.listing import Memory, in_force, listing

MOST_LINES = 100
RELATED = ("item__unit", "body__head__party", "body__head__handler")
Lines = list[Any]


@require_GET
def chase_list(request: HttpRequest) -> HttpResponse:
    """跟催: what is to be asked for today, soon due, overdue, or all that is open."""
    require_reader(request, ORDER_PAGES)
    lines = queries.with_calls(queries.open_lines()).select_related(*RELATED)
    view = in_force(request, Memory.of(request), ChaseFilter).get("view", queries.ALL)
    extra: dict[str, Any] = {"tabs": _tabs(request, lines, view=view)}
    if actions.may_chase(person(request)):
        call = {"code": "call", "label": _("Note a call"), "icon": "telephone"}
        extra |= {"batch_url": reverse("chase_call"), "batch_actions": [call]}
    return listing(
        request,
        queryset=lines.order_by("due_on", "body_id", "line_no", "pk"),
        table_class=ChaseTable,
        filter_class=ChaseFilter,
        title=_("Chasing deliveries"),
        extra=extra,
    )


def _tabs(request: HttpRequest, lines: Any, *, view: str) -> list[dict[str, Any]]:
    today = timezone.localdate()
    counted = (queries.TODAY, queries.LATE)
    return [
        {
            "label": label,
            "url": f"{request.path}?view={code}",
            "is_current": code == view,
            "count": queries.in_view(lines, code, today=today).count() if code in counted else None,
        }
        for code, label in VIEWS
    ]


@require_http_methods(["GET", "POST"])
def chase_call(request: HttpRequest) -> HttpResponse:
    """GET `?ids=1,2` or `?order=7` asks; ticked rows of the list are led there; POST notes."""
    user = person(request)
    if not actions.may_chase(user):
        raise PermissionDenied(
            gettext("Suppliers are chased by purchasers and the purchasing manager.")
        )
    if request.method == "POST" and "key" not in request.POST:
        ticked = ",".join(str(pk) for pk in ids_in(request.POST, "ids"))
        return redirect(reverse("chase_call", query={"ids": ticked}))
    lines = _asked_for(request.POST if request.method == "POST" else request.GET)
    fault = _fault(lines)
    if fault:
        messages.error(request, fault)
        return redirect("chase_list")
    if request.method == "GET":
        return _page(request, CallForm(lines=lines, initial=CallForm.starting(lines)), lines)
    return _save(request, lines, user)


def _asked_for(sent: QueryDict) -> Lines:
    """The open lines that were ticked, or all of an order."""
    found = queries.open_lines().select_related(*RELATED).order_by("body_id", "line_no")
    orders, ids = ids_in(sent, "order"), ids_in(sent, "ids")
    if orders:
        return list(found.filter(body_id__in=orders[:1]))
    return list(found.filter(pk__in=ids[: MOST_LINES + 1]))


def _fault(lines: Lines) -> str:
    if not lines:
        return gettext("Tick at least one line to note a call about.")
    if len(lines) > MOST_LINES:
        return gettext("A call is noted for %(most)s lines at most; tick fewer.") % {
            "most": MOST_LINES
        }
    if len({line.body.head.party_id for line in lines}) > 1:
        return gettext("These lines are of several suppliers. A call is to one; tick his alone.")
    return ""


def _save(request: HttpRequest, lines: Lines, user: User) -> HttpResponse:
    form = CallForm(request.POST, lines=lines)
    if not form.is_valid():
        return _page(request, form, lines, status=422)
    ids = [line.pk for line in lines]
    try:
        actions.note_call(
            ids, form.talk, actor=user, at=timezone.now(), key=form.cleaned_data["key"]
        )
    except Refused as refused:
        tell(request, refused)
        return _page(request, form, lines, status=status_of(refused))
    words = ngettext(
        "The call about %(count)s line is noted.",
        "The call about %(count)s lines is noted.",
        len(ids),
    )
    messages.success(request, words % {"count": len(ids)})
    return redirect("chase_list")


def _page(request: HttpRequest, form: CallForm, lines: Lines, *, status: int = 200) -> HttpResponse:
    context = {
        "title": _("Note a call"),
        "subtitle": str(lines[0].body.head.party),
        "form": form,
        "action_url": reverse("chase_call"),
        "cancel_url": reverse("chase_list"),
        "table": _table(lines),
    }
    return render(request, "purchasing/chasing/call.html", context, status=status)


def _table(lines: Lines) -> dict[str, Any]:
    heads = (
        (_("Purchase order"), ""),
        (_("No."), "end"),
        (_("Item"), ""),
        (_("Open quantity"), "end"),
        (_("Contract date"), ""),
        (_("Promised on"), ""),
    )
    rows = [
        {
            "cells": [
                {"text": line.body.head.number},
                {"text": str(line.line_no)},
                {"text": f"{line.item.code} {line.item.name}"},
                {"text": f"{formats.quantity(line.open_quantity)} {line.item.unit.name}"},
                {"text": formats.day(line.contract_on)},
                {"text": formats.day(line.promised_on)},
            ]
        }
        for line in lines
    ]
    return {"columns": [{"label": label, "align": align} for label, align in heads], "rows": rows}
