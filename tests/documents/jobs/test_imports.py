"""A long sheet is checked and stored by a job: all of it or nothing, once, with the places told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents.jobs import queue
from documents.models import Job
from masterdata.models import Item
from masterdata.roles import Role
from tests import factories
from tests.documents.jobs import desk
from ui import importer

pytestmark = pytest.mark.django_db
AsUser = Callable[[Client, Any], Client]


@pytest.fixture(autouse=True)
def _little_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importer, "LATER_FROM", 3)


@pytest.fixture
def purchaser(client: Client, as_user: AsUser) -> Client:
    factories.unit("个")
    client.force_login(factories.user(Role.PURCHASER), backend="masterdata.backend.PeopleBackend")
    return client


def checked(client: Client, *rows: str) -> Any:
    text = "\n".join(["编码,名称,基本单位", *rows])
    file = SimpleUploadedFile("items.csv", text.encode())
    return client.post(reverse("item_import"), {"file": file})


def confirmed(client: Client, answer: Any) -> Job:
    sent = {"confirm": "1", "token": answer.context["token"]}
    went = client.post(reverse("item_import"), sent)
    assert went.url == reverse("jobs")
    return Job.objects.get()


ROWS = ("A1,螺栓,个", "A2,螺母,个", "A3,垫片,个", "A4,铆钉,个")


def test_a_long_sheet_is_stored_by_a_job_that_says_how_many(purchaser: Client) -> None:
    answer = checked(purchaser, *ROWS)
    assert (answer.context["row_count"], answer.context["all_rows"]) == (2, 4)
    job = confirmed(purchaser, answer)
    assert not Item.objects.exists()

    desk.work_off()

    job = desk.now(job)
    assert (job.status, job.sentence) == ("done", "已导入 4 行。")
    codes = Item.objects.order_by("code").values_list("code", flat=True)
    assert list(codes) == ["A1", "A2", "A3", "A4"]
    assert job.sentence in purchaser.get(reverse("jobs")).content.decode()


def test_a_fault_at_the_end_of_a_long_sheet_stores_nothing_and_is_told(purchaser: Client) -> None:
    job = confirmed(purchaser, checked(purchaser, *ROWS, "A5,螺钉,没有的单位"))

    desk.work_off()

    job = desk.now(job)
    assert job.status == "failed"
    assert "第 6 行" in job.sentence
    assert not Item.objects.exists()


def test_a_fault_at_the_beginning_of_a_long_sheet_is_told_at_once(purchaser: Client) -> None:
    answer = checked(purchaser, "A0,螺钉,没有的单位", *ROWS)

    assert answer.status_code == 422
    assert [fault.row for fault in answer.context["faults"]] == [2]


def test_a_job_that_died_after_storing_stores_nothing_twice(
    purchaser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = confirmed(purchaser, checked(purchaser, *ROWS))

    def killed(*_args: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(importer.messages, "success", killed)
        with pytest.raises(SystemExit):
            queue.carry_out.call(job.pk)
    history = Item.history.count()
    Job.objects.update(beat_at=timezone.now() - timedelta(minutes=5))
    queue.take_up(at=timezone.now())
    desk.wait_is_over(job)
    desk.work_off()

    assert desk.now(job).status == "done"
    assert (Item.objects.count(), Item.history.count()) == (4, history)


def test_what_was_overtaken_meanwhile_is_refused_by_the_job(
    purchaser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = confirmed(purchaser, checked(purchaser, *ROWS))
    monkeypatch.setattr(importer, "_as_checked", lambda _made: False)

    desk.work_off()

    assert desk.now(job).status == "failed"
    assert not Item.objects.exists()
