"""Customers who owe, by real steps, and talks with them."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from documents.models import Document
from masterdata.models import Party, User
from orders.receivables import actions
from orders.receivables.actions import Talk
from orders.receivables.debtors import Debtor, debtors
from orders.receivables.models import DebtTalk
from tests.grounds import kept
from tests.orders import desk
from tests.orders.delivery import road

D = Decimal


def today() -> date:
    return timezone.localdate()


@kept
def on_account(text: str = "螺丝 10 x 2.50", **more: Any) -> Document:
    """Delivered on account; due at once, unless the customer has credit days."""
    buyer = more.pop("buyer", None) or desk.customer(credit_limit=D(100_000))
    order = road.ordered(text, terms="credit", buyer=buyer, **more)
    return road.send([order])


def debtor(party: Party | None = None, *, on: date | None = None) -> Debtor | None:
    party = party or desk.customer()
    return next(iter(debtors(today=on or today(), party_ids=[party.pk])), None)


def talk(
    amount: str = "",
    *,
    days: int = 1,
    party: Party | None = None,
    by: User | None = None,
    **more: Any,
) -> DebtTalk:
    """A talk of today; with an amount, a promise for so many days from now."""
    party = party or desk.customer()
    promise = (
        {"promised_on": today() + timedelta(days=days), "promised_amount": D(amount)}
        if amount
        else {}
    )
    said = Talk(party.pk, "王老板", "说下周付", **(promise | more))
    at = timezone.now()
    (noted,) = actions.note_talks([said], actor=by or desk.people().clerk, at=at)
    return noted
