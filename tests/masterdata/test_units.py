"""Pack units convert by exact fractions, and stock reads as people count it."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masterdata.units import Pack, Ratio, describe, from_base, to_base

PIECE, BAG, BOX = Pack("个"), Pack("袋", Ratio(50)), Pack("箱", Ratio(500))


def test_a_box_of_ten_bags_of_fifty_holds_five_hundred() -> None:
    assert to_base(D(1), BOX.ratio) == 500
    assert from_base(D(500), BOX.ratio) == 1


def test_a_fractional_ratio_is_converted_once_after_summing() -> None:
    third = Ratio(1, 3)

    assert to_base(D(3), third) == 1
    assert to_base(D(1), third) == D("0.3333")


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        (D(1555), "3箱1袋5个"),
        (D(500), "1箱"),
        (D(49), "49个"),
        (D(0), "0个"),
        (D("50.5"), "1袋0.5个"),
        (D(-505), "-1箱5个"),
    ],
)
def test_a_quantity_reads_as_whole_packs_and_the_rest(quantity: D, words: str) -> None:
    assert describe(quantity, [PIECE, BAG, BOX]) == words


def test_without_packs_the_bare_number_is_shown() -> None:
    assert describe(D("12.5000"), []) == "12.5"
    assert describe(D("100"), []) == "100"


@pytest.mark.parametrize("parts", [(0, 1), (1, 0), (-1, 1)])
def test_a_pack_that_holds_nothing_is_refused(parts: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="at least"):
        Ratio(*parts)


@given(st.integers(0, 10**8), st.integers(1, 1000))
def test_whole_packs_come_back_whole(count: int, size: int) -> None:
    ratio = Ratio(size)

    assert from_base(to_base(D(count), ratio), ratio) == count
