"""Papers that lack goods. Any paper will do: the stores do not know what a customer order is."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from documents.models import Document
from inventory.demand.actions import Want, set_demand
from tests import factories
from tests.inventory.transfer import depot

TODAY = date(2027, 1, 1)


def want(text: str, *, line_no: int = 1, **more: Any) -> Want:
    code, quantity = text.split()
    warehouse = factories.warehouse(more.pop("warehouse", "main"))
    return Want(
        line_no,
        factories.item(code).pk,
        warehouse.pk,
        Decimal(quantity),
        more.pop("needed_on", TODAY),
    )


def needed(text: str, *, at: datetime | None = None, **more: Any) -> Document:
    """A paper that lacks `item quantity[, …]`."""
    document = depot.draft("螺丝 1")
    wants = [want(part, line_no=number, **more) for number, part in enumerate(text.split(","), 1)]
    set_demand(document, wants, at=at or timezone.now())
    return document
