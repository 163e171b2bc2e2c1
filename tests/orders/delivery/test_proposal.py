"""From which bins goods are taken, and the way past them; no database."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from orders.delivery.picking import in_order, walk
from orders.delivery.proposal import spread
from orders.delivery.queries import Deliverable, Held

D = Decimal
Parts = list[tuple[int, Decimal]]


def wanted(quantity: str, *, held: str = "0", kind: str = "goods") -> Deliverable:
    line: Any = SimpleNamespace(item=SimpleNamespace(kind=kind))
    return Deliverable(line, D(quantity), Held(D(held)))


def parts(text: str) -> Parts:
    pairs = (part.split(":") for part in text.split())
    return [(int(bin_id), D(quantity)) for bin_id, quantity in pairs]


@pytest.mark.parametrize(
    ("asked", "kept", "free", "taken"),
    [
        (wanted("10"), "1:4 2:9", "", "1:4 2:6"),
        (wanted("10"), "1:4", "3:50 4:50", "1:4 3:6"),
        (wanted("10"), "", "3:4 4:3", "3:4 4:3"),
        (wanted("3", held="4"), "1:5 2:5", "", "1:1 2:2"),
        (wanted("10"), "", "", ""),
    ],
)
def test_what_is_kept_goes_first_then_what_is_free(
    asked: Deliverable, kept: str, free: str, taken: str
) -> None:
    assert list(spread(asked, parts(kept), parts(free))) == parts(taken)


def test_what_one_line_took_is_not_free_for_the_next() -> None:
    free = parts("3:10")

    assert list(spread(wanted("7"), [], free)) == parts("3:7")
    assert list(spread(wanted("7"), [], free)) == parts("3:3")


def test_a_service_lies_in_no_bin() -> None:
    assert list(spread(wanted("1", kind="service"), [], [])) == [(0, D(1))]


def test_the_way_leads_past_each_bin_once() -> None:
    def line(number: int, code: str) -> Any:
        place = SimpleNamespace(code=code) if code else None
        return SimpleNamespace(line_no=number, bin=place)

    lines = [line(1, "B2"), line(2, ""), line(3, "A1"), line(4, "B2")]

    assert [stop.bin.code if stop.bin else "" for stop in walk(lines)] == ["A1", "B2", ""]
    assert [each.line_no for each in in_order(lines)] == [3, 1, 4, 2]
