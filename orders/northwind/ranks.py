"""How important a customer is, by what he orders over the years; pure.

The data set ranks nobody. The firm's rule is that important customers come first, so the ninth of
them who order most are A, those after them up to a third B, all others C.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from orders.northwind.files import Order

A_NINTH, A_THIRD = 9, 3
ON_ACCOUNT = ("A", "B")


def levels(orders: Iterable[Order], customer_ids: Iterable[str]) -> dict[str, str]:
    """By customer id, over all orders of the data set, also those beyond a limit."""
    worth: dict[str, Decimal] = defaultdict(Decimal)
    for order in orders:
        worth[order.customer_id] += order.net
    ranked = sorted(customer_ids, key=lambda pk: (-worth[pk], pk))
    return {pk: _level(place, of=len(ranked)) for place, pk in enumerate(ranked)}


def _level(place: int, *, of: int) -> str:
    if place < of // A_NINTH:
        return "A"
    return "B" if place < of // A_THIRD else "C"
