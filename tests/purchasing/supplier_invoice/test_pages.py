"""The invoice's pages: from receipts, by QR code, faults that lose nothing, match, registers."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from documents.models import Document, Link
from purchasing.supplier_invoice.models import SupplierInvoice, SupplierInvoiceLine
from tests.documents.paper_forms import key, sent
from tests.grounds import begins_with
from tests.purchasing import firm
from tests.purchasing.purchase_return import returns
from tests.purchasing.supplier_invoice import desk

pytestmark = pytest.mark.django_db
NEW = "supplier_invoice_new"


def signed_in(client: Client, user: Any) -> Client:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client


def head(receipt: Document, **more: Any) -> dict[str, Any]:
    return {
        "party": receipt.party,
        "date": f"{firm.today():%Y-%m-%d}",
        "invoice_kind": "digital_special",
        "invoice_number": desk.number(),
        "invoice_date": f"{firm.today():%Y-%m-%d}",
        "paper_net": "200.00",
        "paper_tax": "26.00",
        "no_scan_reason": "电子票",
        **more,
    }


def line(receipt: Document, number: int = 1, **more: Any) -> dict[str, Any]:
    return {"receipt_line": desk.lines_of([receipt])[number - 1], "quantity": "100"} | more


def enter(client: Client, url: str, data: dict[str, str]) -> Document:
    response = client.post(url, data)
    assert response.status_code == 302, response.context["form"].errors
    return Document.objects.filter(type="supplier_invoice").order_by("pk").last()  # type: ignore[return-value]


def faults(client: Client, data: dict[str, str]) -> Any:
    response = client.post(reverse(NEW), data)
    assert response.status_code == 422
    return response.context["form"].errors


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_an_invoice_from_receipts_starts_with_all_that_is_owed(client: Client) -> None:
    first, second = desk.received("螺丝 100 x 2.26"), desk.received("螺母 10 x 1.13")
    desk.matched([first], "40")
    signed_in(client, firm.people().purchaser)

    page = client.get(reverse(NEW), {"from": f"{first.pk},{second.pk}"})

    rows = [row["values"] for row in page.context["grid"].rows]
    assert [(row["quantity"], row["billed_gross"]) for row in rows] == [
        ("60", "135.6"),
        ("10", "11.3"),
    ]
    assert (rows[0]["invoiced"], rows[0]["received"]) == ("40", "100")
    assert page.context["form"]["paper_net"].value() in (None, "")


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_what_another_invoice_bills_already_is_not_proposed_again(client: Client) -> None:
    receipt = desk.received("螺丝 100 x 2.26")
    desk.draft([receipt], "70")
    signed_in(client, firm.people().purchaser)

    page = client.get(reverse(NEW), {"from": receipt.pk})

    (row,) = page.context["grid"].rows
    assert (row["values"]["quantity"], row["values"]["billed_gross"]) == ("30", "67.8")


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_what_went_back_after_the_invoice_starts_a_red_one(client: Client) -> None:
    receipt = desk.received("螺丝 100 x 2.26")
    desk.matched([receipt], "100")
    returns.returned([receipt], "10")
    signed_in(client, firm.people().purchaser)

    page = client.get(reverse(NEW), {"from": receipt.pk})

    (row,) = page.context["grid"].rows
    assert (row["values"]["quantity"], row["values"]["billed_gross"]) == ("-10", "-22.6")
    assert page.context["form"]["is_red"].value()


@begins_with(desk.received)
def test_receipts_of_several_suppliers_make_no_invoice(client: Client) -> None:
    mine, other = desk.received(), desk.received("螺母 10 x 1.13", supplier="乙厂")
    signed_in(client, firm.people().purchaser)

    page = client.get(reverse(NEW), {"from": f"{mine.pk},{other.pk}"}, follow=True)

    assert page.redirect_chain
    assert [str(message) for message in page.context["messages"]]


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_an_invoice_is_entered_submitted_and_linked(client: Client) -> None:
    receipt = desk.received("螺丝 100 x 2.26")
    signed_in(client, firm.people().purchaser)

    data = sent(head(receipt), [line(receipt)], key=key(), then="submit")
    invoice = enter(client, f"{reverse(NEW)}?from={receipt.pk}", data)

    assert (invoice.state, invoice.total) == ("received", Decimal("226.00"))
    assert Link.objects.filter(source=receipt, target=invoice).exists()
    stored = SupplierInvoiceLine._base_manager.get(body_id=invoice.pk)
    assert (stored.net, stored.tax) == (Decimal("200.00"), Decimal("26.00"))


@begins_with(desk.received, "螺丝 100 x 2.26")
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"billed_net": "199.00", "billed_tax": "25.87"}, ("199.00", "25.87", "224.87")),
        ({"billed_gross": "113.00"}, ("100.00", "13.00", "113.00")),
        ({"billed_net": "100.00"}, ("100.00", "13.00", "113.00")),
        ({"billed_gross": "113.00", "billed_tax": "13.01"}, ("99.99", "13.01", "113.00")),
        ({"billed_net": "100.00", "rate": "3"}, ("100.00", "3.00", "103.00")),
        ({}, ("200.00", "26.00", "226.00")),
    ],
)
def test_what_is_not_typed_follows(
    client: Client, typed: dict[str, str], stored: tuple[str, ...]
) -> None:
    receipt = desk.received("螺丝 100 x 2.26")
    signed_in(client, firm.people().purchaser)

    data = sent(head(receipt), [line(receipt, **typed)], key=key())
    invoice = enter(client, reverse(NEW), data)

    made = SupplierInvoiceLine._base_manager.get(body_id=invoice.pk)
    assert (made.net, made.tax, made.gross) == tuple(Decimal(text) for text in stored)


@begins_with(desk.received)
def test_amounts_that_contradict_each_other_come_back(client: Client) -> None:
    receipt = desk.received()
    signed_in(client, firm.people().purchaser)
    cells = {"billed_net": "200.00", "billed_tax": "26.00", "billed_gross": "227.00"}

    data = sent(head(receipt), [line(receipt, **cells)], key=key())
    response = client.post(reverse(NEW), data)

    assert response.status_code == 422
    (row,) = response.context["grid"].rows
    assert row["values"]["billed_gross"] == "227.00"
    assert "billed_gross" in row["errors"]


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_the_qr_code_fills_in_what_is_empty(client: Client) -> None:
    receipt = desk.received("螺丝 100 x 2.26")
    signed_in(client, firm.people().purchaser)
    day = firm.today() - timedelta(days=2)
    text = f"01,01,4400123456,01234567,200.00,{day:%Y%m%d},998877,"
    empty = dict.fromkeys(("invoice_number", "invoice_date", "paper_net"), "")

    data = sent(head(receipt, qr_text=text, **empty), [line(receipt)], key=key())
    invoice = enter(client, reverse(NEW), data)

    body = SupplierInvoice.objects.get(pk=invoice.pk)
    assert (body.code, body.invoice_number) == ("4400123456", "01234567")
    assert (body.invoice_kind, body.invoice_date) == ("paper_special", day)
    assert (body.paper_net, body.check_code) == (Decimal("200.00"), "998877")


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_a_digital_code_with_the_net_typed_gives_the_tax(client: Client) -> None:
    receipt = desk.received("螺丝 100 x 2.26")
    signed_in(client, firm.people().purchaser)
    number = desk.number()
    text = f"01,32,,{number},226.00,{firm.today():%Y%m%d},,"
    empty = dict.fromkeys(("invoice_number", "invoice_date", "paper_tax"), "")

    data = sent(head(receipt, qr_text=text, **empty), [line(receipt)], key=key())
    invoice = enter(client, reverse(NEW), data)

    body = SupplierInvoice.objects.get(pk=invoice.pk)
    assert (body.invoice_number, body.invoice_kind) == (number, "digital_ordinary")
    assert body.paper_tax == Decimal("26.00")


@begins_with(desk.received)
def test_a_code_that_says_otherwise_is_asked_about(client: Client) -> None:
    receipt = desk.received()
    signed_in(client, firm.people().purchaser)
    text = f"01,31,,{desk.number()},226.00,{firm.today():%Y%m%d},,"

    found = faults(client, sent(head(receipt, qr_text=text), [line(receipt)], key=key()))

    assert "invoice_number" in found


@begins_with(desk.received)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("qr_text", "不是发票"),
        ("invoice_number", "123"),
        ("invoice_number", ""),
        ("code", "44"),
        ("invoice_date", ""),
        ("invoice_date", "2099-01-01"),
    ],
)
def test_a_wrong_head_comes_back_with_what_was_typed(
    client: Client, field: str, value: str
) -> None:
    receipt = desk.received()
    signed_in(client, firm.people().purchaser)

    data = sent(head(receipt, **{field: value}), [line(receipt, line_remark="急")], key=key())
    response = client.post(reverse(NEW), data)

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert response.context["grid"].rows[0]["values"]["line_remark"] == "急"


@begins_with(desk.received)
def test_a_number_entered_before_names_its_first_entry(client: Client) -> None:
    receipt = desk.received()
    number = desk.number()
    first = desk.draft([receipt], "50", invoice_number=number)
    firm.step(first, "submit", firm.people().purchaser)
    signed_in(client, firm.people().purchaser)

    found = faults(client, sent(head(receipt, invoice_number=number), [line(receipt)], key=key()))

    assert first.number in str(found["invoice_number"])


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_the_page_shows_the_match_and_a_strange_tax_number(client: Client) -> None:
    receipt = desk.received("螺丝 100 x 2.26")
    receipt.party.tax_number = "91440101MA5AB12345"
    receipt.party.save()
    invoice = desk.submitted([receipt], "100=237.30", seller_tax_number="91440101MA5XXXXXXX")
    signed_in(client, desk.accountant())

    page = client.get(reverse("supplier_invoice_detail", args=[invoice.pk]))

    (panel,) = [each for each in page.context["panels"] if "table" in each["context"]]
    (row,) = panel["context"]["table"]["rows"]
    assert row["tone"] == "bad"
    assert row["cells"][-1]["text"] == "11.30"
    assert "91440101MA5AB12345" in page.content.decode()


@begins_with(desk.received, "螺丝 100 x 2.26")
def test_a_difference_is_settled_on_the_page(client: Client) -> None:
    invoice = desk.differing([desk.received("螺丝 100 x 2.26")], "100=237.30")
    signed_in(client, firm.people().manager)
    url = reverse("supplier_invoice_step", args=[invoice.pk, "settle_difference"])
    invoice.refresh_from_db()

    without = client.post(url, {"version": invoice.version, "choice": "accept", "reason": ""})
    assert without.status_code in (409, 422)
    done = client.post(url, {"version": invoice.version, "choice": "accept", "reason": "涨价"})

    assert done.status_code == 302
    assert firm.state_of(invoice) == "matched"


def test_the_register_sums_what_was_booked_and_exports_numbers_as_text(client: Client) -> None:
    number = desk.number()
    booked = desk.matched([desk.received()], "100", invoice_number=number)
    booked = desk.by_program(booked, "hand_over", "sign")
    firm.step(booked, "book", desk.accountant())
    desk.matched([desk.received("螺母 10 x 1.13")], "10")
    signed_in(client, desk.accountant())

    page = client.get(reverse("invoice_register"))
    assert number in page.content.decode()
    assert page.context["table"].totals["tax"] == Decimal("26.00")

    sheet = client.get(reverse("invoice_register"), {"export": "xlsx", "booked": "this_month"})
    cells = [
        cell.value
        for row in load_workbook(BytesIO(sheet.content)).worksheets[0].iter_rows()
        for cell in row
    ]
    assert number in cells


def test_the_list_takes_the_same_queries_for_one_and_for_many(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for _each in range(4):
        desk.submitted([desk.received()], "100")
    signed_in(client, firm.people().purchaser)
    client.get(reverse("supplier_invoice_list"), {"view": "all"})

    with django_assert_max_num_queries(25):
        page = client.get(reverse("supplier_invoice_list"), {"view": "all"})

    assert len(page.context["table"].paginated_rows) == 4
