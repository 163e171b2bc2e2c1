"""The debt line of a slip: this delivery, received, left, owed before and in all, as they stand."""

from decimal import Decimal

import pytest

from documents.content import load_body
from documents.models import Document
from orders.delivery.account import Account, account_of
from tests.orders import desk
from tests.orders.delivery import paper, road

pytestmark = pytest.mark.django_db
D = Decimal


def figures(document: Document) -> tuple[str, ...]:
    """Total, received, left, owed before, owed in all."""
    document.refresh_from_db()
    found = account_of(load_body(document))
    assert found is not None
    told = (found.total, found.received, found.left, found.before, found.in_all)
    return tuple(f"{figure:.2f}" for figure in told)


def test_what_is_paid_beforehand_leaves_nothing_to_pay_before_and_after_it_left() -> None:
    document = paper.loaded()

    before = figures(document)
    after = figures(road.dispatch(document))

    assert before == after == (paper.TEN, paper.TEN, "0.00", "0.00", "0.00")


def test_an_earlier_delivery_on_account_is_owed_before() -> None:
    buyer = desk.customer("赊账户", credit_limit=D(100000), credit_days=30)
    road.dispatch(paper.loaded(buyer=buyer, terms="credit"))
    document = paper.loaded(buyer=buyer, terms="credit")

    before = figures(document)
    after = figures(road.dispatch(document))

    assert before == after == (paper.TEN, "0.00", paper.TEN, paper.TEN, "1427.16")


def test_what_was_refused_is_not_told_as_received() -> None:
    buyer = desk.customer("赊账户", credit_limit=D(100000), credit_days=30)
    document = road.dispatch(paper.loaded(buyer=buyer, terms="credit"))

    document = road.sign(document, refused={1: "4"})

    assert figures(document) == (paper.TEN, "0.00", "428.15", "0.00", "428.15")


def test_the_customers_own_money_makes_the_whole_less_than_the_part() -> None:
    buyer = desk.customer("赊账户", credit_limit=D(100000), credit_days=30)
    document = paper.loaded(buyer=buyer, terms="credit")
    desk.own_money("100.00", buyer)

    assert figures(document) == (paper.TEN, "0.00", paper.TEN, "-100.00", "613.58")


def test_a_void_delivery_has_no_account() -> None:
    document = road.step(paper.drawn(), "void", desk.people().billing, reason="录错")

    assert account_of(load_body(document)) is None


def test_received_is_never_below_zero() -> None:
    assert Account(total=D(10), left=D(12), in_all=D(12)).received == 0
