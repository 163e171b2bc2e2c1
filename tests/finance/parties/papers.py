"""Bare papers and shorthand for tests of the party ledger alone."""

import itertools
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from documents.models import Document
from finance.parties import ledger
from finance.parties.ledger import Pair, Payable, Receivable
from finance.parties.models import OpenItem
from masterdata.models import User
from tests import factories

_running = itertools.count(1)


def somebody() -> User:
    return User.objects.filter(username="ledger").first() or factories.user(
        username="ledger", name="记账员"
    )


def paper() -> Document:
    now = timezone.now()
    return Document.objects.create(
        type="test",
        number=f"P-{next(_running):04}",
        date=timezone.localdate(now),
        maker=somebody(),
        state="approved",
        created_at=now,
        changed_at=now,
    )


def payable(text: str, line_no: int = 0, due_on: date | None = None) -> Payable:
    """`party amount`."""
    code, amount = text.split()
    return Payable(factories.supplier(code).pk, Decimal(amount), due_on, line_no)


def receivable(text: str) -> Receivable:
    code, amount = text.split()
    return Receivable(factories.customer(code).pk, Decimal(amount), None)


def post(
    *entries: Payable | Receivable, document: Document | None = None, days_ago: int = 0
) -> Document:
    document = document or paper()
    with transaction.atomic():
        ledger.post(document, entries, **now(days_ago))
    return document


def item(document: Document) -> OpenItem:
    """The one item of a paper, as it now stands."""
    return OpenItem.objects.get(document=document, reverses=None)


def settle(debt: Document, payment: Document, amount: str, days_ago: int = 0) -> Document:
    """A paper of its own lets the payment settle so much of the debt."""
    document = paper()
    pair = Pair(item(debt).pk, item(payment).pk, Decimal(amount))
    with transaction.atomic():
        ledger.allocate(document, [pair], **now(days_ago))
    return document


def reverse(document: Document) -> None:
    with transaction.atomic():
        ledger.reverse(document, **now(0))


def now(days_ago: int) -> dict[str, Any]:
    at = timezone.now()
    on = timezone.localdate(at) - timedelta(days=days_ago)
    return {"at": at, "on": on, "actor": somebody()}
