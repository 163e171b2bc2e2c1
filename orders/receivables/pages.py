"""催款: the chase list, the log of talks, and the form on which a talk is noted."""

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
from documents.pages.doors import status_of, tell
from finance.parties.charts import ages_of
from masterdata.customer_scope import customers_of
from masterdata.models import User
from orders.receivables import actions, lists
from orders.receivables.access import require_reader
from orders.receivables.debtors import Debtor, debtors
from orders.receivables.forms import TalkForm
from orders.receivables.models import DebtTalk
from ui import formats
from ui.filters import FilterSet
from ui.ids import ids_in
from ui.listing import Memory, in_force, listing

TITLE = _("Chase list")


@require_GET
def debtors_list(request: HttpRequest) -> HttpResponse:
    """Whoever broke his promise stands first; a person sees the customers he looks after."""
    user = require_reader(request)
    conditions = in_force(request, Memory.of(request), lists.DebtorFilter)
    found: list[Debtor] = []

    def rows(asked: FilterSet) -> list[Debtor]:
        found[:] = lists.chosen(debtors_of(user), asked)
        return found

    extra: dict[str, Any] = {
        "tabs": tabs(conditions.get("view") or lists.ALL),
        "actions": [_printing()],
        "charts": lambda: [ages_of("receivable", {each.pk: each.ageing for each in found})],
    }
    if actions.may_chase(user):
        talk = {"code": "talk", "label": _("Note a payment talk"), "icon": "telephone"}
        extra |= {"batch_url": reverse("debt_talk"), "batch_actions": [talk]}
    return listing(
        request,
        queryset=rows,
        table_class=lists.DebtorTable,
        filter_class=lists.DebtorFilter,
        title=TITLE,
        extra=extra,
    )


def debtors_of(user: User) -> list[Debtor]:
    return debtors(today=timezone.localdate(), scope=customers_of(user))


def _printing() -> dict[str, Any]:
    """It prints what the list shows: the conditions are remembered with the list."""
    url = reverse("debtors_print")
    return {"label": _("Print"), "url": url, "icon": "printer", "new_tab": True}


def tabs(current: str) -> list[dict[str, Any]]:
    here = reverse("debtors")
    found = [
        {"label": label, "url": f"{here}?view={code}", "is_current": code == current}
        for code, label in lists.VIEWS
    ]
    others = (("debts", _("By debt")), ("debt_talks", _("Log of payment talks")))
    return found + [
        {"label": label, "url": reverse(name), "is_current": name == current}
        for name, label in others
    ]


@require_GET
def debt_talks(request: HttpRequest) -> HttpResponse:
    user = require_reader(request)
    talks = DebtTalk.objects.filter(customers_of(user, party="party"))
    return listing(
        request,
        queryset=talks.select_related("party", "actor").order_by("-pk"),
        table_class=lists.TalkTable,
        filter_class=lists.TalkFilter,
        title=TITLE,
        extra={"tabs": tabs("debt_talks")},
    )


@require_http_methods(["GET", "POST"])
def debt_talk(request: HttpRequest) -> HttpResponse:
    """GET `?ids=1,2` asks; ticked rows of the list are led there; POST notes."""
    user = require_reader(request)
    if not actions.may_chase(user):
        raise PermissionDenied(
            gettext("Customers are asked for money by sales and the accountant.")
        )
    if request.method == "POST" and "key" not in request.POST:
        ticked = ",".join(str(pk) for pk in ids_in(request.POST, "ids"))
        return redirect(reverse("debt_talk", query={"ids": ticked}))
    found = _asked_for(request.POST if request.method == "POST" else request.GET, user)
    if not found or len(found) > actions.MOST:
        messages.error(request, _fault(found))
        return redirect("debtors")
    if request.method == "GET":
        form = TalkForm(initial=TalkForm.starting(found), debtors=found)
        return _page(request, form, found)
    return _save(request, found, user)


def _asked_for(sent: QueryDict, user: User) -> list[Debtor]:
    """The ticked customers who have something to pay, of those that this person looks after."""
    ids = ids_in(sent, "ids")[: actions.MOST + 1]
    return debtors(today=timezone.localdate(), party_ids=ids, scope=customers_of(user))


def _fault(found: list[Debtor]) -> str:
    if not found:
        return gettext("Tick at least one customer who owes something.")
    return gettext("A talk is noted with %(most)s customers at most; tick fewer.") % {
        "most": actions.MOST
    }


def _save(request: HttpRequest, found: list[Debtor], user: User) -> HttpResponse:
    form = TalkForm(request.POST, debtors=found)
    if not form.is_valid():
        return _page(request, form, found, status=422)
    key = form.cleaned_data["key"]
    try:
        noted = actions.note_talks(form.talks, actor=user, at=timezone.now(), key=key)
    except Refused as refused:
        tell(request, refused)
        return _page(request, form, found, status=status_of(refused))
    words = ngettext(
        "The talk with %(count)s customer is noted.",
        "The talks with %(count)s customers are noted.",
        len(noted),
    )
    messages.success(request, words % {"count": len(noted)})
    return redirect("debtors")


def _page(
    request: HttpRequest, form: TalkForm, found: list[Debtor], *, status: int = 200
) -> HttpResponse:
    context = {
        "title": _("Note a talk about what is owed"),
        "subtitle": str(found[0].party) if len(found) == 1 else "",
        "form": form,
        "fieldsets": form.fieldsets,
        "action_url": reverse("debt_talk"),
        "cancel_url": reverse("debtors"),
        "table": _table(found),
    }
    return render(request, "orders/receivables/talk.html", context, status=status)


def _table(found: list[Debtor]) -> dict[str, Any]:
    """What one must know before the telephone is picked up."""
    heads = (
        (_("Customer"), ""),
        (_("Owed"), "end"),
        (_("Overdue"), "end"),
        (_("Days overdue"), "end"),
        (_("Promise to pay"), ""),
        (_("Came since"), "end"),
        (_("Last contact"), ""),
        (_("What was said"), ""),
    )
    return {
        "columns": [{"label": label, "align": align} for label, align in heads],
        "rows": [_row(each) for each in found],
    }


def _row(each: Debtor) -> dict[str, Any]:
    promise = each.promise
    words = f"{formats.day(promise.on)} {formats.money(promise.amount)}" if promise else ""
    standing = str(lists.WORDS[each.standing])
    cells = (
        {"text": each.party.name, "url": each.get_absolute_url()},
        {"text": formats.money(each.owed)},
        {"text": formats.money(each.overdue), "tone": "bad" if each.overdue else ""},
        {"text": str(each.days_overdue or "")},
        {"text": f"{words} {standing}".strip(), "tone": "bad" if each.is_broken else ""},
        {"text": formats.money(each.came) if promise else ""},
        {"text": formats.moment(each.last.at) if each.last else ""},
        {"text": each.last.said if each.last else ""},
    )
    return {"cells": list(cells)}
