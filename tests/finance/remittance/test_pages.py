"""The pages of the remittance: entry with its slip, what is proposed, customers' money."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from documents.models import Document
from finance.remittance import payable_orders
from finance.remittance.models import Kind, Remittance
from masterdata.roles import Role
from tests import factories
from tests.documents.test_attachments import picture
from tests.finance.remittance import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> Iterator[Document]:
    """A stand-in for an order: a paper of the customer that the registry calls payable."""
    monkeypatch.setattr(payable_orders, "_types", {})
    payable_orders.register_payable(
        "remittance",
        ("draft",),
        due=lambda ids: dict.fromkeys(ids, Decimal("80.00")),
        debts=lambda ids: dict.fromkeys(ids, Decimal("30.00")),
    )
    return desk.claim("80.00", payer="订单")


def signed_in(client: Client, role: Role = Role.ORDER_CLERK) -> Client:
    client.force_login(desk.person(role))
    return client


def sent(order: Document, **more: Any) -> dict[str, Any]:
    return {
        "key": "4b4f3c0e-3c5c-4b38-8f6e-0c9f0f1f1f1f",
        "kind": "receipt",
        "party": str(order.party_id),
        "party_text": order.party.name if order.party else "",
        "date": f"{timezone.localdate()}",
        "money": "100.00",
        "payer": "王老板",
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "0",
        "lines-0-order": str(order.pk),
        "lines-0-order_text": order.number,
        "lines-0-amount": "80.00",
        **more,
    }


def test_slip_and_lines_are_entered_on_one_page_and_filed(client: Client, order: Document) -> None:
    slip = SimpleUploadedFile("slip.png", picture())

    answer = signed_in(client).post(
        "/finance/remittances/new/", sent(order, slip=slip, then="submit")
    )

    assert answer.status_code == 302
    made = Remittance.objects.latest("pk")
    assert (made.head.state, made.surplus) == ("filed", 20)
    assert made.head.attachments.count() == 1


def test_without_slip_or_reason_it_stays_a_draft(client: Client, order: Document) -> None:
    signed_in(client).post("/finance/remittances/new/", sent(order, then="submit"))

    assert Remittance.objects.latest("pk").head.state == "draft"


def test_a_line_of_both_is_refused_and_nothing_typed_is_lost(
    client: Client, order: Document
) -> None:
    (debt,) = desk.owes("30.00")
    more = {"lines-0-open_item": str(debt.pk), "lines-0-open_item_text": debt.document.number}

    answer = signed_in(client).post("/finance/remittances/new/", sent(order, **more))

    assert answer.status_code == 422
    assert "王老板" in answer.content.decode()


def asked(client: Client, order: Document, money: str) -> dict[str, Any]:
    url = f"/finance/remittances/open-orders/?party={order.party_id}&money={money}"
    found: dict[str, Any] = client.get(url).json()
    return found


def test_old_debt_and_order_are_proposed(client: Client, order: Document) -> None:
    desk.owes("50.00")

    found = asked(signed_in(client), order, "100")

    assert [row["amount"] for row in found["rows"]] == ["30.00", "70.00"]
    assert Decimal(found["due"]) == 110


def test_what_a_filed_claim_brings_is_not_asked_for_twice(client: Client, order: Document) -> None:
    desk.file(desk.claim("60.00", (order, "60.00")))

    (row,) = asked(signed_in(client), order, "100")["rows"]

    assert Decimal(row["pending"]) == 60
    assert row["amount"] == "20.00"


def test_what_cannot_be_read_is_no_fault(client: Client, order: Document) -> None:
    assert asked(signed_in(client), order, "abc")["rows"][0]["amount"] is None


def test_customers_money_leads_to_its_allotment(client: Client) -> None:
    paper = desk.remit("100.00")
    page = signed_in(client).get("/finance/customer-money/")
    party = paper.party_id

    assert "100.00" in page.content.decode()
    assert f"party={party}&amp;kind=allotment" in page.content.decode()
    one = client.get(f"/finance/customer-money/{party}/")
    assert "100.00" in one.content.decode()
    new = client.get(f"/finance/remittances/new/?party={party}&kind=allotment")
    assert new.context["form"]["kind"].value() == Kind.ALLOTMENT


@pytest.mark.parametrize("role", [Role.PURCHASER, Role.DRIVER, Role.STOREKEEPER])
def test_customers_money_is_for_sales_and_finance(client: Client, role: Role) -> None:
    client.force_login(desk.person(role))

    assert client.get("/finance/customer-money/").status_code == 403
    assert client.get("/finance/remittances/open-orders/?party=1").status_code == 403


def test_whoever_sells_sees_the_amounts_and_the_accountant_the_banks_lines(
    client: Client, order: Document
) -> None:
    paper = desk.file(desk.claim("123.45"))
    desk.bank_line("123.45", reference="流水号七")

    assert "123.45" in signed_in(client).get(f"/finance/remittances/{paper.pk}/").content.decode()
    page = signed_in(client, Role.ACCOUNTANT).get(f"/finance/remittances/{paper.pk}/")
    assert "流水号七" in page.content.decode()


def test_the_customers_account_shows_free_and_kept_money(client: Client, order: Document) -> None:
    desk.remit("100.00", (order, "80.00"))
    party = factories.customer(desk.CUSTOMER)

    page = signed_in(client, Role.ACCOUNTANT).get(f"/finance/receivables/{party.pk}/")

    values = [fact["value"] for fact in page.context["fields"]]
    assert {"20.00", "80.00"} <= set(values)


def test_the_list_shows_them_and_finds_them_by_what_they_pay(client: Client, order: Any) -> None:
    paper = desk.remit("100.00", (order, "80.00"))
    other = desk.file(desk.claim("7.00"))

    every = signed_in(client).get("/finance/remittances/?view=all").content.decode()
    found = client.get(f"/finance/remittances/?view=all&pays={order.number}").content.decode()

    assert paper.number in every
    assert other.number in every
    assert paper.number in found
    assert other.number not in found


def test_the_accountant_confirms_with_the_line_that_is_offered(client: Client) -> None:
    paper = desk.file(desk.claim("100.00"))
    line = desk.bank_line("100.00")
    url = f"/finance/remittances/{paper.pk}/step/confirm/"
    page = signed_in(client, Role.ACCOUNTANT).get(url)
    assert line.reference in page.content.decode()

    sent = {"version": str(paper.version), "bank_line": str(line.pk), "bank_line_text": "x"}
    client.post(url, sent)

    paper.refresh_from_db()
    assert paper.state == "confirmed"


def test_a_forged_line_that_is_used_confirms_nothing(client: Client) -> None:
    used = desk.remit("100.00").remittance.bank_line
    paper = desk.file(desk.claim("100.00"))
    sent = {"version": str(paper.version), "bank_line": str(used.pk), "bank_line_text": "x"}

    signed_in(client, Role.ACCOUNTANT).post(f"/finance/remittances/{paper.pk}/step/confirm/", sent)

    paper.refresh_from_db()
    assert paper.state == "filed"


def test_a_clerk_finds_no_lines_of_the_bank(client: Client) -> None:
    desk.bank_line("100.00", payer="王老板")

    answer = signed_in(client).get("/lookup/bank_line/?q=王老板")

    assert "王老板" not in answer.content.decode()
