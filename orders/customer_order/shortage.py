"""What is short of an order's lines, and from when on it can be had (R39); the demand it makes."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import rows
from documents.errors import Refused
from documents.flow import in_place
from documents.models import Document
from inventory.demand.actions import Want, set_demand
from inventory.stock.queries import figures, next_arrivals
from masterdata.calendar import firm_calendar
from masterdata.models import Item
from masterdata.models.items import ItemKind
from orders.customer_order.models import CustomerOrder, CustomerOrderLine
from orders.customer_order.queries import lacking_of
from ui import formats
from ui.prepared import Prepared
from ui.values import KEY

ZERO = Decimal(0)
COLUMNS = ["short_quantity", "earliest_on", "short_told_at"]


@in_place
def look(body: Any, actor: Any, data: Any) -> None:
    """At entry: what the stock says of each line, so that the customer hears it at once."""
    lines = list(body.lines.all())
    before = _said(lines)
    _measure(lines, body.warehouse_id, today=timezone.localdate(data["at"]))
    _write_changed(lines, before)


Said = dict[int, tuple[object, ...]]


def _said(lines: Iterable[Any]) -> Said:
    return {line.pk: tuple(getattr(line, name) for name in COLUMNS) for line in lines}


def _write_changed(lines: Iterable[Any], before: Said) -> None:
    rows.write([x for x in lines if _said([x])[x.pk] != before[x.pk]], COLUMNS)


def tell_at_pricing(body: Any, *, told: bool, at: datetime) -> None:
    """Whoever prices looks at the stock; a shortage the customer does not know of stops it."""
    lines = list(body.lines.all())
    before = _said(lines)
    _measure(lines, body.warehouse_id, today=timezone.localdate(at))
    for line in lines:
        if line.short_quantity > 0 and told:
            line.short_told_at = line.short_told_at or at
    _write_changed(lines, before)
    silent = [line for line in lines if line.short_quantity > 0 and line.short_told_at is None]
    if silent:
        raise Refused(
            _("These goods are short. Tell the customer, then tick that he was told:"),
            details=[sentence(line) for line in silent],
        )


def sentence(line: Any) -> str:
    """「1 LS 螺丝：缺 5，最早 2026-07-09」."""
    return str(
        _("%(line)s %(item)s: %(short)s short, to be had from %(day)s")
        % {
            "line": line.line_no,
            "item": f"{line.item.code} {line.item.name}",
            "short": formats.quantity(line.short_quantity),
            "day": formats.day(line.earliest_on),
        }
    )


def _measure(lines: Iterable[Any], warehouse: int, *, today: date) -> None:
    """Before release: what is free against what the lines ask for, the earlier line first."""
    goods = [line for line in lines if line.item.kind != ItemKind.SERVICE]
    items = {line.item_id for line in goods}
    free = {pk: each.available for pk, each in figures(items, warehouse=warehouse).items()}
    for line in goods:
        there = max(free[line.item_id], ZERO)
        line.short_quantity = max(line.open_quantity - there, ZERO)
        free[line.item_id] = there - min(there, line.open_quantity)
    _date([line for line in goods if line.short_quantity > 0], today=today)
    for line in goods:
        if not line.short_quantity:
            line.earliest_on = line.short_told_at = None


def _date(lines: Iterable[Any], *, today: date) -> None:
    found = earliest({line.item_id: line.item for line in lines}, today=today)
    for line in lines:
        line.earliest_on = found[line.item_id]


def earliest(items: dict[int, Item], *, today: date) -> dict[int, date]:
    """When more comes: the next arrival that is promised, else the item's lead time from today."""
    coming = next_arrivals(items)
    calendar = firm_calendar()
    return {
        pk: max(coming[pk], today)
        if pk in coming
        else calendar.add_working_days(today, item.lead_time_days)
        for pk, item in items.items()
    }


def follow(document: Document, *, at: datetime) -> None:
    """After every step that changes what an order lacks: its lines say so, and so does demand.

    What a released order lacks is demand; what is not released, or ended, asks for nothing.
    """
    lines = list(_lines_of(document.pk))
    before = _said(lines)
    open_ = {each.line.pk: each for each in lacking_of(document.pk, lines)}
    released = document.state == "released"
    for line in lines:
        short = open_[line.pk].quantity if released and line.pk in open_ else ZERO
        line.short_quantity = short
        if not short:
            line.earliest_on = line.short_told_at = None
    _date([line for line in lines if line.short_quantity > 0], today=timezone.localdate(at))
    _write_changed(lines, before)
    short = [line for line in lines if line.short_quantity > 0]
    body = CustomerOrder.objects.get(pk=document.pk) if short else None
    set_demand(document, [_want(body, line) for line in short], at=at)


_lines_of = Prepared(lambda pk: CustomerOrderLine.objects.filter(body=pk).order_by("line_no"), KEY)


def _want(body: Any, line: CustomerOrderLine) -> Want:
    return Want(
        line.line_no,
        line.item_id,
        body.warehouse_id,
        line.short_quantity,
        line.wanted_on or body.wanted_on,
    )
