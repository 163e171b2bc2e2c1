"""What the apps above can do with ticked items of the demand list, and what they are bringing.

The stores know no purchase orders: purchasing says here how an order is started from the list,
and how much lies on orders that nobody expects yet, because no supplier has confirmed them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from documents.flow import Words

# Lines with `item`, `base_quantity` and `body__warehouse` that nobody expects yet.
Lines = Callable[[], "QuerySet[Any]"]
Place = tuple[int, int]


@dataclass(frozen=True)
class Offer:
    """A button under the list; `url_name` takes the ticked items as a POST of `ids`."""

    code: str
    label: Words
    url_name: str
    may_use: Callable[[Any], bool]
    note: Words = ""


_offers: dict[str, Offer] = {}
_preparations: dict[str, Lines] = {}


def register_offer(offer: Offer) -> None:
    if offer.code in _offers:
        raise ValueError(f"two offers {offer.code} for demand")
    _offers[offer.code] = offer


def offers_for(user: Any) -> list[Offer]:
    return [offer for offer in _offers.values() if offer.may_use(user)]


def register_preparation(code: str, lines: Lines) -> None:
    if code in _preparations:
        raise ValueError(f"two preparations {code}")
    _preparations[code] = lines


def prepared_lines() -> list[QuerySet[Any]]:
    return [lines() for lines in _preparations.values()]


def in_preparation(item_ids: Iterable[int]) -> dict[Place, Decimal]:
    """By item and warehouse, what lies on papers that are not expected yet."""
    wanted = set(item_ids)
    found: dict[Place, Decimal] = defaultdict(Decimal)
    for lines in prepared_lines():
        rows = lines.filter(item__in=wanted).order_by().values_list("item", "body__warehouse")
        for item, warehouse, quantity in rows.annotate(found=Sum("base_quantity")):
            found[item, warehouse] += quantity
    return dict(found)
