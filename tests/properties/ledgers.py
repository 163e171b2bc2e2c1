"""What the program's books say, read straight from the tables."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import F, Max, Sum

from documents.models import Document, Event
from finance.cash.models import CashBalance, CashEntry
from finance.parties.models import Allocation, OpenItem, PartyBalance
from inventory.stock.models import StockBalance, StockEntry
from purchasing.receipt.models import Receipt

ZERO = Decimal(0)


def on_hand(item: str) -> Decimal:
    return _sum(StockBalance.objects.filter(item__code=item), "on_hand")


def expected(item: str) -> Decimal:
    return _sum(StockBalance.objects.filter(item__code=item), "expected")


def owed(supplier: str) -> Decimal:
    return _sum(PartyBalance.objects.filter(side="payable", party__code=supplier), "amount")


def left_of_items(supplier: str) -> Decimal:
    items = OpenItem.objects.filter(side="payable", party__code=supplier)
    found = items.aggregate(found=Sum(F("amount") - F("allocated")))["found"]
    return found or ZERO


def items_of(paper: int) -> list[int]:
    """The open items a paper has brought and not taken back, in the order of their lines."""
    found = OpenItem.objects.filter(document_id=paper, reverses=None, reversed_by=None)
    return list(found.order_by("line_no", "id").values_list("id", flat=True))


def left_of(items: Iterable[int]) -> dict[int, Decimal]:
    found = OpenItem.objects.filter(pk__in=list(items)).values_list("pk", "amount", "allocated")
    return {pk: abs(amount - settled) for pk, amount, settled in found}


def owed_invoice(receipt: int) -> Decimal:
    return Receipt.objects.values_list("owed_invoice", flat=True).get(pk=receipt)


def states(papers: Iterable[int]) -> dict[int, str]:
    return dict(Document.objects.filter(pk__in=list(papers)).values_list("pk", "state"))


def cash(account: str) -> Decimal:
    return _sum(CashBalance.objects.filter(account__code=account), "amount")


def everything() -> tuple[Any, ...]:
    """A fingerprint: whatever is posted, stepped or settled changes it."""
    versions = Document.objects.aggregate(found=Sum("version"))["found"]
    return (*posted(), versions, Event.objects.count())


def steps_taken() -> list[str]:
    """Each step of each type, with the state from which it was taken."""
    steps = Event.objects.filter(kind=Event.Kind.STEP).order_by()
    found = steps.values_list("document__type", "from_state", "step").distinct()
    return [" ".join(each) for each in found]


def posted() -> tuple[Any, ...]:
    """The last row of every ledger."""
    kept = (StockEntry, OpenItem, Allocation, CashEntry)
    return tuple(model.objects.aggregate(last=Max("id"))["last"] for model in kept)


def _sum(rows: Any, column: str) -> Decimal:
    return rows.aggregate(found=Sum(column))["found"] or ZERO
