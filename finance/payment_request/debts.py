"""Open debts of papers as lines of a request; every paper that makes debts is asked for alike."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import ExpressionWrapper, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Least

from documents.models import Document
from finance.parties.models import OpenItem, Side
from finance.parties.queries import unsettled
from finance.payment_request import standing
from finance.payment_request.models import PaymentRequestLine
from finance.payment_request.standing import OPEN, REST
from masterdata.fields import MoneyField
from masterdata.models import User
from ui import prepared

Row = dict[str, Any]
Amount = tuple[date | None, Decimal]
LEFT = ExpressionWrapper(F("amount") - F("allocated"), output_field=MoneyField())


def live() -> "QuerySet[OpenItem]":
    """What is owed to suppliers and not settled in full."""
    return unsettled(Side.PAYABLE).filter(amount__gt=0, reverses=None)


def applied_of(states: Iterable[str]) -> Coalesce:
    """Per open item: what requests in these states still ask for, by sub-select."""
    lines = PaymentRequestLine._base_manager.filter(
        open_item=OuterRef("pk"), body__head__state__in=tuple(states)
    )
    total = lines.order_by().values("open_item").annotate(sum=Sum(REST)).values("sum")
    nothing = Value(standing.NONE, output_field=MoneyField())
    return Coalesce(Subquery(total), nothing, output_field=MoneyField())


def left_by_day() -> list[Amount]:
    """By due date, what is left of all debts: added up by the database, a row for each day."""
    return prepared.rows(
        "debts left by day",
        lambda: live().order_by().values_list("due_on").annotate(left=Sum(LEFT)),
    )


def asked_by_day() -> list[Amount]:
    """By due date, how much of that is asked for: only debts that a request names are looked at,
    and of none more than is left of it."""
    return prepared.rows("debts asked for by day", _asked_by_day)


def _asked_by_day() -> "QuerySet[OpenItem, Any]":
    # The type finds the few requests by an index: SQLite looked at every paper there is.
    lines = PaymentRequestLine._base_manager.filter(
        body__head__type="payment_request", body__head__state__in=OPEN
    )
    named = live().filter(pk__in=lines.order_by().values("open_item"))
    asked = named.order_by().annotate(asked=Least(applied_of(OPEN), LEFT))
    return asked.values_list("due_on").annotate(amount=Sum("asked"))


def free() -> "QuerySet[OpenItem]":
    """The debts of which something is neither paid nor applied for."""
    asked = live().annotate(applied=applied_of(OPEN))
    return asked.filter(applied__lt=F("amount") - F("allocated"))


def papers(type_code: str) -> "QuerySet[Document]":
    """The papers of a type with something left to ask for."""
    return Document.objects.filter(type=type_code, pk__in=free().order_by().values("document_id"))


def candidates_of(type_code: str):  # type: ignore[no-untyped-def]
    def candidates(_user: User) -> "QuerySet[Document]":
        return papers(type_code)

    return candidates


def rows_of_papers(documents: Sequence[Document]) -> list[Row]:
    items = live().filter(document__in=[document.pk for document in documents])
    return rows(items)


def rows(items: "QuerySet[OpenItem]", *, via: Mapping[int, Document] | None = None) -> list[Row]:
    """A line for each debt with what is free of it, by due date; `via` by the debt's paper."""
    found = list(items.select_related("document").order_by("due_on", "on_date", "id"))
    standings = standing.of_items([item.pk for item in found])
    return [
        {
            "open_item": item,
            "source": item.document,
            "via": (via or {}).get(item.document_id),
            "amount": standings[item.pk].free,
        }
        for item in found
        if standings[item.pk].free > 0
    ]
