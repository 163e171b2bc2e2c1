"""What was bought, added up by supplier, item, purchaser or month: one query each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.urls import reverse

from masterdata.models import Item, Party, User
from purchasing.receipt.models import ReceiptLine

NONE = Decimal(0)
SUPPLIER, ITEM, PURCHASER, MONTH = "supplier", "item", "purchaser", "month"
KEYS = {
    SUPPLIER: "body__head__party",
    ITEM: "item",
    PURCHASER: "body__head__handler",
    MONTH: "month",
}


@dataclass
class Bought:
    """One row: what came, what of it went back, and its share of all."""

    key: Any
    receipts: int
    quantity: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal
    returned: Decimal
    code: str = ""
    name: str = ""
    unit: str = ""
    url: str = field(default="", compare=False)
    whole: Decimal = NONE

    @property
    def pk(self) -> Any:
        return self.key

    @property
    def kept(self) -> Decimal:
        return self.gross - self.returned

    @property
    def share(self) -> Decimal:
        """In percent of everything the filter lets through."""
        return round(self.kept * 100 / self.whole, 2) if self.whole else NONE

    def get_absolute_url(self) -> str:
        return self.url


def approved_lines(
    *,
    first: date | None = None,
    last: date | None = None,
    party: Party | None = None,
    item: Item | None = None,
    purchaser: User | None = None,
) -> "QuerySet[ReceiptLine]":
    """The lines of approved receipts of these days; a reversed receipt never was."""
    lines = ReceiptLine._base_manager.filter(body__head__state="approved")
    wanted = {
        "body__head__date__gte": first,
        "body__head__date__lte": last,
        "body__head__party": party,
        "item": item,
        "body__head__handler": purchaser,
    }
    return lines.filter(**{name: value for name, value in wanted.items() if value is not None})


def bought(lines: "QuerySet[ReceiptLine]", by: str) -> list[Bought]:
    """Rows named and linked, the largest first; months in their order."""
    rows = (
        lines.annotate(month=TruncMonth("body__head__date"))
        .order_by()
        .values_list(KEYS[by])
        .annotate(
            receipts=Count("body", distinct=True),
            quantity=Sum("base_accepted"),
            net=Sum("net"),
            tax=Sum("tax"),
            gross=Sum("gross"),
            returned=Sum("returned_gross"),
        )
    )
    found = [Bought(*row) for row in rows]
    whole = sum((row.kept for row in found), NONE)
    for row in found:
        row.whole = whole
    _name(found, by)
    if by == MONTH:
        return sorted(found, key=lambda row: row.key)
    return sorted(found, key=lambda row: (-row.kept, row.code))


def _name(rows: list[Bought], by: str) -> None:
    keys = [row.key for row in rows if row.key is not None]
    named: Mapping[Any, tuple[str, str, str]] = {
        SUPPLIER: _suppliers,
        ITEM: _items,
        PURCHASER: _purchasers,
        MONTH: _months,
    }[by](keys)
    for row in rows:
        row.code, row.name, row.url = named.get(row.key, ("", "—", ""))
    if by == ITEM:
        units = dict(Item.objects.filter(pk__in=keys).values_list("pk", "unit__name"))
        for row in rows:
            row.unit = units.get(row.key, "")


def _suppliers(keys: list[Any]) -> dict[Any, tuple[str, str, str]]:
    found = Party.objects.in_bulk(keys)
    return {pk: (p.code, p.name, reverse("payable_party", args=[pk])) for pk, p in found.items()}


def _items(keys: list[Any]) -> dict[Any, tuple[str, str, str]]:
    found = Item.objects.in_bulk(keys)
    return {pk: (i.code, i.name, reverse("item_detail", args=[pk])) for pk, i in found.items()}


def _purchasers(keys: list[Any]) -> dict[Any, tuple[str, str, str]]:
    found = User.objects.in_bulk(keys)
    return {pk: (user.username, user.display_name, "") for pk, user in found.items()}


def _months(keys: list[Any]) -> dict[Any, tuple[str, str, str]]:
    return {day: (f"{day:%Y-%m}", f"{day:%Y-%m}", "") for day in keys}
