"""A job is done once, tried again after a death, stopped when asked, and never forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, OperationalError, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from documents.errors import Refused
from documents.jobs import files, heart, queue
from documents.jobs.kinds import Again, Lost
from documents.jobs.work import Work
from documents.models import Job, JobMark
from tests import factories
from tests.documents.jobs import desk

pytestmark = pytest.mark.django_db


def keeps_a_file(work: Work) -> None:
    work.note(3, 3)
    work.keep(iter([b"ab", b"c"]), name="表.txt", content_type="text/plain")


def test_what_is_asked_for_is_done_and_its_result_kept() -> None:
    with desk.kind(keeps_a_file):
        job = desk.ask(factories.user())
        desk.work_off()

    job = desk.now(job)
    assert (job.status, job.done, job.total, job.attempts) == ("done", 3, 3, 1)
    assert (job.file_name, job.size) == ("表.txt", 3)
    kept = files.opened(job.file)
    assert kept is not None
    assert kept.read() == b"abc"


def test_what_is_rolled_back_was_never_asked_for() -> None:
    with desk.kind(keeps_a_file), transaction.atomic():
        desk.ask()
        transaction.set_rollback(True)

    assert not Job.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_a_job_that_lies_twice_in_the_queue_is_done_once() -> None:
    done = []
    with desk.kind(lambda work: done.append(work.job.pk)):
        job = desk.ask()
        queue.carry_out.enqueue(job.pk)
        desk.work_off()

    assert done == [job.pk]
    assert DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL).count() == 2


def test_what_is_wanted_once_is_there_once() -> None:
    with desk.kind(keeps_a_file):
        order = queue.Order("test", "盘点", key="盘点 1")
        first, second = (queue.add_once(order, at=timezone.now()) for _twice in range(2))

    assert first is not None
    assert second is None
    assert Job.objects.count() == 1


def test_a_dead_workers_job_is_taken_up_after_the_lease_and_not_before() -> None:
    with desk.kind(keeps_a_file):
        job = desk.ask()
        assert queue.claim(job.pk, at=timezone.now())
        assert queue.take_up(at=timezone.now()) == 0
        lease = timedelta(seconds=settings.JOB_LEASE_SECONDS + 1)

        assert queue.take_up(at=timezone.now() + lease) == 1
        desk.wait_is_over(job)
        desk.work_off()

    job = desk.now(job)
    assert (job.status, job.attempts) == ("done", 2)


def test_after_three_deaths_it_fails_in_a_sentence() -> None:
    with desk.kind(keeps_a_file):
        job = desk.ask()
        desk.worker_dies_over(job, attempts=3)

        queue.take_up(at=timezone.now())
        desk.work_off()

    job = desk.now(job)
    assert job.status == "failed"
    assert "3" in job.sentence
    assert job.finished_at


def test_the_task_of_a_dead_worker_is_not_running_for_ever() -> None:
    with desk.kind(keeps_a_file):
        job = desk.ask()
        task = DBTaskResult.objects.get()
        task.claim("a worker")
        desk.worker_dies_over(job)

        queue.take_up(at=timezone.now())

    task.refresh_from_db()
    assert task.status == TaskResultStatus.FAILED
    assert DBTaskResult.objects.filter(status=TaskResultStatus.READY).count() == 1


def test_a_job_whose_worker_died_between_queue_and_claim_is_queued_again() -> None:
    with desk.kind(keeps_a_file):
        job = desk.ask()
        DBTaskResult.objects.get().claim("a worker that dies now")
        later = timezone.now() + timedelta(minutes=5)

        assert queue.take_up(at=timezone.now()) == 0
        assert queue.take_up(at=later) == 1
        assert queue.take_up(at=later) == 0
        desk.wait_is_over(job)
        desk.work_off()

    assert desk.now(job).status == "done"


def test_whoever_was_thought_dead_can_finish_nothing() -> None:
    def is_overtaken(work: Work) -> None:
        if work.job.attempts == 1:
            Job.objects.filter(pk=work.job.pk).update(beat_at=timezone.now() - timedelta(minutes=5))
            queue.take_up(at=timezone.now())
            with pytest.raises(Lost):
                work.once("a part", lambda: "by the dead one")
        else:
            work.once("a part", lambda: "by the living one")
        work.keep(iter([b"x"]), name="x", content_type="text/plain")

    with desk.kind(is_overtaken):
        job = desk.ask()
        desk.work_off()

    job = desk.now(job)
    assert (job.status, job.attempts) == ("done", 2)
    assert JobMark.objects.get().value == "by the living one"
    assert {each.name for each in files.folder().iterdir()} >= {job.file}


def test_a_part_that_was_done_is_not_done_again() -> None:
    counted = []

    def dies_the_first_time(work: Work) -> None:
        value = work.once("count", lambda: counted.append(1) or len(counted))
        assert value == 1
        if work.job.attempts == 1:
            raise OperationalError("the server closed the connection")

    with desk.kind(dies_the_first_time):
        job = desk.ask()
        desk.work_off()
        assert desk.now(job).status == "waiting"
        desk.wait_is_over(job)
        desk.work_off()

    assert desk.now(job).status == "done"
    assert counted == [1]


def test_a_part_that_fails_leaves_no_mark() -> None:
    def fails(work: Work) -> None:
        def part() -> None:
            factories.unit("箱")
            raise DatabaseError("no")

        work.once("unit", part)

    with desk.kind(fails):
        job = desk.ask()
        desk.work_off()

    assert desk.now(job).status == "failed"
    assert not JobMark.objects.exists()


@pytest.mark.parametrize("times", [1, 2])
def test_what_cannot_be_done_just_now_is_tried_later_and_then_given_up(times: int) -> None:
    def never(work: Work) -> None:
        raise Again("打印机没有纸")

    with desk.kind(never, most_attempts=times):
        job = desk.ask()
        for _each in range(times):
            desk.work_off()
            desk.wait_is_over(job)

    job = desk.now(job)
    assert (job.status, job.attempts) == ("failed", times)
    assert "打印机没有纸" in job.sentence


def test_a_waiting_job_is_cancelled_at_once_and_can_be_tried_again() -> None:
    with desk.kind(keeps_a_file):
        job = desk.ask(factories.user())
        queue.cancel(job, at=timezone.now())
        desk.work_off()
        assert desk.now(job).status == "cancelled"

        queue.retry(desk.now(job), at=timezone.now())
        desk.work_off()

    assert desk.now(job).status == "done"


def test_a_running_job_stops_at_its_next_word_and_leaves_no_file() -> None:
    begun = []

    def is_cancelled_meanwhile(work: Work) -> None:
        work.keep(iter([b"half"]), name="x", content_type="text/plain")
        begun.append(work.result["file"])
        queue.cancel(work.job, at=timezone.now())
        work.note(1)
        raise AssertionError("it went on")

    with desk.kind(is_cancelled_meanwhile):
        job = desk.ask()
        desk.work_off()

    job = desk.now(job)
    assert (job.status, job.file) == ("cancelled", "")
    assert files.opened(begun[0]) is None


def test_a_dead_workers_job_that_was_cancelled_is_not_begun_anew() -> None:
    with desk.kind(keeps_a_file):
        job = desk.ask()
        desk.worker_dies_over(job)
        queue.cancel(job, at=timezone.now())
        queue.take_up(at=timezone.now())

    assert desk.now(job).status == "cancelled"


def test_a_worker_that_is_stopped_puts_the_job_back_and_it_is_no_attempt() -> None:
    def goes_on_and_on(work: Work) -> None:
        if not work.job.data["stopped"]:
            Job.objects.filter(pk=work.job.pk).update(data={"stopped": True})
            heart.stopping.set()
        work.note(1)

    with desk.kind(goes_on_and_on):
        job = desk.ask(data={"stopped": False})
        try:
            queue.carry_out.call(job.pk)
        finally:
            heart.stopping.clear()
        assert (desk.now(job).status, desk.now(job).attempts) == ("waiting", 0)
        desk.work_off()

    assert (desk.now(job).status, desk.now(job).attempts) == ("done", 1)


@pytest.mark.parametrize("status", ["done", "failed", "cancelled"])
def test_what_has_ended_cannot_be_cancelled(status: str) -> None:
    with desk.kind(keeps_a_file):
        job = desk.ask()
        Job.objects.filter(pk=job.pk).update(status=status)
        with pytest.raises(Refused):
            queue.cancel(job, at=timezone.now())


@pytest.mark.parametrize("status", ["waiting", "done"])
def test_only_what_failed_or_was_cancelled_is_tried_again(status: str) -> None:
    with desk.kind(keeps_a_file):
        job = desk.ask()
        Job.objects.filter(pk=job.pk).update(status=status)
        with pytest.raises(Refused):
            queue.retry(job, at=timezone.now())


def test_nobody_fills_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "MOST_UNFINISHED", 2)
    owner = factories.user()
    with desk.kind(keeps_a_file):
        for _each in range(2):
            desk.ask(owner)
        with pytest.raises(Refused, match="2"):
            desk.ask(owner)
        desk.ask(factories.user())


def test_a_fault_of_the_program_is_told_with_the_number_of_the_request() -> None:
    def breaks(work: Work) -> None:
        raise ZeroDivisionError

    with desk.kind(breaks):
        job = desk.ask()
        Job.objects.filter(pk=job.pk).update(request_id="abcdef123456")
        desk.work_off()

    assert desk.now(job).status == "failed"
    assert "abcdef123456" in desk.now(job).sentence


def test_what_waits_too_long_or_is_held_in_silence_is_late() -> None:
    with desk.kind(keeps_a_file):
        waiting, silent = desk.ask(), desk.ask()
        desk.worker_dies_over(silent)
        in_time = queue.late(at=timezone.now() - timedelta(minutes=10))
        found = queue.late(at=timezone.now() + timedelta(minutes=11))

        assert set(found) == {waiting, silent}
        assert not in_time.exists()


def test_a_job_that_this_version_does_not_know_fails_and_holds_up_none() -> None:
    unknown, silent = desk.ask(code="tomorrow's"), desk.ask(code="tomorrow's")
    desk.worker_dies_over(silent, attempts=3)
    queue.take_up(at=timezone.now())
    desk.work_off()

    assert (desk.now(unknown).status, desk.now(silent).status) == ("failed", "failed")


def test_each_round_of_a_worker_looks_after_the_others(settings: Any) -> None:
    from documents.jobs.worker import look_after

    with desk.kind(keeps_a_file):
        job = desk.ask()
        desk.worker_dies_over(job)
        look_after(at=timezone.now())

        assert desk.now(job).status == "waiting"
