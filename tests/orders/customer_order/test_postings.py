"""What the order says to the books, computed from a body and its lines; no database."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from documents.errors import Refused
from finance.parties import funds
from finance.parties.entry import Receivable, Settles
from orders.customer_order import postings

ORDER, PARTY = 11, 5


def body(**more: Any) -> Any:
    given = {
        "head_id": ORDER,
        "head": SimpleNamespace(party_id=PARTY),
        "allotment": [],
        "credit_used": Decimal(0),
        "wanted_on": None,
        "money_after_cancel": "",
    }
    return SimpleNamespace(**(given | more))


def line(number: int) -> Any:
    return SimpleNamespace(line_no=number, item_id=number * 100, wanted_on=None)


@pytest.fixture
def credits_(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The customer's free credits and those kept for the order, as the ledger would say."""

    def said(free: list[tuple[int, str]] = (), kept: list[tuple[int, str]] = ()) -> None:  # type: ignore[assignment]
        own = [(pk, Decimal(rest)) for pk, rest in free]
        his = [(pk, Decimal(rest)) for pk, rest in kept]
        monkeypatch.setattr(funds, "free_credits", lambda _party: own)
        monkeypatch.setattr(funds, "credits_for", lambda _ids: {ORDER: his} if his else {})

    return said


def test_what_was_planned_is_reserved_for_the_orders_own_lines() -> None:
    plan = [
        {"line": 2, "bin": 8, "quantity": "3"},
        {"line": 1, "bin": 9, "quantity": "-1.5"},
    ]

    entries = list(postings.planned(body(allotment=plan), [line(1), line(2)]))

    assert [(e.line_no, e.item_id, e.bin_id, e.quantity) for e in entries] == [
        (2, 200, 8, Decimal(3)),
        (1, 100, 9, Decimal("-1.5")),
    ]
    assert {e.phase for e in entries} == {"reserved"}
    assert [(e.claim_document, e.claim_line) for e in entries] == [(ORDER, 2), (ORDER, 1)]


def test_nothing_to_set_off_posts_nothing() -> None:
    assert list(postings.set_off(body(), [])) == []


def test_own_money_becomes_the_orders_and_the_sum_stays(credits_: Any) -> None:
    credits_(free=[(1, "30"), (2, "50"), (3, "99")])

    entries = list(postings.set_off(body(credit_used=Decimal(60)), []))

    items = [e for e in entries if isinstance(e, Receivable)]
    settled = [e for e in entries if isinstance(e, Settles)]
    assert [(e.amount, e.for_document, e.cause) for e in items] == [
        (Decimal(60), None, "transfer"),
        (Decimal(-60), ORDER, "money"),
    ]
    assert sum(e.amount for e in items) == 0
    assert [(e.credit_item, e.amount) for e in settled] == [(1, Decimal(30)), (2, Decimal(30))]
    assert {e.debit_line for e in settled} == {items[0].line_no}


def test_own_money_that_is_gone_is_not_set_off(credits_: Any) -> None:
    credits_(free=[(1, "30")])

    with pytest.raises(Refused) as refused:
        list(postings.set_off(body(credit_used=Decimal(60)), []))

    assert "30" in str(refused.value)


@pytest.mark.parametrize("fate", ["keep", "refund"])
def test_what_is_left_becomes_the_customers_own_again(credits_: Any, fate: str) -> None:
    credits_(kept=[(4, "10"), (5, "15")])

    entries = list(postings.money_freed(body(money_after_cancel=fate), []))

    items = [e for e in entries if isinstance(e, Receivable)]
    assert [(e.amount, e.for_document, e.cause) for e in items] == [
        (Decimal(25), ORDER, "money"),
        (Decimal(-25), None, "transfer"),
    ]
    settled = [e for e in entries if isinstance(e, Settles)]
    assert [(e.credit_item, e.amount, e.debit_line) for e in settled] == [
        (4, Decimal(10), items[0].line_no),
        (5, Decimal(15), items[0].line_no),
    ]


def test_forfeited_money_is_the_customers_no_more(credits_: Any) -> None:
    credits_(kept=[(4, "25")])

    entries = list(postings.money_freed(body(money_after_cancel="forfeit"), []))

    assert [e.amount for e in entries if isinstance(e, Receivable)] == [Decimal(25)]


def test_without_money_nothing_is_freed(credits_: Any) -> None:
    credits_()

    assert list(postings.cancelled(body(), [])) == []
