"""Every list that grows with the orders, as the people who use it ask for it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse

from documents.models import Document
from inventory.demand.models import Demand
from masterdata.roles import Role
from orders.customer_order.models import CustomerOrder

ROLES = (
    Role.ORDER_CLERK,
    Role.BILLING_CLERK,
    Role.REGIONAL_MANAGER,
    Role.SALES_DIRECTOR,
    Role.ACCOUNTANT,
    Role.CASHIER,
    Role.STOREKEEPER,
    Role.WAREHOUSE_SUPERVISOR,
    Role.DEPUTY_GENERAL_MANAGER,
    Role.PURCHASER,
)
LAST = {"page": "9999999"}
ALL = {"view": "all"}


@dataclass(frozen=True)
class Page:
    name: str
    url: str
    role: Role
    data: dict[str, Any]


def pages() -> list[Page]:
    """The customer with the most papers, and the item that most orders lack, are the hard ones."""
    return [*_orders(), *_deliveries(), *_money(), *_goods(), *_desks()]


def _busiest() -> int:
    papers = Document.objects.filter(type="customer_order").order_by()
    return papers.values_list("party").annotate(n=Count("pk")).order_by("-n")[0][0]


def _list(name: str, role: Role, *, state: str, text: str) -> list[Page]:
    url, party = reverse(name), str(_busiest())
    asked = {
        "all": {},
        "all, last page": LAST,
        f"state {state}": {"state": state},
        f"state {state}, last page": {"state": state} | LAST,
        "of one party": {"party": party},
        "of one party, last page": {"party": party} | LAST,
        f"text {text!r}": {"text": text},
        "text of nothing": {"text": "zzzz"},
        "of one number": {"text": _number(name.removesuffix("_list"))},
    }
    found = [Page(f"{name}: {what}", url, role, ALL | data) for what, data in asked.items()]
    return [*found, Page(f"{name}: what waits for me", url, role, {"view": "waiting"})]


def _number(code: str) -> str:
    numbers = Document.objects.filter(type=code).order_by("-pk")
    return numbers.values_list("number", flat=True)[0]


def _orders() -> list[Page]:
    clerk, board = Role.ORDER_CLERK, reverse("order_board")
    return [
        *_list("customer_order_list", clerk, state="released", text="bon"),
        Page("customer_order_list: short", reverse("customer_order_list"), clerk, {"short": "1"}),
        Page("customer_order_list: late", reverse("customer_order_list"), clerk, {"late": "1"}),
        Page("order_board", board, clerk, {}),
        Page("order_board: last page", board, clerk, LAST),
        Page("order_board: released", board, clerk, {"state": "released"}),
        Page("order_board: text", board, clerk, {"text": "bon"}),
        Page("in_times", reverse("in_times"), Role.SALES_DIRECTOR, {}),
        Page("in_times_record", reverse("in_times_record"), Role.SALES_DIRECTOR, {}),
    ]


def _deliveries() -> list[Page]:
    clerk = Role.ORDER_CLERK
    return [
        *_list("delivery_list", clerk, state="closed", text="bon"),
        Page("delivery_slips", reverse("delivery_slips"), clerk, {}),
        Page("delivery_digest", reverse("delivery_digest"), clerk, {}),
    ]


def _money() -> list[Page]:
    accountant = Role.ACCOUNTANT
    party = _busiest()
    items, account = reverse("receivable_items"), reverse("receivable_party", args=[party])
    return [
        *_list("remittance_list", accountant, state="confirmed", text="bon"),
        Page("bank_line_list", reverse("bank_line_list"), accountant, {}),
        Page("customer_money", reverse("customer_money"), accountant, {}),
        Page("receivable_list", reverse("receivable_list"), accountant, {}),
        Page("receivable_items", items, accountant, {}),
        Page("receivable_items: last page", items, accountant, LAST),
        Page("receivable_party", account, accountant, {}),
        Page("receivable_party: last page", account, accountant, LAST),
    ]


def _goods() -> list[Page]:
    clerk, keeper = Role.ORDER_CLERK, Role.STOREKEEPER
    lacking = Demand.objects.order_by().values_list("item", "warehouse")
    item, store, _orders = lacking.annotate(n=Count("pk")).order_by("-n")[0]
    return [
        Page("order_allotting", reverse("order_allotting"), clerk, {}),
        Page(
            "order_allotting_item",
            reverse("order_allotting_item", args=[item, store]),
            clerk,
            {},
        ),
        Page("demand_list", reverse("demand_list"), Role.PURCHASER, {}),
        Page("demand_item", reverse("demand_item", args=[item]), Role.PURCHASER, {}),
        Page("stock_list", reverse("stock_list"), keeper, {}),
        Page("stock_card", reverse("stock_card", args=[item]), keeper, {}),
        Page("stock_card: last page", reverse("stock_card", args=[item]), keeper, LAST),
    ]


def _desks() -> list[Page]:
    found = [Page(f"first screen: {role.value}", reverse("home"), role, {}) for role in ROLES]
    number = CustomerOrder.objects.order_by("-pk").values_list("head__number", flat=True)[0]
    search = reverse("go")
    return [
        *found,
        Page("inbox: order clerk", reverse("inbox"), Role.ORDER_CLERK, {}),
        Page("search: a number", search, Role.ORDER_CLERK, {"q": number}),
        Page("search: a part of it", search, Role.ORDER_CLERK, {"q": number[5:]}),
    ]
