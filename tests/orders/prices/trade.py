"""Sales as the price records see them: a dispatched paper and its lines, in short notation."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from documents.models import Document
from masterdata.models import Party, User
from orders.prices import deals
from orders.prices.models import CustomerPrice, ItemFloor, PriceList, PriceListLine
from tests import factories

_numbers = count(1)
ON = date(2026, 7, 15)


@dataclass
class Line:
    """What `deals.record` reads of a delivery line."""

    item_id: int
    unit_id: int
    line_no: int
    quantity: Decimal
    price: Decimal
    sent: Decimal
    discount: Decimal = Decimal(100)
    tax_rate: Decimal = Decimal(13)
    price_includes_tax: bool = True
    is_gift: bool = False
    ratio_numerator: int = 1
    ratio_denominator: int = 1


def lines(text: str, **more: Any) -> list[Line]:
    """`螺丝 10 x 2.26, 螺母 5 x 1`."""
    made = []
    for number, part in enumerate(text.split(","), 1):
        code, quantity, _x, price = part.split()
        item = factories.item(code)
        ratio = Decimal(more.get("ratio_numerator", 1)) / more.get("ratio_denominator", 1)
        made.append(
            Line(
                **{
                    "item_id": item.pk,
                    "unit_id": item.unit_id,
                    "line_no": number,
                    "quantity": Decimal(quantity),
                    "price": Decimal(price),
                    "sent": Decimal(quantity) * ratio,
                }
                | more
            )
        )
    return made


def paper(customer: Party, on: date = ON) -> Document:
    maker = User.objects.filter(username="trade").first() or factories.user(username="trade")
    number = f"FH-{next(_numbers)}"
    return Document.objects.create(
        type="delivery",
        number=number,
        state="dispatched",
        party=customer,
        date=on,
        maker=maker,
        created_at=timezone.now(),
        changed_at=timezone.now(),
    )


def sale(text: str, *, to: str = "红星商场", on: date = ON, **more: Any) -> Document:
    """A dispatched delivery whose prices are noted."""
    customer = factories.customer(to)
    document = paper(customer, on)
    deals.record(document, party_id=customer.pk, lines=lines(text, **more))
    return document


def one_of_each() -> dict[str, Any]:
    """A record of every kind that has pages, by the name of its pages."""
    item = factories.item("螺丝")
    listed = PriceList.objects.create(code="A", name="甲级", level="A", valid_from=ON)
    return {
        "price_list": listed,
        "price_list_line": PriceListLine.objects.create(
            price_list=listed, item=item, price=Decimal("2.50"), floor_price=Decimal("2.00")
        ),
        "customer_price": CustomerPrice.objects.create(
            party=factories.customer(), item=item, price=Decimal("2.40"), valid_from=ON
        ),
        "item_floor": ItemFloor.objects.create(item=item, floor_price=Decimal("1.90")),
    }
