"""How much of an order line is bound: shipped, given up, on deliveries, reserved in bins."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from inventory.stock.queries import reserved_parts
from orders.customer_order.models import CustomerOrderLine
from orders.customer_order.queries import NOT_GONE

ZERO = Decimal(0)


def on_deliveries(line_ids: Iterable[int]) -> dict[int, Decimal]:
    """By order line: what deliveries still in the house hold of it, in base units.

    Reached over the foreign key: a change does not know that paper.
    """
    delivery_line: Any = CustomerOrderLine._meta.get_field("delivery_lines").related_model
    rows = delivery_line._base_manager.filter(
        order_line__in=list(line_ids), body__head__state__in=NOT_GONE
    ).values_list("order_line_id", "picked", "base_quantity")
    found: dict[int, Decimal] = defaultdict(Decimal)
    for line_id, picked, asked in rows:
        found[line_id] += asked if picked is None else picked
    return found


def reserved_of(order_id: int) -> dict[int, list[tuple[int, Decimal]]]:
    """By line number: bins with what lies reserved in them."""
    return {line: list(parts) for (_order, line), parts in reserved_parts([order_id]).items()}


def beyond(
    parts: Iterable[tuple[int, Decimal]], open_quantity: Decimal
) -> list[tuple[int, Decimal]]:
    """Of the reserved parts those that are more than what is still open, the last first."""
    kept = list(parts)
    left = sum((quantity for _bin, quantity in kept), ZERO) - open_quantity
    found = []
    for bin_id, quantity in reversed(kept):
        taken = min(quantity, left)
        if taken > 0:
            found.append((bin_id, taken))
            left -= taken
    return found
