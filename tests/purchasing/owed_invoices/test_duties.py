"""Who is asked to get which invoices: thirty days of patience, then the day that was agreed."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from documents.errors import NotAllowed, Refused
from documents.models import Document, Task
from documents.tasks import open_tasks
from masterdata.workdays import SHANGHAI
from purchasing.owed_invoices import errands
from purchasing.owed_invoices.actions import Talk, note_chase
from purchasing.owed_invoices.duties import remind
from purchasing.owed_invoices.models import InvoiceChase
from tests.purchasing import firm
from tests.purchasing.supplier_invoice import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Sentences are compared in the language they are written in."""
    with translation.override("en"):
        yield


RECEIVED = date(2026, 10, 12)
Clock = Callable[[date], datetime]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """`clock(day)` sets the program's clock to that night and returns it."""

    def stand_at(day: date) -> datetime:
        moment = datetime(day.year, day.month, day.day, 2, 30, tzinfo=SHANGHAI)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return moment

    return stand_at


@pytest.fixture
def receipt(clock: Clock) -> Document:
    clock(RECEIVED)
    return desk.received()


def errands_now() -> list[Task]:
    return list(open_tasks().filter(kind=errands.KIND).order_by("document"))


def papers() -> list[int | None]:
    return [task.document_id for task in errands_now()]


def ask(*receipts: Document, at: datetime, **more: Any) -> InvoiceChase:
    talk = Talk(contact="叶恒", said="下周寄出", **more)
    return note_chase([x.pk for x in receipts], talk, actor=firm.people().purchaser, at=at)


def test_for_thirty_days_nobody_is_asked(clock: Clock, receipt: Document) -> None:
    remind(clock(RECEIVED + timedelta(days=30)))

    assert papers() == []


def test_after_thirty_days_its_purchaser_is_asked_once(clock: Clock, receipt: Document) -> None:
    now = clock(RECEIVED + timedelta(days=31))
    remind(now)
    remind(now)

    (task,) = errands_now()
    assert (task.document_id, task.rule) == (receipt.pk, "R134")
    assert task.person == firm.people().purchaser
    assert task.opened_at == now


def test_a_supplier_is_asked_once_for_all_that_he_owes(clock: Clock, receipt: Document) -> None:
    desk.received("螺母 10 x 1.13")
    other = desk.received("垫片 5 x 2.26", supplier="乙厂")

    remind(clock(RECEIVED + timedelta(days=31)))

    assert papers() == [receipt.pk, other.pk]


def test_a_talk_closes_the_errand_until_the_day_agreed(clock: Clock, receipt: Document) -> None:
    now = clock(RECEIVED + timedelta(days=31))
    remind(now)
    ask(receipt, at=now, next_on=RECEIVED + timedelta(days=40))
    assert papers() == []

    remind(clock(RECEIVED + timedelta(days=39)))
    assert papers() == []
    remind(clock(RECEIVED + timedelta(days=40)))
    assert papers() == [receipt.pk]


def test_an_early_talk_counts_from_the_day_agreed_too(clock: Clock, receipt: Document) -> None:
    ask(receipt, at=clock(RECEIVED + timedelta(days=3)), next_on=RECEIVED + timedelta(days=10))

    remind(clock(RECEIVED + timedelta(days=10)))

    assert papers() == [receipt.pk]


def test_without_a_day_agreed_the_supplier_is_asked_again_after_thirty_days(
    clock: Clock, receipt: Document
) -> None:
    talked_on = RECEIVED + timedelta(days=20)
    ask(receipt, at=clock(talked_on))

    remind(clock(talked_on + timedelta(days=30)))
    assert papers() == []
    remind(clock(talked_on + timedelta(days=31)))
    assert papers() == [receipt.pk]


def test_a_talk_about_one_receipt_leaves_the_others_to_be_asked_for(
    clock: Clock, receipt: Document
) -> None:
    second = desk.received("螺母 10 x 1.13")
    now = clock(RECEIVED + timedelta(days=31))
    remind(now)

    ask(receipt, at=now, next_on=RECEIVED + timedelta(days=40))

    assert papers() == [second.pk]


def test_the_errand_is_gone_when_the_invoice_is_matched(clock: Clock, receipt: Document) -> None:
    remind(clock(RECEIVED + timedelta(days=31)))

    desk.matched([receipt], "100")

    assert papers() == []


def test_the_errand_is_gone_when_the_receipt_is_reversed(clock: Clock, receipt: Document) -> None:
    remind(clock(RECEIVED + timedelta(days=31)))

    firm.step(receipt, "reverse", desk.deputy(), reason="退货")

    assert papers() == []


# --- The log -------------------------------------------------------------------------------------


def test_a_talk_keeps_what_was_owed_then(clock: Clock, receipt: Document) -> None:
    chase = ask(receipt, at=clock(RECEIVED))

    desk.matched([receipt], "40")

    (spoken,) = chase.receipts.all()
    assert (spoken.receipt_id, spoken.owed) == (receipt.pk, receipt.total)


def test_the_same_form_sent_twice_is_one_talk(clock: Clock, receipt: Document) -> None:
    now, talk = clock(RECEIVED), Talk(contact="叶恒", said="下周寄出")
    actor = firm.people().purchaser
    first = note_chase([receipt.pk], talk, actor=actor, at=now)
    again = note_chase([receipt.pk], talk, actor=actor, at=now, key=first.key)

    assert (first, InvoiceChase.objects.count()) == (again, 1)


def test_what_was_said_is_never_changed(clock: Clock, receipt: Document) -> None:
    chase = ask(receipt, at=clock(RECEIVED))

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        InvoiceChase.objects.filter(pk=chase.pk).update(said="没说过")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        chase.receipts.all().delete()


def test_receipts_of_two_suppliers_are_not_one_talk(clock: Clock, receipt: Document) -> None:
    other = desk.received("垫片 5 x 2.26", supplier="乙厂")

    with pytest.raises(Refused, match="several suppliers"):
        ask(receipt, other, at=clock(RECEIVED))


def test_an_invoiced_receipt_is_not_asked_for(clock: Clock, receipt: Document) -> None:
    desk.matched([receipt], "100")

    with pytest.raises(Refused, match="owe no invoice"):
        ask(receipt, at=clock(RECEIVED))


def test_a_storekeeper_asks_for_no_invoice(clock: Clock, receipt: Document) -> None:
    with pytest.raises(NotAllowed):
        note_chase(
            [receipt.pk], Talk("叶恒", "好"), actor=firm.people().storekeeper, at=clock(RECEIVED)
        )
