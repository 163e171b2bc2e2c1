"""The order's own calls, beside it on its page."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from purchasing.purchase_order.chasing.actions import may_chase
from purchasing.purchase_order.chasing.models import ChaseCallLine
from ui import formats

MOST = 50
HEADS = (
    _("At"),
    _("Line"),
    _("How"),
    _("Spoke with"),
    _("What was said"),
    _("New date"),
    _("Next chase"),
    _("Entered by"),
)


def calls(body: Any, user: Any) -> Mapping[str, Any] | None:
    """Every talk about this order, the newest first, and the way to note another."""
    found = (
        ChaseCallLine.objects.filter(line__body_id=body.pk)
        .select_related("line__item", "call__actor")
        .order_by("-call_id", "line__line_no")[:MOST]
    )
    rows = [{"cells": [{"text": text} for text in _texts(each)]} for each in found]
    opened = any(line.open_quantity > 0 for line in body.lines.all())
    active = body.head.state == "active" and not body.head.held and opened
    url = reverse("chase_call", query={"order": body.pk}) if active and may_chase(user) else ""
    if not rows and not url:
        return None
    table = {"columns": [{"label": head} for head in HEADS], "rows": rows}
    return {"table": table if rows else None, "url": url}


def _texts(each: ChaseCallLine) -> list[str]:
    call = each.call
    return [
        formats.moment(call.at),
        f"{each.line.line_no} {each.line.item.code}",
        str(call.get_channel_display()),
        call.contact,
        call.said,
        formats.day(each.new_on),
        formats.day(call.next_on),
        call.actor.display_name,
    ]
