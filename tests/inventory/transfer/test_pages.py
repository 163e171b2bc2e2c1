"""The transfer's pages: entry by keyboard, list, counting in, what is missing, the slip."""

import io
import shutil
import subprocess
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from documents.models import Document
from inventory.transfer.models import Transfer
from masterdata.models import PackUnit
from masterdata.roles import Role
from tests import factories
from tests.documents.paper_forms import key, sent
from tests.grounds import begins_with
from tests.inventory.transfer import depot
from tests.notation import stock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
NEW = "transfer_new"


def signed_in(client: Client, user: Any) -> Client:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client


def head(**more: Any) -> dict[str, Any]:
    return {
        "date": f"{timezone.localdate():%Y-%m-%d}",
        "from_warehouse": factories.warehouse("main"),
        "to_warehouse": factories.warehouse("branch"),
        "reason": "分店缺货",
        **more,
    }


@begins_with(depot.opened, "螺丝 30 x 1")
def test_a_transfer_is_entered_and_submitted(client: Client) -> None:
    depot.opened("螺丝 30 x 1")
    item, box = factories.item("螺丝"), factories.unit("箱")
    PackUnit.objects.create(item=item, unit=box, numerator=12, denominator=1)
    signed_in(client, depot.keeper())

    lines = [{"item": item, "unit": box, "quantity": "2"}]
    response = client.post(reverse(NEW), sent(head(), lines, key=key(), then="submit"))

    assert response.status_code == 302
    document = Document.objects.get(type="transfer")
    assert document.state == "submitted"
    assert document.number.startswith("DB-")
    (line,) = depot.lines_of(document)
    assert (line.quantity, line.base_quantity) == (Decimal(2), Decimal(24))
    assert [line.from_bin.warehouse.code, line.to_bin.warehouse.code] == ["main", "branch"]


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client: Client) -> None:
    signed_in(client, depot.keeper())
    here = factories.warehouse("main")
    item = factories.item("螺丝")

    lines = [{"item": item, "quantity": "1.5", "line_remark": "轻放"}]
    page = client.post(reverse(NEW), sent(head(to_warehouse=here), lines, key=key()))

    assert page.status_code == 422
    assert page.context["form"].errors["to_warehouse"]
    (row,) = page.context["grid"].rows
    assert row["errors"]["quantity"]
    assert row["values"]["line_remark"] == "轻放"


@begins_with(depot.opened, "螺丝 10 x 1")
def test_the_entry_asks_stock_of_the_sending_warehouse(client: Client) -> None:
    depot.opened("螺丝 10 x 1")
    depot.opened("螺丝 3 x 1", "branch")
    signed_in(client, depot.keeper())

    here = factories.warehouse("main")
    found = client.get("/lookup/item/", {"q": "螺丝", "warehouse": here.pk}).json()
    there = {"to_warehouse": factories.warehouse("branch").pk, "warehouse": here.pk}
    bins = client.get("/lookup/bin_there/", {"q": "", **there}).json()

    assert [Decimal(row["stock"]) for row in found["results"]] == [10]
    assert {row["text"].split("/")[0] for row in bins["results"]} == {"branch"}


@begins_with(depot.opened)
def test_goods_are_fetched_for_a_customer_order_that_one_may_know_of(client: Client) -> None:
    depot.opened()
    order = depot.draft()
    # The stores know no customer orders; to them it is a paper of that type.
    Document.objects.filter(pk=order.pk).update(type="customer_order")
    lines = [{"item": factories.item("螺丝"), "quantity": "1"}]
    typed = sent(head(for_document=order, reason=""), lines, key=key())

    with patch("inventory.transfer.forms.visible_to", return_value=Document.objects.none()):
        page = signed_in(client, depot.keeper()).post(reverse(NEW), typed)
    assert page.status_code == 422
    assert page.context["form"].errors["for_document"]

    assert signed_in(client, depot.keeper()).post(reverse(NEW), typed).status_code == 302
    assert Transfer.objects.get(for_document=order).reason == ""
    Document.objects.filter(pk=order.pk).update(type="transfer")


@begins_with(depot.opened)
def test_a_copy_moves_the_same_goods_again_and_nothing_else(client: Client) -> None:
    depot.opened()
    document = depot.count(depot.shipped(for_document=depot.draft()), 1)
    signed_in(client, depot.keeper())

    client.post(reverse("transfer_copy", args=[document.pk]))

    made = Transfer.objects.order_by("pk").last()
    assert made is not None
    assert made.pk != document.pk
    assert (made.shipped_by, made.transit_bin, made.for_document) == (None, None, None)
    (line,) = depot.lines_of(made.head)
    assert (line.quantity, line.received_quantity, line.difference_reason) == (4, 0, "")


