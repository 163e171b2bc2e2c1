"""What a customer's money is kept for: by order, by paper, and what is his own."""

from decimal import Decimal

import pytest
from django.db.models import OuterRef

from documents.models import Document
from finance.parties import funds, ledger
from finance.parties.ledger import Receivable
from tests import factories
from tests.finance.parties.papers import item, now, paper, post, receivable, reverse, settle

pytestmark = pytest.mark.usefixtures("clean_parties")
D = Decimal


def customer() -> int:
    return factories.customer("红星商场").pk


def entry(amount: str, order: Document, line_no: int = 0) -> Receivable:
    """Money for an order, below zero, or goods billed on it."""
    cause = funds.MONEY if D(amount) < 0 else funds.GOODS
    return Receivable(customer(), D(amount), None, line_no, for_document=order.pk, cause=cause)


def test_an_order_is_paid_billed_and_has_the_difference_left() -> None:
    order, other = paper(), paper()
    post(entry("-100.00", order))
    post(entry("30.00", order))

    found = funds.funds_of([order.pk, other.pk])

    assert found == {order.pk: funds.Funds(D(100), D(30)), other.pk: funds.Funds()}
    assert found[order.pk].left == D(70)
    rows = Document.objects.annotate(**funds.fund_figures(OuterRef("pk")))
    assert rows.filter(pk=order.pk).values_list("paid", "billed").get() == (D(100), D(30))


def test_money_kept_for_an_order_is_told_by_its_rest_the_oldest_first() -> None:
    order, other = paper(), paper()
    young = post(entry("-0.40", order), days_ago=1)
    old = post(entry("-100.00", order), days_ago=5)
    goods = post(entry("30.00", order))
    post(entry("0.40", order))
    used = post(entry("-7.00", order), days_ago=9)
    settle(goods, used, "7.00")
    settle(goods, old, "20.00")
    elsewhere = post(entry("-5.00", other))

    found = funds.credits_for([order.pk, other.pk])

    kept = [(item(old).pk, D(80)), (item(young).pk, D("0.40"))]
    assert found == {order.pk: kept, other.pk: [(item(elsewhere).pk, D(5))]}


def test_an_order_is_covered_by_its_money_less_what_is_owed_on_it() -> None:
    order, empty = paper(), paper()
    post(entry("-100.00", order))
    goods = post(entry("30.00", order))
    settle(goods, post(receivable("红星商场 -20.00")), "20.00")

    assert funds.covers([order.pk, empty.pk]) == {order.pk: D(90), empty.pk: D(0)}
    assert funds.open_of_orders([order.pk, empty.pk]) == {order.pk: D(-90), empty.pk: D(0)}


def test_the_debts_of_a_paper_are_told_by_line_with_what_is_left() -> None:
    order, delivery = paper(), paper()
    post(entry("30.00", order, 1), entry("0.40", order, 2), document=delivery)
    first, second = delivery.open_items.order_by("line_no")
    money = post(entry("-20.00", order))
    ledger.allocate(paper(), [ledger.Pair(first.pk, item(money).pk, D(20))], **now(0))

    assert funds.open_lines_of(delivery.pk) == {
        1: (first.pk, D(10)),
        2: (second.pk, D("0.40")),
    }
    assert funds.open_lines_of(money.pk) == {}


def test_money_that_names_no_order_is_the_customers_own() -> None:
    order = paper()
    post(entry("-100.00", order))
    free, little = (
        post(receivable("红星商场 -50.00"), days_ago=3),
        post(receivable("红星商场 -0.40")),
    )
    debt, small = post(receivable("红星商场 20.00"), days_ago=2), post(receivable("红星商场 0.30"))
    settle(debt, free, "15.00")

    own = funds.free_credits(customer())

    assert own == [(item(free).pk, D(35)), (item(little).pk, D("0.40"))]
    assert funds.total(own) == D("35.40")
    owed = [(item(debt).pk, D(5)), (item(small).pk, D("0.30"))]
    assert funds.open_debts_of(customer()) == owed


def test_the_credits_of_a_paper_name_their_order_and_what_is_still_his() -> None:
    order, back = paper(), paper()
    debt = post(receivable("红星商场 20.00"))
    post(Receivable(customer(), D("-0.40"), None, 2), document=back)
    settle(debt, back, "0.10")
    post(entry("-30.00", order, 1), receivable("红星商场 0.20"), document=back)

    assert funds.credits_of(back.pk) == [
        funds.Credit("", D("0.40"), D("0.30")),
        funds.Credit(order.number, D(30), D(30)),
    ]


def test_what_was_taken_back_is_kept_for_nothing() -> None:
    order = paper()
    money = post(entry("-100.00", order))

    reverse(money)

    assert funds.credits_for([order.pk]) == {}
    assert funds.credits_of(money.pk) == []
    assert funds.covers([order.pk]) == {order.pk: D(0)}
