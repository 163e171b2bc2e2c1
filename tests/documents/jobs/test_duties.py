"""The clock queues the duties once a day; a failure and a breach reach the administrators."""

import smtplib
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from documents import books, recurring
from documents.books import Breach
from documents.jobs import clock, duties, files, mails, queue
from documents.models import Job, JobMark, Task
from masterdata.roles import Role
from tests import factories
from tests.documents.jobs import desk

pytestmark = pytest.mark.django_db


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two duties alone, and what was done of them."""
    said: list[str] = []

    def duty(name: str) -> Any:
        return lambda now: said.append(name) or f"{name} done"

    monkeypatch.setattr(recurring, "_duties", {name: duty(name) for name in ("ask", "chase")})
    return said


@pytest.fixture
def broken() -> Iterator[None]:
    """The books do not agree."""
    books.register_check("test", lambda: [Breach("test", "螺丝", "10 is not 9")])
    yield
    books._checks.pop("test")


def duty_jobs() -> list[str]:
    return sorted(Job.objects.filter(kind="duties").values_list("key", flat=True))


def test_the_duties_are_queued_once_a_day_from_the_set_hour_on(settings: Any) -> None:
    settings.DUTIES_AT = "02:00"
    assert clock.strike(at=at("2026-03-02 02:00"))

    for moment in ("2026-03-02 02:01", "2026-03-02 23:59", "2026-03-03 01:59"):
        assert clock.strike(at=at(moment)) is None
    assert clock.strike(at=at("2026-03-03 02:00"))

    assert duty_jobs() == ["duties 2026-03-02", "duties 2026-03-03"]


def test_nights_that_were_missed_are_caught_up_by_one(settings: Any) -> None:
    settings.DUTIES_AT = "02:00"
    clock.strike(at=at("2026-03-02 03:00"))
    clock.strike(at=at("2026-03-05 01:00"))

    assert duty_jobs() == ["duties 2026-03-02", "duties 2026-03-04"]


def test_the_worker_does_every_duty_once(done: list[str]) -> None:
    clock.strike(at=timezone.now())
    desk.work_off()
    desk.work_off()

    assert done == ["ask", "chase"]
    assert Job.objects.get().status == "done"


def test_a_worker_that_dies_leaves_the_rest_and_only_the_rest(
    done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(now: datetime) -> str:
        raise SystemExit

    clock.strike(at=timezone.now())
    job = Job.objects.get()
    with monkeypatch.context() as patched:
        patched.setitem(recurring._duties, "chase", dies)
        with pytest.raises(SystemExit):
            queue.carry_out.call(job.pk)
    assert desk.now(job).status == "running"
    Job.objects.update(beat_at=timezone.now() - timedelta(minutes=5))
    queue.take_up(at=timezone.now())
    desk.wait_is_over(job)
    desk.work_off()

    assert done == ["ask", "chase"]
    assert desk.now(job).status == "done"


def test_a_duty_that_fails_is_told_and_only_it_is_tried_again(
    done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.user(Role.ADMINISTRATOR, email="guanli@example.cn")

    def fails(now: datetime) -> str:
        raise ZeroDivisionError

    clock.strike(at=timezone.now())
    with monkeypatch.context() as patched:
        patched.setitem(recurring._duties, "ask", fails)
        desk.work_off()
    job = Job.objects.get(kind="duties")

    assert job.status == "failed"
    assert "ask" in job.sentence
    assert done == ["chase"]
    assert Task.objects.get(kind="duties", closed_at=None).role == Role.ADMINISTRATOR
    desk.work_off()
    assert [each.to for each in mail.outbox] == [["guanli@example.cn"]]
    queue.retry(job, at=timezone.now())
    desk.work_off()
    assert done == ["chase", "ask"]
    assert not Task.objects.filter(kind="duties", closed_at=None).exists()


def test_daily_does_the_same_at_once_and_the_workers_leave_it_alone(done: list[str]) -> None:
    said = StringIO()
    call_command("daily", stdout=said)
    clock.strike(at=timezone.now())
    desk.work_off()

    assert done == ["ask", "chase"]
    assert said.getvalue().splitlines() == ["ask: ask done", "chase: chase done"]


def test_books_that_do_not_agree_open_a_task_and_go_by_mail_once_a_day(broken: None) -> None:
    factories.user(Role.ADMINISTRATOR, email="guanli@example.cn")
    factories.user(Role.ADMINISTRATOR)
    for _twice in range(2):
        assert "1 breaches" in duties.check_books(timezone.now())
    desk.work_off()

    assert Task.objects.filter(kind="books", closed_at=None).count() == 1
    assert len(mail.outbox) == 1
    assert "10 is not 9" in mail.outbox[0].body


def test_the_task_is_closed_when_the_books_agree_again(broken: None) -> None:
    duties.check_books(timezone.now())
    books._checks["test"] = list
    duties.check_books(timezone.now())

    assert not Task.objects.filter(kind="books", closed_at=None).exists()


def test_old_results_and_jobs_are_tidied_away(settings: Any) -> None:
    def keeps(work: Any) -> None:
        work.keep(iter([b"x"]), name="x", content_type="text/plain")

    with desk.kind(keeps):
        kept, old, ancient = desk.ask(), desk.ask(), desk.ask()
        desk.work_off()
    name = desk.now(kept).file
    now = timezone.now() + timedelta(days=settings.JOB_FILES_DAYS - 1)
    Job.objects.filter(pk=old.pk).update(finished_at=now - timedelta(days=10))
    Job.objects.filter(pk=ancient.pk).update(finished_at=now - timedelta(days=100))

    duties.tidy(now)

    assert files.opened(name) is not None
    assert desk.now(old).file == ""
    assert not Job.objects.filter(pk=ancient.pk).exists()
    duties.tidy(now + timedelta(days=2))
    assert files.opened(name) is None


def test_what_the_queue_remembers_is_tidied_away_too() -> None:
    with desk.kind(lambda work: None):
        desk.ask()
        desk.work_off()
    duties.tidy(timezone.now())
    assert DBTaskResult.objects.count() == 1

    duties.tidy(timezone.now() + timedelta(days=91))
    assert not DBTaskResult.objects.exists()


# --- Mails ---------------------------------------------------------------------------------------


def test_a_mail_server_that_is_gone_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = factories.user(email="ye@example.cn")

    def gone(*args: Any) -> None:
        raise ConnectionRefusedError

    mails.post(reader, "发货", "三单", at=timezone.now(), once="1")
    job = Job.objects.get()
    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", gone)
        desk.work_off()
    waiting = desk.now(job)
    assert waiting.status == "waiting"
    assert waiting.sentence
    assert waiting.not_before > timezone.now()
    desk.work_off()
    assert mail.outbox == []

    desk.wait_is_over(job)
    desk.work_off()

    assert desk.now(job).status == "done"
    assert [(each.subject, each.body) for each in mail.outbox] == [("发货", "三单")]


def test_each_wait_is_longer_but_never_longer_than_some_hours() -> None:
    waits = [mails.wait_after(attempt) for attempt in range(1, mails.MOST_ATTEMPTS)]

    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=1)
    assert timedelta(hours=12) < sum(waits, timedelta()) < timedelta(days=2)


def test_an_address_that_does_not_exist_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*args: Any) -> None:
        raise smtplib.SMTPRecipientsRefused({"ye@example.cn": (550, b"no such user")})

    mails.post(factories.user(email="ye@example.cn"), "发货", "", at=timezone.now(), once="1")
    monkeypatch.setattr("django.core.mail.EmailMessage.send", refused)
    desk.work_off()

    assert Job.objects.get().status == "failed"
    assert "ye@example.cn" in Job.objects.get().sentence


def test_each_reader_is_told_of_an_occasion_once_and_nobody_without_an_address() -> None:
    reader, silent = factories.user(email="ye@example.cn"), factories.user()
    for occasion in ("1", "1", "2"):
        mails.post(reader, "发货", "", at=timezone.now(), once=occasion)
        assert mails.post(silent, "发货", "", at=timezone.now(), once=occasion) is None
    desk.work_off()

    assert len(mail.outbox) == 2
    assert len({each.extra_headers["Message-ID"] for each in mail.outbox}) == 2
    assert JobMark.objects.count() == 0
