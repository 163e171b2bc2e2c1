"""The contracts of a month as the orders tell them, with every number explained or missing."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q

from documents.models import Event
from purchasing.contract_booklet.models import ContractBookletLine, Fulfilment, Kind
from purchasing.contract_booklet.months import first_of, last_of
from purchasing.contract_booklet.numbers import missing, running, sort_key
from purchasing.purchase_order.effects import contract_number_for
from purchasing.purchase_order.models import PurchaseOrder, PurchaseOrderLine
from purchasing.purchase_order.progress import CLOSED, receipt_state

NAMED = 3
LONGEST_SUBJECT = int(ContractBookletLine._meta.get_field("subject").max_length or 0)
LONGEST_EXPLANATION = int(ContractBookletLine._meta.get_field("explanation").max_length or 0)
Row = dict[str, Any]


def rows_of(month: date, *, explained: Mapping[str, str] | None = None) -> list[Row]:
    """Contracts signed in the month, orders of the month that were not, and missing numbers.

    `explained` is what people wrote beside a number; it stays while the number stays.
    """
    first, last = first_of(month), last_of(month)
    orders = list(_orders(Q(signed_on__range=(first, last)) | Q(head__date__range=(first, last))))
    reasons = _reasons_of_voids(orders)
    rows = [_row(order, first=first, last=last, reasons=reasons) for order in orders]
    rows += [_missing(number) for number in _missing_numbers(orders, first=first, last=last)]
    for row in rows:
        row["explanation"] = (explained or {}).get(row["contract_number"]) or row["explanation"]
    return sorted(rows, key=lambda row: sort_key(row["contract_number"]))


def _orders(condition: Q) -> Iterable[PurchaseOrder]:
    lines = PurchaseOrderLine.objects.select_related("item").order_by("line_no")
    orders = PurchaseOrder.objects.filter(condition).select_related("head__party")
    return orders.prefetch_related(Prefetch("lines", queryset=lines)).order_by("pk")


def number_of(order: PurchaseOrder) -> str:
    """Its own number, or the one that would be proposed: a void draft explains that gap too."""
    return order.contract_number or contract_number_for(order.head.number)


def _row(order: PurchaseOrder, *, first: date, last: date, reasons: Mapping[int, str]) -> Row:
    kind = kind_of(order, first=first, last=last)
    proposed = contract_number_for(order.head.number)
    other = f"({proposed})" if number_of(order) != proposed else ""
    row: Row = {
        "kind": kind,
        "order": order,
        "contract_number": number_of(order),
        "order_number": order.head.number,
        "signed_on": order.signed_on,
        "supplier": order.head.party.name if order.head.party else "",
        "explanation": (reasons.get(order.pk, "") or other)[:LONGEST_EXPLANATION],
    }
    if kind == Kind.CONTRACT:
        row |= _contract(order)
    return row


def _contract(order: PurchaseOrder) -> Row:
    """`delivery_on` is the last contract date of its lines: then all of it shall be there."""
    lines = list(order.lines.all())
    dates = [line.contract_on for line in lines if line.contract_on]
    return {
        "subject": subject_of([line.item.name for line in lines]),
        "amount": order.head.total,
        "delivery_on": max(dates, default=None),
        "fulfilment": fulfilment_of(order.head.state, lines),
        "archive_place": order.archive_place,
    }


def kind_of(order: PurchaseOrder, *, first: date, last: date) -> Kind:
    if order.signed_on is None:
        return Kind.VOID if order.head.state == "void" else Kind.UNSIGNED
    return Kind.CONTRACT if first <= order.signed_on <= last else Kind.ELSEWHERE


def subject_of(names: list[str]) -> str:
    """The first goods by name, and how many kinds there are in all."""
    different = list(dict.fromkeys(names))
    rest = f" … ({len(different)})" if len(different) > NAMED else ""
    text = "、".join(different[:NAMED])
    return text[: LONGEST_SUBJECT - len(rest)] + rest


def fulfilment_of(state: str, lines: Iterable[Any]) -> Fulfilment:
    rows = list(lines)
    if state == "void":
        return Fulfilment.VOID
    if state == "closed":
        return Fulfilment.FILED
    if state == "completed" and any(line.line_state == CLOSED for line in rows):
        return Fulfilment.SHORT
    return Fulfilment(receipt_state(rows))


def _reasons_of_voids(orders: Iterable[PurchaseOrder]) -> dict[int, str]:
    """Why an order was voided or cancelled, in the words of whoever did it."""
    gone = [order.pk for order in orders if order.head.state == "void"]
    events = Event.objects.filter(document_id__in=gone, to_state="void").order_by("id")
    return dict(events.values_list("document_id", "reason"))


def _missing(number: str) -> Row:
    return {
        "kind": Kind.MISSING,
        "order": None,
        "contract_number": number,
        "amount": Decimal(0),
        "explanation": "",
    }


def _missing_numbers(orders: list[PurchaseOrder], *, first: date, last: date) -> list[str]:
    """Gaps of the numbers that were given in the month; those before it were its own."""
    given = {pair for order in orders for pair in given_numbers(order)}
    numbers = {number for number, day in given if first <= day <= last}
    found = [one for number in numbers if (one := running(number))]
    others = _orders_like({one.stem for one in found}, but=[order.pk for order in orders])
    given |= {pair for order in others for pair in given_numbers(order)}
    greatest = {one.stem: one.number for one in sorted(found, key=lambda one: one.number)}
    # A number that was given later fills a gap, but does not make one.
    numbers |= {
        number
        for number, day in given
        if day > last and (one := running(number)) and one.number <= greatest.get(one.stem, 0)
    }
    proposed = {contract_number_for(order.head.number) for order in orders}
    return missing(
        numbers,
        earlier={number for number, day in given if day < first},
        begin_at_one={one.stem for number in proposed if (one := running(number))},
    )


def given_numbers(order: PurchaseOrder) -> list[tuple[str, date]]:
    """The numbers an order takes up and when they were given: the proposed one on its own date,
    one that was typed instead when the contract was signed."""
    proposed = contract_number_for(order.head.number)
    given = [(proposed, order.head.date)]
    if number_of(order) != proposed:
        given.append((number_of(order), order.signed_on or order.head.date))
    return given


def _orders_like(stems: Iterable[str], *, but: list[int]) -> list[PurchaseOrder]:
    """Orders of other months whose numbers run on in the same row."""
    like = Q(pk__in=[])
    for stem in stems:
        tail = stem.partition("-")[2]
        if stem:
            like |= Q(contract_number__startswith=stem)
        if tail:
            like |= Q(head__number__contains=f"-{tail}")
    orders = PurchaseOrder.objects.filter(like).exclude(pk__in=but)
    return list(orders.select_related("head").order_by("pk"))
