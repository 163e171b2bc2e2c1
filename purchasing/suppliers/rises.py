"""Prices that rose: dearer than the supplier's last one by more than the firm lets pass (2.5).

Amber at entry, and a table on the paper for whoever approves it: a rise is asked about before it
is paid, not found in the price review a month later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from masterdata.money import round_price
from masterdata.roles import may_see_purchase_prices
from purchasing.suppliers.models import LastPrice
from purchasing.suppliers.prices import base_price, gross_of
from ui import formats

PERCENT = Decimal(5)
OPEN = ("draft", "inspecting", "submitted")


@dataclass(frozen=True)
class Rise:
    """One line, its price with tax per base unit after discount, and the last one paid."""

    line: Any
    price: Decimal
    last: LastPrice

    @property
    def percent(self) -> Decimal:
        return (self.price - self.last.gross_price) * 100 / self.last.gross_price


def allowed(paid: Decimal) -> Decimal:
    """The most that passes without a word."""
    return round_price(paid * (100 + PERCENT) / 100)


def rises_of(body: Any) -> list[Rise]:
    """The lines that are dearer than what this supplier was last paid; one query."""
    lines = [line for line in body.lines.all() if line.price > 0 and not line.is_gift]
    paid = LastPrice.objects.filter(
        party=body.head.party_id, item__in={line.item_id for line in lines}, gross_price__gt=0
    ).select_related("document")
    last = {row.item_id: row for row in paid}
    found = [
        Rise(line, _with_tax(line), last[line.item_id]) for line in lines if line.item_id in last
    ]
    return [rise for rise in found if rise.price > allowed(rise.last.gross_price)]


def _with_tax(line: Any) -> Decimal:
    terms = {"tax_rate": line.tax_rate, "includes_tax": line.price_includes_tax}
    return gross_of(base_price(line), **terms)


def dearer_lines(body: Any, user: Any) -> Mapping[str, Any] | None:
    """The panel of an order or a receipt that is not approved yet."""
    if body.head.state not in OPEN or not may_see_purchase_prices(user):
        return None
    rows = [{"cells": _cells(rise)} for rise in rises_of(body)]
    heads = (_("Price with tax"), _("Last price"), _("Rise"))
    columns = [
        {"label": _("Line")},
        *({"label": head, "align": "end"} for head in heads),
        {"label": _("Last receipt")},
    ]
    return {"table": {"columns": columns, "rows": rows}} if rows else None


def _cells(rise: Rise) -> list[dict[str, str]]:
    line, last = rise.line, rise.last
    return [
        {"text": f"{line.line_no} {line.item.code} {line.item.name}"},
        {"text": formats.price(rise.price), "tone": "warning"},
        {"text": formats.price(last.gross_price)},
        {"text": f"+{formats.quantity(rise.percent, 1)}%", "tone": "warning"},
        {"text": f"{formats.day(last.date)} {last.document.number}"},
    ]
