"""What holds an order up where it stands, in a few words; for the rows of one page at a time."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from documents.models import Attachment
from finance.parties.funds import Funds, funds_of
from orders.customer_order.checks import WRITTEN
from orders.customer_order.models import CallResult, CustomerOrderLine, LineState, Terms
from ui import formats
from ui.punctuation import listed

Lines = list[dict[str, Any]]
FIELDS = ("body_id", "line_no", "call_result", "short_quantity", "earliest_on", "line_state")


def of(orders: Sequence[Any], *, with_sums: bool) -> dict[int, list[str]]:
    """By id; four queries however many orders there are."""
    ids = [order.pk for order in orders]
    lines: dict[int, Lines] = defaultdict(list)
    for row in CustomerOrderLine._base_manager.filter(body_id__in=ids).values(*FIELDS):
        lines[row["body_id"]].append(row)
    files = Attachment.objects.filter(document__in=ids, withdrawn_at=None)
    written = set(files.values_list("document_id", flat=True))
    money = funds_of(ids)
    return {
        order.pk: _of_one(
            order,
            lines[order.pk],
            has_file=order.pk in written,
            got=money[order.pk],
            with_sums=with_sums,
        )
        for order in orders
    }


def _of_one(order: Any, lines: Lines, *, has_file: bool, got: Funds, with_sums: bool) -> list[str]:
    found = [_("On hold")] if order.held else []
    body = order.customerorder
    if order.state == "draft" and body.channel in WRITTEN and not has_file:
        found.append(_("Written order not attached"))
    if order.state == "calling":
        found += _on_the_phone(lines)
    if order.state == "noticed":
        found += _before_release(body, got, with_sums=with_sums)
    if order.state == "released":
        found += _goods(lines) + _before_dispatch(order, body, got, with_sums=with_sums)
    return found


def _on_the_phone(lines: Lines) -> list[str]:
    different = [str(x["line_no"]) for x in lines if x["call_result"] == CallResult.DIFFERENT]
    if different:
        return [_("The customer said otherwise of lines %(lines)s") % {"lines": listed(different)}]
    asked = all(line["call_result"] == CallResult.SAME for line in lines)
    return [] if asked else [_("Not confirmed by phone yet")]


def _before_release(body: Any, got: Funds, *, with_sums: bool) -> list[str]:
    if body.told_at is None:
        return [_("Payment notice not sent yet")]
    missing = body.deposit_due - got.paid
    return [_money(missing, with_sums=with_sums)] if missing > 0 else []


def _before_dispatch(order: Any, body: Any, got: Funds, *, with_sums: bool) -> list[str]:
    if body.terms in (Terms.CREDIT, Terms.COD):
        return []
    missing = order.total - got.paid
    return [_money(missing, with_sums=with_sums)] if missing > 0 else []


def _money(missing: Decimal, *, with_sums: bool) -> str:
    if not with_sums:
        return _("Money not there yet")
    return _("Money not there yet: %(amount)s") % {"amount": formats.money(missing)}


def _goods(lines: Lines) -> list[str]:
    short = [
        line for line in lines if line["line_state"] == LineState.OPEN and line["short_quantity"]
    ]
    if not short:
        return []
    days: list[date] = [line["earliest_on"] for line in short if line["earliest_on"]]
    if not days:
        return [_("Short of goods in %(count)s lines") % {"count": len(short)}]
    words = {"count": len(short), "day": formats.day(max(days))}
    return [_("Short of goods in %(count)s lines, all there on %(day)s") % words]
