"""预计到货: the order lines that come next or are late, for those who receive and chase them."""

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import registry
from documents.pages import url_for
from documents.visibility import may_read
from purchasing.purchase_order.models import LineState, PurchaseOrderLine
from ui import prepared
from ui.formats import quantity
from ui.panels import Panel, register_panel

MOST = 8
AHEAD = timedelta(days=7)


def context(request: HttpRequest) -> dict[str, Any]:
    today = timezone.localdate()
    labels = (_("Promised"), _("Item"), _("Still to come"), _("Supplier"), _("Purchase order"))
    columns: list[dict[str, Any]] = [{"label": label} for label in labels]
    columns[2]["align"] = "end"
    return {"table": {"columns": columns, "rows": [_row(line, today) for line in coming(today)]}}


def coming(today: date) -> list[PurchaseOrderLine]:
    """One query: late ones first. Only these few are joined to what is shown of them."""
    return prepared.rows(("arrivals", today), lambda: _coming(today))


def _coming(today: date) -> "QuerySet[PurchaseOrderLine]":
    order = ("promised_on", "body_id", "line_no")
    lines = PurchaseOrderLine.objects.filter(
        line_state=LineState.OPEN, body__head__state="active", promised_on__lte=today + AHEAD
    )
    first = lines.order_by(*order).values("pk")[:MOST]
    shown = PurchaseOrderLine.objects.filter(pk__in=first)
    return shown.select_related("item__unit", "body__head__party").order_by(*order)


def _row(line: PurchaseOrderLine, today: date) -> dict[str, Any]:
    head, late = line.body.head, bool(line.promised_on and line.promised_on < today)
    return {
        "cells": [
            {"text": f"{line.promised_on:%m-%d}", "tone": "bad" if late else ""},
            {"text": line.item.name},
            {"text": f"{quantity(line.open_quantity)} {line.item.unit.name}"},
            {"text": head.party.short_name or head.party.name},
            {"text": head.number, "url": url_for(head)},
        ]
    }


def register() -> None:
    register_panel(
        Panel(
            "arrivals",
            _("Goods that arrive next"),
            "office/home/_arrivals.html",
            context,
            may_see=lambda user: may_read(registry.get("purchase_order"), user),
        )
    )
