"""The bank's statement: entered, imported whole or not at all, withdrawn, frozen once used."""

from typing import Any

import pytest
from django.test import Client

from finance.remittance import bank
from finance.remittance.models import BankLine
from masterdata.roles import Role
from tests.finance.remittance import desk

pytestmark = pytest.mark.django_db
SHEET = """交易日期\t贷方金额\t对方户名\t流水号\t摘要
2026-11-20\t12000.00\t王老板\tA1\t货款
2026-11-20\t\t房东\tA2\t房租
2026-11-21\t300.5\t李老板\tA3\t"""


@pytest.fixture
def cashier(client: Client) -> Client:
    desk.bank()
    client.force_login(desk.person(Role.CASHIER))
    return client


def pasted(client: Client, text: str) -> Any:
    """Looked at, and stored where nothing is wrong with it."""
    page = client.post("/finance/bank-lines/import/", {"pasted": text})
    token = page.context.get("token") if page.context else None
    if not token:
        return page
    return client.post("/finance/bank-lines/import/", {"confirm": "1", "token": token})


def test_the_banks_sheet_is_imported_and_what_went_out_is_left_out(cashier: Client) -> None:
    pasted(cashier, SHEET)

    rows = BankLine.objects.order_by("id").values_list("payer", "reference")
    assert list(rows) == [("王老板", "A1"), ("李老板", "A3")]
    pasted(cashier, SHEET)
    assert BankLine.objects.count() == 2


def test_the_sheet_as_the_bank_gives_it_needs_no_mending(cashier: Client) -> None:
    sheet = """工行 账户明细
交易日期\t借方金额\t贷方金额\t余额\t对方户名\t对方账号\t流水号\t附言
2026-11-20 10:31:22\t\t12,000.00\t15,000.00\t王老板\t6222\tA1\t货款
2026-11-20 11:00:00\t500.00\t\t14,500.00\t房东\t6223\tA2\t房租"""

    pasted(cashier, sheet)

    (line,) = BankLine.objects.all()
    assert (line.amount, f"{line.on_date}", line.payer) == (12000, "2026-11-20", "王老板")


def test_a_known_reference_with_another_amount_is_a_fault(cashier: Client) -> None:
    pasted(cashier, SHEET)

    answer = pasted(cashier, SHEET.replace("12000.00", "12001.00"))

    assert answer.status_code == 422
    assert BankLine.objects.count() == 2


def test_a_used_line_is_frozen_and_a_wrong_one_withdrawn(cashier: Client) -> None:
    paper = desk.remit("100.00")
    line = paper.remittance.bank_line
    wrong = desk.bank_line("55.00")

    assert edited(cashier, line, amount="90.00").status_code == 422
    edited(cashier, wrong, withdrawn_reason="重复")

    line.refresh_from_db()
    wrong.refresh_from_db()
    assert line.amount == 100
    assert wrong.withdrawn_at is not None
    assert wrong not in bank.unused()


def edited(client: Client, line: BankLine, **changed: str) -> Any:
    sent = {
        "account": str(line.account_id),
        "account_text": line.account.name,
        "on_date": f"{line.on_date}",
        "amount": f"{line.amount}",
        "payer": line.payer,
        "reference": line.reference,
        "note": "",
        "withdrawn_reason": "",
    }
    return client.post(f"/finance/bank-lines/{line.pk}/edit/", sent | changed)


def test_the_payer_and_the_nearest_day_come_first() -> None:
    paper = desk.file(desk.claim("100.00", payer="王老板"))
    other, own = desk.bank_line("100.00", payer="李"), desk.bank_line("100.00", payer="王 老板")
    desk.bank_line("99.00")

    assert [match.line for match in bank.candidates(paper.remittance)] == [own, other]


@pytest.mark.parametrize("role", [Role.ORDER_CLERK, Role.SALES_REP, Role.PURCHASER])
def test_the_banks_lines_are_finances_own(client: Client, role: Role) -> None:
    client.force_login(desk.person(role))

    assert client.get("/finance/bank-lines/").status_code == 403
