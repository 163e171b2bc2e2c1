"""A transfer at the keyboard: the sending store's stock beside each line, then out and in."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from documents.models import Document
from inventory.transfer.models import TransferLine
from tests import factories
from tests.browser.keyboard import Clerk
from tests.inventory.transfer import depot
from tests.notation import stock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Browse = Callable[..., Any]


def open_stores() -> None:
    """Two warehouses with different stock of one item."""
    factories.warehouse("main", name="主仓")
    factories.warehouse("branch", name="分仓")
    factories.item("LS-0008", name="六角螺丝")
    depot.opened("LS-0008 10 x 1")
    depot.opened("LS-0008 3 x 1", "branch")


def test_goods_are_sent_for_and_counted_in_by_keys(browse: Browse) -> None:
    open_stores()
    clerk = Clerk(browse(depot.keeper(), "/inventory/transfers/new/"))
    clerk.reach("[name=from_warehouse_text]")
    clerk.choose("zc", then="to_warehouse_text")
    clerk.take("fc")
    clerk.reach("[name=reason]")
    clerk.type("分仓缺货")
    clerk.reach("[name=lines-0-item_text]")

    clerk.choose("ljls", then="lines-0-unit")
    expect(clerk.page.locator("[data-grid] tbody tr").first).to_contain_text("10")
    clerk.type("Enter", "4")
    clerk.send("F4")

    document = Document.objects.get(type="transfer")
    assert document.state == "submitted"
    line = TransferLine.objects.get()
    assert [line.from_bin.warehouse.name, line.to_bin.warehouse.name] == ["主仓", "分仓"]

    depot.step(document, "approve", depot.supervisor())
    depot.step(document, "ship", depot.keeper())
    other = Clerk(browse(depot.keeper(2), f"/inventory/transfers/{document.pk}/"))
    other.dialog("receive")
    other.reach(f"[name=counted_{line.pk}]")
    other.type("Control+a", "3")
    other.reach(f"[name=reason_{line.pk}]")
    other.type("少一件")
    other.send("Enter")

    document.refresh_from_db()
    assert document.state == "in"
    assert stock("LS-0008 branch 6")
    assert "少一件" in other.page.inner_text("main")
