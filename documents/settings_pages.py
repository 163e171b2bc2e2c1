"""系统设置: who may change how the program works, and the page that leads to every setting."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from masterdata.roles import Role, roles_of

View = Callable[..., HttpResponse]
ADMINISTRATORS = (Role.ADMINISTRATOR,)
OVERSEERS = (Role.ADMINISTRATOR, Role.GENERAL_MANAGER)

# Title, what one finds there, name of the page; pages of other apps are named, not imported.
PAGES: tuple[tuple[str | Promise, str | Promise, str], ...] = (
    (_("Approval chains"), _("Who approves what, from which amount"), "approval_chains"),
    (_("Delegation"), _("Deputies of absent people"), "delegations"),
    (_("Document numbers"), _("Prefix, restart and digits; gaps"), "number_rules"),
    (_("Print settings"), _("Copies, rows and terms of the slips"), "print_settings"),
    (_("Printer set-up"), _("Paper sizes, offsets of this desk, test print"), "printer"),
    (_("Months"), _("Close and reopen the books"), "months"),
    (_("Company data"), _("Name, address, tax number, rules"), "company"),
    (_("Calendar"), _("Holidays and make-up working days"), "calendar"),
    (_("Users"), _("People, roles, superiors"), "user_list"),
    (_("Document types"), _("How every paper runs, with drawings"), "document_types"),
    (_("Background jobs"), _("Exports, prints, mails, duties of the night"), "jobs"),
    (_("Self-check"), _("Books, numbers, stuck papers"), "self_check"),
)


def only_for(*roles: Role) -> Callable[[View], View]:
    """Refuse everybody else in a sentence that names who can."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
            require(request, *roles)
            return view(request, *args, **options)

        return guarded

    return decorate


def require(request: HttpRequest, *roles: Role) -> None:
    user: Any = request.user
    if not roles_of(user) & set(roles):
        who = " / ".join(str(role.label) for role in roles)
        raise PermissionDenied(
            _("Only %(who)s may open this page. Ask one of them.") % {"who": who}
        )


@require_GET
@only_for(*OVERSEERS)
def overview(request: HttpRequest) -> HttpResponse:
    fields = []
    for title, words, name in PAGES:
        try:
            fields.append({"label": title, "value": words, "url": reverse(name), "wide": True})
        except NoReverseMatch:
            continue  # the page belongs to an app that is not installed here
    context = {"title": _("System settings"), "sections": [{"fields": fields}]}
    return render(request, "ui/detail.html", context)
