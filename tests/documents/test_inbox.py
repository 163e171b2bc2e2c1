"""The inbox: late first, one click where one click is enough, urging, deputies, a cheap count."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents import inbox, recurring
from documents.models import Document, Task
from documents.pages import all_pages
from masterdata.models import User
from masterdata.roles import Role
from masterdata.seeds import seed_basics
from tests import factories
from tests.documents.test_delegation import stands_in
from tests.factories_papers import make
from tests.purchasing import firm

pytestmark = pytest.mark.django_db


def groups(client: Client, user: User, as_user: Any, **query: str) -> list[dict[str, Any]]:
    answer = as_user(client, user).get(reverse("inbox"), query)
    assert answer.status_code == 200
    return list(answer.context["groups"])


def make_late(document: Document) -> None:
    due = timezone.now() - timedelta(days=2)
    Task.objects.filter(document=document, closed_at=None).update(due_at=due)


def test_late_tasks_stand_in_a_group_of_their_own_on_top(client: Client, as_user: Any) -> None:
    new, old = firm.order(state="submitted"), firm.order(state="submitted")
    make_late(old)

    shown = groups(client, firm.people().manager, as_user)

    assert shown[0]["tone"] == "bad"
    assert [task["number"] for task in shown[0]["tasks"]] == [old.number]
    assert new.number in {task["number"] for group in shown[1:] for task in group["tasks"]}


def test_what_one_click_does_is_offered_and_what_needs_more_is_not(
    client: Client, as_user: Any
) -> None:
    firm.order(state="submitted")
    firm.order(state="approved")

    (group,) = groups(client, firm.people().manager, as_user)
    (task,) = group["tasks"]
    assert [offer["code"].split("-")[0] for offer in task["offers"]] == ["approve"]
    assert task["offers"][0]["url"]

    (group,) = groups(client, firm.people().purchaser, as_user)
    (task,) = group["tasks"]
    assert task["offers"] == []


def test_the_offered_step_can_be_taken_from_the_inbox(client: Client, as_user: Any) -> None:
    order = firm.order(state="submitted")
    (group,) = groups(client, firm.people().manager, as_user)
    (task,) = group["tasks"]
    offer = task["offers"][0]

    client.post(offer["url"], {"version": task["version"], "key": str(offer["key"])})

    assert firm.state_of(order) == "approved"


def test_a_price_is_not_told_to_those_who_may_not_see_it(client: Client, as_user: Any) -> None:
    order = firm.order()
    firm.step(firm.draft_receipt([order], "40"), "inspect", firm.people().purchaser)

    (group,) = groups(client, firm.people().storekeeper, as_user)

    assert group["tasks"][0]["total"] is None


def test_a_deputy_sees_for_whom_he_acts(client: Client, as_user: Any) -> None:
    firm.order(state="submitted")
    deputy = factories.user(Role.CASHIER)
    stands_in(deputy, firm.people().manager)

    (group,) = groups(client, deputy, as_user)

    assert firm.people().manager.display_name in group["tasks"][0]["who"]


def test_a_maker_sees_what_waits_for_others_and_urges_it(client: Client, as_user: Any) -> None:
    order = firm.order(state="submitted")
    (group,) = groups(client, firm.people().purchaser, as_user, of="mine")
    (task,) = group["tasks"]
    assert task["number"] == order.number

    client.post(task["urge_url"])

    (group,) = groups(client, firm.people().manager, as_user)
    assert firm.people().purchaser.display_name in group["tasks"][0]["who"]


def test_a_stranger_urges_nothing(client: Client, as_user: Any) -> None:
    order = firm.order(state="submitted")
    task = Task.objects.get(document=order, closed_at=None)
    address = reverse("urge", args=[task.pk])

    assert as_user(client, factories.user(Role.DRIVER)).post(address).status_code == 404
    assert as_user(client, firm.people().purchaser).get(address).status_code == 405
    task.refresh_from_db()
    assert task.urged_at is None


def test_an_urge_leads_to_no_foreign_address(client: Client, as_user: Any) -> None:
    order = firm.order(state="submitted")
    task = Task.objects.get(document=order, closed_at=None)
    as_user(client, firm.people().purchaser)

    answer = client.post(reverse("urge", args=[task.pk]), {"next": "https://evil.example/"})

    assert answer["Location"].startswith("/")


def test_the_count_of_the_frame_costs_few_queries(django_assert_max_num_queries: Any) -> None:
    for _n in range(3):
        make_late(firm.order(state="submitted"))
    manager = User.objects.get(pk=firm.people().manager.pk)

    with django_assert_max_num_queries(3):
        counted = inbox.counts(manager, now=timezone.now())

    assert counted == {"task_count": 3, "late_count": 3}


def test_the_inbox_costs_the_same_however_full_it_is(
    client: Client, as_user: Any, django_assert_max_num_queries: Any
) -> None:
    for _n in range(6):
        firm.order(state="submitted")
    as_user(client, firm.people().manager)
    client.get(reverse("inbox"))

    with django_assert_max_num_queries(10):
        client.get(reverse("inbox"))


def test_an_empty_inbox_says_so(client: Client, as_user: Any) -> None:
    assert groups(client, factories.user(Role.DRIVER), as_user) == []


def test_a_task_without_a_paper_leads_to_where_it_is_done(client: Client, as_user: Any) -> None:
    administrator = factories.user(Role.ADMINISTRATOR)
    now = timezone.now()
    Task.objects.create(
        kind=f"holidays-{now.year + 1}",
        title=recurring.ENTER_HOLIDAYS,
        role=Role.ADMINISTRATOR,
        opened_at=now,
    )

    ((group,),) = [groups(client, administrator, as_user)]

    (task,) = group["tasks"]
    assert task["url"] == reverse("calendar")
    page = client.get(reverse("inbox")).content.decode()
    assert str(task["title"]) in page
    assert client.get(reverse("home")).status_code == 200


TELLING = [pages.type.code for pages in all_pages() if pages.subject]


@pytest.mark.parametrize("code", TELLING)
def test_a_paper_of_no_party_says_what_it_is_about_with_one_question(
    code: str, django_assert_num_queries: Any
) -> None:
    seed_basics()
    document = make(code, state="draft")
    assert document.party_id is None

    with django_assert_num_queries(1):
        told = inbox.subjects_of([document, document])

    assert told[document.pk].strip(" ·→")
