"""The list of missing goods: for whom, with which figures, narrowed, exported, traced."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from inventory.demand.readers import READERS
from masterdata.models.items import ItemKind
from masterdata.roles import Role
from tests import factories
from tests.inventory.demand.orders import TODAY, needed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def signed_in(client: Client, *roles: Role) -> Client:
    client.force_login(factories.user(*roles), backend="masterdata.backend.PeopleBackend")
    return client


def codes(client: Client, **query: Any) -> list[str]:
    page = client.get(reverse("demand_list"), {"q": "", **query})
    assert page.status_code == 200
    return [item.code for item in page.context["table"].records]


@pytest.mark.parametrize("role", Role)
def test_who_may_look(client: Client, role: Role) -> None:
    document = needed("螺丝 3")
    signed_in(client, role)

    for url in (
        reverse("demand_list"),
        reverse("demand_item", args=[factories.item("螺丝").pk]),
    ):
        page = client.get(url)
        assert page.status_code == (200 if role in READERS else 403)
        assert (document.number in page.content.decode()) == (role in READERS)


def test_the_list_is_narrowed(client: Client) -> None:
    needed("螺丝 3", needed_on=TODAY)
    needed("螺母 3", needed_on=TODAY + timedelta(days=9), warehouse="branch")
    factories.item("螺母")
    item = factories.item("铁皮", kind=ItemKind.RAW_MATERIAL)
    needed("铁皮 1", needed_on=None)
    signed_in(client, Role.PLANNER)

    assert set(codes(client)) == {"螺丝", "螺母", "铁皮"}
    assert codes(client, q="螺母") == ["螺母"]
    assert codes(client, warehouse=factories.warehouse("branch").pk) == ["螺母"]
    assert set(codes(client, needed_until=f"{TODAY}")) == {"螺丝", "铁皮"}
    assert codes(client, kind=item.kind) == ["铁皮"]
    assert len(codes(client, lacking="on")) == 3


def test_numbers_lead_there_only_for_who_may_open_them(client: Client) -> None:
    document = needed("螺丝 3")
    link = reverse("transfer_detail", args=[document.pk])

    assert link in signed_in(client, Role.PLANNER).get(reverse("demand_list")).content.decode()
    page = signed_in(client, Role.CUSTOMER_SERVICE).get(reverse("demand_list")).content.decode()
    assert link not in page
    assert document.number in page


def test_the_export_names_every_paper(client: Client) -> None:
    papers = [needed("螺丝 1") for _each in range(5)]
    signed_in(client, Role.PURCHASER)

    answer = client.get(reverse("demand_list"), {"q": "", "export": "xlsx"})
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    cells = [
        str(cell)
        for sheet in load_workbook(io.BytesIO(data))
        for row in sheet.values
        for cell in row
    ]

    assert any(all(paper.number in cell for paper in papers) for cell in cells)


def test_the_list_takes_the_same_queries_for_few_and_many(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    signed_in(client, Role.PURCHASER)
    counts = []
    for round_ in range(2):
        for number in range(3):
            needed(f"货{round_}{number} 2, 螺丝 1")
        codes(client)
        with django_assert_max_num_queries(30) as queries:
            codes(client)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_only_who_may_order_can_tick(client: Client) -> None:
    needed("螺丝 3")

    assert signed_in(client, Role.PURCHASER).get(reverse("demand_list")).context["table"].selectable
    page = signed_in(client, Role.STOREKEEPER).get(reverse("demand_list"))
    assert not page.context["table"].selectable
    assert "batch_actions" not in page.context
