"""Which price is offered: a table of what is known, a quantity, and what comes of it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from orders.prices.choosing import (
    Known,
    PriceOffer,
    Quoted,
    as_wished,
    below_floor,
    best_of,
    offer_of,
    specificity,
)

D = Decimal
JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)


def quoted(text: str, **more: Any) -> Quoted:
    """`12 from 100` is a price of 12 for 100 and more."""
    price, _from, least = text.partition(" from ")
    return Quoted(D(price), min_quantity=D(least or 0), **more)


def known(**parts: Any) -> Known:
    """Each source as text: agreed="9 from 10, 10", listed=…, last="8", own="20"."""
    said: dict[str, Any] = {}
    for name, text in parts.items():
        several = [quoted(one) for one in text.split(", ")]
        said[name] = several if name in {"agreed", "listed"} else several[0]
    return Known(tax_rate=D(13), **said)


@pytest.mark.parametrize(
    ("parts", "quantity", "awaited"),
    [
        ({}, 1, "none 0"),
        ({"own": "20"}, 1, "list 20"),
        ({"own": "20", "listed": "18"}, 1, "level 18"),
        ({"own": "20", "listed": "18", "last": "17"}, 1, "last 17"),
        ({"own": "20", "listed": "18", "last": "17", "agreed": "15"}, 1, "customer 15"),
        ({"last": "17", "agreed": "15 from 10"}, 9, "last 17"),
        ({"last": "17", "agreed": "15 from 10"}, 10, "customer 15"),
        ({"own": "20", "listed": "18 from 10"}, 9, "list 20"),
        ({"own": "20", "listed": "18 from 10"}, 10, "level 18"),
        ({"listed": "18, 16 from 100, 14 from 1000"}, 99, "level 18"),
        ({"listed": "18, 16 from 100, 14 from 1000"}, 100, "level 16"),
        ({"listed": "18, 16 from 100, 14 from 1000"}, 1000, "level 14"),
        ({"listed": "14 from 1000, 18, 16 from 100"}, 5000, "level 14"),
        ({"listed": "16 from 0.5"}, "0.4999", "none 0"),
    ],
)
def test_the_first_source_that_knows_a_price_wins(
    parts: dict[str, str], quantity: Any, awaited: str
) -> None:
    offer = offer_of(known(**parts), D(quantity), wish=True)

    assert f"{offer.source} {offer.price}" == awaited


LISTS = {
    "all": {"level": False, "region": False},
    "region": {"level": False, "region": True},
    "level": {"level": True, "region": False},
    "both": {"level": True, "region": True},
}


def listed(name: str, text: str, start: date = JULY) -> Quoted:
    rank = specificity(**LISTS[name])
    return quoted(text, name=name, standing=(rank, start.toordinal(), 1))


@pytest.mark.parametrize(
    ("lists", "quantity", "winner"),
    [
        (["all 10", "region 11"], 1, "11"),
        (["region 11", "level 12"], 1, "12"),
        (["level 12", "both 13", "all 9"], 1, "13"),
        (["both 13 from 100", "level 12"], 99, "12"),
        (["level 12", "all 8 from 100"], 100, "12"),
        (["level 12", "level 11 from 100"], 100, "11"),
        (["all 10", "all 9 @August"], 1, "9"),
        (["all 10", "all 9 from 50 @August"], 1, "10"),
        (["all 7 from 50", "all 9 @August"], 50, "9"),
        (["level 12", "all 9 @August"], 1, "12"),
    ],
)
def test_the_narrower_list_wins_then_the_later_then_the_larger_quantity(
    lists: list[str], quantity: int, winner: str
) -> None:
    made = []
    for text in lists:
        name, _blank, rest = text.partition(" ")
        price, _at, later = rest.partition(" @")
        made.append(listed(name, price, AUGUST if later else JULY))

    best = best_of(made, D(quantity))

    assert best is not None
    assert best.price == D(winner)


@pytest.mark.parametrize(
    ("parts", "floor"),
    [
        ({"own": "20"}, None),
        ({"own": "20", "floor": "15"}, D(15)),
        ({"listed": "18", "floor": "15"}, D(15)),
        ({"agreed": "9", "floor": "15"}, D(15)),
    ],
)
def test_an_items_floor_holds_whatever_the_source(
    parts: dict[str, str], floor: Decimal | None
) -> None:
    assert offer_of(known(**parts), D(1), wish=True).floor == floor


def test_the_floor_of_the_list_in_force_goes_before_the_items() -> None:
    of_all = Known(
        listed=[quoted("18", floor=D(16)), quoted("15 from 100", floor=D(13))],
        last=quoted("12"),
        floor=quoted("14"),
    )

    assert [offer_of(of_all, D(q), wish=True).floor for q in (1, 100)] == [D(16), D(13)]


@pytest.mark.parametrize(
    ("price", "includes_tax", "wish", "awaited"),
    [
        ("11.30", True, True, "11.30"),
        ("11.30", True, False, "10"),
        ("10", False, True, "11.3"),
        ("10", True, False, "8.849558"),
        ("0.000001", False, True, "0.000001"),
    ],
)
def test_a_price_is_said_with_tax_or_without(
    price: str, includes_tax: bool, wish: bool, awaited: str
) -> None:
    said = as_wished(D(price), tax_rate=D(13), includes_tax=includes_tax, wish=wish)

    assert said == D(awaited)


def test_price_and_floor_are_said_alike() -> None:
    mixed = Known(
        tax_rate=D(13),
        agreed=[quoted("10", includes_tax=False)],
        floor=quoted("11.3", includes_tax=True),
    )

    with_tax, without = (offer_of(mixed, D(1), wish=wish) for wish in (True, False))

    assert (with_tax.price, with_tax.floor, with_tax.price_includes_tax) == (D("11.3"),) * 2 + (
        True,
    )
    assert (without.price, without.floor, without.price_includes_tax) == (D(10), D(10), False)


@pytest.mark.parametrize(
    ("price", "floor", "low"),
    [("9.99", "10", True), ("10", "10", False), ("0", None, False), ("0", "10", True)],
)
def test_below_the_floor_is_below_and_not_at_it(price: str, floor: str | None, low: bool) -> None:
    offer = PriceOffer(D(12), "list", "", None if floor is None else D(floor))

    assert below_floor(D(price), offer) is low


def test_the_end_of_a_price_is_told() -> None:
    offer = offer_of(Known(agreed=[quoted("9", valid_to=AUGUST)]), D(1), wish=True)

    assert offer.valid_to == AUGUST
    assert str(offer.label)


def test_a_label_fits_beside_a_cell() -> None:
    offer = offer_of(Known(listed=[quoted("9", name="价" * 100)]), D(1), wish=True)

    assert "价" * 40 in str(offer.label)
    assert len(str(offer.label)) <= 60
