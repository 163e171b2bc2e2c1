"""Three-way matching by quantity and by amount; no database."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purchasing.supplier_invoice import matching
from purchasing.supplier_invoice.matching import Billed, Received, match

D = Decimal


def received(quantity: str = "100", gross: str = "226.00", *before: str) -> Received:
    return Received(D(quantity), D(gross), *(D(text) for text in before))


@pytest.mark.parametrize(
    ("goods", "billed", "quantity", "amount"),
    [
        # All at once, exactly; cheaper; dearer.
        (("100", "226.00"), ("100", "226.00"), "0", "0"),
        (("100", "226.00"), ("100", "203.40"), "0", "-22.60"),
        (("100", "226.00"), ("100", "237.30"), "0", "11.30"),
        # A part is no difference; the rest takes what is left of the amount.
        (("100", "226.00"), ("40", "90.40"), "0", "0"),
        (("3", "10.00"), ("1", "3.33"), "0", "0"),
        (("3", "10.00", "1", "3.33"), ("1", "3.34"), "0", "0"),
        (("3", "10.00", "2", "6.67"), ("1", "3.33"), "0", "0"),
        # More than came, or than is left.
        (("90", "203.40"), ("100", "226.00"), "10", "22.60"),
        (("100", "226.00", "60", "135.60"), ("60", "135.60"), "20", "45.20"),
        (("100", "226.00", "100", "226.00"), ("1", "2.26"), "1", "2.26"),
        # Red ones: the return, the whole, a part, too much, a rebate without goods.
        (("90", "203.40", "100", "226.00"), ("-10", "-22.60"), "0", "0"),
        (("100", "226.00", "100", "226.00"), ("-100", "-226.00"), "0", "0"),
        (("100", "226.00", "100", "226.00"), ("-50", "-113.00"), "0", "0"),
        (("100", "226.00", "40", "90.40"), ("-50", "-113.00"), "-10", "-22.60"),
        (("100", "226.00", "100", "226.00"), ("0", "-10.00"), "0", "-10.00"),
        (("100", "226.00"), ("-1", "-2.26"), "-1", "-2.26"),
    ],
)
def test_differences(
    goods: tuple[str, ...], billed: tuple[str, str], quantity: str, amount: str
) -> None:
    found = match(received(*goods), Billed(D(billed[0]), D(billed[1])))

    assert (found.quantity_difference, found.difference) == (D(quantity), D(amount))


@pytest.mark.parametrize(
    ("grosses", "is_within"),
    [
        (("226.00",), True),
        (("226.06",), True),
        (("225.94",), True),
        (("226.07",), False),
        (("225.93",), False),
        (("226.06",) * 16, True),
        (("226.06",) * 17, False),
        (("226.06", "225.94") * 10, True),
        (("226.06",) * 16 + ("226.10",), False),
    ],
)
def test_tolerance_per_line_and_per_invoice(grosses: tuple[str, ...], is_within: bool) -> None:
    matches = [match(received(), Billed(D(100), D(gross))) for gross in grosses]

    assert matching.is_within(matches) is is_within


def test_a_piece_too_many_is_never_within_tolerance() -> None:
    found = match(received("100", "1.00"), Billed(D(101), D("1.01")))

    assert abs(found.difference) <= matching.PER_LINE
    assert not matching.is_within([found])
    assert matching.beyond_goods([found])


@pytest.mark.parametrize(
    ("cost", "quantity", "on_hand", "stock", "variance"),
    [
        ("10.00", "100", "100", "10.00", "0"),
        ("10.00", "100", "250", "10.00", "0"),
        ("10.00", "100", "25", "2.50", "7.50"),
        ("10.00", "3", "1", "3.33", "6.67"),
        ("-10.00", "3", "1", "-3.33", "-6.67"),
        ("10.00", "100", "0", "0", "10.00"),
        ("0", "100", "50", "0", "0"),
        ("10.00", "0", "50", "0", "10.00"),
    ],
)
def test_only_goods_still_here_bear_the_difference(
    cost: str, quantity: str, on_hand: str, stock: str, variance: str
) -> None:
    split = matching.split_cost(D(cost), D(quantity), D(on_hand))

    assert (split.stock, split.variance) == (D(stock), D(variance))


@given(
    parts=st.lists(st.integers(1, 50), min_size=1, max_size=8),
    gross=st.decimals(min_value=0, max_value=100_000, places=2),
)
def test_parts_cover_the_receipt_to_the_cent(parts: list[int], gross: Decimal) -> None:
    """However it is split over invoices, nothing stays owed when all goods are billed."""
    whole = D(sum(parts))
    quantity = amount = D(0)
    for part in parts:
        now = Received(whole, gross, quantity, amount)
        found = match(now, Billed(D(part), D(0)))
        assert found.covered_quantity == part
        assert found.covered_gross >= 0
        quantity, amount = quantity + found.covered_quantity, amount + found.covered_gross

    assert (quantity, amount) == (whole, gross)
