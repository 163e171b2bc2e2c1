"""The money side in a browser, by keyboard: asked for, paid, settled, returned, undone."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from documents.models import Document
from documents.pages import url_for
from finance.parties.queries import balances
from masterdata.models import Party
from masterdata.roles import Role
from tests import factories
from tests.browser import money_desk
from tests.browser.keyboard import Clerk, cell_of, chinese_on
from tests.browser.money_desk import approve_all, batch, pay, propose, sums, tick

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Browse = Callable[..., Any]
LISTS = (
    "payables_due", "payable_list", "payable_items", "payment_request_list", "bank_accounts",
    "settlement_list", "statement_list", "statement_new", "statement_make_many",
    "cash_account_list", "cash_journals", "cash_daily", "cash_voucher_list", "cash_voucher_new",
    "purchase_return_list", "supplier_invoice_list", "invoice_register",
    "owed_invoices", "owed_by_supplier", "invoice_chase_log",
    "missing_invoices", "invoice_handover_list", "meeting_sheet_new",
    "chase_list", "delay_notice_list", "delay_notice_compliance", "contract_booklet_list",
    "meeting_sheet_list", "purchases_by_supplier",
)  # fmt: skip


@dataclass(frozen=True)
class Desks:
    """Everybody at his own browser."""

    purchaser: Clerk
    manager: Clerk
    deputy: Clerk
    cashier: Clerk
    accountant: Clerk
    other_accountant: Clerk
    storekeeper: Clerk


@dataclass(frozen=True)
class Receipts:
    """Two of one supplier, one of the other; 226, 113 and 2 260 are owed."""

    screws: Document
    more_screws: Document
    bearings: Document


@pytest.fixture
def receipts(db: None) -> Receipts:
    return Receipts(
        money_desk.receipt("螺丝 100 x 2.26", "GY001"),
        money_desk.receipt("螺丝 50 x 2.26", "GY001"),
        money_desk.receipt("轴承 20 x 113", "GY002"),
    )


@pytest.fixture
def desks(browse: Browse, db: None) -> Desks:
    people = money_desk.open_firm()
    names = ("caigou", "caigoujl", "fuzong", "chuna", "kuaiji", "caiwu", "kuguan")
    return Desks(*(Clerk(browse(people[name], "/")) for name in names))


def test_from_the_due_list_to_the_paid_receipt_and_back(
    desks: Desks, books: None, receipts: Receipts
) -> None:
    screws, bearings = requests_for_what_is_due(desks.purchaser, receipts)
    for chief in (desks.manager, desks.deputy):
        chief.open_menu("fksqd")
        approve_all(chief, papers=2)
    assert states() == {screws: "approved", bearings: "approved"}

    the_cashier_pays(desks.cashier, screws, bearings)
    assert owed() == {"GY001": Decimal("113.00"), "GY002": Decimal("1260.00")}

    settle_with_a_surplus(desks.accountant, receipts.more_screws)
    desks.other_accountant.open_paper(desks.accountant.number)
    desks.other_accountant.confirm("F4", "post")
    assert desks.other_accountant.state == "已结算过账"
    assert owed()["GY001"] == Decimal("-7.00")

    goods_go_back(desks, receipts.bearings)
    assert owed()["GY002"] == Decimal("1034.00")

    undo_from_the_end(desks.deputy, receipts.bearings)
    assert owed() == {"GY001": Decimal("-7.00"), "GY002": Decimal("0.00")}
    desks.deputy.open_menu("yfzk")
    assert cell_of(desks.deputy.page, "GY001", "期末") == "-7.00"


@pytest.mark.once
def test_the_money_pages_in_english_have_no_chinese_word(browse: Browse, books: None) -> None:
    goods, request = money_desk.paid_in_part_in_english()
    everyone = factories.user(*Role, name="All desks")
    clerk = Clerk(browse(everyone, url_for(request), language="en"))
    clerk.type("F4")
    clerk.page.wait_for_selector("#step-pay[open]")
    found = {"the request": chinese_on(clerk.page)}
    found["the settlement"] = settled_in_english(clerk)
    found["the return"] = returned_in_english(clerk, goods)
    invoice = f"{reverse('supplier_invoice_new')}?from={goods.pk}"
    of_it = (url_for(goods), reverse("receipt_undo", args=[goods.pk]), invoice)
    for address in (*of_it, *map(reverse, LISTS)):
        answer = clerk.page.goto(address)
        assert answer.status == 200, address
        found[address] = chinese_on(clerk.page)
    assert {place: words for place, words in found.items() if words} == {}


# --- The parts of the job -----------------------------------------------------------------------


def requests_for_what_is_due(clerk: Clerk, receipts: Receipts) -> list[str]:
    """Two rows ticked become two drafts; the first is completed, both are submitted."""
    clerk.open_menu("dqyf")
    tick(clerk, [receipts.screws, receipts.bearings])
    batch(clerk, "request")
    found = Document.objects.filter(type="payment_request").order_by("party__code")
    screws, bearings = [document.number for document in found]
    assert [document.total for document in found] == [Decimal("226.00"), Decimal("2260.00")]
    assert screws in clerk.says()
    assert bearings in clerk.says()

    clerk.press(f'tbody a[href="{url_for(found[0])}"]')
    clerk.send("F2")
    clerk.reach("[name=purpose]")
    clerk.type("十一月货款")
    clerk.send("F4")
    assert clerk.state == "待审核"
    assert "十一月货款" in clerk.page.inner_text(".g-paper")
    clerk.open_paper(bearings)
    clerk.send("F4")
    assert clerk.state == "待审核"
    return [screws, bearings]


def states() -> dict[str, str]:
    papers = Document.objects.filter(type="payment_request")
    return dict(papers.values_list("number", "state"))


def the_cashier_pays(clerk: Clerk, screws: str, bearings: str) -> None:
    """One in full as the dialog proposes it, one in part; both from the firm's bank account."""
    clerk.open_paper(screws)
    pay(clerk, "gh", slip="DZ-1001")
    assert (clerk.state, clerk.says()) == ("已付", f"{screws}：已付。")
    clerk.open_paper(bearings)
    pay(clerk, "gh", amount="1000", slip="DZ-1002")
    assert clerk.state == "部分付款"
    assert "1,000.00" in clerk.page.inner_text("main")
    assert states() == {screws: "paid", bearings: "part_paid"}


