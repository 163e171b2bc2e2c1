"""The figures of a meeting sheet: computed from the books, or as they were frozen.

Each block takes a fixed number of queries, however many suppliers there are.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Min, Q, Sum
from django.utils import timezone

from documents.models import Link
from finance.cash import queries as cash
from finance.parties import queries as parties
from finance.settlement import queries as settlements
from masterdata.models import Party
from purchasing.meeting_sheet.figures import (
    NONE,
    Figures,
    Invoice,
    Outcome,
    Owed,
    Paid,
    outcomes,
)
from purchasing.meeting_sheet.models import MeetingSheet, MeetingSheetLine
from purchasing.meeting_sheet.weeks import WEEK, span
from purchasing.purchase_order.models import PurchaseOrder
from purchasing.receipt.models import Receipt, ReceiptLine

MOST_CONTRACTS = 3
CONTRACT_ROOM = 200


def figures_of(body: Any) -> Figures:
    """Frozen once submitted; the books of this moment before."""
    return frozen(body) if body.frozen_at else live(body.week_on, today=timezone.localdate())


def live(week_on: date, *, today: date) -> Figures:
    paid = paid_in(week_on - WEEK)
    planned = planned_in(week_on - WEEK)
    return Figures(
        paid=paid,
        owed=owed_on(today),
        invoices=invoices_owed(today),
        outcomes=outcomes(planned, [(each.party, each.amount) for each in paid]),
        available=sum(cash.balances().values(), NONE),
    )


def paid_in(week_on: date) -> list[Paid]:
    """What left (or came back to) the firm's accounts by settlements of that week."""
    first, last = span(week_on)
    found = settlements.paid_between(first, last)
    contracts = contracts_behind({each.document.pk for each in found})
    return [
        Paid(
            each.document,
            each.party,
            each.on_date,
            each.amount,
            contracts.get(each.document.pk, ""),
            each.account,
        )
        for each in found
    ]


def contracts_behind(settlement_ids: Iterable[int]) -> dict[int, str]:
    """The contract numbers of the orders whose goods, or whose deposit, a settlement paid."""
    links = Link.objects.filter(target__in=set(settlement_ids)).order_by("source_id")
    pairs = list(links.values_list("target_id", "source_id"))
    numbers = contracts_of({source for _target, source in pairs})
    found: dict[int, list[str]] = defaultdict(list)
    for target, source in pairs:
        found[target] += numbers.get(source, [])
    return {target: few(each) for target, each in found.items()}


def contracts_of(document_ids: Iterable[int]) -> dict[int, list[str]]:
    """Of orders and of receipts: the contract number, or the order's own where it has none."""
    ids = set(document_ids)
    found: dict[int, list[str]] = defaultdict(list)
    orders = PurchaseOrder.objects.filter(pk__in=ids).order_by("pk")
    for pk, contract, number in orders.values_list("pk", "contract_number", "head__number"):
        found[pk].append(contract or number)
    lines = ReceiptLine._base_manager.filter(body__in=ids, order_line__isnull=False).order_by(
        "order_line__body_id"
    )
    columns = ("order_line__body__contract_number", "order_line__body__head__number")
    for pk, contract, number in lines.values_list("body_id", *columns).distinct():
        found[pk].append(contract or number)
    return found


def few(numbers: Iterable[str]) -> str:
    """Several contract numbers in one cell: the first ones, and how many more there are."""
    each = list(dict.fromkeys(numbers))
    rest = f" +{len(each) - MOST_CONTRACTS}" if len(each) > MOST_CONTRACTS else ""
    return f"{'、'.join(each[:MOST_CONTRACTS])[: CONTRACT_ROOM - 8]}{rest}"


def owed_on(today: date) -> list[Owed]:
    """Every supplier with something open, the most overdue first."""
    rows: dict[Party, list[Any]] = defaultdict(list)
    for each in parties.open_items("payable", on=today):
        rows[each.item.party].append(each)
    found = [_owed(party, items, today) for party, items in rows.items()]
    return sorted(found, key=lambda each: (-each.overdue, -each.owed, each.party.code))


def _owed(party: Party, items: Iterable[Any], today: date) -> Owed:
    debts = [each for each in items if each.left > 0]
    credits = [each for each in items if each.left < 0]
    due = [each.item.due_on for each in debts if each.item.due_on]
    late = [each.left for each in debts if each.item.due_on and each.item.due_on < today]
    return Owed(
        party,
        owed=sum((each.left for each in debts), NONE),
        prepaid=-sum((each.left for each in credits), NONE),
        overdue=sum(late, NONE),
        earliest_due=min(due, default=None),
    )


def invoices_owed(today: date) -> list[Invoice]:
    """What was received and is not invoiced, by supplier, the oldest first."""
    owing = Receipt.objects.exclude(owed_invoice=0).order_by()
    owed = Q(owed_invoice__gt=0)
    rows = owing.values_list("head__party").annotate(
        amount=Sum("owed_invoice"), first=Min("head__date", filter=owed), any=Min("head__date")
    )
    sums = {party: (amount, first or any_day) for party, amount, first, any_day in rows}
    known = Party.objects.in_bulk(sums)
    found = [
        Invoice(known[party], amount, first, max(0, (today - first).days))
        for party, (amount, first) in sums.items()
        if amount
    ]
    return sorted(found, key=lambda each: (each.earliest_on, each.party.code))


def planned_in(week_on: date) -> dict[Party, Decimal]:
    """What the sheet of that week planned for each supplier; nothing where there was no sheet."""
    lines = MeetingSheetLine.objects.filter(body__held_week=week_on).select_related("party")
    sums: dict[Party, Decimal] = defaultdict(Decimal)
    for line in lines.order_by("line_no"):
        sums[line.party] += line.amount
    return dict(sums)


def number_of_week(week_on: date, *, besides: int | None = None) -> str:
    """The sheet that holds this week, if it is another one than that."""
    others = MeetingSheet.objects.filter(held_week=week_on).exclude(pk=besides)
    return others.values_list("head__number", flat=True).first() or ""


def frozen(body: MeetingSheet) -> Figures:
    """Exactly the rows that were stored at the submit."""
    return Figures(
        paid=[
            Paid(r.document, r.party, r.on_date, r.amount, r.contract_number, r.method)
            for r in body.paid_rows.select_related("party", "document").order_by("row_no")
        ],
        owed=[
            Owed(r.party, r.owed, r.prepaid, r.overdue, r.earliest_due)
            for r in body.owed_rows.select_related("party").order_by("row_no")
        ],
        invoices=[
            Invoice(r.party, r.amount, r.earliest_on, r.days)
            for r in body.invoice_rows.select_related("party").order_by("row_no")
        ],
        outcomes=[
            Outcome(r.party, r.planned, r.paid)
            for r in body.outcome_rows.select_related("party").order_by("row_no")
        ],
        available=body.available or NONE,
    )
