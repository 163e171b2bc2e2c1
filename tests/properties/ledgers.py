"""What the program's books say, read straight from the tables."""

from decimal import Decimal
from typing import Any

from django.db.models import F, Max, Sum

from documents.models import Document, Event
from finance.parties.models import Allocation, OpenItem, PartyBalance
from inventory.stock.models import StockBalance, StockEntry

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


def everything() -> tuple[Any, ...]:
    """A fingerprint: whatever is posted, stepped or settled changes it."""
    last = [m.objects.aggregate(last=Max("id"))["last"] for m in (StockEntry, OpenItem, Allocation)]
    versions = Document.objects.aggregate(found=Sum("version"))["found"]
    return (*last, versions, Event.objects.count())


def _sum(rows: Any, column: str) -> Decimal:
    return rows.aggregate(found=Sum(column))["found"] or ZERO
