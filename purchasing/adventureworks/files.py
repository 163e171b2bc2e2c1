"""The data set's files as plain values: decimals exact, dates as dates, nothing of ours yet."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

FILES = (
    "units",
    "products",
    "vendors",
    "product_vendors",
    "locations",
    "product_inventory",
    "purchase_orders",
    "purchase_order_lines",
)
ORDERS = 4012
PENDING, APPROVED, REJECTED, COMPLETE = 1, 2, 3, 4
Row = dict[str, str]


class Incomplete(Exception):
    """A file of the data set is missing."""


@dataclass(frozen=True)
class Line:
    product_id: str
    due_on: date
    ordered: Decimal
    received: Decimal
    rejected: Decimal
    price: Decimal

    @property
    def kept(self) -> Decimal:
        return self.received - self.rejected


@dataclass(frozen=True)
class Order:
    order_id: int
    status: int
    employee_id: str
    vendor_id: str
    ordered_on: date
    shipped_on: date
    lines: list[Line] = field(default_factory=list)

    @property
    def contract_number(self) -> str:
        return f"AW-{self.order_id}"


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


def read(folder: Path, *, limit: int | None = None) -> DataSet:
    """All files of the folder; with a limit only the first orders."""
    missing = [f"{name}.csv" for name in FILES if not (folder / f"{name}.csv").is_file()]
    if missing:
        raise Incomplete(", ".join(missing))
    rows = {name: list(_rows(folder, name)) for name in FILES[:-2]}
    lines: dict[str, list[Line]] = defaultdict(list)
    for row in _rows(folder, "purchase_order_lines"):
        lines[row["purchase_order_id"]].append(_line(row))
    orders = [
        _order(row, lines[row["purchase_order_id"]]) for row in _rows(folder, "purchase_orders")
    ]
    orders.sort(key=lambda order: order.order_id)
    cut = len(orders) if limit is None else limit
    return DataSet(rows, orders[:cut], orders[cut:])


def _rows(folder: Path, name: str) -> Iterator[Row]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _line(row: Row) -> Line:
    return Line(
        product_id=row["product_id"],
        due_on=date.fromisoformat(row["due_date"]),
        ordered=Decimal(row["order_qty"]),
        received=Decimal(row["received_qty"]),
        rejected=Decimal(row["rejected_qty"]),
        price=Decimal(row["unit_price"]),
    )


def _order(row: Row, lines: list[Line]) -> Order:
    return Order(
        order_id=int(row["purchase_order_id"]),
        status=int(row["status"]),
        employee_id=row["employee_id"],
        vendor_id=row["vendor_id"],
        ordered_on=date.fromisoformat(row["order_date"]),
        shipped_on=date.fromisoformat(row["ship_date"] or row["order_date"]),
        lines=lines,
    )
