"""A price above the last one by more than five per cent is told at entry and to the approver."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from documents import content
from documents.models import Document
from masterdata.models import PackUnit
from purchasing.suppliers.rises import allowed, dearer_lines, rises_of
from tests import factories
from tests.purchasing import firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def signed_in(client: Client, user: Any) -> Client:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client


def bought(text: str = "螺丝 10 x 2.00") -> Document:
    return firm.receipt([firm.order(text)], "10")


def rises(document: Document) -> list[tuple[str, Decimal]]:
    body = content.load_body(document)
    return [(rise.line.item.code, rise.percent) for rise in rises_of(body)]


def test_five_per_cent_pass_and_a_fen_more_does_not() -> None:
    bought()

    assert rises(firm.draft_order("螺丝 10 x 2.10")) == []
    assert rises(firm.draft_order("螺丝 10 x 2.11")) == [("螺丝", Decimal("5.5"))]
    assert allowed(Decimal("2.00")) == Decimal("2.100000")


def test_what_counts_is_the_price_after_discount_with_tax_and_per_base_unit() -> None:
    bought()

    assert rises(firm.draft_order("螺丝 10 x 2.20", discount=Decimal(90))) == []
    without_tax = firm.draft_order("螺丝 10 x 2.00", price_includes_tax=False)
    assert rises(without_tax) == [("螺丝", Decimal(13))]
    box = firm.draft_order("螺丝 10 x 10.00", ratio_numerator=5)
    assert rises(box) == []


def test_gifts_new_items_and_other_suppliers_are_no_rise() -> None:
    bought()

    assert rises(firm.draft_order("螺母 10 x 99")) == []
    assert rises(firm.draft_order("螺丝 10 x 99", supplier="乙厂")) == []
    assert rises(firm.draft_order("螺丝 10 x 0", is_gift=True)) == []


def test_the_approver_sees_it_and_the_storekeeper_does_not(client: Client) -> None:
    last = bought()
    order = firm.order("螺丝 10 x 3.00", state="submitted")
    people = firm.people()

    page = signed_in(client, people.manager).get(reverse("purchase_order_detail", args=[order.pk]))

    assert last.number in page.content.decode()
    assert "+50%" in page.content.decode()
    assert dearer_lines(content.load_body(order), people.storekeeper) is None


def test_an_approved_receipt_does_not_rise_above_itself() -> None:
    bought()
    receipt = firm.receipt([firm.order("螺丝 10 x 3.00")], "10", state="submitted")
    viewer = firm.people().manager
    assert dearer_lines(content.load_body(receipt), viewer) is not None

    firm.approve(receipt)

    receipt.refresh_from_db()
    assert dearer_lines(content.load_body(receipt), viewer) is None


def test_the_look_up_tells_the_grid_where_amber_begins(client: Client) -> None:
    bought("螺丝 10 x 2.26")
    item = factories.item("螺丝")
    PackUnit.objects.create(item=item, unit=factories.unit("箱"), numerator=5, denominator=1)
    signed_in(client, firm.people().purchaser)
    url = reverse("lookup", args=["item"])
    asked = {"q": "螺丝", "party": factories.supplier("甲厂").pk}

    (with_tax,) = client.get(url, asked | {"price_includes_tax": "1"}).json()["results"]
    (without,) = client.get(url, asked | {"price_includes_tax": "0"}).json()["results"]

    assert (with_tax["price_limit"], with_tax["price_paid"]) == ("2.373", "2.26")
    assert (without["price_limit"], without["price_paid"]) == ("2.1", "2")
