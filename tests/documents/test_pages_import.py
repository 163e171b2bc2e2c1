"""Lines from a sheet or the clipboard land in the entry form: all of them, or every fault named."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from openpyxl import Workbook, load_workbook

from documents.models import Document
from documents.pages import pages_of
from tests import factories
from tests.purchasing import firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages() -> Any:
    return pages_of("purchase_order")


@pytest.fixture
def buyer(client: Client) -> Any:
    user = firm.people().purchaser
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return user


def headings(client: Client, pages: Any) -> list[str]:
    """The words above the columns, as the page shows them in its language."""
    page = client.get(pages.url("import"))
    wanted = ("item", "quantity", "price", "tax_rate")
    with translation.override("zh-hans"):
        labels = {heading.name: str(heading.label) for heading in page.context["headings"]}
    return [labels[name] for name in wanted]


def pasted(client: Client, pages: Any, *rows: str, pk: int | None = None) -> Any:
    url = pages.url("import_into", pk) if pk else pages.url("import")
    text = "\n".join(["\t".join(headings(client, pages)), *rows])
    return client.post(url, {"pasted": text})


def test_pasted_cells_become_rows_of_the_entry_form(client: Client, buyer: Any, pages: Any) -> None:
    factories.item("螺丝")
    factories.item("螺母")

    response = pasted(client, pages, "螺丝\t１０\t2.50\t13", "螺母\t1,000\t0.0357\t13")

    rows = response.context["grid"].rows
    assert response.status_code == 200
    assert response.context["action_url"] == pages.url("new")
    assert [row["values"]["quantity"] for row in rows] == ["10", "1000"]
    assert rows[0]["texts"]["item"].startswith("螺丝")
    assert Document.objects.count() == 0


def test_every_fault_is_named_with_row_and_column_and_nothing_is_taken(
    client: Client, buyer: Any, pages: Any
) -> None:
    factories.item("螺丝")

    response = pasted(client, pages, "螺丝\tviel\t2.50\t13", "没有\t1\t1\t13", "螺丝\t1.5\t1\t130")

    faults = response.context["faults"]
    assert response.status_code == 422
    assert [fault.row for fault in faults] == [2, 3, 4]
    assert response.context["pasted"]
    assert "grid" not in response.context


def test_decimals_that_a_unit_has_not_are_a_fault_of_their_row(
    client: Client, buyer: Any, pages: Any
) -> None:
    factories.item("螺丝")

    response = pasted(client, pages, "螺丝\t1\t1\t13", "螺丝\t1.5\t1\t13")

    (fault,) = response.context["faults"]
    assert fault.row == 3


def test_rows_are_added_to_those_of_a_draft(client: Client, buyer: Any, pages: Any) -> None:
    order = firm.draft_order("螺丝 100 x 2.26")
    factories.item("螺母")

    response = pasted(client, pages, "螺母\t5\t1\t13", pk=order.pk)

    rows = response.context["grid"].rows
    assert [row["values"]["quantity"] for row in rows] == ["100", "5"]
    assert response.context["action_url"] == pages.url("edit", order.pk)
    assert response.context["version"] == order.version


def test_a_workbook_is_read_like_pasted_cells(client: Client, buyer: Any, pages: Any) -> None:
    factories.item("螺丝")
    book, written = Workbook(), io.BytesIO()
    sheet: Any = book.active
    sheet.append(headings(client, pages))
    sheet.append(["螺丝", 10, 2.5, 13])
    book.save(written)

    file = SimpleUploadedFile("lines.xlsx", written.getvalue())
    response = client.post(pages.url("import"), {"file": file})

    assert [row["values"]["price"] for row in response.context["grid"].rows] == ["2.5"]


@pytest.mark.parametrize("data", [{}, {"pasted": " "}, {"pasted": "no\theadings"}])
def test_what_cannot_be_read_is_told(
    client: Client, buyer: Any, pages: Any, data: dict[str, str]
) -> None:
    response = client.post(pages.url("import"), data)

    assert response.status_code == 422
    assert response.context["faults"]


def test_more_lines_than_a_paper_holds_are_refused(client: Client, buyer: Any, pages: Any) -> None:
    factories.item("螺丝")

    response = pasted(client, pages, *["螺丝\t1\t1\t13"] * 1001)

    assert response.status_code == 422
    assert response.context["faults"][0].row == 0


def test_the_template_has_the_headings_and_no_price_for_who_sees_none(
    client: Client, buyer: Any
) -> None:
    pages: Any = pages_of("receipt")

    def words(user: Any) -> set[Any]:
        client.force_login(user, backend="masterdata.backend.PeopleBackend")
        response = client.get(pages.url("import_template"))
        sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
        return {cell.value for cell in sheet[1]}

    seen, kept_from = words(buyer), words(firm.people().storekeeper)

    assert len(seen) > len(kept_from) > 3


def test_a_frozen_paper_takes_no_rows(client: Client, buyer: Any, pages: Any) -> None:
    order = firm.order(state="submitted")

    response = client.post(pages.url("import_into", order.pk), {"pasted": "x"})

    assert response.status_code == 302
