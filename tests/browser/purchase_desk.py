"""What is done at the purchaser's desk, key by key; several tests begin with it."""

from datetime import date, timedelta
from typing import Any

from masterdata.models import Category, Unit
from masterdata.roles import Role
from tests import factories
from tests.browser.keyboard import Clerk
from tests.purchasing import firm

PEOPLE = (
    ("caigou", Role.PURCHASER, "周丽"),
    ("caigoujl", Role.PURCHASING_MANAGER, "曾志强"),
    ("zongjingli", Role.GENERAL_MANAGER, "陈国栋"),
    ("kuguan", Role.STOREKEEPER, "梁伟"),
)
GOODS = (("LS-0008", "六角螺丝"), ("LM-0002", "法兰螺母"), ("DP-0003", "弹簧垫片"))


def open_firm() -> firm.People:
    """A firm that can buy: its desks, one supplier, one warehouse, three items."""
    for username, role, name in PEOPLE:
        factories.user(role, username=username, name=name)
    factories.supplier("GY001", name="顺发五金厂", payment_terms="月结30天")
    factories.warehouse("ZC", name="主仓")
    for code, name in GOODS:
        factories.item(code, name=name)
    Category.objects.create(code="WJ", name="五金")
    return firm.people()


def open_english_firm() -> firm.People:
    """The same where all data are English, so that every Chinese word is a fault."""
    factories.supplier("ACME", name="Acme Hardware", payment_terms="30 days net")
    factories.warehouse("MAIN", name="Main store")
    factories.item("B-100", name="Hex bolt", unit=Unit.objects.create(code="pc", name="pcs"))
    return firm.people()


def sign_in(page: Any, username: str) -> None:
    clerk = Clerk(page)
    clerk.at("username")
    clerk.type(username, "Tab", factories.PASSWORD)
    clerk.send("Enter")


def fill_head(clerk: Clerk, *, supplier: str, warehouse: str) -> None:
    """Supplier and warehouse by initials, the wanted day, on to the first line."""
    clerk.at("party_text")
    clerk.choose(supplier, then="date")
    clerk.reach("[name=warehouse_text]")
    clerk.choose(warehouse, then="wanted_on")
    clerk.date(date.today() + timedelta(days=14))
    clerk.reach("[name=lines-0-item_text]")


def type_line(clerk: Clerk, line: int, *cells: str) -> None:
    """Item, quantity, price; Enter to the end leads to the next line."""
    item, quantity, price = cells
    clerk.choose(item, then=f"lines-{line}-unit")
    clerk.type("Enter", quantity, "Enter", price)
    next_line(clerk, line)


def next_line(clerk: Clerk, line: int) -> None:
    for _cell in range(20):
        if clerk.page.evaluate("document.activeElement.name") == f"lines-{line + 1}-item_text":
            return
        clerk.type("Enter")
    raise AssertionError("Enter leads to no new line")
