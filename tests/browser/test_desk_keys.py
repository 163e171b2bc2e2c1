"""Keys that ask before they act, and a pack's barcode in a line."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from documents.pages import url_for
from masterdata.models import ItemBarcode, PackUnit, Unit
from masterdata.roles import Role
from tests import factories
from tests.browser.keyboard import Clerk
from tests.purchasing import firm

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Browse = Callable[..., Any]


def test_approval_by_key_asks_once_and_by_button_does_not(browse: Browse, books: None) -> None:
    by_key, by_button = (firm.order("螺丝 1 x 1", state="submitted") for _twice in range(2))
    manager = Clerk(browse(firm.people().manager, url_for(by_key)))

    manager.type("F4")
    manager.page.wait_for_selector("#step-approve[open]")
    assert by_key.number in manager.page.inner_text("#step-approve")
    manager.type("Escape")
    manager.page.wait_for_selector("#step-approve:not([open])", state="hidden")
    assert manager.state == "审核中"

    manager.confirm("F4", "approve")
    assert manager.state == "已审核"

    manager.page.goto(url_for(by_button))
    with manager.page.expect_navigation():
        manager.page.click('.g-bottom-bar [data-shortcut="F4"]')
    assert manager.state == "已审核"


def test_a_packs_barcode_enters_the_line_in_that_pack(browse: Browse) -> None:
    people, item = firm.people(), factories.item("LS-0008", list_purchase_price=Decimal(2))
    box = PackUnit.objects.create(
        item=item, unit=Unit.objects.create(code="box", name="箱"), numerator=100
    )
    ItemBarcode.objects.create(item=item, code="6901234567892", pack=box)
    clerk = Clerk(browse(people.purchaser, reverse("purchase_order_new")))
    clerk.reach("[name=lines-0-item_text]")

    clerk.type("6901234567892", "Enter")
    expect(clerk.page.locator("[name=lines-0-unit]")).to_have_value(str(box.unit_id))

    assert Decimal(clerk.cell(0, "price")) == 200


def test_small_tables_without_sums_have_no_total_row(browse: Browse) -> None:
    item = factories.item("LS-0008")
    page = browse(factories.user(Role.ADMINISTRATOR), reverse("item_edit", args=[item.pk]))

    page.wait_for_selector("[data-grid=packs] tbody tr")

    assert page.locator("[data-grid] tfoot").count() == 0


def test_a_list_turns_pages_and_sorts_without_losing_its_place(browse: Browse) -> None:
    for number in range(30):
        factories.item(f"LS-{number:04}")
    boss = factories.user(Role.ADMINISTRATOR)
    page = browse(boss, f"{reverse('item_list')}?rows=20&sort=code")
    page.evaluate("window.sameDocument = true")

    page.click("a[rel=next]")
    page.wait_for_selector("text=LS-0029")
    assert "page=2" in page.url
    page.click("#sort-code")
    page.wait_for_selector("th[aria-sort=descending]")
    page.keyboard.press("ArrowDown")

    assert page.inner_text("tr.g-selected").startswith("LS-0029")
    assert page.evaluate("window.sameDocument")
    page.go_back()
    page.wait_for_selector("text=LS-0025")
    assert "page=2" in page.url
    assert page.locator("html").count() == 1
