"""Last sales: noted when goods leave, taken back by a reversal, compared in base units."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.prices import deals
from orders.prices.models import LastSale, SaleRecord
from orders.prices.offers import deals_of_others, deals_with, offers_for
from tests import factories
from tests.orders.prices import trade
from tests.orders.prices.trade import ON, sale

pytestmark = pytest.mark.django_db
D = Decimal


def offered(code: str = "螺丝", *, to: str = "红星商场", on: date = ON) -> str:
    item = factories.item(code)
    offer = offers_for(factories.customer(to), [(item.pk, D(1))], on)[item.pk]
    return f"{offer.source} {offer.price.normalize():f}"


def test_a_dispatched_sale_is_the_last_price_of_this_customer_alone() -> None:
    sale("螺丝 10 x 2.26")

    assert offered() == "last 2.26"
    assert offered(to="蓝天商场") == "none 0"


def test_a_reversal_takes_the_last_price_back() -> None:
    sale("螺丝 10 x 2.26")
    second = sale("螺丝 10 x 3.39")
    assert offered() == "last 3.39"

    deals.take_back(second)

    assert offered() == "last 2.26"


def test_the_last_reversal_leaves_no_price() -> None:
    only = sale("螺丝 10 x 2.26, 螺母 5 x 1")

    deals.take_back(only)

    assert not LastSale.objects.exists()
    assert offered() == "none 0"


def test_what_was_taken_back_may_be_noted_again() -> None:
    document = sale("螺丝 10 x 2.26")
    deals.take_back(document)

    deals.record(document, party_id=document.party_id, lines=trade.lines("螺丝 10 x 2.26"))

    assert offered() == "last 2.26"
    assert SaleRecord.objects.count() == 1


def test_a_reversal_of_what_was_never_noted_does_nothing() -> None:
    deals.take_back(trade.paper(factories.customer()))

    assert not SaleRecord.objects.exists()


@pytest.mark.parametrize("odd", [{"is_gift": True}, {"price": D(0)}, {"sent": D(0)}])
def test_gifts_free_lines_and_what_stayed_here_teach_no_price(odd: dict[str, Any]) -> None:
    sale("螺丝 10 x 2.26")

    sale("螺丝 10 x 9.99", **odd)

    assert offered() == "last 2.26"


def test_a_price_per_box_is_compared_per_piece() -> None:
    sale("螺丝 10 x 24", ratio_numerator=12)

    last = LastSale.objects.get()
    assert (last.price, last.ratio_numerator, last.quantity) == (D(2), 12, D(10))
    assert offered() == "last 2"


def test_a_discount_is_part_of_the_price_and_stays_known() -> None:
    sale("螺丝 10 x 10", discount=D(90))

    last = LastSale.objects.get()
    assert (last.price, last.discount) == (D(10), D(90))
    assert offered() == "last 9"


def test_what_was_sold_without_tax_is_offered_as_the_firm_reckons() -> None:
    sale("螺丝 10 x 10", price_includes_tax=False)

    assert offered() == "last 11.3"


def test_a_short_pick_is_noted_with_what_left() -> None:
    sale("螺丝 10 x 24", ratio_numerator=12, sent=D(36))

    assert SaleRecord.objects.get().quantity == D(3)


def test_the_day_of_the_paper_decides_which_sale_is_the_last() -> None:
    sale("螺丝 10 x 3")
    sale("螺丝 10 x 2", on=ON - timedelta(days=3))

    assert offered() == "last 3"


def test_the_last_deals_are_at_hand_the_newest_first() -> None:
    for price in range(1, 8):
        sale(f"螺丝 10 x {price}")
    sale("螺丝 10 x 20", to="蓝天商场")
    item, party = factories.item("螺丝"), factories.customer("红星商场")

    mine, others = deals_with(item.pk, party.pk), deals_of_others(item.pk, party.pk)

    assert [deal.price for deal in mine] == [D(price) for price in (7, 6, 5, 4, 3)]
    assert [deal.party.code for deal in others] == ["蓝天商场"]
    assert len(deals_with(item.pk, party.pk, limit=2)) == 2
    assert deals_with(item.pk, None) == []
    assert len(deals_of_others(item.pk, None)) == 5


def test_a_deal_taken_back_is_shown_no_more() -> None:
    document = sale("螺丝 10 x 2.26")
    item, party = factories.item("螺丝"), factories.customer("红星商场")
    assert len(deals_with(item.pk, party.pk)) == 1

    deals.take_back(document)

    assert deals_with(item.pk, party.pk) == []


def _cost_of_noting(count: int, name: str) -> int:
    party = factories.customer()
    document = trade.paper(party)
    sold = trade.lines(", ".join(f"{name}{n} 1 x 5" for n in range(count)))
    with CaptureQueriesContext(connection) as seen:
        deals.record(document, party_id=party.pk, lines=sold)
        deals.take_back(document)
    return len(seen)


def test_noting_costs_the_same_for_one_line_and_forty() -> None:
    assert _cost_of_noting(1, "甲") == _cost_of_noting(40, "乙")
