"""The timeline: every act is there, sealed to the one before, and nobody can alter it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from documents import append_only, books, timeline
from documents.errors import Refused
from documents.models import Event
from tests.purchasing import firm

pytestmark = pytest.mark.django_db


def events(document: object) -> list[tuple[str, str, str]]:
    rows = Event.objects.filter(document=document).order_by("id")
    return [(e.step or e.kind, e.from_state, e.to_state) for e in rows]


def test_every_act_stands_in_the_timeline() -> None:
    order = firm.order(state="approved")

    assert events(order) == [
        ("created", "", "draft"),
        ("submit", "draft", "submitted"),
        ("approve", "submitted", "approved"),
    ]
    assert not books.run_checks(["documents.seals"])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents_event SET reason = '另一个原因'",
        "UPDATE documents_event SET hash = ''",
        "DELETE FROM documents_event",
    ],
)
def test_an_event_cannot_be_changed_by_sql(statement: str) -> None:
    firm.order(state="approved")

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_event_altered_past_the_trigger_is_found() -> None:
    order = firm.order(state="approved")
    append_only.remove(connection)
    try:
        Event.objects.filter(document=order, step="approve").update(actor=order.maker)
    finally:
        append_only.install(connection)

    (breach,) = books.run_checks(["documents.seals"])

    assert breach.subject == str(order.pk)


def test_an_event_taken_out_past_the_trigger_is_found() -> None:
    order = firm.order(state="approved")
    append_only.remove(connection)
    try:
        Event.objects.filter(document=order, step="submit").delete()
    finally:
        append_only.install(connection)

    assert books.run_checks(["documents.seals"])


def test_prints_are_counted() -> None:
    order = firm.order(state="approved")
    someone, at = order.maker, timezone.now()

    counts = [timeline.record_print(order, actor=someone, at=at, name="a4") for _n in range(2)]

    assert counts == [1, 2]
    assert timeline.print_count(order, "slip") == 0
    assert not books.run_checks(["documents.seals"])


def test_a_print_does_not_make_the_printer_an_editor() -> None:
    order = firm.order(state="submitted")
    timeline.record_print(
        order, actor=firm.people().manager, at=timezone.now() + timedelta(hours=1), name="a4"
    )

    assert firm.approve(order).state == "approved"


def test_a_comment_says_something_and_stays() -> None:
    order = firm.draft_order()
    timeline.comment(order, author=order.maker, at=timezone.now(), text="  已电话确认 ")
    for text in ("   ", "长" * 2001):
        with pytest.raises(Refused):
            timeline.comment(order, author=order.maker, at=timezone.now(), text=text)

    assert order.comments.get().text == "已电话确认"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM documents_comment")
