"""The books in a line of text, read as the books are read.

    stock("螺丝 main 10")           10 are on hand in the warehouse main
    stock("螺丝 main/SH 4")         4 of them in the bin SH
    stock("螺丝 main expected 60")  60 more are on order there
    worth("螺丝 main 25.00")        what they are worth
    owed("甲厂 50.00")              what the firm owes
    lines("螺丝 10 x 2.50")         lines of a paper, several with a comma between

Each of the books' sentences is checked, and answers True, so that it reads well after `assert`.
"""

from decimal import Decimal
from typing import Any

from django.db.models import Sum

from finance.parties.models import OpenItem, PartyBalance
from inventory.stock.models import StockBalance, StockCost
from masterdata.models import Item

PHASES = ("on_hand", "reserved", "expected")


def stock(sentence: str) -> bool:
    """`item warehouse[/bin] [reserved|expected] quantity`."""
    item, place, *rest, quantity = sentence.split()
    (phase,) = rest or ("on_hand",)
    assert phase in PHASES, f"no phase is called {phase}"
    warehouse, _slash, bin_code = place.partition("/")
    rows = StockBalance.objects.filter(item__code=item, bin__warehouse__code=warehouse)
    if bin_code:
        rows = rows.filter(bin__code=bin_code)
    found = rows.aggregate(found=Sum(phase))["found"] or Decimal(0)
    assert found == Decimal(quantity), f"{item} {place} {phase}: {found}, not {quantity}"
    return True


def worth(sentence: str) -> bool:
    """`item warehouse amount`."""
    item, warehouse, amount = sentence.split()
    rows = StockCost.objects.filter(item__code=item, warehouse__code=warehouse)
    found = rows.aggregate(found=Sum("amount"))["found"] or Decimal(0)
    assert found == Decimal(amount), f"{item} {warehouse} is worth {found}, not {amount}"
    return True


def owed(sentence: str) -> bool:
    """`party amount`: payable, in the balance and in what is left of the open items alike."""
    return _balance("payable", sentence)


def owing(sentence: str) -> bool:
    """`party amount`: receivable."""
    return _balance("receivable", sentence)


def _balance(side: str, sentence: str) -> bool:
    party, amount = sentence.split()
    rows = PartyBalance.objects.filter(side=side, party__code=party)
    found = rows.aggregate(found=Sum("amount"))["found"] or Decimal(0)
    assert found == Decimal(amount), f"{party} {side}: {found}, not {amount}"
    items = OpenItem.objects.filter(side=side, party__code=party)
    left = sum((item.amount - item.allocated for item in items), Decimal(0))
    assert left == found, f"{party} {side}: {left} left of the items, {found} in the balance"
    return True


def lines(text: str) -> list[dict[str, Any]]:
    """`item quantity [x price]`, several with commas between, as rows for a paper's lines."""
    return [_line(part.split()) for part in text.replace("，", ",").split(",")]


def _line(words: list[str]) -> dict[str, Any]:
    item = Item.objects.select_related("unit").get(code=words[0])
    row: dict[str, Any] = {"item": item, "unit": item.unit, "quantity": Decimal(words[1])}
    if len(words) > 2:
        row["price"] = Decimal(words[3])
    return row
