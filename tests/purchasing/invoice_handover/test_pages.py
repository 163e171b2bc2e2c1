"""The list's pages: from matched invoices, counted in a form that loses nothing, missing papers."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from documents.models import Document
from documents.pages import Printing
from purchasing.invoice_handover.models import InvoiceHandoverLine
from purchasing.invoice_handover.pages import HANDOVER_PAGES
from purchasing.invoice_handover.prints import handover_slip
from tests import factories
from tests.documents.paper_forms import key, sent
from tests.grounds import begins_with
from tests.purchasing import firm
from tests.purchasing.invoice_handover import walk
from tests.purchasing.supplier_invoice import desk
from ui.prints import A4

pytestmark = pytest.mark.django_db
NEW = "invoice_handover_new"


@pytest.fixture(autouse=True)
def _in_english(client: Client) -> Iterator[None]:
    """Sentences are compared in the language they are written in."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    with translation.override("en"):
        yield


def signed_in(client: Client, user: Any) -> Client:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client


def step_url(document: Document, code: str) -> str:
    return reverse("invoice_handover_step", args=[document.pk, code])


def counting(document: Document, *, counted: Any, missing: tuple[Document, ...] = ()) -> Any:
    """The form of the signing: everything ticked but these."""
    lost = {invoice.pk for invoice in missing}
    lines = walk.lines_of(document)
    ticks = {f"received_{line.pk}": "on" for line in lines if line.invoice_id not in lost}
    notes = {f"note_{line.pk}": "少一张" for line in lines if line.invoice_id in lost}
    return ticks | notes | {"counted": counted, "key": key(), "version": document.version}


@begins_with(walk.matched)
def test_matched_invoices_of_all_suppliers_make_one_list(client: Client) -> None:
    first, second = walk.matched(), walk.matched("螺母 10 x 1.13", supplier="乙厂")
    signed_in(client, firm.people().purchaser)

    page = client.get(reverse(NEW), {"from": f"{first.pk},{second.pk}"})

    rows = [row["values"] for row in page.context["grid"].rows]
    assert [(row["supplier"], row["paper_gross"], row["sheets"]) for row in rows] == [
        ("甲厂", "226", "1"),
        ("乙厂", "11.3", "1"),
    ]


@begins_with(walk.matched)
def test_a_list_is_typed_by_invoice_number(client: Client) -> None:
    invoice = walk.matched()
    signed_in(client, firm.people().purchaser)
    line = {"invoice": desk.body_of(invoice), "sheets": "3"}

    response = client.post(reverse(NEW), sent({"date": f"{firm.today()}"}, [line]))

    assert response.status_code == 302, response.context["form"].errors
    stored = InvoiceHandoverLine.objects.get()
    assert (stored.invoice_id, stored.sheets, stored.gross) == (invoice.pk, 3, invoice.total)
    assert stored.body.head.total == invoice.total


def test_an_invoice_that_is_not_matched_is_refused_and_nothing_is_lost(client: Client) -> None:
    invoice = desk.submitted([desk.received()], "100")
    signed_in(client, firm.people().purchaser)
    line = {"invoice": desk.body_of(invoice), "sheets": "3"}

    response = client.post(reverse(NEW), sent({"date": f"{firm.today()}", "remark": "急"}, [line]))

    assert response.status_code == 422
    (row,) = response.context["grid"].rows
    assert (row["values"]["sheets"], row["values"]["paper_gross"]) == ("3", "226")
    assert invoice.number in response.content.decode()
    assert response.context["form"]["remark"].value() == "急"


@begins_with(walk.matched)
def test_what_stands_on_a_draft_is_not_proposed_again(client: Client) -> None:
    invoice, free = walk.matched(), walk.matched("螺母 10 x 1.13")
    walk.draft([invoice])
    signed_in(client, firm.people().purchaser)

    page = client.get(reverse("invoice_handover_pull"))

    told = page.content.decode()
    assert free.number in told
    assert invoice.number not in told


@begins_with(walk.matched)
def test_signing_asks_for_every_paper_and_how_many_sheets(client: Client) -> None:
    document = walk.handed([walk.matched()], sheets=2)
    signed_in(client, desk.accountant())

    page = client.get(step_url(document, "sign"))

    told = page.content.decode()
    (line,) = walk.lines_of(document)
    assert line.invoice.invoice_number in told
    assert "1 invoices with 2 sheets" in page.context["form"]["counted"].help_text


