"""What follows an approved or reversed receipt or change: counters, order states, last prices.

All of it is computed anew from the papers themselves, so it may be told twice.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents import engine
from documents.models import Document
from documents.reactions import on
from masterdata.models import User
from purchasing.order_change.models import OrderChange
from purchasing.purchase_order import queries as orders
from purchasing.receipt.models import ReceiptLine
from purchasing.receipt.progress import recount_invoices
from purchasing.suppliers import prices

APPROVED_LINES = ReceiptLine._base_manager.filter(body__head__state="approved")


def _order_ids(document: Document) -> list[int]:
    lines = ReceiptLine._base_manager.filter(body_id=document.pk, order_line__isnull=False)
    return sorted(set(lines.order_by().values_list("order_line__body_id", flat=True).distinct()))


def follow_orders(order_ids: Iterable[int], *, cause: Document, at: datetime) -> None:
    """Each order takes the step that its counters call for; in id order."""
    for standing in orders.standings(order_ids):
        step = _step_for(standing, cause)
        if step:
            engine.system(standing.order_id, step, at=at, cause=cause)


def _step_for(standing: orders.Standing, cause: Document) -> str:
    if standing.state == "active" and not standing.is_open:
        return "receive_all"
    if standing.state == "completed" and standing.is_open:
        return "expect_again"
    came_in = cause.type == "receipt" and cause.state == "approved"
    return "receive_part" if standing.state == "active" and came_in else ""


@on("receipt", "approve", _("Orders count what was received"))
@on("receipt", "reverse", _("Orders count what was taken back"))
def count_received(document: Document, *, actor: User, at: datetime) -> None:
    order_ids = _order_ids(document)
    orders.recount(order_ids, approved_lines=APPROVED_LINES.all())
    follow_orders(order_ids, cause=document, at=at)
    for order_id in orders.expecting_otherwise(order_ids):
        engine.system(order_id, "match_expected", at=at, cause=document)


@on("receipt", "approve", _("The supplier owes the invoice"))
@on("receipt", "reverse", _("The supplier owes no invoice any more"))
def count_invoices(document: Document, *, actor: User, at: datetime) -> None:
    recount_invoices([document.pk])


@on("receipt", "approve", _("Last purchase prices are written"))
def write_prices(document: Document, *, actor: User, at: datetime) -> None:
    lines: list[Any] = list(ReceiptLine._base_manager.filter(body_id=document.pk))
    prices.record(document, lines)


@on("receipt", "reverse", _("Last purchase prices are taken back"))
def take_prices_back(document: Document, *, actor: User, at: datetime) -> None:
    prices.take_back(document)


@on("purchase_order", "short_close_lines", _("The order is completed when no line is open"))
@on("purchase_order", "reopen_lines", _("The order is in fulfilment again when a line is open"))
def settle(document: Document, *, actor: User, at: datetime) -> None:
    follow_orders([document.pk], cause=document, at=at)


@on("order_change", "approve", _("The order follows its changed lines"))
@on("order_change", "reverse", _("The order follows its lines as they were"))
def settle_changed(document: Document, *, actor: User, at: datetime) -> None:
    order_id = OrderChange.objects.values_list("order_id", flat=True).get(pk=document.pk)
    follow_orders([order_id], cause=document, at=at)
