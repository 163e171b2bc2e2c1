"""Owed invoices on the screen: by receipt, by supplier, the log, the form, the supplier's page."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from documents.models import Document
from finance.parties import figures
from purchasing.owed_invoices.models import InvoiceChase
from tests import factories
from tests.behind import loosen
from tests.documents.paper_forms import key
from tests.grounds import begins_with
from tests.purchasing import firm
from tests.purchasing.purchase_return import returns
from tests.purchasing.supplier_invoice import desk

pytestmark = pytest.mark.django_db
LIST, SUPPLIERS, LOG, CHASE = (
    "owed_invoices",
    "owed_by_supplier",
    "invoice_chase_log",
    "invoice_chase",
)


@pytest.fixture
def client(client: Client) -> Client:
    client.force_login(firm.people().purchaser, backend="masterdata.backend.PeopleBackend")
    return client


@pytest.fixture(autouse=True)
def _in_english(client: Client) -> Iterator[None]:
    """Sentences are compared in the language they are written in."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    with translation.override("en"):
        yield


def rows(client: Client, name: str = LIST, **query: Any) -> list[Any]:
    page = client.get(reverse(name), query)
    assert page.status_code == 200
    return list(page.context["table"].records)


def numbers(client: Client, **query: Any) -> list[str]:
    return [row.head.number for row in rows(client, **query)]


def form(*receipts: Document, **more: Any) -> dict[str, Any]:
    return {
        "ids": ",".join(str(receipt.pk) for receipt in receipts),
        "contact": "叶恒",
        "channel": "phone",
        "said": "月底一起开",
        "next_on": f"{firm.today() + timedelta(days=3)}",
        "key": key(),
        **more,
    }


def age(receipt: Document, days: int) -> Document:
    """As if it had come so many days ago."""
    loosen(receipt)
    Document.objects.filter(pk=receipt.pk).update(date=firm.today() - timedelta(days=days))
    return receipt


# --- The list ------------------------------------------------------------------------------------


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_a_receipt_stands_there_with_what_is_left_to_invoice(client: Client) -> None:
    receipt = desk.received("螺丝 100 x 2.26")
    desk.matched([receipt], "40")
    desk.matched([desk.received("螺母 10 x 1.13")], "10")

    (row,) = rows(client)

    amounts = (row.head.total, row.returned, row.invoiced, row.owed_invoice)
    assert amounts == (Decimal("226.00"), 0, Decimal("90.40"), Decimal("135.60"))
    assert row.pk == receipt.pk


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_goods_that_went_back_after_the_invoice_owe_a_red_one(client: Client) -> None:
    receipt = desk.received("螺丝 100 x 2.26")
    desk.matched([receipt], "100")
    returns.returned([receipt], "30")

    (row,) = rows(client)
    assert row.owed_invoice == Decimal("-67.80")
    assert numbers(client, red="on") == [receipt.number]
    (supplier,) = rows(client, SUPPLIERS)
    assert (supplier.owed, supplier.red) == (0, Decimal("-67.80"))


@begins_with(desk.received)
def test_the_filters_find_a_supplier_old_receipts_and_those_to_ask_for(client: Client) -> None:
    old = age(desk.received(), 31)
    new = desk.received("螺母 10 x 1.13", supplier="乙厂")

    assert numbers(client, party=factories.supplier("乙厂").pk) == [new.number]
    assert numbers(client, older="30", party="") == [old.number]
    assert numbers(client, due="on", older="") == [old.number]
    client.post(reverse(CHASE), form(old))
    assert numbers(client, due="on") == []


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_suppliers_add_up_to_the_same_sum(client: Client) -> None:
    desk.received("螺丝 100 x 2.26")
    desk.received("螺母 10 x 1.13")
    desk.received("垫片 1 x 2.26", supplier="乙厂")

    found = {row.party.name: (row.receipts, row.balance) for row in rows(client, SUPPLIERS)}

    assert found == {"甲厂": (2, Decimal("237.30")), "乙厂": (1, Decimal("2.26"))}
    assert sum(row.owed_invoice for row in rows(client)) == Decimal("239.56")


