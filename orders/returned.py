"""What came back of a delivery or an order, as a panel of their pages.

Reached over foreign keys: neither of the two papers knows the return.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import BigIntegerField, QuerySet
from django.utils.translation import gettext_lazy as _

from documents import registry
from documents.pages import url_for
from documents.visibility import visible_to
from ui import formats, prepared
from ui.values import Given

MOST = 50
HEADS = (
    (_("Sales return"), ""),
    (_("State"), ""),
    (_("Item"), ""),
    (_("Returned quantity"), "end"),
    (_("Counted quantity"), "end"),
    (_("Accepted back"), "end"),
    (_("Outcome"), ""),
    (_("Reason of return"), ""),
)


def of_delivery(body: Any, user: Any) -> Mapping[str, Any] | None:
    return _panel(body.lines.model, user, delivery_line__body=body.pk)


def of_order(body: Any, user: Any) -> Mapping[str, Any] | None:
    delivery_line: Any = body.lines.model._meta.get_field("delivery_lines").related_model
    return _panel(delivery_line, user, delivery_line__order_line__body=body.pk)


def _panel(delivery_line: Any, user: Any, **condition: Any) -> Mapping[str, Any] | None:
    line: Any = delivery_line._meta.get_field("return_lines").related_model
    if not _came_back(line, **condition):
        return None
    found = line._base_manager.filter(body__head__in=visible_to(user), **condition)
    lines = found.select_related("body__head", "item").order_by("-body_id", "line_no")[:MOST]
    if not lines:
        return None
    columns = [{"label": label, "align": align} for label, align in HEADS]
    return {"table": {"columns": columns, "rows": [_row(each) for each in lines]}}


def _came_back(line: Any, **condition: Any) -> bool:
    """Whether anything did, whoever may see it; of most papers nothing."""
    ((name, paper),) = condition.items()

    def lines() -> "QuerySet[Any, Any]":
        wanted = Given("paper", BigIntegerField())
        return line._base_manager.filter(**{name: wanted}).order_by().values_list("pk")[:1]

    return bool(prepared.rows(("returned", line, name), lines, paper=paper))


def _row(line: Any) -> dict[str, Any]:
    head = line.body.head
    state = registry.get(head.type).state(head.state)
    outcome = line.get_outcome_display() if line.outcome else line.get_wish_display()
    return {
        "cells": [
            {"text": head.number, "url": url_for(head)},
            {"badge": state},
            {"text": f"{line.item.code} {line.item.name}"},
            {"text": formats.quantity(line.base_quantity)},
            {"text": formats.quantity(line.counted)},
            {"text": formats.quantity(line.taken)},
            {"text": outcome},
            {"text": line.reason or line.body.reason},
        ]
    }
