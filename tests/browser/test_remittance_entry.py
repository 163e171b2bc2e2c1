"""A remittance is entered: what the customer has to pay comes by itself, with its amounts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from documents.models import Document
from masterdata.roles import Role
from tests.finance.remittance import desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Browse = Callable[..., Any]
NEW = "/finance/remittances/new/"


@pytest.fixture
def entry(browse: Browse) -> Any:
    """The form of an order clerk, with a customer chosen who owes 60 and 50."""
    desk.owes("60.00", "50.00", customer="KH77")
    page = browse(desk.person(Role.ORDER_CLERK), NEW)
    with page.expect_response("**/lookup/**"):
        page.fill("[name=party_text]", "KH77")
    page.wait_for_selector("[role=option]")
    page.press("[name=party_text]", "Enter")
    page.wait_for_selector("[data-grid] tbody tr:nth-child(2)")
    expect(page.locator("input[type=hidden][name=lines-1-open_item]")).not_to_have_value("")
    return page


def pay(page: Any, money: str) -> None:
    with page.expect_response("**/open-orders/**"):
        page.fill("[name=money]", money)
    expect(page.locator("[name=lines-0-amount]")).not_to_have_value("")


def amounts(page: Any) -> list[str]:
    return [box.input_value() for box in page.query_selector_all("[name$=-amount]")]


def sums(page: Any) -> dict[str, str]:
    return {
        cell.get_attribute("data-sum"): cell.inner_text()
        for cell in page.query_selector_all("[data-remitting] [data-sum]")
    }


def test_amounts_follow_the_money_until_one_is_typed(entry: Any) -> None:
    pay(entry, "80")
    assert amounts(entry) == ["60.00", "20.00"]

    pay(entry, "120")
    expect(entry.locator("[name=lines-1-amount]")).to_have_value("50.00")
    assert sums(entry)["surplus"] == "10.00"

    entry.fill("[name=lines-1-amount]", "30")
    entry.fill("[name=money]", "90")
    entry.wait_for_timeout(500)
    assert amounts(entry) == ["60.00", "30.00"]
    assert sums(entry) == {"money": "90.00", "named": "90.00", "surplus": "0.00", "lack": "0.00"}


def test_naming_more_than_came_is_said_while_typing(entry: Any) -> None:
    pay(entry, "60")
    entry.fill("[name=lines-1-amount]", "5")

    assert entry.is_visible("[data-fault]")
    assert sums(entry)["surplus"] == "-5.00"


def test_it_is_filed_from_the_entry_page(entry: Any) -> None:
    pay(entry, "120")
    entry.fill("[name=payer]", "王老板")
    entry.fill("[name=no_slip_reason]", "电话告知")
    entry.click("button[name=then][value=submit]")
    entry.wait_for_selector(".g-paper-no")

    paper = Document.objects.get(type="remittance")
    assert (paper.state, paper.remittance.surplus) == ("filed", 10)
