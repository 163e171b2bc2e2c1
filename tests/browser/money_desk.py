"""A firm that owes its suppliers money, and what is done at the desks that pay it, key by key."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils import timezone
from playwright.sync_api import expect

from documents.models import Document
from finance import seeds
from finance.bank_accounts import rules
from finance.cash.models import AccountKind, CashAccount
from finance.parties.models import OpenItem
from finance.payment_request.actions import request_due
from masterdata.models import BankAccount, Party, Unit, User
from masterdata.roles import Role
from tests import factories
from tests.browser.keyboard import Clerk
from tests.purchasing import firm

PEOPLE = {
    "caigou": (Role.PURCHASER, "周丽"),
    "caigoujl": (Role.PURCHASING_MANAGER, "曾志强"),
    "fuzong": (Role.DEPUTY_GENERAL_MANAGER, "林建华"),
    "zongjingli": (Role.GENERAL_MANAGER, "陈国栋"),
    "caiwu": (Role.ACCOUNTANT, "苏敏"),
    "kuaiji": (Role.ACCOUNTANT, "何静"),
    "chuna": (Role.CASHIER, "金秀"),
    "kuguan": (Role.STOREKEEPER, "梁伟"),
}
NEXT_MONTH = 30


def open_firm() -> dict[str, User]:
    """All desks, two suppliers with verified accounts, and the firm's own bank account."""
    people = {
        username: factories.user(role, username=username, name=name)
        for username, (role, name) in PEOPLE.items()
    }
    firm.people()
    seeds.seed()
    suppliers = (("GY001", "顺发五金厂"), ("GY002", "永兴轴承"))
    for code, name in suppliers:
        _account(factories.supplier(code, name=name), by=people["caiwu"], bank="工行温州分行")
    _own_bank("GH", "工行基本户")
    return people


def open_english_firm() -> dict[str, User]:
    """The same where all data are English, so that every Chinese word is a fault."""
    people = {
        username: factories.user(role, username=username, name=username)
        for username, (role, _name) in PEOPLE.items()
    }
    firm.people()
    seeds.seed()
    acme = factories.supplier("ACME", name="Acme Hardware")
    _account(acme, by=people["caiwu"], bank="First Bank")
    _own_bank("FB", "First Bank 001")
    factories.warehouse("main", name="Main store")
    factories.item("B-100", name="Hex bolt", unit=Unit.objects.create(code="pc", name="pcs"))
    return people


def _account(party: Party, *, by: User, bank: str) -> None:
    account = BankAccount.objects.create(
        party=party,
        is_default=True,
        bank_name=bank,
        account_name=party.name,
        account_number=f"6222{party.pk:08}",
    )
    rules.verify(account.pk, by=by, at=timezone.now())


def _own_bank(code: str, name: str) -> None:
    CashAccount.objects.create(
        code=code, name=name, kind=AccountKind.BANK, overdraft=Decimal(100_000)
    )


def receipt(goods: str, supplier: str) -> Document:
    """An approved receipt of all that was ordered: `螺丝 100 x 2.26`."""
    quantities = [part.split()[1] for part in goods.split(",")]
    return firm.receipt([firm.order(goods, supplier=supplier)], *quantities)


def paid_in_part_in_english() -> tuple[Document, Document]:
    """A receipt and the request for it, of which a part is paid; all of it in English."""
    people = open_english_firm()
    goods = receipt("B-100 100 x 2.26", "ACME")
    items = OpenItem.objects.filter(document=goods).values_list("pk", flat=True)
    made = request_due(items, actor=people["caigou"], at=timezone.now())
    request = firm.step(made.requests[0], "submit", people["caigou"])
    for chief in ("caigoujl", "fuzong"):
        request = firm.step(request, "approve", people[chief])
    slip = {"account": CashAccount.objects.get(), "amount": Decimal(100), "slip_number": "B-1"}
    return goods, firm.step(request, "pay", people["chuna"], data=slip)


# --- What hands do on these pages ---------------------------------------------------------------


def tick(clerk: Clerk, debts: Iterable[Document]) -> None:
    """The debts of these receipts, by Space; then the bar says what can be done with them."""
    for item in OpenItem.objects.filter(document__in=debts):
        clerk.reach(f'[data-check][value="{item.pk}"]')
        clerk.type("Space")
    expect(clerk.page.locator("[data-batch]")).to_be_visible()


def batch(clerk: Clerk, code: str) -> None:
    """A button of that bar, which stands before the rows."""
    clerk.press(f"[data-batch] button[value={code}]", by="Shift+Tab")


def approve_all(clerk: Clerk, papers: int) -> None:
    """Everything that waits for this desk, ticked at once and approved at once."""
    clerk.reach("[data-check-all]")
    clerk.type("Space")
    expect(clerk.page.locator("tbody [data-check]:checked")).to_have_count(papers)
    batch(clerk, "approve")
    expect(clerk.page.locator("main tbody tr .g-tone-good")).to_have_count(papers)


def pay(clerk: Clerk, account: str, *, amount: str = "", slip: str) -> None:
    """The cashier's dialog: from which account, how much (else the whole rest), by which slip."""
    clerk.type("F4")
    clerk.page.wait_for_selector("#step-pay[open]")
    clerk.choose(account, then="amount")
    if amount:
        clerk.type(amount)
    clerk.reach("#step-pay [name=slip_number]")
    clerk.type(slip)
    clerk.press("#step-pay [type=submit]")


def sums(clerk: Clerk) -> dict[str, str]:
    """How the settlement adds up, as the form shows it while it is typed."""
    cells = clerk.page.locator("[data-settling] [data-sum]").all()
    return {str(cell.get_attribute("data-sum")): cell.inner_text() for cell in cells}


def propose(clerk: Clerk) -> None:
    """The button that fills the amounts; answers when they are there."""
    clerk.reach("[data-do=propose]")
    clerk.type("Enter")
    expect(clerk.page.locator("[name=lines-0-amount]")).not_to_have_value("")
