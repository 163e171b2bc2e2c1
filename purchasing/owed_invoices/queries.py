"""What suppliers owe in invoices, when they were asked last, and for whom it is time again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    DateTimeField,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce, TruncDate

from masterdata.fields import MoneyField
from masterdata.models import Party
from purchasing.owed_invoices.models import InvoiceChase
from purchasing.receipt.models import Receipt, ReceiptLine

PATIENCE = 30
NONE = Decimal(0)


def owing() -> "QuerySet[Any]":
    """Approved receipts whose invoices are not settled; below zero, a red invoice is due."""
    return Receipt.objects.filter(head__state="approved").exclude(owed_invoice=0)


def with_chases(receipts: "QuerySet[Any]") -> "QuerySet[Any]":
    """The last talk about each by sub-select: one query for the page.

    Nothing is forgotten: without an agreed day, a supplier is asked again after the patience that
    he had at first.
    """
    talks = InvoiceChase.objects.filter(receipts__receipt=OuterRef("pk")).order_by("-id")
    return receipts.annotate(
        last_chase=Subquery(talks.values("at")[:1], output_field=DateTimeField()),
        last_said=Subquery(talks.values("said")[:1]),
        next_chase=Subquery(talks.values("next_on")[:1], output_field=DateField()),
    )


def with_figures(receipts: "QuerySet[Any]") -> "QuerySet[Any]":
    lines = ReceiptLine._base_manager.filter(body_id=OuterRef("pk")).order_by().values("body_id")

    def total(name: str) -> Subquery:
        return Subquery(lines.annotate(sum=Sum(name)).values("sum"), output_field=MoneyField())

    return receipts.annotate(returned=total("returned_gross"), invoiced=total("invoiced_gross"))


def due(receipts: "QuerySet[Any]", *, today: date) -> "QuerySet[Any]":
    """Those to be asked for now: the day agreed has come, or nobody has asked for thirty days.

    Takes receipts `with_chases`.
    """
    long_ago = today - timedelta(days=PATIENCE)
    last_day = Coalesce("asked_on", "head__date", output_field=DateField())
    known = receipts.annotate(asked_on=TruncDate("last_chase")).annotate(last_day=last_day)
    return known.filter(
        Q(next_chase__lte=today) | Q(next_chase__isnull=True, last_day__lt=long_ago)
    )


def owed_by_party(party_ids: Iterable[int]) -> dict[int, Decimal]:
    """What each supplier owes in invoices, red ones taken off; those who owe nothing are absent."""
    rows = owing().filter(head__party__in=set(party_ids)).order_by().values_list("head__party_id")
    return dict(rows.annotate(owed=Sum("owed_invoice")))


@dataclass(frozen=True)
class SupplierRow:
    """One supplier's owed invoices together."""

    party: Party
    receipts: int
    owed: Decimal
    red: Decimal
    oldest_on: date
    last_chase: Any
    next_chase: date | None

    @property
    def pk(self) -> int:
        return self.party.pk

    @property
    def balance(self) -> Decimal:
        return self.owed + self.red


def by_supplier(receipts: "QuerySet[Any]") -> list[SupplierRow]:
    """Three queries, however many suppliers; whoever owes most stands first."""
    amount = F("owed_invoice")
    above = Case(When(owed_invoice__gt=0, then=amount), default=NONE, output_field=MoneyField())
    below = Case(When(owed_invoice__lt=0, then=amount), default=NONE, output_field=MoneyField())
    rows = list(
        Receipt.objects.filter(pk__in=receipts.order_by().values("pk"))
        .order_by()
        .values("head__party_id")
        .annotate(count=Count("pk"), owed=Sum(above), red=Sum(below), oldest=Min("head__date"))
    )
    ids = {row["head__party_id"] for row in rows}
    parties = Party.objects.in_bulk(ids)
    talks = _last_talks(ids)
    found = [
        SupplierRow(
            parties[row["head__party_id"]],
            row["count"],
            row["owed"],
            row["red"],
            row["oldest"],
            *talks.get(row["head__party_id"], (None, None)),
        )
        for row in rows
    ]
    return sorted(found, key=lambda row: (-row.owed, row.party.code))


def _last_talks(party_ids: Iterable[int]) -> dict[int, tuple[Any, date | None]]:
    newest = InvoiceChase.objects.filter(party=OuterRef("pk")).order_by("-id")
    rows = Party.objects.filter(pk__in=list(party_ids)).annotate(
        at=Subquery(newest.values("at")[:1]), next_on=Subquery(newest.values("next_on")[:1])
    )
    return {pk: (at, next_on) for pk, at, next_on in rows.values_list("pk", "at", "next_on")}
