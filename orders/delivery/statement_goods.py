"""What a customer's statement must know of a delivery: the goods behind its line, and refused ones.

Freight and waived odd money stand as a row of their own, so that the rows come to the line.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from finance.statement.sources import Goods, register_details
from masterdata.money import round_price
from orders.delivery.amounts import ZERO, shares_in
from orders.delivery.models import Delivery, DeliveryLine

ONE = Decimal(1)


def goods(document_ids: Iterable[int]) -> dict[int, list[Goods]]:
    """What left, and below zero what the customer refused; two queries."""
    deliveries = Delivery.objects.filter(pk__in=list(document_ids))
    shares = {pk: shares_in(stored) for pk, stored in deliveries.values_list("pk", "shares")}
    lines: dict[int, list[DeliveryLine]] = defaultdict(list)
    found = DeliveryLine._base_manager.filter(body__in=shares, order_line__isnull=False)
    for line in found.select_related("item__unit").order_by("body", "line_no"):
        lines[line.body_id].append(line)
    return {
        pk: [*_sent(each, lines[pk]), *_refused(each, lines[pk])] for pk, each in shares.items()
    }


def _sent(shares: Iterable[Any], lines: Iterable[DeliveryLine]) -> Iterator[Goods]:
    owed = sum((share.amount for share in shares), ZERO)
    for line in lines:
        owed -= line.gross
        if line.sent:
            yield _goods(line, line.sent, line.gross)
    yield from _charges(owed)


def _refused(shares: Iterable[Any], lines: Iterable[DeliveryLine]) -> Iterator[Goods]:
    back = sum((share.refused for share in shares), ZERO)
    for line in lines:
        back -= line.refused_gross
        if line.refused:
            yield _goods(line, -line.refused, -line.refused_gross)
    yield from _charges(-back)


def _charges(amount: Decimal) -> Iterator[Goods]:
    if amount:
        yield Goods(gettext("Freight and odd money"), "", "", ONE, amount, amount)


def _goods(line: DeliveryLine, quantity: Decimal, amount: Decimal) -> Goods:
    item = line.item
    parts = (item.specification, item.model, item.size, item.colour)
    return Goods(
        item.name,
        " ".join(part for part in parts if part),
        item.unit.name,
        quantity,
        round_price(amount / quantity),
        amount,
    )


def register() -> None:
    register_details(goods)
