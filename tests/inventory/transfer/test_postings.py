"""What a transfer posts, computed from values alone."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace as Some
from typing import Any

import pytest

from inventory.stock.entry import Stock, value_brought
from inventory.transfer.flow import announced, arriving, leaving, settling

FROM, TRANSIT, TO = 11, 12, 21
BODY = Some(transit_bin_id=TRANSIT, wanted_on=date(2026, 3, 4))


def line(shipped: str, came: str = "0", late: str = "0", back: str = "0") -> Any:
    return Some(
        line_no=1,
        item_id=7,
        from_bin_id=FROM,
        to_bin_id=TO,
        base_quantity=Decimal(shipped),
        received_quantity=Decimal(came),
        late_quantity=Decimal(late),
        returned_quantity=Decimal(back),
    )


def told(entries: Any) -> list[tuple[int, str, str]]:
    return [(each.bin_id, each.phase, f"{each.quantity:f}") for each in entries]


def test_an_approved_transfer_is_awaited_in_the_other_warehouse() -> None:
    (entry,) = announced(BODY, [line("4")])

    assert told([entry]) == [(TO, "expected", "4")]
    assert entry.due_on == date(2026, 3, 4)


def test_goods_that_leave_lie_in_transit() -> None:
    assert told(leaving(BODY, [line("4")])) == [
        (FROM, "on_hand", "-4"),
        (TRANSIT, "on_hand", "4"),
    ]


def test_what_is_counted_arrives_and_the_rest_stays_in_transit() -> None:
    assert told(arriving(BODY, [line("4", "3")])) == [
        (TRANSIT, "on_hand", "-3"),
        (TO, "on_hand", "3"),
        (TO, "expected", "-3"),
    ]


def test_of_a_line_that_did_not_come_nothing_is_posted() -> None:
    assert list(arriving(BODY, [line("4", "0")])) == []


def test_what_is_missing_comes_late_or_goes_back() -> None:
    assert told(settling(BODY, [line("4", "1", "1", "2")])) == [
        (TRANSIT, "on_hand", "-1"),
        (TO, "on_hand", "1"),
        (TO, "expected", "-1"),
        (TRANSIT, "on_hand", "-2"),
        (FROM, "on_hand", "2"),
        (TO, "expected", "-2"),
    ]


def test_goods_bring_what_they_took_with_them() -> None:
    out, into = leaving(BODY, [line("4")])

    assert value_brought(into, before=out, taken=Decimal("-9.99")) == Decimal("9.99")


@pytest.mark.parametrize("quantity", ["3", "5", "-4"])
def test_goods_follow_only_what_left(quantity: str) -> None:
    out, _into = leaving(BODY, [line("4")])
    into = Stock(1, 7, TRANSIT, "on_hand", Decimal(quantity), follows=True)

    with pytest.raises(ValueError, match="same quantity"):
        value_brought(into, before=out, taken=Decimal(1))
    with pytest.raises(ValueError, match="same quantity"):
        value_brought(into, before=None, taken=Decimal(1))


def test_goods_that_follow_name_no_value_of_their_own() -> None:
    with pytest.raises(ValueError, match="follow"):
        Stock(1, 7, TRANSIT, "on_hand", Decimal(4), amount=Decimal(9), follows=True)
