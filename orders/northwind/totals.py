"""What must come out, reckoned apart from the import, beside what the books say.

The figures of the orders are those that the data set's README states, or for a part of it reckoned
from the files. Who got what of the goods is reckoned by another way than the program takes.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from inventory.demand.models import Demand
from inventory.opening_stock.models import OpeningStockLine
from inventory.stock.queries import figures as stock_figures
from orders.customer_order.models import CustomerOrder, CustomerOrderLine
from orders.northwind.files import PREFIX, DataSet, Order
from orders.northwind.masters import Masters
from orders.northwind.ranks import ON_ACCOUNT, levels

ZERO = Decimal(0)
STATED = {
    "orders": 830,
    "lines": 2155,
    "pieces ordered": Decimal(51_317),
    "goods before discount": Decimal("1354458.59"),
    "goods after discount": Decimal("1265793.29"),
    "freight": Decimal("64942.69"),
    "pieces in stock": Decimal(3_119),
    "customers": 91,
    "suppliers": 29,
    "items": 77,
}
SHIPPED = ("delivered", "closed")
Figures = dict[str, Any]


@dataclass(frozen=True)
class Compared:
    name: str
    wanted: Any
    found: Any

    @property
    def agrees(self) -> bool:
        return bool(self.wanted == self.found)


def compare(data: DataSet, masters: Masters) -> Iterator[Compared]:
    wanted = expected(data) | (STATED if data.is_whole else {})
    found = in_the_books(masters)
    for name in wanted:
        yield Compared(name, wanted[name], found.get(name))


def expected(data: DataSet) -> Figures:
    """From the files alone."""
    lines = [line for order in data.orders for line in order.lines]
    return {
        "orders": len(data.orders),
        "lines": len(lines),
        "pieces ordered": sum((line.quantity for line in lines), ZERO),
        "goods before discount": sum((line.gross for line in lines), ZERO),
        "goods after discount": sum((line.net for line in lines), ZERO),
        "freight": sum((order.freight for order in data.orders), ZERO),
        "pieces in stock": sum(stock_of(data).values(), ZERO),
        "customers": len(data.rows["customers"]),
        "suppliers": len(data.rows["suppliers"]),
        "items": len(data.rows["products"]),
        **_expected_supply(data),
    }


def stock_of(data: DataSet) -> dict[str, Decimal]:
    return {row["product_id"]: Decimal(row["units_in_stock"]) for row in data.rows["products"]}


def served(data: DataSet) -> dict[tuple[int, int], Decimal]:
    """By order and line: item after item, the more important customer first, then who wants it
    earlier, then the older order."""
    ranks = levels(
        [*data.orders, *data.left_out], [row["customer_id"] for row in data.rows["customers"]]
    )
    left = stock_of(data)
    got: dict[tuple[int, int], Decimal] = {}
    for order in sorted(data.orders, key=lambda o: _turn(o, ranks)):
        for number, line in enumerate(order.lines, start=1):
            got[order.order_id, number] = min(line.quantity, left[line.product_id])
            left[line.product_id] -= got[order.order_id, number]
    return got


def _turn(order: Order, ranks: dict[str, str]) -> tuple[Any, ...]:
    return ranks[order.customer_id], order.wanted_on, order.ordered_on, order.order_id


def _expected_supply(data: DataSet) -> Figures:
    got = served(data)
    by_order: dict[int, Decimal] = defaultdict(Decimal)
    for (order_id, _line), quantity in got.items():
        by_order[order_id] += quantity
    wanted = {o.order_id: sum((line.quantity for line in o.lines), ZERO) for o in data.orders}
    sent = sum(got.values(), ZERO)
    ranks = levels(
        [*data.orders, *data.left_out], [row["customer_id"] for row in data.rows["customers"]]
    )
    to_level: dict[str, Decimal] = defaultdict(Decimal)
    for order in data.orders:
        to_level[ranks[order.customer_id]] += by_order[order.order_id]
    return {
        "pieces delivered": sent,
        "pieces short, as demand": sum(wanted.values(), ZERO) - sent,
        "pieces left in stock": sum(stock_of(data).values(), ZERO) - sent,
        "deliveries": sum(1 for quantity in by_order.values() if quantity),
        "orders delivered in full": sum(1 for pk in wanted if by_order[pk] == wanted[pk]),
        **{f"pieces to {level} customers": to_level[level] for level in "ABC"},
        "remitted beforehand": sum(
            (o.net + o.freight for o in data.orders if ranks[o.customer_id] not in ON_ACCOUNT),
            ZERO,
        ),
    }


def in_the_books(masters: Masters) -> Figures:
    lines = CustomerOrderLine._base_manager.filter(body__customer_number__startswith=PREFIX)
    orders = CustomerOrder.objects.filter(customer_number__startswith=PREFIX)
    sums = lines.aggregate(lines=Count("pk"), ordered=Sum("base_quantity"), net=Sum("net"))
    priced = lines.values_list("quantity", "price")
    counted = OpeningStockLine._base_manager.filter(
        body__warehouse=masters.warehouse, body__head__state="approved"
    )
    return {
        "orders": orders.count(),
        "lines": sums["lines"],
        "pieces ordered": sums["ordered"] or ZERO,
        "goods before discount": sum((quantity * price for quantity, price in priced), ZERO),
        "goods after discount": sums["net"] or ZERO,
        "freight": orders.aggregate(sum=Sum("freight"))["sum"] or ZERO,
        "pieces in stock": counted.aggregate(sum=Sum("quantity"))["sum"] or ZERO,
        "customers": sum(1 for party in masters.customers.values() if party.is_customer),
        "suppliers": sum(1 for party in masters.suppliers.values() if party.is_supplier),
        "items": len(masters.items),
        **_supply(masters),
    }


def _supply(masters: Masters) -> Figures:
    from finance.remittance.models import Remittance
    from orders.delivery.models import DeliveryLine

    went = DeliveryLine._base_manager.filter(
        order_line__body__customer_number__startswith=PREFIX, body__head__state__in=SHIPPED
    )
    by_level = dict(
        went.order_by().values_list("body__head__party__level").annotate(sum=Sum("picked"))
    )
    demand = Demand.objects.filter(warehouse=masters.warehouse)
    ids = [item.pk for item in masters.items.values()]
    there = stock_figures(ids, warehouse=masters.warehouse.pk)
    done = CustomerOrder.objects.filter(
        customer_number__startswith=PREFIX, head__state__in=("fulfilled", "closed")
    )
    came = Remittance.objects.filter(account=masters.account, head__state="confirmed")
    return {
        "pieces delivered": sum(by_level.values(), ZERO),
        "pieces short, as demand": demand.aggregate(sum=Sum("quantity"))["sum"] or ZERO,
        "pieces left in stock": sum((each.on_hand for each in there.values()), ZERO),
        "deliveries": went.order_by().values("body").distinct().count(),
        "orders delivered in full": done.count(),
        **{f"pieces to {level} customers": by_level.get(level, ZERO) for level in "ABC"},
        "remitted beforehand": came.aggregate(sum=Sum("money"))["sum"] or ZERO,
    }
