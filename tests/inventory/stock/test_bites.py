"""Bite tests: with a guard switched off, the race that it holds must be lost.

A race test that never fails proves nothing. Here the window is held open on purpose: everyone
has read before anyone writes.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections

from documents import rows
from documents.books import run_checks
from inventory.stock.models import StockBalance, StockEntry
from tests.inventory.stock.papers import goods, paper, post

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs real concurrent connections"
    ),
]


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Exception | None]:
    def work(act: Callable[[], Any]) -> Exception | None:
        try:
            act()
        except Exception as error:
            return error
        else:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(work, acts))


@pytest.fixture
def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are read as they are, and both people have read before one goes on."""
    both_have_read = threading.Barrier(2)

    def unlocked(model: Any, **_named: Any) -> list[Any]:
        found = list(model.objects.all())
        if model is StockBalance:
            both_have_read.wait(timeout=20)
        return found

    monkeypatch.setattr(rows, "lock", unlocked)


def issue() -> Callable[[], Any]:
    document, piece = paper(), goods("螺丝 main -1")
    return lambda: post(piece, document=document)


def test_without_the_lock_only_the_database_would_keep_the_last_piece(
    request: pytest.FixtureRequest,
) -> None:
    post(goods("螺丝 main 1 1.00"))
    acts = [issue(), issue()]
    request.getfixturevalue("without_locks")

    answers = at_once(acts)

    assert sum(answer is None for answer in answers) == 1
    assert any(isinstance(answer, IntegrityError) for answer in answers)


def test_without_the_lock_the_average_would_be_wrong(request: pytest.FixtureRequest) -> None:
    post(goods("螺丝 main 3 10.00"))
    acts = [issue(), issue()]
    request.getfixturevalue("without_locks")

    at_once(acts)

    # 3.33 and 3.33 instead of 3.33 and 3.34: the second did not see what the first had taken.
    amounts = StockEntry.objects.filter(quantity__lt=0).values_list("amount", flat=True)
    assert len(set(amounts)) == 1
    assert run_checks(["stock_balances"]) == []
