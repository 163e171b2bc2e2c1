"""Writes the change into the order's lines and head, or takes it out again; inside the step."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from documents import content, rows
from purchasing import lines as arithmetic
from purchasing.purchase_order.models import PurchaseOrderLine
from purchasing.purchase_order.progress import state_of_line

Data = Mapping[str, Any]


def apply(body: Any, actor: Any, data: Data) -> None:
    _write(body, "")


def restore(body: Any, actor: Any, data: Data) -> None:
    _write(body, "old_")


def _write(body: Any, prefix: str) -> None:
    changed = [_changed(line, prefix) for line in body.lines.all()]
    columns = ("quantity", "base_quantity", "price", "contract_on", "net", "tax", "gross")
    lines = PurchaseOrderLine.objects.filter(body_id=body.order_id)
    with content.reopened(body.order_id) as order:
        rows.write(changed, [*columns, "line_state"])
        order.total = lines.aggregate(sum=Sum("gross"))["sum"] or Decimal(0)


def _changed(line: Any, prefix: str) -> Any:
    """The order line with the new (or old) values; its amounts follow from them."""
    target = line.order_line
    names = ("price_includes_tax", "discount", "tax_rate", "ratio_numerator", "ratio_denominator")
    row = {name: getattr(target, name) for name in (*names, "is_gift")}
    row |= {
        "quantity": getattr(line, f"{prefix}quantity"),
        "price": getattr(line, f"{prefix}price"),
        "contract_on": getattr(line, f"{prefix}contract_on"),
    }
    for name, value in arithmetic.ordered(row).items():
        setattr(target, name, value)
    target.line_state = state_of_line(target)
    return target
