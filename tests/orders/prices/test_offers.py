"""Offers from the books: validity, level and region; many items cost no more queries than one."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from masterdata.models import Company, Party, Region
from orders.prices.models import CustomerPrice, ItemFloor, PriceList, PriceListLine
from orders.prices.offers import PriceOffer, below_floor, offers_for
from tests import factories
from tests.orders.prices.trade import ON, sale

pytestmark = pytest.mark.django_db
D = Decimal
DAY = timedelta(days=1)


def region(code: str) -> Region:
    return Region.objects.get_or_create(code=code, defaults={"name": code})[0]


def price_list(code: str, lines: str, **more: Any) -> PriceList:
    """`螺丝 2.26, 螺丝 2 from 100`."""
    where = more.pop("region", None)
    made = PriceList.objects.create(
        code=code,
        name=more.pop("name", code),
        region=region(where) if where else None,
        valid_from=more.pop("valid_from", ON - 10 * DAY),
        **more,
    )
    for text in lines.split(", "):
        item, price, *least = text.split()
        PriceListLine.objects.create(
            price_list=made,
            item=factories.item(item),
            price=D(price),
            min_quantity=D(least[1]) if least else D(0),
        )
    return made


def agreed(price: str, code: str = "螺丝", **more: Any) -> CustomerPrice:
    return CustomerPrice.objects.create(
        party=more.pop("party", None) or factories.customer(),
        item=factories.item(code),
        price=D(price),
        valid_from=more.pop("valid_from", ON - 10 * DAY),
        **more,
    )


def offer(
    quantity: Any = 1, *, party: Party | None = None, on: date = ON, wish: bool | None = None
) -> PriceOffer:
    item = factories.item("螺丝")
    asked = [(item.pk, D(quantity))]
    return offers_for(party or factories.customer(), asked, on, includes_tax=wish)[item.pk]


def said(quantity: Any = 1, **more: Any) -> str:
    made = offer(quantity, **more)
    return f"{made.source} {made.price.normalize():f}"


def test_each_source_stands_before_the_next() -> None:
    factories.item("螺丝", list_price=D(20))
    assert said() == "list 20"
    price_list("all", "螺丝 18")
    assert said() == "level 18"
    sale("螺丝 1 x 17")
    assert said() == "last 17"
    agreed("15")
    assert said() == "customer 15"


def test_an_item_without_any_price_says_so() -> None:
    made = offer()

    assert (made.source, made.price, made.floor) == ("none", D(0), None)
    assert str(made.label)


@pytest.mark.parametrize(
    ("first", "last", "counts"),
    [(0, 0, True), (-5, None, True), (1, None, False), (-5, -1, False), (-5, 5, True)],
)
@pytest.mark.parametrize("source", ["customer", "level"])
def test_a_price_counts_from_its_first_day_to_its_last(
    source: str, first: int, last: int | None, counts: bool
) -> None:
    ends = None if last is None else ON + last * DAY
    if source == "customer":
        agreed("15", valid_from=ON + first * DAY, valid_to=ends)
    else:
        price_list("all", "螺丝 15", valid_from=ON + first * DAY, valid_to=ends)

    made = offer()

    assert (made.source == source) is counts
    assert made.valid_to == (ends if counts else None)


@pytest.mark.parametrize(
    ("level", "where", "awaited"),
    [
        ("", None, "10"),
        ("A", None, "12"),
        ("A", "east", "13"),
        ("B", "east", "11"),
        ("B", "west", "10"),
        (" A ", "west", "12"),
    ],
)
def test_a_customer_gets_the_narrowest_list_that_is_his(
    level: str, where: str | None, awaited: str
) -> None:
    price_list("all", "螺丝 10")
    price_list("east", "螺丝 11", region="east")
    price_list("A", "螺丝 12", level="A")
    price_list("A-east", "螺丝 13", level="A", region="east")
    party = factories.customer(level=level, region=region(where) if where else None)

    assert said(party=party) == f"level {awaited}"


def test_before_the_customer_is_known_only_lists_for_everybody_count() -> None:
    price_list("all", "螺丝 10")
    price_list("A", "螺丝 12", level="A")
    agreed("5")
    pk = factories.item("螺丝").pk

    assert offers_for(None, [(pk, D(1))], ON)[pk].price == D(10)


def test_a_list_out_of_use_offers_nothing() -> None:
    price_list("all", "螺丝 10", is_active=False)

    assert said() == "none 0"


def test_quantity_breaks() -> None:
    price_list("all", "螺丝 10, 螺丝 9 from 100, 螺丝 8 from 1000")
    agreed("7", min_quantity=D(5000))

    assert [said(q) for q in (1, 100, 1000, 5000)] == [
        "level 10",
        "level 9",
        "level 8",
        "customer 7",
    ]


def test_two_lines_of_one_item_are_one_quantity() -> None:
    price_list("all", "螺丝 10, 螺丝 9 from 100")
    pk = factories.item("螺丝").pk

    offers = offers_for(factories.customer(), [(pk, D(60)), (pk, D(40))], ON)

    assert offers[pk].price == D(9)


def test_prices_are_said_as_wished_or_as_the_firm_reckons() -> None:
    price_list("all", "螺丝 10", includes_tax=False)
    ItemFloor.objects.create(item=factories.item("螺丝"), floor_price=D("9.04"))

    assert (offer().price, offer().price_includes_tax) == (D("11.3"), True)
    assert (offer(wish=False).price, offer(wish=False).floor) == (D(10), D(8))
    Company.objects.update_or_create(id=1, defaults={"name": "厂", "prices_include_tax": False})
    assert offer().price == D(10)


def test_below_the_floor() -> None:
    ItemFloor.objects.create(item=factories.item("螺丝"), floor_price=D(9))

    assert below_floor(D("8.99"), offer())
    assert not below_floor(D(9), offer())


def test_an_unknown_item_is_left_out_and_nothing_asked_is_nothing() -> None:
    assert offers_for(None, [(10**9, D(1))], ON) == {}
    assert offers_for(None, [], ON) == {}


def test_forty_items_cost_as_many_queries_as_one() -> None:
    party = factories.customer(level="A", region=region("east"))
    codes = [f"件{number}" for number in range(40)]
    price_list("A", ", ".join(f"{code} 10" for code in codes), level="A")
    for code in codes[:20]:
        agreed("9", code, party=party)
        sale(f"{code} 1 x 8", to=party.code)
        ItemFloor.objects.create(item=factories.item(code), floor_price=D(5))
    asked = [(factories.item(code).pk, D(1)) for code in codes]

    costs = []
    for part in (asked[:1], asked):
        with CaptureQueriesContext(connection) as seen:
            offers = offers_for(party, part, ON)
            [str(each.label) for each in offers.values()]
        costs.append(len(seen))

    assert costs[0] == costs[1] <= 7
