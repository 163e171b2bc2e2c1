"""A long export and a big batch of slips are the same request, carried out later."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from documents.jobs import files, kinds, queue
from documents.models import Event, Job
from documents.pages import prints
from masterdata.models import User
from masterdata.roles import Role
from tests import factories
from tests.documents.jobs import desk
from tests.purchasing import firm
from ui import exports
from ui import prints as drawing

pytestmark = pytest.mark.django_db
AsUser = Callable[[Client, Any], Client]


@pytest.fixture(autouse=True)
def _little_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "ROWS_AT_ONCE", 2)
    monkeypatch.setattr(exports, "CHUNK", 2)
    monkeypatch.setattr(exports, "WATCHED", 1)
    monkeypatch.setattr(prints, "DRAWN_AT_ONCE", 1)


@pytest.fixture
def orders(db: None) -> list[Any]:
    return [firm.order(f"螺丝 {number} x 2.26") for number in (100, 20, 3, 40, 50)]


def result(job: Job) -> bytes:
    job = desk.now(job)
    assert job.status == "done", job.sentence
    kept = files.opened(job.file)
    assert kept is not None
    with kept:
        return kept.read()


def cells(data: bytes) -> list[tuple[Any, ...]]:
    return list(load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))


ALL = {"view": "all"}


def exported(client: Client, monkeypatch: pytest.MonkeyPatch, **query: str) -> Any:
    """The same sheet, made at once."""
    with monkeypatch.context() as patched:
        patched.setattr(exports, "ROWS_AT_ONCE", 1000)
        answer = client.get(reverse("purchase_order_list"), {"export": "xlsx", **query})
    assert answer.status_code == 200
    return cells(answer.content)


def asked(client: Client, **query: str) -> Job:
    answer = client.get(reverse("purchase_order_list"), {"export": "xlsx", **query})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("jobs")
    return Job.objects.latest("pk")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("sort", ["number", "-total", ""])
def test_an_export_made_later_equals_the_one_made_at_once(
    client: Client,
    as_user: AsUser,
    orders: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    sort: str,
    language: str,
) -> None:
    user = firm.people().purchaser
    as_user(client, user).cookies["gendan_language"] = language
    query = ALL | ({"sort": sort} if sort else {})
    at_once = exported(client, monkeypatch, **query)

    job = asked(client, **query)
    desk.work_off()

    assert cells(result(job)) == at_once
    assert len(at_once) > len(orders)
    assert desk.now(job).done == desk.now(job).total == len(orders)


def test_records_that_python_computes_are_exported_alike(
    client: Client, as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        factories.item(f"件{number}")
    as_user(client, firm.people().purchaser)
    url = reverse("item_list")
    with monkeypatch.context() as patched:
        patched.setattr(exports, "ROWS_AT_ONCE", 1000)
        at_once = cells(client.get(url, {"export": "xlsx"}).content)

    client.get(url, {"export": "xlsx"})
    desk.work_off()

    assert cells(result(Job.objects.get())) == at_once


def test_a_short_list_is_exported_at_once(client: Client, as_user: AsUser) -> None:
    firm.order()
    answer = as_user(client, firm.people().purchaser).get(
        reverse("purchase_order_list"), {"export": "xlsx", **ALL}
    )

    assert answer.status_code == 200
    assert not Job.objects.exists()


def test_what_was_chosen_for_the_list_meanwhile_changes_nothing(
    client: Client, as_user: AsUser, orders: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    user = firm.people().purchaser
    as_user(client, user)
    client.get(reverse("purchase_order_list"), ALL | {"text": "CG", "sort": "-total"})
    at_once = exported(client, monkeypatch)

    job = asked(client)
    client.get(reverse("purchase_order_list"), {"text": "nothing like it", "sort": "number"})
    remembered = User.objects.get(pk=user.pk).preference("list:purchase_order_list")
    desk.work_off()

    assert cells(result(job)) == at_once
    assert User.objects.get(pk=user.pk).preference("list:purchase_order_list") == remembered


def test_asked_for_twice_it_is_one_job(client: Client, as_user: AsUser, orders: list[Any]) -> None:
    as_user(client, firm.people().purchaser)
    asked(client, **ALL)
    asked(client, **ALL)
    assert Job.objects.count() == 1

    asked(client, **ALL, sort="number")
    assert Job.objects.count() == 2


def test_a_role_that_was_withdrawn_meanwhile_refuses(
    client: Client, as_user: AsUser, orders: list[Any]
) -> None:
    user = firm.people().purchaser
    job = asked(as_user(client, user), **ALL)
    user.groups.clear()
    desk.work_off()

    job = desk.now(job)
    assert (job.status, job.file) == ("failed", "")
    assert str(firm.PURCHASE_ORDER.label) in job.sentence


def test_prices_are_those_that_the_person_may_see_by_now(
    client: Client, as_user: AsUser, orders: list[Any]
) -> None:
    user = firm.people().purchaser
    job = asked(as_user(client, user), **ALL)
    with_prices = cells(result(_done(job)))

    user.groups.set(factories.user(Role.STOREKEEPER).groups.all())
    queue_again(job)
    without = cells(result(_done(job)))

    assert len(without[2]) < len(with_prices[2])


def _done(job: Job) -> Job:
    desk.work_off()
    return job


def queue_again(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(status="cancelled")
    queue.retry(desk.now(job), at=timezone.now())


def test_who_has_left_the_firm_gets_nothing(
    client: Client, as_user: AsUser, orders: list[Any]
) -> None:
    user = firm.people().purchaser
    job = asked(as_user(client, user), **ALL)
    User.objects.filter(pk=user.pk).update(is_active=False)
    desk.work_off()

    assert desk.now(job).status == "failed"


def test_a_page_that_answers_no_file_fails_in_its_own_words(
    client: Client, as_user: AsUser, orders: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = asked(as_user(client, firm.people().purchaser), **ALL)
    monkeypatch.setattr(exports, "MOST_ROWS", 3)
    desk.work_off()

    assert desk.now(job).status == "failed"
    assert "5" in desk.now(job).sentence


def test_an_export_is_stopped_in_its_middle(
    client: Client, as_user: AsUser, orders: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = asked(as_user(client, firm.people().purchaser), **ALL)
    written = exports._watched

    def cancelled_on_the_way(rows: Any, work: Any, *, total: int) -> Any:
        for number, row in enumerate(written(rows, work, total=total)):
            if number == 2:
                queue.cancel(desk.now(job), at=timezone.now())
            yield row

    monkeypatch.setattr(exports, "_watched", cancelled_on_the_way)
    desk.work_off()

    job = desk.now(job)
    assert (job.status, job.file) == ("cancelled", "")
    assert 0 < job.done < job.total


# --- Slips ---------------------------------------------------------------------------------------


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
    assert result(Job.objects.get()).startswith(b"%PDF")
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
    queue_again(Job.objects.get())
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


def test_every_kind_of_job_says_what_it_is() -> None:
    assert set(kinds._kinds) == {"request", "mail", "duties"}
