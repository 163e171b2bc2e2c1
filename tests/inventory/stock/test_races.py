"""Real connections at the same moment: the last piece goes once, and nobody waits in a circle."""

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections, transaction

from documents.books import run_checks
from documents.errors import Refused
from inventory.stock.ledger import EXPECTED, Stock
from inventory.stock.models import StockBalance
from tests.inventory.stock.conftest import CHECKS
from tests.inventory.stock.papers import goods, paper, post
from tests.notation import stock

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs real concurrent connections"
    ),
]
PEOPLE = 16


def all_at_once(acts: list[Callable[[], Any]]) -> list[str]:
    """Each act in a thread with its own connection, begun together; "done" or what was said."""
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


def posting(entries: list[Stock]) -> Callable[[], Any]:
    document = paper()
    return lambda: post(*entries, document=document)


def test_the_last_pieces_go_to_the_first_and_the_others_get_a_sentence() -> None:
    post(goods("螺丝 main 10 10.00"))
    acts = [posting([goods("螺丝 main -1")]) for _each in range(64)]

    answers = all_at_once(acts)

    assert answers.count("done") == 10
    refused = [answer for answer in answers if answer != "done"]
    assert len(refused) == 54
    assert all("螺丝" in answer for answer in refused)
    assert stock("螺丝 main 0")
    assert run_checks(CHECKS) == []


def test_papers_with_the_same_items_in_any_order_never_block_each_other() -> None:
    codes = [f"I{number}" for number in range(12)]
    post(*[goods(f"{code} main 1000 1000.00") for code in codes])
    shuffled = random.Random(7)
    acts = []
    for _each in range(96):
        chosen = shuffled.sample(codes, 8)
        acts.append(posting([goods(f"{code} main -1") for code in chosen]))

    answers = all_at_once(acts)

    assert answers == ["done"] * 96
    assert run_checks(CHECKS) == []


def test_places_used_for_the_first_time_by_many_are_made_once() -> None:
    codes = [f"I{number}" for number in range(6)]
    shuffled = random.Random(11)
    acts = []
    for _each in range(48):
        order = shuffled.sample(codes, 6)
        acts.append(posting([goods(f"{code} main 1 1.00", held_for="HT-9") for code in order]))

    answers = all_at_once(acts)

    assert answers == ["done"] * 48
    assert all(stock(f"{code} main 48") for code in codes)
    assert run_checks(CHECKS) == []


def test_two_receipts_use_one_expectation_up_once() -> None:
    order = paper()
    post(goods("螺丝 main/SH 100", phase=EXPECTED), document=order)
    claim = {"phase": EXPECTED, "claim_document": order.pk, "claim_line": 1}
    acts = [
        posting([goods("螺丝 main 10 20.00"), goods("螺丝 main/SH -10", **claim)])
        for _each in range(16)
    ]

    answers = all_at_once(acts)

    assert answers == ["done"] * 16
    assert stock("螺丝 main 160")
    assert stock("螺丝 main expected 0")
    assert run_checks(CHECKS) == []


def test_who_waits_for_a_place_being_made_holds_no_other_meanwhile() -> None:
    post(goods("螺丝 main/SH 100 100.00"))
    (known,) = StockBalance.objects.all()
    act = posting([goods("螺丝 main 10 20.00"), goods("螺丝 main/SH 10 20.00")])

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            place = goods("螺丝 main 1").bin_id
            StockBalance.objects.create(item_id=known.item_id, bin_id=place)
            waiting = other.submit(finished, act)
            until_somebody_waits_for_this_one()
            StockBalance.objects.select_for_update(nowait=True).get(pk=known.pk)
        waiting.result(timeout=30)

    assert stock("螺丝 main 120")


def finished(act: Callable[[], Any]) -> None:
    try:
        act()
    finally:
        connections.close_all()


def until_somebody_waits_for_this_one() -> None:
    for _each in range(500):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks "
                "WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone() != (0,):
                return
        time.sleep(0.02)
    raise AssertionError("nobody came to wait")
