"""Real connections at the same moment: nothing is settled twice, nobody waits in a circle."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, connections, transaction

from documents.books import run_checks
from documents.errors import Refused
from documents.models import Document
from finance.parties import ledger
from finance.parties.ledger import Pair
from tests.finance.parties.conftest import CHECKS
from tests.finance.parties.papers import item, now, paper, payable, post
from tests.notation import owed

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs real concurrent connections"
    ),
]
PEOPLE = 16


def all_at_once(acts: list[Callable[[], Any]]) -> list[str]:
    start = threading.Barrier(PEOPLE)

    def work(own: list[Callable[[], Any]]) -> list[str]:
        answers = []
        try:
            start.wait()
            for act in own:
                try:
                    act()
                    answers.append("done")
                except Refused as refusal:
                    answers.append(str(refusal))
        finally:
            connections.close_all()
        return answers

    shares = [acts[number::PEOPLE] for number in range(PEOPLE)]
    with ThreadPoolExecutor(PEOPLE) as people:
        return [answer for answers in people.map(work, shares) for answer in answers]


def settling(debt: Document, payment: Document, amount: str) -> Callable[[], Any]:
    document, when = paper(), now(0)
    pair = Pair(item(debt).pk, item(payment).pk, Decimal(amount))

    def act() -> None:
        with transaction.atomic():
            ledger.allocate(document, [pair], **when)

    return act


def test_one_payable_is_settled_once_by_many() -> None:
    debt = post(payable("甲厂 100.00"))
    payments = [post(payable("甲厂 -30.00")) for _each in range(32)]
    acts = [settling(debt, payment, "30.00") for payment in payments]

    answers = all_at_once(acts)

    assert answers.count("done") == 3
    assert all(debt.number in answer for answer in answers if answer != "done")
    assert run_checks(CHECKS) == []


def test_new_parties_in_any_order_never_block_each_other() -> None:
    codes = [f"厂{number}" for number in range(8)]
    acts = []
    for number in range(48):
        order = codes[number % 8 :] + codes[: number % 8]
        entries = [payable(f"{code} 1.00", line) for line, code in enumerate(order)]
        document, when = paper(), now(0)

        def act(
            entries: list[Any] = entries, document: Document = document, when: Any = when
        ) -> None:
            with transaction.atomic():
                ledger.post(document, entries, **when)

        acts.append(act)

    answers = all_at_once(acts)

    assert answers == ["done"] * 48
    assert all(owed(f"{code} 48.00") for code in codes)
    assert run_checks(CHECKS) == []
