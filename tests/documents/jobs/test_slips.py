"""A big batch of slips is the same request, carried out later: drawn in parts, counted once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents.jobs import queue
from documents.models import Event, Job
from documents.pages import prints
from tests.documents.jobs import desk
from tests.purchasing import firm
from ui import prints as drawing

pytestmark = pytest.mark.django_db
AsUser = Callable[[Client, Any], Client]


@pytest.fixture(autouse=True)
def _two_slips_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prints, "DRAWN_AT_ONCE", 1)


def batch(client: Client, papers: list[Any]) -> Any:
    data = {"ids": [each.pk for each in papers], "print": "contract"}
    return client.post(reverse("purchase_order_print_many"), data)


def printings(papers: list[Any]) -> list[int]:
    return [Event.objects.filter(document=each, kind="printed").count() for each in papers]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Drawing takes most of the time and is not what is proved here."""
    drawn: list[Any] = []

    def draw(template: str, context: Any, **options: Any) -> bytes:
        drawn.append(context["slips"])
        return b"%PDF-1.7 " + str(len(context["slips"])).encode()

    monkeypatch.setattr(prints, "render_pdf", draw)
    return drawn


def test_a_big_batch_of_slips_is_one_job_and_counts_each_print_once(
    client: Client, as_user: AsUser, orders: list[Any], drawn: list[Any]
) -> None:
    answer = batch(as_user(client, firm.people().purchaser), orders)
    assert answer["Location"] == reverse("jobs")
    assert printings(orders) == [0] * 5

    desk.work_off()

    assert printings(orders) == [1] * 5
    assert desk.result_of(Job.objects.get()).startswith(b"%PDF")
    assert Job.objects.get().file_name.endswith(".pdf")


def test_a_very_big_batch_is_several_files_and_leaves_out_nothing(
    client: Client,
    as_user: AsUser,
    orders: list[Any],
    drawn: list[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(prints, "MOST_IN_ONE", 2)

    batch(as_user(client, firm.people().purchaser), orders)
    desk.work_off()

    jobs = list(Job.objects.order_by("pk"))
    assert [job.total for job in jobs] == [2, 2, 1]
    assert ["1 至 2" in jobs[0].title, "5 至 5" in jobs[2].title] == [True, True]
    assert {job.status for job in jobs} == {"done"}
    assert printings(orders) == [1] * 5


def test_a_batch_is_stopped_while_it_is_drawn_and_tells_how_far_it_is(
    client: Client, as_user: AsUser, orders: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "LAID_OUT_AT_ONCE", 1)
    batch(as_user(client, firm.people().purchaser), orders)
    job = Job.objects.get()
    lay_out, laid_out = drawing._laid_out, []

    def cancelled_on_the_way(html: str, styles: Any) -> Any:
        laid_out.append(html)
        if len(laid_out) == 3:
            queue.cancel(desk.now(job), at=timezone.now())
        return lay_out(html, styles)

    monkeypatch.setattr(drawing, "_laid_out", cancelled_on_the_way)
    desk.work_off()

    job = desk.now(job)
    assert (job.status, job.file) == ("cancelled", "")
    assert (job.total, len(laid_out)) == (5, 3)
    assert 0 < job.done < job.total


def test_a_worker_that_dies_over_a_batch_counts_no_print_twice(
    client: Client,
    as_user: AsUser,
    orders: list[Any],
    drawn: list[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    batch(as_user(client, firm.people().purchaser), orders)
    job = Job.objects.get()

    def killed(*args: Any, **options: Any) -> bytes:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(prints, "render_pdf", killed)
        with pytest.raises(SystemExit):
            queue.carry_out.call(job.pk)
    assert printings(orders) == [1] * 5
    assert desk.now(job).status == "running"
    Job.objects.update(beat_at=timezone.now() - timedelta(minutes=5))
    queue.take_up(at=timezone.now())
    desk.wait_is_over(job)
    desk.work_off()

    assert desk.now(job).status == "done"
    assert desk.now(job).attempts == 2
    assert printings(orders) == [1] * 5


def test_a_batch_tried_again_by_hand_is_no_second_print(
    client: Client, as_user: AsUser, orders: list[Any], drawn: list[Any]
) -> None:
    batch(as_user(client, firm.people().purchaser), orders)
    desk.work_off()
    desk.try_again(Job.objects.get())
    desk.work_off()

    assert printings(orders) == [1] * 5


def test_a_form_sent_twice_is_one_job(
    client: Client, as_user: AsUser, orders: list[Any], drawn: list[Any]
) -> None:
    as_user(client, firm.people().purchaser)
    for token in ("one", "two"):
        data = {"ids": [each.pk for each in orders], "csrfmiddlewaretoken": token}
        client.post(reverse("purchase_order_print_many"), data)

    assert Job.objects.count() == 1


def test_printing_the_same_papers_anew_counts_anew(
    client: Client, as_user: AsUser, orders: list[Any], drawn: list[Any]
) -> None:
    as_user(client, firm.people().purchaser)
    for _twice in range(2):
        batch(client, orders)
        desk.work_off()

    assert printings(orders) == [2] * 5


def test_a_paper_that_may_not_be_printed_any_more_is_named(
    client: Client, as_user: AsUser, orders: list[Any], drawn: list[Any]
) -> None:
    batch(as_user(client, firm.people().purchaser), orders)
    chosen = prints.print_choice
    assert chosen
    from documents.print_settings import PrintRules

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(chosen, "rules_for", lambda *_args: PrintRules())
        patched.setattr(prints, "why_not", lambda *_a, **_k: "not now")
        desk.work_off()

    job = Job.objects.get()
    assert job.status == "failed"
    assert orders[0].number in job.sentence
    assert printings(orders) == [0] * 5
