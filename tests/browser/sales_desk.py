"""The people of a sale at their keyboards, the driver with his phone; several tests begin so."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from documents.models import Document
from finance.cash.models import AccountKind, CashAccount
from finance.remittance.models import BankLine
from masterdata.models import User
from masterdata.roles import Role
from tests import factories
from tests.browser.keyboard import Clerk
from tests.orders import desk
from tests.orders.delivery import road

PHONE = {"width": 390, "height": 844}
CUSTOMER = "红星商场"
TABLE, CHAIR = ("CZ-02", "实木餐桌", 1680), ("YZ-11", "软包餐椅", 260)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)
STAFF = {
    "sale-order_clerk-1": (Role.ORDER_CLERK, "李娜"),
    "sale-billing_clerk-1": (Role.BILLING_CLERK, "王芳"),
    "sale-regional_manager-1": (Role.REGIONAL_MANAGER, "赵强"),
    "sale-sales_director-1": (Role.SALES_DIRECTOR, "钱进"),
    "remit-accountant-1": (Role.ACCOUNTANT, "苏敏"),
    "sale-warehouse_supervisor-1": (Role.WAREHOUSE_SUPERVISOR, "周刚"),
    "sale-storekeeper-1": (Role.STOREKEEPER, "梁伟"),
    "sale-driver-1": (Role.DRIVER, "张师傅"),
    "sale-cashier-1": (Role.CASHIER, "金秀"),
}


def open_firm() -> dict[Role, User]:
    """Everybody of the sale, one customer, two kinds of furniture on the shelf, a bank, a box."""
    people = {
        role: factories.user(role, username=username, name=name)
        for username, (role, name) in STAFF.items()
    }
    desk.people()
    party = factories.customer(CUSTOMER, short_name="红星")
    party.contacts.create(name="王老板", phone="020-87654321", fax="020-2", is_main=True)
    party.addresses.create(
        receiver="王老板", phone="13800138000", address="广州市天河路 1 号", is_default=True
    )
    factories.warehouse("main", name="主仓")
    for parcels, (code, name, price) in enumerate((CHAIR, TABLE), start=1):
        fields: dict[str, Any] = {"list_price": Decimal(price), "parcels_per_piece": parcels}
        factories.item(code, name=name, barcode=f"690123456789{parcels}", **fields)
    desk.put(f"{TABLE[0]} 20 x 900.00,{CHAIR[0]} 80 x 120.00")
    CashAccount.objects.create(code="工行", name="工行基本户", kind=AccountKind.BANK)
    CashAccount.objects.create(code="现金", name="现金", kind=AccountKind.CASH)
    return people


# --- What hands do on these pages ----------------------------------------------------------------


def enter_order(clerk: Clerk, fax: Path) -> None:
    """By the menu to a new order: customer and goods by initials, Enter from cell to cell."""
    clerk.open_menu("khdhd")
    clerk.send("Control+Alt+n")
    clerk.at("party_text")
    clerk.choose("hxsc", then="date")
    expect(clerk.page.locator("[name=address]")).to_have_value("广州市天河路 1 号")
    clerk.reach("[name=warehouse_text]")
    clerk.choose("zc", then="channel")
    attach(clerk, "[name=fax_scan]", fax)
    clerk.reach("[name=lines-0-item_text]")
    type_line(clerk, 0, "smcz", "4")
    type_line(clerk, 1, "rbcy", "24")


def type_line(clerk: Clerk, line: int, item: str, quantity: str) -> None:
    """The price comes by itself; Enter to the end of the line begins the next."""
    clerk.choose(item, then=f"lines-{line}-colour")
    clerk.reach(f"[name=lines-{line}-quantity]")
    clerk.type(quantity)
    for _cell in range(20):
        if clerk.page.evaluate("document.activeElement.name") == f"lines-{line + 1}-item_text":
            return
        clerk.type("Enter")
    raise AssertionError("Enter leads to no new line")


def attach(clerk: Clerk, field: str, file: Path) -> None:
    clerk.reach(field)
    with clerk.page.expect_file_chooser() as chooser:
        clerk.type("Space")
    chooser.value.set_files(file)


def fill(clerk: Clerk, step: str, **cells: str) -> None:
    """F4 opens the step's dialog; its fields are reached by Tab, typed, and sent."""
    clerk.type("F4")
    dialog = f"#step-{step}"
    clerk.page.wait_for_selector(f"{dialog}[open]")
    for name, text in cells.items():
        clerk.reach(f"{dialog} [name={name}]")
        if name.endswith("_text"):
            clerk.take(text)
        else:
            clerk.type("Space" if text == "✓" else text)
    clerk.press(f"{dialog} [type=submit]")


def claim(clerk: Clerk, order: Document, slip: Path, *, money: str) -> None:
    """From the order's page: what for comes by itself, the slip lies with it."""
    clerk.open_paper(order.number)
    clerk.press(f'a[href*="/remittances/new/"][href$="from={order.pk}"]')
    clerk.reach("[name=money]")
    clerk.type(money)
    expect(clerk.page.locator("[name=lines-0-amount]")).to_have_value(money)
    clerk.type("Tab", "王老板")
    attach(clerk, "[name=slip]", slip)
    clerk.send("F4")


def approve_from_first_screen(clerk: Clerk, paper: Document) -> None:
    """The task stands on the home page with its button."""
    clerk.page.goto("/")
    clerk.press(f'form[action$="/{paper.pk}/step/approve/"] button')


def scan(clerk: Clerk, *codes: str) -> None:
    """A scanner types a code and Enter; each counts one piece."""
    box = "#step-pick [data-count-scan]"
    clerk.reach(box)
    for code in codes:
        clerk.type(code, "Enter")
        expect(clerk.page.locator(box)).to_have_value("")


# --- What is there -------------------------------------------------------------------------------


def an_order(*, to: str) -> Document:
    """What the tests of the first desks end with."""
    return desk.order("CZ-02 4 x 1680,YZ-11 24 x 260", to=to)


def bank_line(amount: str) -> BankLine:
    """The money stands on the bank's statement."""
    return desk.money.bank_line(amount)


def last(code: str) -> Document:
    found = Document.objects.filter(type=code).order_by("pk").last()
    assert found is not None
    return found


def on_the_road() -> Document:
    """A delivery that its driver is paid for at the door, gone this morning."""
    order = road.ordered("CZ-02 4 x 1680,YZ-11 24 x 260", terms="cod", stock="0", paid=False)
    return road.send([order])
