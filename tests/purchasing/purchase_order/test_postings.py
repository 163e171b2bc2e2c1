"""What an order says to the stock ledger, and how far it has come; no database."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace as Thing
from typing import Any

from purchasing.purchase_order.postings import expected_goods, no_longer_expected
from purchasing.purchase_order.progress import allowed_of, open_of, receipt_state, state_of_line

BODY = Thing(head_id=55, receiving_bin_id=3)


def line(ordered: str, received: str = "0", closed: str = "0", **more: Any) -> Any:
    ordered_, received_, closed_ = Decimal(ordered), Decimal(received), Decimal(closed)
    values = {
        "line_no": 1,
        "item_id": 101,
        "base_quantity": ordered_,
        "received_quantity": received_,
        "closed_quantity": closed_,
        "closed_now": Decimal(0),
        "open_quantity": open_of(ordered_, received=received_, closed=closed_),
        "promised_on": date(2026, 12, 1),
        "contract_on": date(2026, 11, 20),
    }
    return Thing(**(values | more))


def test_a_confirmed_order_expects_every_line_at_its_promised_day() -> None:
    (entry,) = expected_goods(BODY, [line("100")])

    assert (entry.phase, entry.quantity, entry.bin_id) == ("expected", Decimal(100), 3)
    assert (entry.claim_document, entry.claim_line) == (55, 1)
    assert entry.due_on == date(2026, 12, 1)


def test_without_a_promise_the_contract_day_counts() -> None:
    (entry,) = expected_goods(BODY, [line("100", promised_on=None)])

    assert entry.due_on == date(2026, 11, 20)


def test_a_short_close_takes_back_what_was_closed_just_now() -> None:
    entries = no_longer_expected(BODY, [line("100", closed_now=Decimal(60)), line("5")])

    assert [entry.quantity for entry in entries] == [Decimal(-60)]


def test_a_reopened_line_is_expected_again() -> None:
    (entry,) = no_longer_expected(BODY, [line("100", closed_now=Decimal(-60))])

    assert entry.quantity == Decimal(60)


def test_a_surplus_on_one_line_never_hides_another_that_is_open() -> None:
    assert receipt_state([line("10", "20"), line("10", "0")]) == "part"


def test_the_same_item_on_two_lines_stays_apart() -> None:
    first, second = line("10", "10"), line("10", "0", line_no=2)

    assert [state_of_line(each) for each in (first, second)] == ["received", "open"]
    assert receipt_state([first, second]) == "part"


def test_an_order_is_full_when_the_rest_was_closed_short() -> None:
    assert receipt_state([line("10", "6", "4"), line("5", "5")]) == "full"
    assert state_of_line(line("10", "6", "4")) == "closed"


def test_nothing_received_is_nothing_even_when_all_is_closed() -> None:
    assert receipt_state([line("10", "0", "10")]) == "none"


def test_the_tolerance_is_on_top_of_what_was_ordered_and_not_closed() -> None:
    assert allowed_of(line("100"), percent=Decimal(5)) == Decimal(105)
    assert allowed_of(line("100", closed="40"), percent=Decimal(5)) == Decimal(63)
