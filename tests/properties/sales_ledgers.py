"""What the program's books say of the sale, read straight from the tables, few queries for all."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from documents.models import Document
from finance.parties.models import OpenItem, PartyBalance
from finance.parties.queries import TRANSFER
from finance.remittance.models import BankLine
from inventory.stock.models import StockBalance, StockCost, StockEntry
from inventory.stock.queries import figures
from masterdata.models import Party
from orders.customer_order.credit import exposures
from orders.customer_order.models import CustomerOrderLine

ZERO = Decimal(0)
ROWS = ("party__code", "document_id", "for_document_id", "cause", "on_date", "amount", "allocated")


def places() -> dict[tuple[str, str], Decimal]:
    """By item and bin, what lies there."""
    rows = StockBalance.objects.exclude(on_hand=0).values_list("item__code", "bin__code", "on_hand")
    return {(item, place): quantity for item, place, quantity in rows}


def worth() -> dict[str, Decimal]:
    return dict(StockCost.objects.exclude(amount=0).values_list("item__code", "amount"))


def four_figures(items: dict[str, int]) -> dict[str, tuple[Decimal, ...]]:
    """On hand, reserved, expected and available of each item, as the pages tell them."""
    found = figures(items.values())
    return {
        code: (f.on_hand, f.reserved, f.expected, f.available)
        for code, pk in items.items()
        for f in (found[pk],)
    }


def open_items() -> list[tuple[Any, ...]]:
    """Every item that stands, with what is left of it (always above zero)."""
    items = OpenItem.objects.filter(side="receivable", reverses=None, reversed_by=None)
    return [
        (party, paper, order, cause.replace(TRANSFER, ""), on, amount, abs(amount - settled))
        for party, paper, order, cause, on, amount, settled in items.order_by("id").values_list(
            *ROWS
        )
    ]


def balances() -> dict[str, Decimal]:
    rows = PartyBalance.objects.filter(side="receivable").values_list("party__code", "amount")
    return dict(rows)


def credit(customers: dict[str, Party]) -> dict[str, tuple[Decimal, Decimal]]:
    """What each owes, and what his open orders on account will add."""
    found = exposures(party.pk for party in customers.values())
    return {code: (found[p.pk].balance, found[p.pk].open_orders) for code, p in customers.items()}


def order_lines(orders: Iterable[int]) -> dict[int, tuple[Decimal, ...]]:
    """By line: shipped, its amount, signed, closed, reserved."""
    ids = list(orders)
    kept: dict[Any, Decimal] = defaultdict(Decimal)
    claims = StockEntry.objects.filter(claim_document__in=ids, phase="reserved").order_by()
    groups = claims.values_list("claim_document_id", "claim_line").annotate(Sum("quantity"))
    for document, line, quantity in groups:
        kept[document, line] = quantity
    rows = CustomerOrderLine._base_manager.filter(body__in=ids).values_list(
        "pk", "body_id", "line_no", "shipped_quantity", "shipped_gross", "signed_quantity",
        "closed_quantity",
    )  # fmt: skip
    return {pk: (*found, kept[order, line]) for pk, order, line, *found in rows}


def standing(papers: Iterable[int]) -> dict[int, tuple[str, bool]]:
    rows = Document.objects.filter(pk__in=list(papers)).values_list("pk", "state", "held")
    return {pk: (state, held) for pk, state, held in rows}


def open_item(document: int, order: int | None) -> OpenItem:
    """The debt of a paper for an order that stands."""
    items = OpenItem.objects.filter(document=document, for_document=order, amount__gt=0)
    return items.get(reverses=None, reversed_by=None)


def bank_line(remittance: int) -> BankLine:
    return BankLine.objects.get(remittance=remittance)
