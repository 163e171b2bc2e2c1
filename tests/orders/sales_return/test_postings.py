"""What a return says to the books and what its goods are worth, read as values; no database."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from finance.parties.ledger import Receivable, Settles
from masterdata.money import LineAmounts
from orders.sales_return.amounts import Gone, costs_of, kept_cost, valued, within, worth_of
from orders.sales_return.postings import (
    OWN,
    SETTLED_FROM,
    Part,
    credits,
    into_hold,
    out_of_hold,
    own_of,
    parts_of,
)

D = Decimal
PARTY, ORDER, DELIVERY, HOLD, SHELF, REJECT = 5, 70, 80, 1, 2, 3


def delivered(sent: str = "3", gross: str = "10.00", **more: Any) -> Any:
    values = {"refused": D(0), "refused_gross": D(0), "net": D(gross), "cost": D("5.00")} | more
    order_line = SimpleNamespace(body_id=ORDER)
    return SimpleNamespace(
        pk=9, sent=D(sent), gross=D(gross), order_line=order_line, body_id=DELIVERY, **values
    )


def line(**more: Any) -> Any:
    values = {
        "line_no": 1,
        "item_id": 100,
        "bin_id": SHELF,
        "counted": D(4),
        "base_quantity": D(4),
        "good": D(4),
        "taken": D(4),
        "cost": D("4.00"),
        "gross": D("10.00"),
        "outcome": "credit",
        "is_paid": True,
        "delivery_line": delivered(),
    } | more
    source = values["delivery_line"]
    values["order_line"] = source.order_line if source else None
    kind = SimpleNamespace(kind=values.pop("kind", "goods"))
    return SimpleNamespace(item=kind, **values)


def moved(entries: Any) -> list[tuple[int, Decimal, Decimal | None]]:
    return [(each.bin_id, each.quantity, each.amount) for each in entries]


# --- Goods ---------------------------------------------------------------------------------------


def test_goods_come_into_the_hold_bin_for_what_they_cost() -> None:
    assert moved(into_hold([line()], bin_id=HOLD)) == [(HOLD, D(4), D("4.00"))]


def test_a_service_and_what_did_not_come_move_no_goods() -> None:
    lines = [line(kind="service"), line(counted=D(0))]

    assert into_hold(lines, bin_id=HOLD) == []
    assert list(out_of_hold(lines, hold_bin=HOLD, reject_bin=REJECT)) == []


def test_good_pieces_go_to_the_shelf_bad_ones_apart_to_the_fen() -> None:
    entries = out_of_hold(
        [line(counted=D(3), base_quantity=D(3), good=D(1), taken=D(3), cost=D("10.00"))],
        hold_bin=HOLD,
        reject_bin=REJECT,
    )

    assert moved(entries) == [
        (HOLD, D(-3), D("-10.00")),
        (SHELF, D(1), D("3.33")),
        (REJECT, D(2), D("6.67")),
    ]


def test_what_is_not_taken_back_only_leaves_the_hold_bin() -> None:
    entries = out_of_hold([line(taken=D(0))], hold_bin=HOLD, reject_bin=REJECT)

    assert moved(entries) == [(HOLD, D(-4), D("-4.00"))]


def test_a_surplus_brings_no_cost() -> None:
    more = line(counted=D(6))

    assert valued(more) == D(4)
    assert kept_cost(more, D(4)) == D("4.00")


# --- Worth ---------------------------------------------------------------------------------------


def test_parts_of_a_line_come_to_what_was_billed_and_what_it_cost() -> None:
    source = delivered()
    parts = [(source, D(1))] * 3

    assert [each.gross for each in worth_of(parts, {})] == [D("3.33"), D("3.34"), D("3.33")]
    assert list(costs_of(parts, {})) == [D("1.67"), D("1.66"), D("1.67")]


def test_what_was_refused_is_not_worth_anything_twice() -> None:
    source = delivered("4", "10.00", refused=D(1), refused_gross=D("2.50"), cost=D("8.00"))

    (amounts,) = worth_of([(source, D(3))], {})
    (cost,) = costs_of([(source, D(3))], {})

    assert (amounts.gross, cost) == (D("7.50"), D("6.00"))


def test_earlier_returns_count() -> None:
    source = delivered()

    (amounts,) = worth_of([(source, D(2))], {9: Gone(D(1), D("3.33"), D("3.33"))})

    assert amounts.gross == D("6.67")


def test_no_more_is_credited_than_was_billed() -> None:
    amounts = LineAmounts(net=D("8.85"), tax=D("1.15"), gross=D("10.00"))
    group = (DELIVERY, ORDER)

    found = within({group: D("15.00")}, [(group, amounts), (group, amounts), ((1, 0), amounts)])

    assert [each.gross for each in found] == [D("10.00"), D("5.00"), D("10.00")]
    assert all(each.net + each.tax == each.gross for each in found)


# --- Money ---------------------------------------------------------------------------------------


def said(entries: Any) -> list[tuple[Any, ...]]:
    return [
        (each.line_no, each.amount, each.for_document, each.cause)
        if isinstance(each, Receivable)
        else (each.debit_item, each.credit_line, each.amount)
        for each in entries
    ]


def test_lines_are_gathered_by_delivery_and_order() -> None:
    lines = [line(), line(outcome="replace", gross=D("4.00")), line(is_paid=False)]

    assert parts_of(lines) == [Part(DELIVERY, ORDER, replaced=D("4.00"), credited=D("10.00"))]


def test_what_names_no_delivery_is_the_customers_own() -> None:
    lines = [line(delivery_line=None, gross=D("7.00"))]

    assert parts_of(lines) == []
    assert own_of(lines) == D("7.00")
    assert said(credits([], D("7.00"), party_id=PARTY, debts={})) == [(OWN, D("-7.00"), None, "")]


def test_a_credit_settles_its_delivery_and_the_rest_is_his_own() -> None:
    part = Part(DELIVERY, ORDER, credited=D("10.00"))

    entries = credits([part], D(0), party_id=PARTY, debts={(DELIVERY, ORDER): (33, D("6.00"))})

    assert said(entries) == [
        (SETTLED_FROM + 1, D("-6.00"), ORDER, "money"),
        (33, SETTLED_FROM + 1, D("6.00")),
        (OWN, D("-4.00"), None, ""),
    ]


def test_what_is_replaced_stays_kept_for_its_order() -> None:
    part = Part(DELIVERY, ORDER, replaced=D("10.00"))

    entries = list(credits([part], D(0), party_id=PARTY, debts={}))

    assert said(entries) == [(1, D("-10.00"), ORDER, "goods")]
    assert not [each for each in entries if isinstance(each, Settles)]


def test_the_replaced_part_settles_before_the_credited_one() -> None:
    part = Part(DELIVERY, ORDER, replaced=D("5.00"), credited=D("5.00"))

    entries = credits([part], D(0), party_id=PARTY, debts={(DELIVERY, ORDER): (33, D("7.00"))})

    assert said(entries) == [
        (1, D("-5.00"), ORDER, "goods"),
        (33, 1, D("5.00")),
        (SETTLED_FROM + 1, D("-2.00"), ORDER, "money"),
        (33, SETTLED_FROM + 1, D("2.00")),
        (OWN, D("-3.00"), None, ""),
    ]
