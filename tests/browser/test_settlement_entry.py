"""A settlement is entered: the open items come by themselves, and it adds up before it is saved."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from documents.models import Document
from masterdata.roles import Role
from tests.finance.settlement import desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Browse = Callable[..., Any]
NEW = "/finance/settlements/new/"


@pytest.fixture
def entry(browse: Browse) -> Any:
    """The form of a cashier, with a supplier chosen who is owed 60 and 50 and has 30 in advance."""
    desk.owe("60.00", "50.00", "-30.00", supplier="GY77")
    desk.bank("BANK")
    page = browse(desk.person(Role.CASHIER), NEW)
    choose(page, "party", "GY77")
    page.wait_for_selector("[data-grid] tbody tr:nth-child(3)")
    return page


def choose(page: Any, field: str, text: str) -> None:
    with page.expect_response("**/lookup/**"):
        page.fill(f"[name={field}_text]", text)
    page.wait_for_selector("[role=option]")
    page.press(f"[name={field}_text]", "Enter")
    expect(page.locator(f"input[type=hidden][name={field}]")).not_to_have_value("")


def amounts(page: Any) -> list[str]:
    return [box.input_value() for box in page.query_selector_all("[name$=-amount]")]


def sums(page: Any) -> dict[str, str]:
    return {
        cell.get_attribute("data-sum"): cell.inner_text()
        for cell in page.query_selector_all("[data-settling] [data-sum]")
    }


def propose(page: Any) -> None:
    with page.expect_response("**/open-items/**"):
        page.click("[data-do=propose]")
    expect(page.locator("[name=lines-0-amount]")).not_to_have_value("")


def test_the_proposal_fills_the_amounts_and_shows_the_surplus_before_saving(entry: Any) -> None:
    entry.fill("[name=money]", "100")
    propose(entry)

    assert amounts(entry) == ["60.00", "50.00", "30.00"]
    assert sums(entry) == {
        "money": "100.00",
        "used": "30.00",
        "discount": "0.00",
        "settled": "110.00",
        "surplus": "20.00",
    }
    choose(entry, "account", "BANK")
    entry.click("button[name=then][value=submit]")
    entry.wait_for_selector(".g-paper-no")
    paper = Document.objects.get(type="settlement")
    assert (paper.state, paper.settlement.surplus) == ("submitted", 20)


def test_what_does_not_add_up_is_said_while_typing(entry: Any) -> None:
    entry.fill("[name=money]", "10")
    entry.fill("[name=lines-0-amount]", "60")

    assert sums(entry)["surplus"] == "-50.00"
    assert entry.is_visible("[data-fault]")
    entry.fill("[name=money]", "60")
    assert not entry.is_visible("[data-fault]")


def test_a_refused_form_comes_back_with_every_amount(entry: Any) -> None:
    entry.fill("[name=money]", "-5")
    entry.fill("[name=lines-1-amount]", "12.34")
    entry.click("button[name=then][value=save]")
    entry.wait_for_selector(".g-field-error, .invalid-feedback, [aria-invalid=true]")

    entry.wait_for_selector("[data-grid] tbody tr:nth-child(3)")
    entry.wait_for_timeout(500)
    assert sorted(filter(None, amounts(entry))) == ["12.34"]
    assert entry.input_value("[name=money]") == "-5"


def test_another_kind_brings_its_own_items(entry: Any) -> None:
    with entry.expect_response("**/open-items/**"):
        entry.select_option("[name=kind]", "refund")
    expect(entry.locator("[name$=-amount]")).to_have_count(1)
    entry.fill("[name=money]", "-20")
    propose(entry)

    assert amounts(entry) == ["20.00"]
    assert sums(entry)["surplus"] == "0.00"


def test_the_form_is_open_to_everybody(
    entry: Any, accessibility_faults: Callable[[Any], list[str]]
) -> None:
    assert accessibility_faults(entry) == []
