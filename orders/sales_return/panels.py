"""What stands beside a return: what was delivered, what was counted, the credit, the messages."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from finance.parties import funds
from masterdata.roles import may_see_list_prices
from orders.delivery.queries import Held
from orders.sales_return.effects import DECISION, REPLY
from orders.sales_return.queries import BINDING, held_on_returns, returnable_of
from ui import formats
from ui.punctuation import listed

Context = Mapping[str, Any]
TEMPLATE = "orders/_table_panel.html"
MOST = 50
BEFORE_GRADING = ("applied", "rejected", "approving", "approved", "received")
KINDS = {DECISION: _("Decision told"), REPLY: _("Return note sent")}


def _table(heads: Iterable[tuple[Any, str]], rows: list[dict[str, Any]]) -> Context | None:
    columns = [{"label": label, "align": align} for label, align in heads]
    return {"table": {"columns": columns, "rows": rows}} if rows else None


def what_was_delivered(body: Any, user: Any) -> Context | None:
    """Per delivery line: sent, refused, returned, on other returns, and what may still come."""
    lines = {line.delivery_line_id: line for line in body.lines.all() if line.delivery_line_id}
    if not lines or body.head.state not in BEFORE_GRADING:
        return None
    held = held_on_returns(lines, but=body.pk)
    binding = held_on_returns(lines, but=body.pk, states=BINDING)
    heads = (
        (_("Line"), ""),
        (_("Sent"), "end"),
        (_("Refused by the customer"), "end"),
        (_("Returned so far"), "end"),
        (_("On other returns"), "end"),
        (_("May still come back"), "end"),
        (_("Other returns"), ""),
    )
    return _table(heads, [_delivered(line, held, binding) for line in lines.values()])


def _delivered(line: Any, held: dict[int, Held], binding: dict[int, Held]) -> dict[str, Any]:
    source = line.delivery_line
    others = held.get(source.pk, Held())
    figures = (
        source.sent,
        source.refused,
        source.returned,
        others.quantity,
        returnable_of(source, binding),
    )
    name = f"{source.body.head.number}/{source.line_no} {line.item.code} {line.item.name}"
    return {
        "cells": [
            {"text": name},
            *({"text": formats.quantity(figure)} for figure in figures),
            {"text": listed(others.numbers)},
        ]
    }


def differences(body: Any, user: Any) -> Context | None:
    """差异: lines of which something else came than was announced."""
    lines = [line for line in body.lines.all() if line.difference]
    heads = (
        (_("Line"), ""),
        (_("Approved quantity"), "end"),
        (_("Counted quantity"), "end"),
        (_("Difference"), "end"),
        (_("Why the count differs"), ""),
    )
    return _table(heads, [_difference(line) for line in lines])


def _difference(line: Any) -> dict[str, Any]:
    return {
        "cells": [
            {"text": f"{line.line_no} {line.item.code} {line.item.name}"},
            {"text": formats.quantity(line.base_quantity)},
            {"text": formats.quantity(line.counted)},
            {"text": formats.quantity(line.difference), "tone": "bad"},
            {"text": line.count_note},
        ]
    }


def credit(body: Any, user: Any) -> Context | None:
    """What the posting took off: for which order, and what of it is still the customer's."""
    if not may_see_list_prices(user):
        return None
    rows = [
        {
            "cells": [
                {"text": each.order or _("Own money")},
                {"text": formats.money(each.amount)},
                {"text": formats.money(each.amount - each.left)},
                {"text": formats.money(each.left)},
            ]
        }
        for each in funds.credits_of(body.pk)
    ]
    heads = (
        (_("Customer order"), ""),
        (_("Credited"), "end"),
        (_("Settled"), "end"),
        (_("Left to the customer"), "end"),
    )
    return _table(heads, rows)


def messages(body: Any, user: Any) -> Context | None:
    """What was told to the customer, how, when and by whom (R63)."""
    heads = (
        (_("At"), ""),
        (_("What"), ""),
        (_("Sent by"), ""),
        (_("Told to"), ""),
        (_("Told by"), ""),
        (_("Note"), ""),
    )
    rows = [
        {
            "cells": [
                {"text": formats.moment(sent.at)},
                {"text": KINDS.get(sent.kind, sent.kind)},
                {"text": sent.get_channel_display()},
                {"text": sent.receiver},
                {"text": sent.actor.display_name},
                {"text": sent.note},
            ]
        }
        for sent in body.sent.select_related("actor").order_by("-id")[:MOST]
    ]
    return _table(heads, rows)


def facts(body: Any, user: Any) -> Iterable[Context]:
    """The deliveries and orders at the top, where people look for them."""
    lines = [line for line in body.lines.all() if line.delivery_line_id]
    deliveries = {line.delivery_line.body.head.number for line in lines}
    orders = {line.order_line.body.head.number for line in lines if line.order_line}
    if deliveries:
        yield {"label": _("Original delivery"), "value": listed(sorted(deliveries))}
    if orders:
        yield {"label": _("Customer order"), "value": listed(sorted(orders))}


def told(body: Any) -> Mapping[str, Context | None]:
    """People with the time beside them; what lies in the bin is for the books to tell."""
    found: dict[str, Context | None] = dict.fromkeys(
        ("hold_bin", "received_at", "graded_at", "confirmed_at", "carrier", "waybill", "packages")
    )
    came = " ".join(part for part in (body.carrier, body.waybill) if part)
    for name, value, more in (
        ("received_by", _name(body.received_by), f"{formats.moment(body.received_at)} {came}"),
        ("graded_by", _name(body.graded_by), formats.moment(body.graded_at)),
        ("confirmed_by", body.confirmed_by, formats.moment(body.confirmed_at)),
    ):
        label = body._meta.get_field(name).verbose_name
        found[name] = {"label": label, "value": f"{value} {more}".strip()} if value else None
    return found


def _name(person: Any) -> str:
    return person.display_name if person else ""
