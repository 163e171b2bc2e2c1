"""The task of calling a late customer: one per customer, on the order or paper longest due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from documents import tasks
from documents.models import Document, Task
from masterdata.calendar import firm_calendar
from masterdata.roles import Role, holders, roles_of
from orders.receivables.debtors import Debtor, debtors

if TYPE_CHECKING:
    from masterdata.models import User

BROKEN, CALL = "debt-promise", "debt-call"
# Titles are stored in English and shown in each reader's language.
TITLES = {
    BROKEN: gettext_noop("The customer did not pay as promised: call him and note what he says"),
    CALL: gettext_noop("The customer's payment is overdue: call him and note what he says"),
}
RULES = {BROKEN: "R32", CALL: "R35"}
# Papers that the clerks of the sale may read; of others finance is asked.
SALES_PAPERS = frozenset({"customer_order", "delivery", "sales_return"})
CALLERS = (Role.ORDER_CLERK, Role.SALES_REP, Role.REGIONAL_MANAGER, Role.SALES_DIRECTOR)
CHASERS = frozenset({*CALLERS, Role.ACCOUNTANT})


@dataclass(frozen=True)
class Wanted:
    """One task: where it hangs, of which kind, and who is to call."""

    document: Document
    party_id: int
    kind: str
    person: "User | None"

    @property
    def key(self) -> tuple[int, int, str]:
        """A paper of opening balances has debts of many customers."""
        return self.document.pk, self.party_id, self.kind


def follow(
    *, at: datetime, party_ids: Iterable[int] | None = None, actor: "User | None" = None
) -> int:
    """Open what is asked for now and close what is not any more; returns how many were opened.

    Of these customers, or of all; the same few statements for one or a hundred.
    """
    ids = None if party_ids is None else set(party_ids)
    found = debtors(today=timezone.localdate(at), party_ids=ids)
    wanted = {each.key: each for each in _wanted(found)}
    there = tasks.open_tasks().filter(kind__in=TITLES)
    if ids is not None:
        there = there.filter(party__in=ids)
    names = ("document", "party", "kind")
    known = {tuple(key): task for task, *key in there.values_list("pk", *names)}
    done = [task for key, task in known.items() if key not in wanted]
    Task.objects.filter(pk__in=done).update(closed_at=at, closed_by=actor)
    missing = [wanted[key] for key in sorted(wanted.keys() - known.keys())]
    _open(missing, at=at)
    return len(missing)


def page_of(task: Task, user: "User") -> str:
    """Where the talk is noted; nobody but the people of the sale and finance gets there."""
    his = not CHASERS.isdisjoint(roles_of(user))
    return reverse("debt_talk", query={"ids": task.party_id}) if his and task.party_id else ""


def _wanted(found: Iterable[Debtor]) -> list[Wanted]:
    due = [(each, _paper_of(each)) for each in found if each.is_to_call]
    papers = Document.objects.select_related("handler", "maker").in_bulk([pk for _e, pk in due])
    callers = {person.pk: person for role in CALLERS for person in holders(role)}
    accountants = {person.pk: person for person in holders(Role.ACCOUNTANT)}
    return [
        Wanted(
            papers[pk],
            each.party.pk,
            BROKEN if each.is_broken else CALL,
            _caller(each, papers[pk], callers=callers, besides=accountants),
        )
        for each, pk in due
    ]


def _paper_of(debtor: Debtor) -> int:
    """The order that the longest due debt is of, else its own paper."""
    for each in debtor.debts:
        if each.item.for_document_id:
            return int(each.item.for_document_id)
    for each in debtor.debts:
        if each.item.document.type in SALES_PAPERS:
            return int(each.item.document_id)
    if debtor.awaited_orders:
        return min(debtor.awaited_orders)
    return int(debtor.debts[0].item.document_id)


def _caller(
    debtor: Debtor,
    paper: Document,
    *,
    callers: dict[int, Any],
    besides: dict[int, Any],
) -> "User | None":
    """Who spoke with him last, else his salesperson, else who handles the order."""
    last = debtor.last.actor_id if debtor.last else None
    if paper.type not in SALES_PAPERS:
        return besides.get(last or 0)
    asked = (last, debtor.party.owner_id, paper.handler_id, paper.maker_id)
    known = callers | besides if last in besides else callers
    return next((known[pk] for pk in asked if pk in known), None)


def _open(missing: list[Wanted], *, at: datetime) -> None:
    if not missing:
        return
    due_at = firm_calendar().due_after(at, 1)
    made = []
    for each in missing:
        task = Task(document=each.document, party_id=each.party_id, kind=each.kind, opened_at=at)
        task.title, task.rule = TITLES[each.kind], RULES[each.kind]
        task.due_at, task.person = due_at, each.person
        if each.person is None:
            sale = each.document.type in SALES_PAPERS
            task.role = Role.ORDER_CLERK if sale else Role.ACCOUNTANT
        made.append(task)
    Task.objects.bulk_create(made, ignore_conflicts=True)
