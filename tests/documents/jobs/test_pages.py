"""Own jobs on screen, with progress and results; administrators see everybody's, and no files."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents.jobs import files, queue
from documents.jobs.work import Work
from documents.models import Job
from masterdata.roles import Role
from tests import factories
from tests.documents.jobs import desk

pytestmark = pytest.mark.django_db
AsUser = Callable[[Client, Any], Client]
PART = {"HX-Request": "true"}


def makes_a_sheet(work: Work) -> None:
    work.note(7, 7)
    work.keep(iter([b"PK"]), name="进货单.xlsx", content_type="application/x-sheet")


@pytest.fixture(autouse=True)
def _known_kind() -> Any:
    with desk.kind(makes_a_sheet):
        yield


def page(client: Client, **query: str) -> str:
    return str(client.get(reverse("jobs"), query).content.decode())


def test_how_far_a_long_job_is_reads_like_every_other_number(
    client: Client, as_user: AsUser
) -> None:
    owner = factories.user()
    job = desk.ask(owner)
    held = {"status": "running", "holder": "one", "attempts": 1}
    Job.objects.filter(pk=job.pk).update(**held, beat_at=timezone.now(), done=42000, total=120000)
    as_user(client, owner)

    assert "42,000 / 120,000" in page(client)


def test_what_was_asked_for_a_moment_ago_is_not_told_as_nought_minutes(
    client: Client, as_user: AsUser
) -> None:
    owner = factories.user()
    job = desk.ask(owner)
    as_user(client, owner)
    assert "刚刚" in page(client)

    Job.objects.filter(pk=job.pk).update(made_at=timezone.now() - timedelta(minutes=3))

    assert "3 分钟前" in page(client).replace("\xa0", " ")


def test_the_owner_sees_and_fetches_what_was_made(client: Client, as_user: AsUser) -> None:
    owner = factories.user()
    job = desk.ask(owner)
    desk.work_off()
    as_user(client, owner)

    assert reverse("job_file", args=[job.pk]) in page(client)
    answer = client.get(reverse("job_file", args=[job.pk]))

    assert answer.getvalue() == b"PK"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("role", [Role.PURCHASER, Role.GENERAL_MANAGER, Role.ADMINISTRATOR])
def test_nobody_else_fetches_it(client: Client, as_user: AsUser, role: Role) -> None:
    job = desk.ask(factories.user())
    desk.work_off()
    as_user(client, factories.user(role))

    assert client.get(reverse("job_file", args=[job.pk])).status_code == 404
    assert reverse("job_file", args=[job.pk]) not in page(client, of="all")


@pytest.mark.parametrize("act", ["job_cancel", "job_retry"])
def test_nobody_stops_or_begins_what_others_asked_for(
    client: Client, as_user: AsUser, act: str
) -> None:
    job = desk.ask(factories.user())
    Job.objects.update(status="failed" if act == "job_retry" else "waiting")
    before = desk.now(job).status
    as_user(client, factories.user(Role.GENERAL_MANAGER))

    assert client.post(reverse(act, args=[job.pk])).status_code == 404
    assert desk.now(job).status == before


def test_only_administrators_see_the_jobs_of_others(client: Client, as_user: AsUser) -> None:
    desk.ask(factories.user(name="叶恒"))

    assert "叶恒" not in page(as_user(client, factories.user(Role.PURCHASER)), of="all")
    administrator = as_user(client, factories.user(Role.ADMINISTRATOR))
    assert "叶恒" not in page(administrator)
    assert "叶恒" in page(administrator, of="all")


def test_what_fails_of_the_programs_own_stands_before_the_administrators(
    client: Client, as_user: AsUser
) -> None:
    desk.ask()
    Job.objects.update(status="failed", sentence="2 of 14")

    assert "2 of 14" in page(as_user(client, factories.user(Role.ADMINISTRATOR)))
    assert "2 of 14" not in page(as_user(client, factories.user(Role.GENERAL_MANAGER)))


def test_an_administrator_may_stop_what_others_asked_for(client: Client, as_user: AsUser) -> None:
    job = desk.ask(factories.user())
    as_user(client, factories.user(Role.ADMINISTRATOR))

    client.post(reverse("job_cancel", args=[job.pk]))

    assert desk.now(job).status == "cancelled"


def test_what_failed_is_tried_again_by_a_click(client: Client, as_user: AsUser) -> None:
    owner = factories.user()
    job = desk.ask(owner)
    Job.objects.update(status="failed", sentence="没有纸", attempts=3)
    as_user(client, owner)
    assert "没有纸" in page(client)

    answer = client.post(reverse("job_retry", args=[job.pk]), {"next": "https://evil.example/"})
    desk.work_off()

    assert answer["Location"] == reverse("jobs")
    assert desk.now(job).status == "done"


def test_the_part_asks_for_itself_again_until_all_is_done(client: Client, as_user: AsUser) -> None:
    owner = factories.user()
    job = desk.ask(owner)
    as_user(client, owner)
    assert queue.claim(job.pk, at=timezone.now())
    Job.objects.update(done=1250, total=5000)

    part = client.get(reverse("jobs"), headers=PART).content.decode()

    assert "<html" not in part
    assert 'hx-trigger="every 2s"' in part
    assert 'max="5000" value="1250"' in part
    Job.objects.update(status="done", holder="", beat_at=None)
    assert "hx-trigger" not in client.get(reverse("jobs"), headers=PART).content.decode()


def test_the_bar_on_top_counts_while_something_is_on_its_way(
    client: Client, as_user: AsUser
) -> None:
    owner = factories.user()
    as_user(client, owner)
    desk.ask(owner)

    assert client.get(reverse("jobs")).context["job_count"]() == 1
    assert "hourglass" in client.get(reverse("home")).content.decode().split("</header>")[0]
    desk.work_off()
    assert "hourglass" not in client.get(reverse("home")).content.decode().split("</header>")[0]


def test_late_jobs_are_marked_for_the_administrators(client: Client, as_user: AsUser) -> None:
    job = desk.ask()
    as_user(client, factories.user(Role.ADMINISTRATOR))
    shown = client.get(reverse("jobs"), {"of": "all"}).context["jobs"]
    assert not shown[0]["is_late"]

    Job.objects.filter(pk=job.pk).update(not_before=timezone.now() - timedelta(hours=1))

    shown = client.get(reverse("jobs"), {"of": "all"}).context["jobs"]
    assert shown[0]["is_late"]


def test_a_result_that_was_deleted_is_not_there(client: Client, as_user: AsUser) -> None:
    owner = factories.user()
    job = desk.ask(owner)
    desk.work_off()
    files.remove(desk.now(job).file)

    assert as_user(client, owner).get(reverse("job_file", args=[job.pk])).status_code == 404


@pytest.mark.parametrize("name", ["../../settings.py", "/etc/passwd", "", "x" * 32])
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    assert files.opened(name) is None
