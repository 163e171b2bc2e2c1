"""What deliveries say to the books, read as values; no database."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from finance.parties.ledger import Receivable, Settles
from inventory.stock.ledger import Stock
from orders.delivery.amounts import Share
from orders.delivery.postings import REFUSED_FROM, credits_back, debts, goods_back, goods_out

D = Decimal
ORDER = 70
PARTY = 5


def line(number: int, sent: str, **more: Any) -> Any:
    order_line = more.pop("order_line", SimpleNamespace(body_id=ORDER, line_no=number))
    values = {"bin_id": 1, "refused": D(0), "cost": None, "kind": "goods", "item_id": 100 + number}
    values |= more
    item = SimpleNamespace(kind=values.pop("kind"))
    return SimpleNamespace(line_no=number, sent=D(sent), order_line=order_line, item=item, **values)


def moved(entries: list[Stock], phase: str) -> list[tuple[int, int, Decimal]]:
    return [(e.line_no, e.bin_id, e.quantity) for e in entries if e.phase == phase]


def test_goods_leave_their_bin_and_the_promise_with_them() -> None:
    entries = goods_out([line(1, "4")], {(ORDER, 1): [(1, D(10))]})

    assert moved(entries, "on_hand") == [(1, 1, D(-4))]
    assert moved(entries, "reserved") == [(1, 1, D(-4))]
    assert entries[1].claim_document == ORDER
    assert entries[1].claim_line == 1


def test_the_promise_in_the_picked_bin_goes_first_then_the_others() -> None:
    kept = {(ORDER, 1): [(1, D(2)), (2, D(3)), (3, D(9))]}

    entries = goods_out([line(1, "7", bin_id=2)], kept)

    assert moved(entries, "on_hand") == [(1, 2, D(-7))]
    assert moved(entries, "reserved") == [(1, 2, D(-3)), (1, 1, D(-2)), (1, 3, D(-2))]


def test_no_more_is_given_up_than_is_kept() -> None:
    entries = goods_out([line(1, "7")], {(ORDER, 1): [(1, D(2))]})

    assert moved(entries, "reserved") == [(1, 1, D(-2))]


def test_two_lines_of_one_order_line_share_its_promise() -> None:
    source = SimpleNamespace(body_id=ORDER, line_no=1)
    lines = [line(1, "3", order_line=source), line(2, "3", order_line=source, bin_id=2)]

    entries = goods_out(lines, {(ORDER, 1): [(1, D(4))]})

    assert moved(entries, "reserved") == [(1, 1, D(-3)), (2, 1, D(-1))]


def test_spares_leave_free_of_any_promise_and_services_move_nothing() -> None:
    lines = [line(1, "2", order_line=None), line(2, "1", kind="service"), line(3, "0")]

    entries = goods_out(lines, {(ORDER, 2): [(1, D(4))]})

    assert moved(entries, "on_hand") == [(1, 1, D(-2))]
    assert moved(entries, "reserved") == []


def owed(shares: list[Share], credits: dict[int, list[tuple[int, Decimal]]]) -> list[Any]:
    return list(debts(shares, party_id=PARTY, due_on=date(2026, 7, 1), credits=credits))


def test_each_order_is_owed_its_share_and_its_own_money_settles_it() -> None:
    entries = owed(
        [Share(70, 1, D(100)), Share(71, 2, D(40), D(10))],
        {70: [(901, D(30)), (902, D(90))]},
    )

    debt = [(e.line_no, e.amount, e.for_document, e.cause) for e in entries if _is_debt(e)]
    assert debt == [(1, D(100), 70, "goods"), (2, D(50), 71, "goods")]
    settled = [e for e in entries if isinstance(e, Settles)]
    assert [(s.debit_line, s.credit_item, s.amount) for s in settled] == [
        (1, 901, D(30)),
        (1, 902, D(70)),
    ]


def _is_debt(entry: Any) -> bool:
    return isinstance(entry, Receivable)


def test_a_share_of_nothing_is_no_debt() -> None:
    assert owed([Share(70, 1)], {}) == []


def test_refused_goods_lie_apart_at_what_they_cost() -> None:
    lines = [line(1, "3", refused=D(1), cost=D("10.00")), line(2, "3", cost=D(5))]

    (entry,) = goods_back(lines, bin_id=99)

    assert (entry.bin_id, entry.quantity, entry.amount) == (99, D(1), D("3.33"))


def back(shares: list[Share], open_debts: dict[int, tuple[int, Decimal]]) -> list[Any]:
    return list(credits_back(shares, party_id=PARTY, open_debts=open_debts))


def test_what_was_refused_settles_its_debt_as_far_as_it_is_open() -> None:
    shares = [Share(70, 1, D(100), refused=D(30)), Share(71, 2, D(10))]

    credit, settles = back(shares, {1: (501, D(20)), 2: (502, D(10))})

    assert (credit.amount, credit.line_no, credit.for_document) == (D(-30), REFUSED_FROM + 1, 70)
    assert (settles.amount, settles.debit_item) == (D(20), 501)
    assert settles.credit_line == REFUSED_FROM + 1


def test_what_was_paid_stays_kept_for_the_order() -> None:
    entries = back([Share(70, 1, D(100), refused=D(30))], {})

    assert [type(e) for e in entries] == [Receivable]
