"""The page on which the opening of the books is closed for good."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from documents import opening
from documents.errors import Refused
from documents.pages import url_for
from masterdata.models import User
from masterdata.roles import roles_of
from ui import formats


@require_http_methods(["GET", "POST"])
def opening_close(request: HttpRequest) -> HttpResponse:
    """期初建账: what still waits, and the one button that ends it."""
    user = request.user
    assert isinstance(user, User)
    if not opening.CLOSERS & roles_of(user):
        raise PermissionDenied(_("Your roles do not include this page. Ask an administrator."))
    if request.method == "POST":
        return _close(request, user)
    lock = opening.closed()
    context = {
        "title": _("Opening of the books"),
        "lock": lock,
        "closed_at": formats.moment(lock.closed_at) if lock else "",
        "waiting": [{"number": paper.number, "url": url_for(paper)} for paper in opening.waiting()],
    }
    return render(request, "inventory/opening_close.html", context)


def _close(request: HttpRequest, user: User) -> HttpResponse:
    try:
        opening.close(actor=user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("The opening is closed. From now on only papers move the books.")
        )
    return redirect(request.path)
