"""From the fax to the counted cash in a browser: every desk of the sale at its own keyboard."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from documents.models import Attachment
from masterdata.models import User
from masterdata.roles import Role
from tests.browser import sales_desk
from tests.browser.keyboard import Clerk
from tests.browser.sales_desk import PNG, fill, last
from tests.notation import stock
from tests.orders import desk
from tests.orders.delivery import road

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Browse = Callable[..., Any]


@pytest.fixture
def people() -> dict[Role, User]:
    return sales_desk.open_firm()


@pytest.fixture
def sit(browse: Browse, people: dict[Role, User]) -> Callable[[Role], Clerk]:
    """Somebody at his own browser."""
    return lambda role: Clerk(browse(people[role], "/"))


@pytest.fixture
def fax(tmp_path: Path) -> Path:
    file = tmp_path / "传真.pdf"
    file.write_bytes(b"%PDF-1.4\n%%EOF\n")
    return file


@pytest.fixture
def slip(tmp_path: Path) -> Path:
    """What the customer's bank gave him."""
    file = tmp_path / "水单.png"
    file.write_bytes(PNG)
    return file


def test_an_order_is_taken_down_and_called_back(sit: Callable[[Role], Clerk], fax: Path) -> None:
    clerk = sit(Role.ORDER_CLERK)
    sales_desk.enter_order(clerk, fax)
    assert clerk.cells("price")[:2] == ["1680", "260"]
    assert "12,960.00" in clerk.page.inner_text("[data-grid-total]")
    clerk.send("F4")
    order = last("customer_order")
    assert desk.state_of(order) == "consulting"
    assert Attachment.objects.get(document=order).name == fax.name

    fill(clerk, "consult", note="可以接，月底前交")
    first, second = desk.lines_of(order)
    fill(clerk, "call", **{f"result_{first.pk}": "ArrowDown", f"result_{second.pk}": "ArrowDown"})
    clerk.confirm("F4", "confirm_call")

    assert desk.state_of(order) == "pricing"
    assert [line.call_result for line in desk.lines_of(order)] == ["same", "same"]


def test_an_order_is_priced_approved_paid_and_released(
    sit: Callable[[Role], Clerk], slip: Path
) -> None:
    order = sales_desk.an_order(to="pricing")
    billing = sit(Role.BILLING_CLERK)
    billing.open_paper(order.number)
    fill(billing, "price", freight="１２０", shortage_told="✓")
    assert desk.state_of(order) == "approving"

    manager = sit(Role.REGIONAL_MANAGER)
    sales_desk.approve_from_first_screen(manager, order)
    assert desk.state_of(order) == "noticed"

    clerk = sit(Role.ORDER_CLERK)
    clerk.open_paper(order.number)
    fill(clerk, "send_notice", receiver="王老板")
    sales_desk.claim(clerk, order, slip, money="13080")
    money = last("remittance")
    assert money.state == "filed"

    sales_desk.bank_line("13080")
    accountant = sit(Role.ACCOUNTANT)
    accountant.open_paper(money.number)
    accountant.type("F4")
    accountant.press("#step-confirm [type=submit]")
    assert desk.funds(order).missing == 0

    clerk.open_paper(order.number)
    clerk.confirm("F4", "release")
    assert desk.state_of(order) == "released"


def test_a_delivery_is_drawn_up_picked_checked_loaded_and_gone(
    sit: Callable[[Role], Clerk],
) -> None:
    order = sales_desk.an_order(to="released")
    billing = sit(Role.BILLING_CLERK)
    billing.open_paper(order.number)
    billing.press('a[href*="/delivery/new/"]')
    billing.send("Control+s")
    delivery = last("delivery")
    assert [line.quantity for line in road.lines(delivery)] == [4, 24]

    clerk = sit(Role.ORDER_CLERK)
    clerk.open_paper(delivery.number)
    fill(clerk, "authorize")

    keeper = sit(Role.STOREKEEPER)
    keeper.open_paper(delivery.number)
    keeper.type("F4")
    sales_desk.scan(keeper, *["6901234567892"] * 4, *["YZ-11"] * 24)
    keeper.press("#step-pick [type=submit]")
    assert [line.picked for line in road.lines(delivery)] == [4, 24]

    chief = sit(Role.WAREHOUSE_SUPERVISOR)
    chief.open_paper(delivery.number)
    ticks = {f"checked_{line.pk}": "✓" for line in road.lines(delivery)}
    fill(chief, "check", **ticks)
    keeper.open_paper(delivery.number)
    fill(keeper, "load", vehicle="粤A12345", driver_text="zsf", packages="32")
    chief.open_paper(delivery.number)
    chief.confirm("F4", "dispatch")

    assert desk.state_of(delivery) == "dispatched"
    assert stock("CZ-02 main 16")
    assert stock("YZ-11 main 56")
