"""Which papers keep a month open: those that can still come to post and have not posted yet."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from documents import periods, registry
from documents.flow import DocumentType
from documents.models import Document
from tests import factories

pytestmark = pytest.mark.django_db
MONTH = date(2026, 6, 1)


def papers(*days: date, kind: str = "receipt", state: str = "draft") -> list[str]:
    """Bare heads of these days; their numbers in the order of the days."""
    maker, now = factories.user(), timezone.now()
    heads = [
        Document(
            type=kind,
            number=f"{kind}-{state}-{place:03}",
            date=day,
            maker=maker,
            state=state,
            created_at=now,
            changed_at=now,
        )
        for place, day in enumerate(days)
    ]
    Document.objects.bulk_create(heads)
    return [head.number for head in heads]


def waiting(month: date = MONTH) -> list[str]:
    return [document.number for document in periods.unposted(month)]


def test_papers_of_the_month_and_of_before_wait_and_later_ones_do_not() -> None:
    old, last, _next = papers(date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 1))
    papers(date(2026, 6, 3), state="approved")
    papers(date(2026, 6, 3), state="void")
    papers(date(2026, 6, 3), kind="meeting_sheet")

    assert waiting() == [old, last]
    assert waiting(date(2026, 6, 17)) == [old, last]


def test_twenty_of_a_type_are_named_at_most_the_oldest_first() -> None:
    days = [MONTH + timedelta(days=place) for place in range(22)]
    numbers = papers(*days)

    assert waiting() == numbers[:20]


def test_a_year_that_ends_waits_for_its_december() -> None:
    december, _january = papers(date(2025, 12, 31), date(2026, 1, 1))

    assert waiting(date(2025, 12, 1)) == [december]


Ways = set[tuple[str, str]]


def reached(begin: Iterable[str], ways: Ways) -> set[str]:
    found: set[str] = set()
    for state in begin:
        further = {end for start, end in ways if start == state}
        found |= {state} | reached(further, {way for way in ways if state not in way})
    return found


@pytest.mark.parametrize("kind", registry.all_types(), ids=lambda kind: kind.code)
def test_what_can_still_post_and_what_has_not_is_read_off_the_declared_steps(
    kind: DocumentType,
) -> None:
    steps = [(start, step) for step in kind.steps for start in step.from_states]
    posting = {start for start, step in steps if step.posts}
    back: Ways = {(step.target, start) for start, step in steps if not step.reverses}
    quiet: Ways = {(start, step.target) for start, step in steps if step.target and not step.posts}
    initial = {state.code for state in kind.initial_states}

    assert periods._states_before(kind, posting) == reached(posting, back)
    assert periods._states_unposted(kind) == reached(initial, quiet)
