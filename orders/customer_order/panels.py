"""What stands beside an order on its page: the phone, the messages, the money, the supply."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from finance.parties import funds
from inventory.stock.queries import left_of_claims
from masterdata.roles import may_see_list_prices
from orders.customer_order import credit
from orders.customer_order.call_script import call_script
from orders.customer_order.figures import BEFORE_APPROVAL, WITH_MONEY
from orders.customer_order.models import CallResult
from ui import formats
from ui.punctuation import clauses, labelled

Context = Mapping[str, Any]
ON_THE_PHONE = ("draft", "consulting", "calling")
MOST = 50
NUMBERS = (
    _("Ordered"),
    _("Reserved"),
    _("Short"),
    _("Shipped"),
    _("Signed for"),
    _("Open quantity"),
)
KINDS = {
    "notice": _("Payment notice"),
    "confirm": _("Order confirmation"),
    "shortage": _("Shortage told"),
}


def script(body: Any, user: Any) -> Context | None:
    """三句开场白 and the points to go through, while the order is talked over (R6)."""
    return call_script(body) if body.head.state in ON_THE_PHONE else None


def calls(body: Any, user: Any) -> Context | None:
    heads = (_("At"), _("Called by"), _("Spoken with"), _("Phone"), _("Result"), _("Note"))
    rows = [
        {"cells": _call_cells(call)}
        for call in body.calls.select_related("actor").order_by("-id")[:MOST]
    ]
    return _table(heads, rows)


def _call_cells(call: Any) -> list[dict[str, Any]]:
    different = [
        labelled(number, said["note"]) if said.get("note") else str(number)
        for number, said in sorted(call.results.items(), key=lambda pair: int(pair[0]))
        if said.get("result") == CallResult.DIFFERENT
    ]
    result = _("All as in the fax") if call.same else _("Different")
    note = clauses(part for part in (call.note, *different) if part)
    return [
        {"text": formats.moment(call.at)},
        {"text": call.actor.display_name},
        {"text": call.person},
        {"text": call.phone},
        {"text": result, "tone": "good" if call.same else "bad"},
        {"text": note},
    ]


def messages(body: Any, user: Any) -> Context | None:
    """What was told to the customer, how, when and by whom (R9, R10)."""
    heads = (
        _("At"),
        _("What"),
        _("Sent by"),
        _("Told to"),
        _("Told by"),
        _("Promised to pay on"),
        _("Note"),
    )
    rows = [
        {
            "cells": [
                {"text": formats.moment(sent.at)},
                {"text": KINDS.get(sent.kind, sent.kind)},
                {"text": sent.get_channel_display()},
                {"text": sent.receiver},
                {"text": sent.actor.display_name},
                {"text": formats.day(sent.promised_on)},
                {"text": sent.note},
            ]
        }
        for sent in body.sent.select_related("actor").order_by("-id")[:MOST]
    ]
    return _table(heads, rows)


def money(body: Any, user: Any) -> Context | None:
    """打款总额 and what it is made of, what came, what was billed on it, what is left."""
    if not may_see_list_prices(user):
        return None
    priced = body.head.state not in BEFORE_APPROVAL
    fields = _agreed(body) if priced else []
    if body.head.state in WITH_MONEY:
        fields += _came(body)
    fields += _of_the_customer(body)
    return {"fields": fields} if fields else None


def _fact(label: Any, value: Decimal, tone: str = "") -> dict[str, Any]:
    return {"label": label, "value": formats.money(value)} | ({"tone": tone} if tone else {})


def _agreed(body: Any) -> list[dict[str, Any]]:
    found = [_fact(_("Goods"), body.goods_total)]
    signed = (
        (_("+ Freight"), body.freight),
        (_("− Odd money waived"), body.waiver),
        (_("− Customer's money set off"), body.credit_used),
        (_("+ Old debt"), body.old_debt),
    )
    found += [_fact(label, value) for label, value in signed if value]
    found.append(_fact(_("= Total to remit"), body.total_to_remit))
    if body.deposit_due:
        found.append(_fact(_("Due before release"), body.deposit_due))
    if body.remit_by:
        overdue = body.remit_by < timezone.localdate() and body.head.state == "noticed"
        day = {"label": _("Remit by"), "value": formats.day(body.remit_by)}
        found.append(day | ({"tone": "bad"} if overdue else {}))
    if body.account:
        found.append({"label": _("Account to pay into"), "value": body.account.name})
    return found


def _came(body: Any) -> list[dict[str, Any]]:
    got = funds.funds_of([body.pk])[body.pk]
    missing = max(body.head.total - got.paid, Decimal(0))
    return [
        _fact(_("Money arrived"), got.paid, "good" if got.paid and not missing else ""),
        _fact(_("Money still to come"), missing, "bad" if missing else ""),
        _fact(_("Billed with deliveries"), got.billed),
        _fact(_("Left for further deliveries"), got.left, "bad" if got.left < 0 else ""),
    ]


def _of_the_customer(body: Any) -> list[dict[str, Any]]:
    party = body.head.party
    if party is None or body.head.state in ("closed", "cancelled"):
        return []
    stands = credit.exposure(party.pk)
    found = [_fact(_("Customer owes in all"), stands.balance)]
    if stands.limit:
        tone = "bad" if stands.free < 0 else ""
        found += [
            _fact(_("Credit limit"), stands.limit),
            _fact(_("Credit left"), stands.free, tone),
        ]
    return found


def supply(body: Any, user: Any) -> Context | None:
    """Per line what is reserved, short, shipped and signed for; who is told from when on."""
    if body.head.state not in WITH_MONEY:
        return None
    reserved = left_of_claims(body.pk, phase="reserved")
    heads = (
        _("Line"),
        _("Ordered"),
        _("Reserved"),
        _("Short"),
        _("Earliest date"),
        _("Customer told of it at"),
        _("Shipped"),
        _("Signed for"),
        _("Open quantity"),
    )
    rows = [_supply_row(line, reserved) for line in body.lines.all()]
    columns = [{"label": head, "align": "end" if head in NUMBERS else ""} for head in heads]
    return {"table": {"columns": columns, "rows": rows}}


def _supply_row(line: Any, reserved: Mapping[int, Decimal]) -> dict[str, Any]:
    held = reserved.get(line.line_no, Decimal(0))
    short = line.short_quantity if line.open_quantity else Decimal(0)
    cells = [
        {"text": f"{line.line_no} {line.item.code} {line.item.name}"},
        {"text": formats.quantity(line.base_quantity)},
        {"text": formats.quantity(held)},
        {"text": formats.quantity(short) if short else "", "tone": "bad"},
        {"text": formats.day(line.earliest_on) if short else ""},
        {"text": formats.moment(line.short_told_at)},
        {"text": formats.quantity(line.shipped_quantity)},
        {"text": formats.quantity(line.signed_quantity)},
        {"text": formats.quantity(line.open_quantity)},
    ]
    return {"cells": cells} | ({"tone": "late"} if short else {})


def _table(heads: Iterable[Any], rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    if not rows:
        return None
    columns: list[dict[str, Any]] = [{"label": head} for head in heads]
    return {"table": {"columns": columns, "rows": rows}}
