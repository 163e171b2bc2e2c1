"""Settlements on the screen: open items beside the money, nothing typed is lost, the print."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from openpyxl import load_workbook

from documents.models import Document
from finance.bank_accounts.rules import verify
from finance.parties.models import Side
from finance.settlement.models import Kind
from finance.settlement.open_rows import register_applied
from masterdata.models import BankAccount
from masterdata.roles import Role
from tests import factories
from tests.documents.paper_forms import key, sent
from tests.finance.settlement import desk, walk

pytestmark = pytest.mark.django_db
AsUser = Callable[..., Client]
BASE = "/finance/settlements/"


@pytest.fixture
def cashier(client: Client, as_user: AsUser) -> Client:
    return as_user(client, desk.person(Role.CASHIER))


def head(**more: Any) -> dict[str, Any]:
    given = {"kind": "payment", "party": desk.party(), "money": "70.00", "account": desk.bank()}
    return {"date": timezone.localdate(), **given, **more}


def rows_of(client: Client, **asked: Any) -> list[dict[str, Any]]:
    answer = client.get(
        f"{BASE}open-items/", {"party": desk.party().pk, "kind": "payment", **asked}
    )
    rows: list[dict[str, Any]] = answer.json()["rows"]
    return rows


@pytest.mark.parametrize("state", ["draft", "submitted", "posted", "reversed", "void"])
def test_the_paper_shows_how_it_adds_up_in_every_state(cashier: Client, state: str) -> None:
    page = cashier.get(f"{BASE}{walk.make(state).pk}/").content.decode()

    assert "70.00" in page
    assert "30.00" in page


def test_only_rows_with_an_amount_are_kept_debts_first(cashier: Client) -> None:
    debt, other, prepaid = desk.owe("100.00", "50.00", "-30.00")
    lines = [
        {"open_item": prepaid, "amount": "30"},
        {"open_item": other, "amount": ""},
        {"open_item": debt, "amount": "100.00"},
    ]

    answer = cashier.post(f"{BASE}new/", sent(head(), lines, key=key()))

    assert answer.status_code == 302
    paper = Document.objects.get(type="settlement")
    kept = [(line.open_item, line.amount) for line in paper.settlement.lines.order_by("line_no")]
    assert kept == [(debt, 100), (prepaid, 30)]
    assert paper.total == 70


def test_an_amount_without_a_document_is_told_and_stays_typed(cashier: Client) -> None:
    lines = [{"open_item": "", "amount": "12.34"}]

    answer = cashier.post(f"{BASE}new/", sent(head(), lines, key=key()))

    assert answer.status_code == 422
    assert "12.34" in answer.content.decode()
    assert not Document.objects.filter(type="settlement").exists()


@pytest.mark.parametrize(
    ("kind", "money"), [("refund", "5.00"), ("payment", "-5.00"), ("offset", "5.00")]
)
def test_money_that_does_not_fit_its_kind_is_told(cashier: Client, kind: str, money: str) -> None:
    answer = cashier.post(f"{BASE}new/", sent(head(kind=kind, money=money), key=key()))

    assert answer.status_code == 422
    assert answer.context["form"].errors["money"]


def test_the_open_items_come_with_what_is_left_and_the_debts_come_first(cashier: Client) -> None:
    prepaid, debt = desk.owe("-30.00", "100.00")
    desk.settle((debt, "25.00"), money="25.00")

    found = [(row["id"], row["due"], row["settled"], row["left"]) for row in rows_of(cashier)]

    assert found == [(debt.pk, "100", "25", "75"), (prepaid.pk, "-30", "0", "-30")]


def test_the_proposal_takes_the_typed_money_and_the_prepayments(cashier: Client) -> None:
    first, second, prepaid = desk.owe("60.00", "60.00", "-30.00")

    found = rows_of(cashier, money="50.00", propose="1")

    assert {row["id"]: row["amount"] for row in found} == {
        first.pk: "60.00",
        second.pk: "20.00",
        prepaid.pk: "30.00",
    }


def test_what_cannot_be_read_counts_as_nothing_in_a_proposal(cashier: Client) -> None:
    (debt,) = desk.owe("60.00")

    assert rows_of(cashier, money="１２x", propose="1")[0]["amount"] is None
    assert rows_of(cashier, party="zz") == []
    assert rows_of(cashier, kind="nonsense") == []
    assert debt.allocated == 0


def test_a_set_off_shows_what_the_party_owes_as_what_can_be_used(cashier: Client) -> None:
    (debt,) = desk.owe("60.00")
    (claim,) = desk.owe("40.00", side=Side.RECEIVABLE, customer=True)

    found = {row["id"]: row["left"] for row in rows_of(cashier, kind="set_off")}

    assert found == {debt.pk: "60", claim.pk: "-40"}


def test_what_others_applied_for_is_shown(cashier: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    (debt,) = desk.owe("60.00")
    monkeypatch.setattr("finance.settlement.open_rows._applied", [])
    register_applied(lambda ids: {debt.pk: Decimal("12.50")})

    assert rows_of(cashier)[0]["applied"] == "12.5"


def test_who_makes_no_settlements_sees_no_open_items(client: Client, as_user: AsUser) -> None:
    storekeeper = as_user(client, desk.person(Role.STOREKEEPER))

    assert storekeeper.get(f"{BASE}open-items/").status_code == 403


def test_a_purchaser_has_no_fields_for_money(client: Client, as_user: AsUser) -> None:
    form = as_user(client, desk.person(Role.PURCHASER)).get(f"{BASE}new/").context["form"]

    assert not {"money", "account", "bank_account", "for_document"} & set(form.fields)
    assert [code for code, _label in form.fields["kind"].choices] == ["offset", "set_off"]


def test_the_list_shows_the_parts_and_finds_by_what_was_settled(cashier: Client) -> None:
    debt, prepaid = desk.owe("100.00", "-30.00")
    paper = desk.settle((debt, "90.00"), (prepaid, "30.00"), money="72.00")
    other = walk.make("posted")

    page = cashier.get(BASE, {"view": "all", "surplus": "on"}).content.decode()
    assert paper.number in page
    assert other.number not in page
    assert "12.00" in page
    number = debt.document.number
    page = cashier.get(BASE, {"view": "all", "settles": number, "kind": "payment"})
    assert paper.number in page.content.decode()
    assert cashier.get(BASE, {"view": "all", "kind": "refund"}).content.decode().count("JS-") == 0


def test_the_print_tells_what_was_paid_before_and_still_does_a_year_later(cashier: Client) -> None:
    from finance.settlement.prints import rows_of as printed_rows

    (debt,) = desk.owe("100.00")
    desk.settle((debt, "25.00"), money="25.00")
    paper = desk.settle((debt, "40.00"), money="40.00")
    desk.settle((debt, "35.00"), money="35.00")

    (row,) = printed_rows(paper.settlement)

    assert (row.due, row.before, row.now, row.balance) == (100, 25, 40, 35)
    answer = cashier.get(f"{BASE}{paper.pk}/print/slip/")
    assert answer.content.startswith(b"%PDF")


def test_the_open_items_take_the_same_queries_for_three_as_for_thirty(cashier: Client) -> None:
    counts = []
    for number, code in ((1, "丙厂"), (3, "甲厂"), (30, "乙厂")):
        desk.owe(*["10.00"] * number, supplier=code)
        supplier = factories.supplier(code)
        with CaptureQueriesContext(connection) as queries:
            assert len(rows_of(cashier, party=supplier.pk)) == number
        counts.append(len(queries))

    assert counts[1] == counts[2]


def facts_of(page: Any) -> dict[str, str]:
    with override("en"):
        return {str(each["label"]): str(each["value"]) for each in page.context["fields"]}


def test_a_refund_reads_as_money_back_and_adds_up_without_signs(cashier: Client) -> None:
    (prepaid,) = desk.owe("-50.00")
    paper = desk.settle((prepaid, "40.00"), money="-40.00", kind=Kind.REFUND)

    page = cashier.get(f"{BASE}{paper.pk}/")

    assert facts_of(page)["Money back"] == "40.00"
    assert "Money paid" not in facts_of(page)
    (panel,) = page.context["panels"]
    table = panel["context"]["table"]
    with override("en"):
        shown = [[str(cell["text"]) for cell in row["cells"]] for row in table["rows"]]
        whole = [str(cell["text"]) for cell in table["footer"][0]["cells"]]
    assert shown == [["Prepayment used", "40.00", "Money back", "40.00"]]
    assert whole == ["", "40.00", "Total", "40.00"]


def test_the_payee_is_named_once(cashier: Client) -> None:
    (debt,) = desk.owe("100.00")
    given = {"bank_name": "农行", "account_number": "6228480012345678"}
    account = BankAccount.objects.create(party=desk.party(), **given)
    verify(account.pk, by=desk.person(Role.ACCOUNTANT), at=timezone.now())
    paper = desk.draft((debt, "100.00"), money="100.00", bank_account=account)
    assert "Supplier's bank account" in facts_of(cashier.get(f"{BASE}{paper.pk}/"))

    desk.submit(paper)
    submitted = facts_of(cashier.get(f"{BASE}{paper.pk}/"))
    assert submitted["Payee's account number"] == account.account_number
    assert "Supplier's bank account" not in submitted

    desk.step(paper, "withdraw", paper.maker)
    withdrawn = facts_of(cashier.get(f"{BASE}{paper.pk}/"))
    assert "Supplier's bank account" in withdrawn
    assert "Payee's account number" not in withdrawn


def footer(page: Any) -> dict[str, str]:
    row = page.context["table"].footer_rows[-1]
    return {name: text for name, text in row.cells.items() if Decimal(text.replace(",", ""))}


@pytest.mark.parametrize("state", ["draft", "void", "reversed"])
def test_the_list_adds_up_only_what_is_in_force(cashier: Client, state: str) -> None:
    walk.make("posted"), walk.make(state)

    page = cashier.get(BASE, {"view": "all"})

    assert len(page.context["table"].data.data) == 2
    assert footer(page) == {"money": "70.00", "used": "30.00", "settled": "100.00"}


def test_the_list_tells_receivables_set_off_from_prepayments_used(cashier: Client) -> None:
    (debt,) = desk.owe("60.00")
    (claim,) = desk.owe("60.00", side=Side.RECEIVABLE, customer=True)
    desk.submit(desk.draft((debt, "60.00"), (claim, "60.00"), kind=Kind.SET_OFF))

    page = cashier.get(BASE, {"view": "all"})

    assert footer(page) == {"set_off": "60.00", "settled": "60.00"}
    sheet = b"".join(cashier.get(BASE, {"view": "all", "export": "xlsx"}))
    first = load_workbook(BytesIO(sheet), read_only=True).worksheets[0]
    told = gettext("%(total)s (in force)") % {"total": gettext("Total")}
    assert told in [cell for row in first.values for cell in row]


def test_the_list_takes_the_same_queries_for_one_as_for_ten(cashier: Client) -> None:
    counts = []
    for more in (1, 1, 9):
        for _each in range(more):
            walk.make("posted")
        with CaptureQueriesContext(connection) as queries:
            cashier.get(BASE, {"view": "all"})
        counts.append(len(queries))

    assert counts[1] == counts[2]


def test_the_supplier_and_the_orders_of_a_supplier_are_found(cashier: Client) -> None:
    from tests.purchasing import firm

    order = firm.order()
    url = reverse("lookup", args=["prepayable"])

    found = cashier.get(url, {"party": order.party_id}).json()["results"]
    assert [row["text"] for row in found] == [order.number]
    assert cashier.get(url, {"party": factories.supplier("乙厂").pk}).json()["results"] == []


def test_a_draft_is_edited_and_its_lines_change(cashier: Client) -> None:
    debt, other = desk.owe("100.00", "50.00")
    paper = desk.draft((debt, "70.00"), money="70.00")
    line = paper.settlement.lines.get()
    lines = [
        {"id": line.pk, "open_item": debt, "amount": "20.00"},
        {"open_item": other, "amount": "50.00"},
    ]

    url = f"{BASE}{paper.pk}/edit/"
    assert cashier.get(url).status_code == 200
    answer = cashier.post(url, sent(head(), lines, version=paper.version))

    assert answer.status_code == 302
    amounts = list(paper.settlement.lines.order_by("line_no").values_list("amount", flat=True))
    assert amounts == [20, 50]
    assert paper.settlement.kind == Kind.PAYMENT


def test_pasted_numbers_and_amounts_fill_the_form(cashier: Client) -> None:
    (debt,) = desk.owe("100.00")
    number = debt.document.number

    answer = cashier.post(f"{BASE}import/", {"pasted": f"open_item\tamount\n{number}\t60.5\n"})

    assert answer.status_code == 200
    (row,) = answer.context["grid"].rows
    assert (row["values"]["open_item"], row["values"]["amount"]) == (str(debt.pk), "60.5")


def test_the_export_carries_the_lines_on_its_second_sheet(cashier: Client) -> None:
    paper = walk.make("posted")

    answer = cashier.get(BASE, {"view": "all", "export": "xlsx"})

    sheets = load_workbook(BytesIO(b"".join(answer)), read_only=True)
    lines = [row for row in sheets[sheets.sheetnames[1]].values if row[0] == paper.number]
    assert [row[1] for row in lines] == [1, 2]
    assert {Decimal(str(value)) for row in lines for value in row if value in (100, 30)} == {
        100,
        30,
    }
