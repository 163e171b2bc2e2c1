"""Makes a change from an order: a line's present values are both its old and its new ones."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from documents import drafts
from documents.models import Document
from masterdata.models import User
from orders import lines as arithmetic
from orders.customer_order.models import CustomerOrder, CustomerOrderLine
from orders.order_change.flow import SALES_ORDER_CHANGE

Row = dict[str, Any]
CARRIED = (
    "item",
    "unit",
    "ratio_numerator",
    "ratio_denominator",
    "quantity",
    "base_quantity",
    "price",
    "price_includes_tax",
    "discount",
    "tax_rate",
    "net",
    "tax",
    "gross",
    "is_gift",
    "wanted_on",
    "colour",
    "size",
    "price_source",
    "special_reason",
)


def row_from(line: CustomerOrderLine) -> Row:
    """A changed line that changes nothing yet."""
    row = {name: getattr(line, name) for name in CARRIED}
    return row | {
        "order_line": line,
        "old_quantity": line.quantity,
        "old_price": line.price,
        "old_discount": line.discount,
        "old_wanted_on": line.wanted_on,
    }


def changed(line: CustomerOrderLine, **new: Any) -> Row:
    """The same with new values; its amounts follow."""
    return arithmetic.ordered(row_from(line) | new)


def begin(
    order: CustomerOrder,
    *,
    actor: User,
    reason: str,
    rows: Iterable[Row],
    at: datetime | None = None,
) -> Document:
    return drafts.create(
        SALES_ORDER_CHANGE,
        actor=actor,
        head={"party": order.head.party},
        body={"order": order, "reason": reason},
        lines=list(rows),
        sources=[order.head],
        at=at,
    )