@begins_with(depot.opened, "螺丝 10 x 1")
def test_goods_are_counted_in_on_a_form_of_their_lines(client: Client) -> None:
    depot.opened("螺丝 10 x 1")
    depot.opened("螺母 10 x 1")
    document = depot.shipped("螺丝 4, 螺母 5")
    first, second = depot.lines_of(document)
    url = reverse("transfer_step", args=[document.pk, "receive"])
    signed_in(client, depot.keeper(2))
    form = client.get(url).content.decode()
    assert f"counted_{first.pk}" in form

    typed = {f"counted_{first.pk}": "4", f"counted_{second.pk}": "3"}
    refused = client.post(url, typed)
    assert refused.status_code == 422
    assert stock("螺母 branch 0")
    assert 'value="3"' in refused.content.decode()
    client.post(url, typed | {f"reason_{second.pk}": "路上破损"})

    document.refresh_from_db()
    assert document.state == "in"
    assert stock("螺母 branch 3")
    assert stock("螺丝 branch 4")
    page = client.get(reverse("transfer_detail", args=[document.pk]))
    assert "路上破损" in page.content.decode()


def test_goods_that_change_their_place_have_no_total(client: Client) -> None:
    document = depot.draft()
    signed_in(client, depot.person(Role.GENERAL_MANAGER))

    page = client.get(reverse("transfer_detail", args=[document.pk]))

    assert (page.context["totals"], page.context["capital"]) == ([], "")


@begins_with(depot.opened)
def test_the_supervisor_settles_what_is_missing(client: Client) -> None:
    depot.opened()
    document = depot.count(depot.shipped("螺丝 4"), 1)
    (line,) = depot.lines_of(document)
    url = reverse("transfer_step", args=[document.pk, "settle_difference"])
    signed_in(client, depot.supervisor())

    refused = client.post(url, {f"late_{line.pk}": "4", "reason": "查到"})
    assert refused.status_code == 422
    client.post(url, {f"late_{line.pk}": "2", "reason": "查到"})

    document.refresh_from_db()
    assert document.state == "closed"
    assert stock("螺丝 branch 3")
    assert stock("螺丝 main/ZC 7")


@begins_with(depot.opened)
def test_the_list_shows_what_is_on_its_way(client: Client) -> None:
    depot.opened()
    on_its_way = depot.shipped()
    depot.draft()
    signed_in(client, depot.person(Role.PLANNER))

    page = client.get(reverse("transfer_list"), {"view": "all", "on_their_way": "on"})
    sheet = client.get(
        reverse("transfer_list"), {"view": "all", "on_their_way": "on", "export": "xlsx"}
    )

    assert [row.number for row in page.context["table"].data.data] == [on_its_way.number]
    book = load_workbook(io.BytesIO(b"".join(sheet) if sheet.streaming else sheet.content))
    texts = {str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row}
    assert {on_its_way.number, "main", "branch"} <= texts


@begins_with(depot.opened, "螺丝 30 x 1")
def test_the_list_takes_the_same_queries_for_few_and_many(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    depot.opened("螺丝 30 x 1")
    signed_in(client, depot.keeper())
    counts = []
    for _round in range(2):
        for _each in range(3):
            depot.shipped("螺丝 1")
        client.get(reverse("transfer_list"), {"view": "all"})
        with django_assert_max_num_queries(40) as queries:
            client.get(reverse("transfer_list"), {"view": "all"})
        counts.append(len(queries))

    assert counts[0] == counts[1]


@begins_with(depot.opened)
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs pdftotext of poppler-utils")
@pytest.mark.parametrize("paper", ["", "a4"])
def test_the_slip_goes_with_the_goods(client: Client, paper: str) -> None:
    depot.opened()
    document = depot.count(depot.shipped("螺丝 4"), 3)
    signed_in(client, depot.keeper())

    url = reverse("transfer_print", args=[document.pk, "slip"])
    response = client.get(url, {"paper": paper} if paper else {})
    data = b"".join(response) if response.streaming else response.content
    text = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True
    ).stdout.decode()

    assert document.number in text
    assert "main" in text
    assert "branch" in text
    assert "螺丝" in text
    assert depot.keeper(2).display_name in text
