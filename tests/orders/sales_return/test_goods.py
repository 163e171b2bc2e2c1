"""What comes back is counted, graded and limited: never more than the customer has."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.utils import translation

from documents.models import Document
from tests import factories
from tests.behind import unnoticed
from tests.grounds import begins_with
from tests.notation import owing, stock, worth
from tests.orders import desk
from tests.orders.delivery import road
from tests.orders.sales_return import returns
from tests.orders.sales_return.returns import in_bin, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
D = Decimal


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """The sentences are read here in the language of the source."""
    with translation.override("en"):
        yield


# --- Grades --------------------------------------------------------------------------------------


@begins_with(returns.delivered)
def test_each_piece_goes_where_its_grade_says() -> None:
    _order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "8"), "received")
    grades = {"good": "3", "to_repair": "2", "scrap": "1", "not_ours": "2", "outcome": "credit"}

    document = returns.go(returns.grade(document, {1: grades}), "posted")

    reject = factories.warehouse("main").reject_bin
    assert (in_bin("ZC"), in_bin(reject.code)) == (D(93), D(3))
    assert worth("螺丝 main 96.00")
    assert document.total == D("15.00")
    (line,) = returns.delivery_lines(delivery)
    assert line.returned == D(6)


@begins_with(returns.delivered)
@pytest.mark.parametrize(("outcome", "kept"), [("repair", "4"), ("reject", "0")])
def test_repair_and_reject_move_no_money(outcome: str, kept: str) -> None:
    order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "4"), "received")
    grades = {"to_repair": "4", "outcome": outcome, "note": "人为损坏"}

    document = returns.go(returns.grade(document, {1: grades}), "closed")

    assert document.total == D(0)
    assert owing(f"{desk.CUSTOMER} 0")
    assert in_bin(factories.warehouse("main").reject_bin.code) == D(kept)
    assert returns.delivery_lines(delivery)[0].returned == D(0)
    assert desk.state_of(order) == "fulfilled"


@begins_with(returns.delivered)
def test_grades_that_do_not_add_up_are_refused() -> None:
    _order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "4"), "received")

    sentence = refused(lambda: returns.grade(document, {1: {"good": "3", "outcome": "credit"}}))

    assert "do not add up to the 4 counted" in sentence


@begins_with(returns.delivered)
def test_what_is_not_ours_is_never_credited() -> None:
    _order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "4"), "received")

    document = returns.grade(document, {1: {"not_ours": "4", "outcome": "credit"}})

    assert returns.lines(document)[0].outcome == "reject"
    assert returns.go(document, "posted").total == D(0)


@begins_with(returns.delivered)
def test_goods_that_are_not_taken_back_need_their_reason() -> None:
    _order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "4"), "received")

    sentence = refused(lambda: returns.grade(document, {1: {"good": "4", "outcome": "reject"}}))

    assert "say why it is not taken back" in sentence


@begins_with(returns.delivered)
def test_grades_can_be_taken_back_and_given_anew() -> None:
    _order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "4"), "drawn")
    document = returns.step(document, "undraw", desk.people().accountant, reason="品级不对")
    document = returns.step(document, "regrade", returns.inspector(), reason="重验")

    document = returns.grade(document, {1: {"scrap": "4", "outcome": "credit"}})

    returns.go(document, "posted")
    assert in_bin(factories.warehouse("main").reject_bin.code) == D(4)


# --- Count ---------------------------------------------------------------------------------------


@begins_with(returns.delivered)
def test_less_than_announced_is_credited_as_it_was_counted() -> None:
    _order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "4"), "approved")

    document = returns.receive(document, {1: "3"})
    assert returns.lines(document)[0].difference == D(-1)

    document = returns.go(document, "posted")
    assert document.total == D("7.50")
    assert returns.delivery_lines(delivery)[0].returned == D(3)


@begins_with(returns.delivered)
def test_a_different_count_is_explained() -> None:
    _order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "4"), "approved")

    assert "count differs" in refused(lambda: returns.receive(document, {1: "3"}, notes={}))


@begins_with(returns.delivered)
def test_a_surplus_was_never_approved_and_goes_back() -> None:
    _order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "4"), "approved")
    document = returns.receive(document, {1: "6"})

    assert "only 4 were approved" in refused(
        lambda: returns.grade(document, {1: {"good": "6", "outcome": "credit"}})
    )
    document = returns.grade(document, {1: {"good": "4", "not_ours": "2", "outcome": "credit"}})

    document = returns.go(document, "posted")
    assert document.total == D("10.00")
    assert worth("螺丝 main 94.00")


@begins_with(returns.delivered)
def test_a_receipt_is_taken_back_when_the_goods_went_away_again() -> None:
    _order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "4"), "received")

    document = returns.step(document, "unreceive", road.keeper(), reason="收错")

    assert document.state == "approved"
    assert stock("螺丝 main 90")
    assert returns.lines(document)[0].counted is None
    assert returns.go(document, "posted").total == D("10.00")


@begins_with(returns.delivered)
def test_nothing_that_came_is_no_receipt() -> None:
    _order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "4"), "approved")

    assert "Nothing came" in refused(lambda: returns.receive(document, {1: "0"}))


# --- How much may come back ----------------------------------------------------------------------


def test_more_than_the_customer_has_is_refused_with_the_numbers() -> None:
    _order, delivery = returns.delivered("螺丝 10 x 2.50, 螺母 5 x 1")
    returns.posted([delivery], "2", "0")
    waiting = returns.submit(returns.applied([delivery], "3", "0"))

    said = refused(lambda: returns.submit(returns.applied([delivery], "6", "5")))

    for figure in ("sent 10", "so far 2", "returns 3", waiting.number, "now 6", "most 5"):
        assert figure in said
    assert "螺母" not in said


@begins_with(returns.delivered)
def test_two_lines_of_one_delivery_line_count_together() -> None:
    _order, delivery = returns.delivered()
    document = returns.applied([delivery], "6")
    (line,) = document.salesreturn.lines.all()
    line.pk, line.line_no = None, 2
    line.save(force_insert=True)
    Document.objects.filter(pk=document.pk).update(total=line.gross * 2)

    assert "now 12" in refused(lambda: returns.submit(document))


def test_goods_on_the_way_are_not_the_customers_yet() -> None:
    order = road.ordered("螺丝 10 x 2.50")
    delivery = road.send([order])

    assert "not signed for" in refused(lambda: returns.submit(returns.applied([delivery], "4")))


@begins_with(returns.delivered)
def test_a_return_is_of_the_customer_of_its_deliveries() -> None:
    _order, delivery = returns.delivered()
    document = returns.applied([delivery], "4")
    Document.objects.filter(pk=document.pk).update(party=desk.customer("蓝天商场"))

    assert "another customer" in refused(lambda: returns.submit(document))


@begins_with(returns.delivered)
def test_what_is_held_by_others_is_asked_again_when_the_goods_come() -> None:
    _order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "8"), "approved")
    line = document.salesreturn.lines.get()
    with unnoticed(document):
        type(line)._base_manager.filter(pk=line.pk).update(base_quantity=D(11))

    assert "not the one that was submitted" in refused(lambda: returns.receive(document))
    with unnoticed(document):
        type(line)._base_manager.filter(pk=line.pk).update(base_quantity=D(8))
