"""What opening balances post; no database."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from finance.opening_balance.flow import open_items
from finance.parties.ledger import Payable, Receivable


def line(side: str, amount: str) -> SimpleNamespace:
    return SimpleNamespace(
        line_no=1,
        side=side,
        party_id=5,
        amount=Decimal(amount),
        due_on=date(2026, 7, 1),
        dated=date(2026, 4, 1),
        reference="旧账",
    )


def test_each_line_is_an_open_item_of_its_side() -> None:
    payable, receivable = open_items(None, [line("payable", "100"), line("receivable", "-5")])

    day, old = date(2026, 7, 1), date(2026, 4, 1)
    assert payable == Payable(5, Decimal(100), day, 1, "旧账", dated=old)
    assert receivable == Receivable(5, Decimal(-5), day, 1, "旧账", dated=old)
    assert type(payable) is not type(receivable)
