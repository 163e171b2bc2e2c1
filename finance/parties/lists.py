"""The queries behind the account of a party and the list of open items."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    ExpressionWrapper,
    F,
    IntegerField,
    Prefetch,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
    Window,
)

from finance.parties import queries
from finance.parties.models import Allocation, OpenItem
from masterdata.fields import MoneyField
from ui.values import Moving

NONE = Decimal(0)
NOTHING = Value(NONE, MoneyField())


def account(
    side: str,
    party_id: int,
    *,
    first: date | None = None,
    last: date | None = None,
    opening: Decimal | Moving | None = None,
) -> QuerySet[OpenItem]:
    """A party's items with the balance after each; on one day the debt comes before the payment,
    so that the balance never looks negative for a moment. `opening` is told by who has asked it."""
    items = queries.without_transfers(
        OpenItem.objects.filter(side=side, party=party_id), party_id=party_id
    )
    carried = _carried(side, party_id, first) if opening is None else opening
    before = carried if isinstance(carried, Moving) else Value(carried, MoneyField())
    if first:
        items = items.filter(on_date__gte=first)
    if last:
        items = items.filter(on_date__lte=last)
    payment_last = Case(When(amount__lt=0, then=1), default=0, output_field=IntegerField())
    in_order = [F("on_date").asc(), F("payment_last").asc(), F("id").asc()]
    return (
        items.select_related("document", "party")
        .prefetch_related(*settlements())
        .annotate(
            payment_last=payment_last,
            increase=Case(When(amount__gt=0, then=F("amount")), default=NOTHING),
            decrease=Case(
                When(
                    amount__lt=0,
                    then=ExpressionWrapper(F("amount") * Value(-1), output_field=MoneyField()),
                ),
                default=NOTHING,
            ),
        )
        .annotate(
            running=before + Window(Sum("amount"), order_by=in_order, output_field=MoneyField())
        )
        .order_by("on_date", "payment_last", "id")
    )


def _carried(side: str, party_id: int, first: date | None) -> Decimal:
    """With the transfers that the account leaves out: they net to nothing in one posting."""
    return queries.balance_at(side, party_id, first - timedelta(days=1)) if first else NONE


def settlements() -> tuple["Prefetch[Any]", "Prefetch[Any]"]:
    """What settles an item and what it settles, as far as it was not taken back."""
    alive = Allocation.objects.filter(reverses=None, reversed_by=None).order_by("on_date", "id")
    return (
        Prefetch("settled_by", alive.select_related("document", "credit_item__document")),
        Prefetch("settles", alive.select_related("debit_item__document")),
    )


def still_open(side: str, *, today: date) -> QuerySet[OpenItem]:
    """What is open now with what is left of it, and whether it is past its due date."""
    overdue = Q(due_on__lt=today, amount__gt=0)
    return (
        queries.unsettled(side)
        .select_related("document", "party")
        .prefetch_related(*settlements())
        .annotate(
            left=ExpressionWrapper(F("amount") - F("allocated"), output_field=MoneyField()),
            is_overdue=Case(
                When(overdue, then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            ),
        )
        .order_by("on_date", "id")
    )
