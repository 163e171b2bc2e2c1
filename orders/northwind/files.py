"""The data set's files as plain values: decimals exact, dates as dates, nothing of ours yet."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

FILES = ("customers", "suppliers", "products", "orders", "order_lines")
ORDERS = 830
PREFIX = "NW-"
CENT, HUNDRED = Decimal("0.01"), Decimal(100)
ADDRESS = ("address", "city", "region", "postal_code", "country")
Row = dict[str, str]


class Incomplete(Exception):
    """A file of the data set is missing."""


@dataclass(frozen=True)
class Line:
    product_id: str
    price: Decimal
    quantity: Decimal
    discount: Decimal

    @property
    def paid_percent(self) -> Decimal:
        """As the firm says it: 85 is fifteen percent off."""
        return HUNDRED - self.discount * HUNDRED

    @property
    def gross(self) -> Decimal:
        return self.quantity * self.price

    @property
    def net(self) -> Decimal:
        """After discount, each line half up to the cent."""
        return (self.gross * (1 - self.discount)).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Order:
    order_id: int
    customer_id: str
    employee_id: str
    ordered_on: date
    wanted_on: date
    shipper: str
    freight: Decimal
    receiver: str
    address: str
    lines: tuple[Line, ...]

    @property
    def customer_number(self) -> str:
        return f"{PREFIX}{self.order_id}"

    @property
    def net(self) -> Decimal:
        return sum((line.net for line in self.lines), Decimal(0))


@dataclass(frozen=True)
class DataSet:
    """Everything that is imported; `rows` holds the small files as they are. `left_out` are the
    orders beyond the limit."""

    rows: dict[str, list[Row]]
    orders: list[Order]
    left_out: list[Order]

    @property
    def is_whole(self) -> bool:
        return len(self.orders) == ORDERS

    @property
    def last_day(self) -> date:
        return max(order.ordered_on for order in self.orders)


def read(folder: Path, *, limit: int | None = None) -> DataSet:
    """All files of the folder, orders by date; with a limit only the first of them."""
    missing = [f"{name}.csv" for name in FILES if not (folder / f"{name}.csv").is_file()]
    if missing:
        raise Incomplete(", ".join(missing))
    rows = {name: list(_rows(folder, name)) for name in FILES[:-2]}
    lines: dict[str, list[Line]] = defaultdict(list)
    for row in _rows(folder, "order_lines"):
        lines[row["order_id"]].append(_line(row))
    orders = [_order(row, lines[row["order_id"]]) for row in _rows(folder, "orders")]
    orders.sort(key=lambda order: (order.ordered_on, order.order_id))
    cut = len(orders) if limit is None else limit
    return DataSet(rows, orders[:cut], orders[cut:])


def joined(row: Row, names: tuple[str, ...] = ADDRESS) -> str:
    """The parts of an address that are there, on one line."""
    return ", ".join(part for name in names if (part := " ".join(row[name].split())))


def _rows(folder: Path, name: str) -> Iterator[Row]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _line(row: Row) -> Line:
    return Line(
        product_id=row["product_id"],
        price=Decimal(row["unit_price"]),
        quantity=Decimal(row["quantity"]),
        discount=Decimal(row["discount"]),
    )


def _order(row: Row, lines: list[Line]) -> Order:
    return Order(
        order_id=int(row["order_id"]),
        customer_id=row["customer_id"],
        employee_id=row["employee_id"],
        ordered_on=date.fromisoformat(row["order_date"]),
        wanted_on=date.fromisoformat(row["required_date"]),
        shipper=row["shipper"],
        freight=Decimal(row["freight"]),
        receiver=row["ship_name"],
        address=joined(row, tuple(f"ship_{name}" for name in ADDRESS)),
        lines=tuple(lines),
    )
