"""The small forms of what is proved from outside: servers that are killed, starved and crawled."""

from typing import Any

import pytest

from proving.one import load
from proving.outside import keeper
from proving.outside.visitor import Page
from proving.programme import SMALL, Programme, proofs
from tests import factories
from tests.purchasing import firm

SEED = 20261130


def small_form(name: str) -> None:
    load()
    reached = proofs()[name].act(Programme(name, SEED, scale=SMALL))
    if reached.missing:
        pytest.skip(reached.missing)
    assert not reached.breaches, "\n".join(str(breach) for breach in reached.breaches)


@pytest.mark.once
@pytest.mark.parametrize("name", ["kills", "surroundings", "drills", "crawl"])
def test_the_small_form_holds(name: str) -> None:
    """Each has its own databases, PostgreSQL's among them, whatever this run's database is."""
    small_form(name)


def told(**more: Any) -> dict[str, Any]:
    blank = {"key": "6f1ee1a2-57cf-4b4c-9e0c-7f0d8f6f3f11", "remark": "", "step": "", "paper": 0}
    return {**blank, "acknowledged": True, "sent": 1, **more}


@pytest.mark.django_db
def test_an_acknowledged_paper_that_is_not_there_is_told() -> None:
    lost = keeper.acts([told(remark="nowhere")])
    unsure = keeper.acts([told(remark="nowhere", acknowledged=False)])

    assert "acknowledged and lost" in lost[0]
    assert unsure == []


@pytest.mark.django_db
def test_a_paper_that_was_made_twice_is_told() -> None:
    for _time in range(2):
        firm.draft_order(remark="once")

    assert "done 2 times" in keeper.acts([told(remark="once", acknowledged=False)])[0]


@pytest.mark.django_db
def test_an_acknowledged_step_that_was_not_taken_is_told() -> None:
    factories.warehouse("main")
    order = firm.draft_order()

    assert keeper.acts([told(step="submit", paper=order.pk)])


def test_a_fault_without_a_number_is_no_sentence() -> None:
    bare = Page("/", 500, b"<h1>Server Error (500)</h1> and more words", {"x-request-id": "abc"})
    quoted = Page("/", 500, b"<p>Nothing was saved. Number: abc</p>", {"x-request-id": "abc"})
    technical = Page("/", 409, b"Traceback (most recent call last) abc", {})

    assert not bare.tells_what_to_do
    assert quoted.tells_what_to_do
    assert not technical.tells_what_to_do


def test_a_way_to_the_sign_in_acknowledges_nothing() -> None:
    assert Page("/", 302, b"", {"location": "/purchasing/receipt/7/"}).is_done
    assert not Page("/", 302, b"", {"location": "/login/?next=/"}).is_done
