"""Makes a change order from an order: every open line with its present values as old and new."""

from datetime import datetime
from typing import Any

from documents import drafts
from documents.models import Document
from masterdata.models import User
from purchasing.order_change.flow import ORDER_CHANGE
from purchasing.purchase_order.models import PurchaseOrder, PurchaseOrderLine

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
    "contract_on",
)


def row_from(line: PurchaseOrderLine) -> dict[str, Any]:
    """A changed line that changes nothing yet."""
    row = {name: getattr(line, name) for name in CARRIED}
    return row | {
        "order_line": line,
        "old_quantity": line.quantity,
        "old_price": line.price,
        "old_contract_on": line.contract_on,
    }


def begin(
    order: PurchaseOrder,
    *,
    actor: User,
    reason: str,
    rows: list[dict[str, Any]],
    at: datetime | None = None,
) -> Document:
    return drafts.create(
        ORDER_CHANGE,
        actor=actor,
        head={"party": order.head.party},
        body={"order": order, "reason": reason},
        lines=rows,
        sources=[order.head],
        at=at,
    )
