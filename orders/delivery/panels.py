"""What stands beside a delivery: the money of its orders, what may still go, who has the cash."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.models import Document
from finance.parties import funds
from masterdata.roles import may_see_list_prices
from orders.delivery import direct, queries
from orders.delivery.amounts import ZERO
from orders.delivery.gates import allowed_by_two
from orders.delivery.reckoning import reckon
from ui import formats
from ui.punctuation import listed

TEMPLATE = "orders/_table_panel.html"


def money_of_orders(body: Any, user: Any) -> Mapping[str, Any] | None:
    """Per order: this share, what others will owe, what is paid and free, what is lacking."""
    if body.head.state not in queries.WAITING or not may_see_list_prices(user):
        return None
    shares = reckon(body).shares
    if not shares:
        return None
    order_ids = [share.order_id for share in shares]
    numbers = dict(Document.objects.filter(pk__in=order_ids).values_list("pk", "number"))
    cover = funds.covers(order_ids)
    promised = queries.promised_of(order_ids, but=body.pk)
    rows = []
    for share in shares:
        need = share.amount + promised[share.order_id]
        lacking = max(need - cover[share.order_id], ZERO)
        figures = (share.amount, promised[share.order_id], cover[share.order_id], lacking)
        rows.append(
            {
                "cells": [
                    {"text": numbers[share.order_id]},
                    *({"text": formats.money(figure)} for figure in figures),
                ],
                "tone": "bad" if lacking and not body.cod else "",
            }
        )
    heads = (_("This delivery"), _("Other deliveries"), _("Paid and free"), _("Money lacking"))
    columns = [{"label": _("Customer order")}, *({"label": h, "align": "end"} for h in heads)]
    return {"table": {"columns": columns, "rows": rows}}


def left_to_send(body: Any, user: Any) -> Mapping[str, Any] | None:
    """Per order line: ordered, shipped, on other deliveries, and what may still go."""
    lines = {line.order_line_id: line for line in body.lines.all() if line.order_line_id}
    if not lines or body.head.state not in queries.WAITING:
        return None
    held = queries.held_on_deliveries(lines, but=body.pk)
    rows = [{"cells": _left_cells(line, held)} for line in lines.values()]
    heads = (_("Quantity ordered"), _("Shipped"), _("On other deliveries"), _("May still go"))
    columns = [{"label": _("Line")}, *({"label": head, "align": "end"} for head in heads)]
    return {"table": {"columns": [*columns, {"label": _("Other deliveries")}], "rows": rows}}


def _left_cells(line: Any, held: dict[int, queries.Held]) -> list[dict[str, str]]:
    source = line.order_line
    others = held.get(source.pk, queries.Held())
    figures = (
        source.base_quantity,
        source.shipped_quantity,
        others.quantity,
        queries.left_of(source, held),
    )
    name = f"{source.body.head.number}/{source.line_no} {line.item.code} {line.item.name}"
    return [
        {"text": name},
        *({"text": formats.quantity(figure)} for figure in figures),
        {"text": listed(others.numbers)},
    ]


def facts(body: Any, user: Any) -> Iterable[Mapping[str, Any]]:
    """The orders at the top; what is to be collected, which the driver must know without prices."""
    lines = [line for line in body.lines.all() if line.order_line_id]
    numbers = sorted({line.order_line.body.head.number for line in lines})
    if numbers:
        yield {"label": _("Customer order"), "value": listed(numbers)}
    yield from direct.facts(body)
    if body.cod and body.driver_id == user.pk and not may_see_list_prices(user):
        yield {"label": _("To collect"), "value": formats.money(body.cod_due)}
    if body.override_reason and not allowed_by_two(body) and body.head.state in queries.WAITING:
        yield {
            "label": _("Allowed before the money"),
            "value": _("Only one side allowed it yet, or the delivery was changed since."),
            "tone": "warning",
        }
