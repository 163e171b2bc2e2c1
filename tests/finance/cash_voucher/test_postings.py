"""What cash vouchers post; no database."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from finance.cash.entry import Cash
from finance.cash_voucher.flow import money


def paper(kind: str, target: int | None = None) -> SimpleNamespace:
    head = SimpleNamespace(party_id=5)
    return SimpleNamespace(kind=kind, account_id=1, to_account_id=target, head=head)


def line(number: int, amount: str) -> SimpleNamespace:
    return SimpleNamespace(line_no=number, amount=Decimal(amount), purpose=f"用途{number}")


@pytest.mark.parametrize(("kind", "sign"), [("income", 1), ("opening", 1), ("expense", -1)])
def test_each_line_moves_the_account_in_its_direction(kind: str, sign: int) -> None:
    found = list(money(paper(kind), [line(1, "30"), line(2, "0.50")]))

    assert found == [
        Cash(1, sign * Decimal(30), 1, "用途1", 5),
        Cash(1, sign * Decimal("0.50"), 2, "用途2", 5),
    ]


def test_a_transfer_leaves_one_account_and_enters_the_other() -> None:
    found = list(money(paper("transfer", target=2), [line(1, "30")]))

    assert found == [Cash(1, Decimal(-30), 1, "用途1", 5), Cash(2, Decimal(30), 1, "用途1", 5)]
