"""The chain's settings: a desk may sign whenever a condition holds, and the page says so."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from documents import approvals, chains
from documents.registry import get
from masterdata.roles import Role
from orders.customer_order.pricing import CONDITION, CONDITION_WORDS
from tests import factories
from tests.documents.test_settings import rows
from tests.orders import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Any, as_user: Any) -> Any:
    desk.people()
    return as_user(client, factories.user(Role.ADMINISTRATOR))


def test_the_page_shows_and_keeps_the_condition(administrator: Any) -> None:
    address = reverse("approval_chain", args=["customer_order"])
    page = administrator.get(address).content.decode()
    assert json.dumps(str(CONDITION_WORDS)).strip('"') in page
    data = rows((1, "regional_manager", 0), (2, "general_manager", 70_000))
    data["desks-1-condition"] = CONDITION

    assert administrator.post(address, data).status_code == 302

    assert chains.desks_of(get("customer_order")) == [
        chains.Desk(1, "regional_manager"),
        chains.Desk(2, "general_manager", Decimal(70_000), condition=CONDITION),
    ]
    listed = administrator.get(reverse("approval_chains")).content.decode()
    assert str(CONDITION_WORDS) in listed


def test_an_unknown_condition_is_refused(administrator: Any) -> None:
    address = reverse("approval_chain", args=["customer_order"])
    data = rows((1, "regional_manager", 0))
    data["desks-0-condition"] = "full_moon"

    assert administrator.post(address, data).status_code == 200
    assert len(chains.desks_of(get("customer_order"))) == 2


def test_types_without_conditions_do_not_ask_for_one(administrator: Any) -> None:
    page = administrator.get(reverse("approval_chain", args=["payment_request"]))

    assert "condition" not in page.content.decode()


def test_a_condition_is_registered_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        approvals.register_condition("customer_order", CONDITION, "", lambda _body: True)


def test_a_paper_under_way_keeps_the_desks_it_began_with() -> None:
    document = desk.price(desk.order(to="pricing"), line={"discount": Decimal(50)})
    assert document.state == "approving"
    desk.customer(credit_limit=Decimal(0))

    document = desk.step(document, "approve", desk.people().manager)

    assert document.state == "approving"
    assert desk.approve(document).state == "noticed"
