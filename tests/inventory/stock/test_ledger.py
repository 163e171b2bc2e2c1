"""What the stock ledger does with postings and reversals, and what it refuses."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from documents.errors import Refused
from inventory.stock import ledger
from inventory.stock.ledger import EXPECTED, RESERVED
from inventory.stock.models import StockBalance, StockEntry
from tests.inventory.stock.papers import goods, paper, post, reverse, somebody
from tests.notation import stock, worth

pytestmark = pytest.mark.usefixtures("clean_stock")


def test_goods_received_are_on_hand_and_worth_what_they_cost() -> None:
    post(goods("螺丝 main 10 25.00"))

    assert stock("螺丝 main 10")
    assert stock("螺丝 main/ZC 10")
    assert worth("螺丝 main 25.00")


def test_goods_leave_at_the_moving_average_of_their_warehouse() -> None:
    post(goods("螺丝 main 10 10.00"))
    post(goods("螺丝 main 10 30.00"))
    post(goods("螺丝 branch 10 99.00"))

    post(goods("螺丝 main -5"))

    assert worth("螺丝 main 30.00")
    assert worth("螺丝 branch 99.00")


def test_a_back_dated_paper_costs_nothing_anew() -> None:
    post(goods("螺丝 main 10 10.00"))
    issue = post(goods("螺丝 main -5"))

    post(goods("螺丝 main 5 50.00"), days_ago=2)

    assert StockEntry.objects.get(document=issue).amount == Decimal("-5.00")
    assert worth("螺丝 main 55.00")


def test_a_remainder_of_rounding_is_posted_as_its_own_entry() -> None:
    post(goods("螺丝 main 3 10.00"))
    for _each in range(3):
        last = post(goods("螺丝 main -1 -3.33"))

    rest = StockEntry.objects.get(document=last, quantity=0)
    assert (rest.amount, rest.cause) == (Decimal("-0.01"), "rounding")
    assert worth("螺丝 main 0")


def test_one_paper_may_move_an_item_several_times() -> None:
    post(goods("螺丝 main 10 10.00"))

    post(goods("螺丝 main -4", 1), goods("螺丝 main/SH 4 4.00", 2), goods("螺丝 main -1", 3))

    assert stock("螺丝 main/ZC 5")
    assert stock("螺丝 main/SH 4")
    assert worth("螺丝 main 9.00")


def test_every_short_item_is_named_with_what_is_missing() -> None:
    post(goods("螺丝 main 10 10.00"), goods("螺母 main 3 3.00", 2), goods("垫片 main 9 9.00", 3))

    with pytest.raises(Refused) as refusal:
        post(
            goods("螺丝 main -12", 1),
            goods("螺母 main -2", 2),
            goods("螺母 main -2", 3),
            goods("垫片 main -9", 4),
            goods("木板 main -1", 5),
        )

    said = refusal.value.details
    assert len(said) == 3
    assert any("螺丝" in each and "2" in each and "10" in each for each in said)
    assert any("螺母" in each and "1" in each and "3" in each for each in said)
    assert any("木板" in each for each in said)
    assert stock("螺丝 main 10")


def test_goods_held_for_an_order_are_not_taken_for_another() -> None:
    post(goods("螺丝 main 10 10.00", held_for="HT-1"))

    with pytest.raises(Refused):
        post(goods("螺丝 main -1"))


def test_an_order_expects_and_a_receipt_uses_the_expectation_up() -> None:
    order, expected = paper(), {"phase": EXPECTED}
    post(goods("螺丝 main/SH 100", **expected), document=order)
    assert stock("螺丝 main expected 100")

    claim = {"phase": EXPECTED, "claim_document": order.pk, "claim_line": 1}
    post(goods("螺丝 main 40 80.00"), goods("螺丝 main/SH -40", **claim))

    assert stock("螺丝 main 40")
    assert stock("螺丝 main expected 60")


def test_what_comes_beyond_the_order_was_never_expected() -> None:
    order, other = paper(), paper()
    post(goods("螺丝 main/SH 100", phase=EXPECTED), document=order)
    post(goods("螺丝 main/SH 50", phase=EXPECTED), document=other)

    claim = {"phase": EXPECTED, "claim_document": order.pk, "claim_line": 1}
    receipt = post(goods("螺丝 main 105 210.00"), goods("螺丝 main/SH -105", **claim))

    assert stock("螺丝 main expected 50")
    reverse(receipt)
    assert stock("螺丝 main expected 150")


def test_two_lines_of_one_paper_use_a_claim_up_once_together() -> None:
    order, other = paper(), paper()
    post(goods("螺丝 main/SH 100", phase=EXPECTED), document=order)
    post(goods("螺丝 main/SH 50", phase=EXPECTED), document=other)

    claim = {"phase": EXPECTED, "claim_document": order.pk, "claim_line": 1}
    post(goods("螺丝 main/SH -60", 1, **claim), goods("螺丝 main/SH -60", 2, **claim))

    assert stock("螺丝 main expected 50")


def test_two_lines_of_one_item_stay_apart_by_their_claims() -> None:
    order = paper()
    post(
        goods("螺丝 main/SH 10", 1, phase=EXPECTED),
        goods("螺丝 main/SH 10", 2, phase=EXPECTED),
        document=order,
    )

    claim = {"phase": EXPECTED, "claim_document": order.pk, "claim_line": 2}
    post(goods("螺丝 main/SH -15", **claim))

    assert stock("螺丝 main expected 10")


def test_a_paper_takes_back_no_more_than_it_still_claims() -> None:
    order, other = paper(), paper()
    post(goods("螺丝 main 20 20.00"))
    post(goods("螺丝 main 10", phase=RESERVED), document=order)
    post(goods("螺丝 main 10", phase=RESERVED), document=other)

    with pytest.raises(Refused, match=order.number):
        post(goods("螺丝 main -11", phase=RESERVED), document=order)
    post(goods("螺丝 main -10", phase=RESERVED), document=order)

    assert stock("螺丝 main reserved 10")


def test_no_more_is_promised_than_lies_there_and_nothing_promised_is_taken() -> None:
    order = paper()
    post(goods("螺丝 main 20 20.00"))
    post(goods("螺丝 main 15", phase=RESERVED), document=order)

    with pytest.raises(Refused, match="6"):
        post(goods("螺丝 main 11", phase=RESERVED), document=paper())
    with pytest.raises(Refused, match="1"):
        post(goods("螺丝 main -6"))
    post(goods("螺丝 main -5"))

    assert stock("螺丝 main reserved 15")
    assert stock("螺丝 main 15")


def test_less_than_a_piece_is_promised_with_as_few_questions_as_many() -> None:
    post(goods("螺丝 main 20 20.00"))
    post(goods("螺丝 main 1", phase=RESERVED))
    counts = []

    for quantity in ("5", "0.5"):
        order, entry = paper(), goods(f"螺丝 main {quantity}", phase=RESERVED)
        with CaptureQueriesContext(connection) as asked:
            post(entry, document=order)
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert stock("螺丝 main reserved 6.5")


def test_a_reversal_takes_back_the_same_amount() -> None:
    receipt = post(goods("螺丝 main 10 10.00"))
    post(goods("螺丝 main 10 30.00"))

    reverse(receipt)

    assert stock("螺丝 main 10")
    assert worth("螺丝 main 30.00")
    back = StockEntry.objects.get(reverses__isnull=False)
    assert (back.document, back.quantity, back.amount) == (receipt, -10, Decimal("-10.00"))


def test_a_reversal_twice_does_nothing_twice() -> None:
    receipt = post(goods("螺丝 main 10 10.00"))

    reverse(receipt)
    reverse(receipt)

    assert StockEntry.objects.count() == 2


def test_the_cost_a_reversal_cannot_take_back_is_written_off() -> None:
    post(goods("螺丝 main 10 10.00"))
    dear = post(goods("螺丝 main 10 30.00"))
    post(goods("螺丝 main -10"))

    reverse(dear)

    rest = StockEntry.objects.get(quantity=0)
    assert (rest.amount, rest.cause) == (Decimal("10.00"), "cost_difference")
    assert worth("螺丝 main 0")


def test_goods_already_taken_cannot_be_taken_back_and_the_takers_are_named() -> None:
    receipt = post(goods("螺丝 main 10 10.00"))
    issue = post(goods("螺丝 main -6"))

    with pytest.raises(Refused) as refusal:
        reverse(receipt)

    said = " ".join(refusal.value.details)
    assert "螺丝" in said
    assert "6" in said
    assert issue.number in said
    assert issue in [blocker.document for blocker in ledger.blockers(receipt)]


def test_when_the_taker_is_reversed_the_way_is_free() -> None:
    receipt = post(goods("螺丝 main 10 10.00"))
    issue = post(goods("螺丝 main -6"))

    reverse(issue)
    assert ledger.blockers(receipt) == []
    reverse(receipt)

    assert stock("螺丝 main 0")


def test_goods_that_leave_with_their_reservation_are_both_gone() -> None:
    order = paper()
    post(goods("螺丝 main 10 10.00"))
    post(goods("螺丝 main 4", phase=RESERVED), document=order)

    claim = {"phase": RESERVED, "claim_document": order.pk, "claim_line": 1}
    post(goods("螺丝 main -3", 1), goods("螺丝 main -3", 1, **claim))

    assert stock("螺丝 main 7")
    assert stock("螺丝 main reserved 1")


def test_what_still_lies_there_may_be_taken_back_whatever_lies_beside_it() -> None:
    receipts = [post(goods(f"{item} main 10 10.00")) for item in ("螺丝", "螺母", "垫片")]

    for receipt in receipts:
        assert ledger.blockers(receipt) == []
        reverse(receipt)

    assert stock("螺丝 main 0")


def test_a_paper_that_moves_no_goods_is_asked_for_them_once() -> None:
    empty, actor = paper(), somebody()

    with CaptureQueriesContext(connection) as asked:
        assert ledger.blockers(empty) == []
    assert len(asked) == 1
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        ledger.reverse(empty, at=timezone.now(), on=timezone.localdate(), actor=actor)
    assert len(asked) == 1


def test_an_order_in_part_received_is_held_by_its_receipt() -> None:
    order, other = paper(), paper()
    post(goods("螺丝 main/SH 100", phase=EXPECTED), document=order)
    post(goods("螺丝 main/SH 100", phase=EXPECTED), document=other)
    claim = {"phase": EXPECTED, "claim_document": order.pk, "claim_line": 1}
    receipt = post(goods("螺丝 main 40 80.00"), goods("螺丝 main/SH -40", **claim))

    with pytest.raises(Refused) as refusal:
        reverse(order)

    assert receipt.number in " ".join(refusal.value.details)


def test_the_page_of_a_paper_shows_its_entries_and_what_reversed_them() -> None:
    receipt = post(goods("螺丝 main 10 10.00"))
    reverse(receipt)

    first, second = ledger.entries_of(receipt)

    assert first["quantity"] == 10
    assert second["reverses"] is not None
    assert "螺丝" in first["text"]


@pytest.mark.parametrize(
    "change", ["UPDATE inventory_stockentry SET quantity = 1", "DELETE FROM inventory_stockentry"]
)
def test_an_entry_is_never_changed_or_deleted(change: str) -> None:
    post(goods("螺丝 main 10 10.00"))

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)

    assert stock("螺丝 main 10")


def test_the_database_says_no_last() -> None:
    post(goods("螺丝 main 10 10.00"))

    with pytest.raises(IntegrityError), transaction.atomic():
        StockBalance.objects.update(on_hand=Decimal(-1))


def test_an_entry_that_moves_nothing_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="moves nothing"):
        goods("螺丝 main 0")
