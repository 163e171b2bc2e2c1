"""Bare papers for tests of the ledger alone: a head to cite, and shorthand to post with."""

import itertools
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from documents.models import Document
from inventory.stock import ledger
from inventory.stock.ledger import ON_HAND, Stock
from masterdata.models import User
from tests import factories

_running = itertools.count(1)


def somebody() -> User:
    return User.objects.filter(username="ledger").first() or factories.user(
        username="ledger", name="记账员"
    )


def paper(prefix: str = "T") -> Document:
    """A head without law: the ledger asks only for something to cite."""
    now = timezone.now()
    return Document.objects.create(
        type="test",
        number=f"{prefix}-{next(_running):04}",
        date=timezone.localdate(now),
        maker=somebody(),
        state="approved",
        created_at=now,
        changed_at=now,
    )


def goods(text: str, line_no: int = 1, **more: Any) -> Stock:
    """`item warehouse[/bin] quantity [amount]`; without an amount it moves at the average."""
    code, place, quantity, *amount = text.split()
    warehouse, _slash, bin_code = place.partition("/")
    bins = factories.warehouse(warehouse).bins
    values = {"phase": ON_HAND, "amount": Decimal(amount[0]) if amount else None, **more}
    return Stock(
        line_no=line_no,
        item_id=factories.item(code).pk,
        bin_id=bins.get(code=bin_code or "ZC").pk,
        quantity=Decimal(quantity),
        **values,
    )


def post(*entries: Stock, document: Document | None = None, days_ago: int = 0) -> Document:
    document = document or paper()
    with transaction.atomic():
        ledger.post(document, entries, **_now(days_ago))
    return document


def reverse(document: Document) -> None:
    with transaction.atomic():
        ledger.reverse(document, **_now(0))


def _now(days_ago: int) -> dict[str, Any]:
    at: datetime = timezone.now()
    on: date = timezone.localdate(at) - timedelta(days=days_ago)
    return {"at": at, "on": on, "actor": somebody()}