def settle_with_a_surplus(clerk: Clerk, receipt: Document) -> None:
    """The debt comes with the supplier; what the money leaves over is seen before it is saved."""
    clerk.open_menu("jhjsd")
    clerk.send("Control+Alt+n")
    clerk.reach("[name=party_text]")
    clerk.choose("sfwj", then="date")
    expect(clerk.page.locator("[name=lines-0-open_item_text]")).to_have_value(receipt.number)
    clerk.reach("[name=money]")
    clerk.type("120")
    clerk.reach("[name=account_text]")
    clerk.choose("gh", then="bank_account_text")
    propose(clerk)
    assert (clerk.cell(0, "amount"), sums(clerk)["surplus"]) == ("113.00", "7.00")
    clerk.reach("[name=lines-0-amount]")
    clerk.type("Control+a", "100")
    expect(clerk.page.locator("[data-sum=surplus]")).to_have_text("20.00")
    clerk.send("Control+s")
    assert clerk.state == "草稿"
    assert "20.00" in clerk.page.inner_text("main")
    clerk.send("F4")
    assert Document.objects.get(number=clerk.number).state == "submitted"


def goods_go_back(desks: Desks, receipt: Document) -> None:
    """Two bearings of the receipt, for credit; approved, and handed to the carrier."""
    clerk = desks.purchaser
    clerk.open_paper(receipt.number)
    clerk.press('.g-bottom-bar a[href*="purchase_return/new/"]', by="Shift+Tab")
    clerk.reach("[name=lines-0-quantity]")
    assert clerk.cell(0, "quantity") == "20"
    clerk.type("Control+a", "2")
    clerk.reach("[name=lines-0-outcome]")
    clerk.type("Space", "ArrowDown", "ArrowDown", "Enter")
    clerk.reach("[name=lines-0-reason]")
    clerk.type("异响")
    clerk.send("F4")
    assert clerk.state == "待审核"
    desks.manager.open_paper(clerk.number)
    desks.manager.confirm("F4", "approve")
    desks.storekeeper.open_paper(clerk.number)
    hand_over(desks.storekeeper)
    assert desks.storekeeper.state == "已退货"


def hand_over(clerk: Clerk) -> None:
    clerk.type("F4")
    clerk.page.wait_for_selector("#step-ship[open]")
    clerk.reach("#step-ship [name=carrier]")
    clerk.type("顺丰")
    clerk.press("#step-ship [type=submit]")


def undo_from_the_end(clerk: Clerk, receipt: Document) -> None:
    """The paper names what followed it; one reason takes all of it back in one act."""
    clerk.open_paper(receipt.number)
    followers = {
        document.number
        for document in Document.objects.filter(party=receipt.party)
        if document.type in ("payment_request", "settlement", "purchase_return")
    }
    assert len(followers) == 3
    in_the_way = clerk.page.locator("section.g-alert").inner_text()
    assert all(number in in_the_way for number in followers)
    clerk.press('a[href$="/undo/"]')
    assert set(clerk.page.locator("tbody a").all_inner_texts()) == {*followers, receipt.number}
    clerk.reach("[name=reason]")
    clerk.type("整批不合格")
    clerk.press("#undo [type=submit]")
    assert all(number in clerk.says() for number in (*followers, receipt.number))
    undone = Document.objects.filter(number__in=followers).values_list("type", "state")
    wanted = {"payment_request": "void", "settlement": "reversed", "purchase_return": "reversed"}
    assert (clerk.state, dict(undone)) == ("已红冲", wanted)


def owed() -> dict[str, Decimal]:
    """What the books owe each supplier."""
    found = balances("payable")
    return {p.code: found.get(p.pk, Decimal("0.00")) for p in Party.objects.order_by("code")}


def settled_in_english(clerk: Clerk) -> set[str]:
    """What the form says while it is typed, and the paper when it is saved."""
    clerk.page.goto(reverse("settlement_new"))
    clerk.reach("[name=party_text]")
    clerk.choose("acme", then="date")
    clerk.reach("[name=discount]")
    clerk.type("1")
    propose(clerk)
    said = chinese_on(clerk.page)
    clerk.send("Control+s")
    assert clerk.state == "Draft"
    return said | chinese_on(clerk.page)


def returned_in_english(clerk: Clerk, receipt: Document) -> set[str]:
    clerk.page.goto(f"{reverse('purchase_return_new')}?from={receipt.pk}")
    clerk.reach("[name=lines-0-outcome]")
    clerk.type("credit")
    clerk.reach("[name=lines-0-reason]")
    clerk.type("scratched")
    said = chinese_on(clerk.page)
    clerk.send("F4")
    assert clerk.state == "Awaiting approval"
    return said | chinese_on(clerk.page)
