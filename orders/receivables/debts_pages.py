"""坏账: the open debts one by one, and the form on which one is judged."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from documents.errors import Refused
from documents.pages.doors import status_of, tell
from documents.visibility import readable_types
from masterdata.customer_scope import customers_of
from masterdata.models import User
from orders.receivables import actions
from orders.receivables.access import require_reader
from orders.receivables.debts import Debt, DebtFilter, DebtTable, JudgesTable, chosen, open_debts
from orders.receivables.forms import JudgeForm
from orders.receivables.pages import TITLE, tabs
from ui import formats
from ui.ids import ids_in
from ui.listing import listing

MOST = 200


@require_GET
def debts(request: HttpRequest) -> HttpResponse:
    user = require_reader(request)
    extra: dict[str, Any] = {"tabs": tabs("debts")}
    table: type[DebtTable] = DebtTable
    if actions.may_judge(user):
        judge = {"code": "judge", "label": _("Judge"), "icon": "slash-circle"}
        extra |= {"batch_url": reverse("debt_judge"), "batch_actions": [judge]}
        table = JudgesTable
    codes = frozenset(each.code for each in readable_types(user))
    return listing(
        request,
        queryset=lambda asked: chosen(_seen(user), asked),
        table_class=type(table.__name__, (table,), {"readable": codes}),
        filter_class=DebtFilter,
        title=TITLE,
        extra=extra,
    )


def _seen(user: User) -> list[Debt]:
    return open_debts(today=timezone.localdate(), scope=customers_of(user))


@require_http_methods(["GET", "POST"])
def debt_judge(request: HttpRequest) -> HttpResponse:
    """GET `?ids=1,2` asks; ticked rows of the list are led there; POST judges."""
    user = require_reader(request)
    if not actions.may_judge(user):
        raise PermissionDenied(
            gettext("The accountant or a manager of sales says that a debt is uncollectable.")
        )
    if request.method == "POST" and "reason" not in request.POST:
        ticked = ",".join(str(pk) for pk in ids_in(request.POST, "ids"))
        return redirect(reverse("debt_judge", query={"ids": ticked}))
    sent = request.POST if request.method == "POST" else request.GET
    ids = set(ids_in(sent, "ids")[:MOST])
    found = [debt for debt in _seen(user) if debt.pk in ids]
    if not found:
        messages.error(request, gettext("Tick at least one debt that is open."))
        return redirect("debts")
    if request.method == "GET":
        form = JudgeForm(initial={"ids": ",".join(str(debt.pk) for debt in found)})
        return _page(request, form, found)
    return _save(request, found, user)


def _save(request: HttpRequest, found: list[Debt], user: User) -> HttpResponse:
    form = JudgeForm(request.POST)
    if not form.is_valid():
        return _page(request, form, found, status=422)
    try:
        count = actions.judge(
            [debt.pk for debt in found],
            uncollectable=form.cleaned_data["uncollectable"],
            reason=form.cleaned_data["reason"],
            actor=user,
            at=timezone.now(),
        )
    except Refused as refused:
        tell(request, refused)
        return _page(request, form, found, status=status_of(refused))
    words = ngettext("%(count)s debt is judged.", "%(count)s debts are judged.", count)
    messages.success(request, words % {"count": count})
    return redirect("debts")


def _page(
    request: HttpRequest, form: JudgeForm, found: list[Debt], *, status: int = 200
) -> HttpResponse:
    labels = (_("Customer"), _("Number"), _("Due date"), _("Still open"), _("Reason"))
    ends = {3}
    context = {
        "title": _("Judge debts"),
        "intro": _("The debt stays in the books; as long as it is uncollectable nobody is called."),
        "form": form,
        "action_url": reverse("debt_judge"),
        "cancel_url": reverse("debts"),
        "table": {
            "columns": [
                {"label": label, "align": "end" if place in ends else ""}
                for place, label in enumerate(labels)
            ],
            "rows": [_row(debt) for debt in found],
        },
    }
    return render(request, "orders/receivables/talk.html", context, status=status)


def _row(debt: Debt) -> dict[str, Any]:
    texts = (
        debt.party.name,
        debt.item.document.number,
        formats.day(debt.item.due_on),
        formats.money(debt.left),
        debt.reason,
    )
    return {"cells": [{"text": text} for text in texts]}
