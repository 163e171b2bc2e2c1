"""A long export and a big batch of slips are the same request, carried out later."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from documents.jobs import kinds, queue
from documents.models import Job
from masterdata.models import User
from masterdata.roles import Role
from tests import factories
from tests.documents.jobs import desk
from tests.purchasing import firm
from ui import exports

pytestmark = pytest.mark.django_db
AsUser = Callable[[Client, Any], Client]


@pytest.fixture(autouse=True)
def _little_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "ROWS_AT_ONCE", 2)
    monkeypatch.setattr(exports, "CHUNK", 2)
    monkeypatch.setattr(exports, "WATCHED", 1)


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

    assert cells(desk.result_of(job)) == at_once
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

    assert cells(desk.result_of(Job.objects.get())) == at_once


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

    assert cells(desk.result_of(job)) == at_once
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
    with_prices = cells(desk.result_of(_done(job)))

    user.groups.set(factories.user(Role.STOREKEEPER).groups.all())
    desk.try_again(job)
    without = cells(desk.result_of(_done(job)))

    assert len(without[2]) < len(with_prices[2])


def _done(job: Job) -> Job:
    desk.work_off()
    return job


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


def test_every_kind_of_job_says_what_it_is() -> None:
    assert set(kinds._kinds) == {"request", "mail", "duties"}