@begins_with(walk.matched)
def test_a_wrong_count_is_told_and_nothing_is_lost(client: Client) -> None:
    here, lost = walk.matched(), walk.matched("螺母 10 x 1.13")
    document = walk.handed([here, lost])
    signed_in(client, desk.accountant())

    response = client.post(
        step_url(document, "sign"), counting(document, counted=2, missing=(lost,))
    )

    assert response.status_code == 422
    assert "1 sheets" in str(response.context["form"].errors["counted"])
    assert "少一张" in response.content.decode()
    document.refresh_from_db()
    assert document.state == "handed"


@begins_with(walk.matched)
def test_a_paper_that_is_not_ticked_stands_in_the_missing_papers(client: Client) -> None:
    here, lost = walk.matched(), walk.matched("螺母 10 x 1.13")
    document = walk.handed([here, lost])
    signed_in(client, desk.accountant())

    response = client.post(
        step_url(document, "sign"), counting(document, counted=1, missing=(lost,))
    )

    assert response.status_code == 302
    page = client.get(reverse("missing_invoices"))
    (row,) = page.context["table"].records
    assert (row.pk, row.list_number, row.note) == (lost.pk, document.number, "少一张")
    detail = client.get(HANDOVER_PAGES.url("detail", document.pk))
    assert reverse("missing_invoices") in detail.content.decode()


def test_a_storekeeper_sees_neither_list_nor_missing_papers(client: Client) -> None:
    signed_in(client, firm.people().storekeeper)

    assert client.get(reverse("invoice_handover_list")).status_code == 403
    assert client.get(reverse("missing_invoices")).status_code == 403


@begins_with(walk.matched)
def test_the_list_counts_papers_and_finds_them_by_supplier_and_number(client: Client) -> None:
    here, lost = walk.matched(), walk.matched("螺母 10 x 1.13", supplier="乙厂")
    document = walk.signed([here, lost], missing=[lost])
    other = walk.handed([walk.matched("垫片 1 x 1.13")])
    signed_in(client, desk.accountant())

    def found(**query: Any) -> list[Document]:
        page = client.get(reverse("invoice_handover_list"), {"view": "all"} | query)
        return list(page.context["table"].records)

    row = next(each for each in found() if each.pk == document.pk)
    assert (row.invoices, row.sheets, row.missing) == (2, 2, 1)
    assert [x.pk for x in found(party=factories.supplier("乙厂").pk)] == [document.pk]
    assert [x.pk for x in found(short="on")] == [document.pk]
    number = desk.body_of(here).invoice_number
    assert [x.pk for x in found(invoice=number)] == [document.pk]
    assert {x.pk for x in found()} == {document.pk, other.pk}


@begins_with(walk.matched)
def test_the_export_keeps_all_digits_of_an_invoice_number(client: Client) -> None:
    invoice = walk.matched()
    walk.handed([invoice])
    signed_in(client, desk.accountant())

    response = client.get(reverse("invoice_handover_list"), {"view": "all", "export": "xlsx"})

    book = load_workbook(BytesIO(response.content))
    cells = [cell for row in book.worksheets[1].iter_rows(values_only=True) for cell in row]
    assert desk.body_of(invoice).invoice_number in cells


@begins_with(walk.matched)
def test_the_print_has_both_names_totals_and_the_capital_amount() -> None:
    here, lost = walk.matched(), walk.matched("螺母 10 x 1.13")
    document = walk.signed([here, lost], missing=[lost])

    with translation.override("zh-hans"):
        body = walk.lines_of(document)[0].body
        body.head = document
        (made,) = handover_slip(Printing(body, desk.accountant(), A4))

    assert made["total_text"] == "¥237.30"
    assert made["capital"] == "人民币贰佰叁拾柒元叁角整"
    names = [each["name"] for each in made["signatures"]]
    assert names[::2] == [firm.people().purchaser.display_name, desk.accountant().display_name]
    (page,) = made["pages"]
    assert [row["cells"][-2]["text"] for row in page.rows[:2]] == ["1", "1"]


def test_the_pages_ask_the_same_number_of_questions_of_one_row_or_ten(
    client: Client,
) -> None:
    signed_in(client, desk.accountant())
    first = [walk.matched(), walk.matched("螺母 10 x 1.13")]
    walk.signed(first, missing=first[1:])
    urls = [reverse("invoice_handover_list") + "?view=all", reverse("missing_invoices")]
    few = [_queries(client, url) for url in urls]
    for _time in range(3):
        more = [walk.matched("垫片 10 x 1.13"), walk.matched("螺母 10 x 1.13")]
        walk.signed(more, missing=more[1:])

    assert [_queries(client, url) for url in urls] == few


def _queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)
