"""What stands on the order's page for whom: the key that leads on, and what is not one's own."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from documents.models import Document
from masterdata.models import User
from masterdata.roles import Role
from tests import factories
from tests.orders import desk

pytestmark = pytest.mark.django_db


def page_of(client: Client, order: Document, user: User) -> Any:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client.get(reverse("customer_order_detail", args=[order.pk])).context


def key_of(client: Client, order: Document, user: User) -> str:
    """The step that F4 takes here."""
    offers = page_of(client, order, user)["offers"]
    return ", ".join(each["code"] for each in offers if each["shortcut"] == "F4")


def test_one_key_leads_the_order_on_from_desk_to_desk(client: Client) -> None:
    desk.put("螺丝 10 x 1.00")
    order = desk.order()
    clerk, billing, manager = desk.people().clerk, desk.people().billing, desk.people().manager

    found = {}
    for state, user in (
        ("draft", clerk),
        ("consulting", clerk),
        ("calling", clerk),
        ("pricing", billing),
        ("approving", manager),
        ("noticed", clerk),
        ("released", clerk),
    ):
        order = desk.walk_to(order, state)
        found[state] = key_of(client, order, user)

    assert found == {
        "draft": "register",
        "consulting": "consult",
        "calling": "call",
        "pricing": "price",
        "approving": "approve",
        "noticed": "send_notice",
        "released": "hand_over",
    }


def test_what_was_confirmed_by_phone_is_what_the_key_takes_then(client: Client) -> None:
    order = desk.call(desk.order(to="calling"))

    offers = page_of(client, order, desk.people().clerk)["offers"]
    (key,) = [each for each in offers if each["shortcut"] == "F4"]

    assert key["code"] == "confirm_call"
    assert key["question"], "a key is hit by mistake: it asks once"


def test_the_key_does_nothing_for_whom_nothing_is_to_do(client: Client) -> None:
    order = desk.order(to="pricing")

    assert key_of(client, order, factories.user(Role.CASHIER)) == ""


def test_steps_of_others_stand_in_one_list_with_who_takes_them(client: Client) -> None:
    order = desk.order(to="released")

    billing = page_of(client, order, desk.people().billing)
    clerk = page_of(client, order, desk.people().clerk)

    folded = {each["code"] for each in billing["folded"]}
    assert {"hand_over", "recall", "cancel", "hold"} <= folded
    assert all(each["refusals"] for each in billing["folded"])
    assert "allot" not in folded, "his own, and only not now"
    assert clerk["folded"] == [], "two grey buttons fill no bar"


def test_who_approves_a_sale_sees_its_amount_at_the_task(client: Client) -> None:
    order = desk.order("螺丝 10 x 2.50", to="approving")
    manager = desk.people().manager
    client.force_login(manager, backend="masterdata.backend.PeopleBackend")

    groups = client.get(reverse("inbox")).context["groups"]

    (task,) = [t for group in groups for t in group["tasks"] if t["number"] == order.number]
    assert task["total"] == order.total