@begins_with(desk.received)
def test_the_export_says_the_same_with_days_as_numbers(client: Client) -> None:
    receipt = age(desk.received(), 12)

    response = client.get(reverse(LIST), {"export": "xlsx"})

    book = load_workbook(BytesIO(response.content))
    cells = [cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row]
    assert receipt.number in cells
    assert 12 in cells


def test_a_storekeeper_does_not_see_what_is_owed(client: Client) -> None:
    client.force_login(firm.people().storekeeper, backend="masterdata.backend.PeopleBackend")

    for name in (LIST, SUPPLIERS, LOG, CHASE):
        assert client.get(reverse(name)).status_code == 403


def test_ten_receipts_ask_no_more_than_one(client: Client) -> None:
    client.post(reverse(CHASE), form(desk.received()))
    names = (LIST, SUPPLIERS, LOG)
    few = [_queries(client, name) for name in names]
    for supplier in ("甲厂", "乙厂", "丙厂"):
        client.post(reverse(CHASE), form(desk.received("螺母 10 x 1.13", supplier=supplier)))

    assert [_queries(client, name) for name in names] == few


def _queries(client: Client, name: str) -> int:
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse(name))
    return len(asked)


# --- The talk ------------------------------------------------------------------------------------


@begins_with(desk.received)
def test_ticked_rows_lead_to_a_form_about_them(client: Client) -> None:
    first, second = desk.received(), desk.received("螺母 10 x 1.13")

    page = client.post(reverse(CHASE), {"ids": [first.pk, second.pk]}, follow=True)

    assert page.status_code == 200
    assert len(page.context["table"]["rows"]) == 2


@begins_with(desk.received)
def test_a_talk_is_noted_and_stands_in_list_and_log(client: Client) -> None:
    receipt = desk.received()

    response = client.post(reverse(CHASE), form(receipt))

    assert response.status_code == 302
    (row,) = rows(client)
    assert row.next_chase == firm.today() + timedelta(days=3)
    assert timezone.localdate(row.last_chase) == firm.today()
    (entry,) = rows(client, LOG)
    assert (entry.chase.said, entry.chase.actor) == ("月底一起开", firm.people().purchaser)
    assert entry.owed == receipt.total


@begins_with(desk.received)
def test_a_form_with_a_fault_loses_nothing(client: Client) -> None:
    receipt = desk.received()
    past = f"{firm.today() - timedelta(days=1)}"

    response = client.post(reverse(CHASE), form(receipt, next_on=past))

    assert response.status_code == 422
    assert "月底一起开" in response.content.decode()
    assert not InvoiceChase.objects.exists()


@begins_with(desk.received)
def test_the_same_form_sent_twice_notes_once(client: Client) -> None:
    data = form(desk.received())

    client.post(reverse(CHASE), data)
    client.post(reverse(CHASE), data)

    assert InvoiceChase.objects.count() == 1


@begins_with(desk.received)
def test_nothing_ticked_and_two_suppliers_are_told_on_the_list(client: Client) -> None:
    mine, other = desk.received(), desk.received("螺母 10 x 1.13", supplier="乙厂")

    nothing = client.get(reverse(CHASE), follow=True)
    two = client.get(reverse(CHASE), {"ids": f"{mine.pk},{other.pk}"}, follow=True)

    assert "at least one receipt" in nothing.content.decode()
    assert "several suppliers" in two.content.decode()


# --- The figure ----------------------------------------------------------------------------------


@begins_with(desk.received)
def test_the_suppliers_page_says_what_invoices_he_owes_and_leads_there(client: Client) -> None:
    receipt = desk.received()
    desk.matched([receipt], "40")
    party = receipt.party
    assert party is not None

    known = {str(x.label): x for x in figures.of_party("payable", party.pk)}["Invoice owed"]

    assert known.amount == Decimal("135.60")
    assert [row.pk for row in list(client.get(known.url).context["table"].records)] == [receipt.pk]
