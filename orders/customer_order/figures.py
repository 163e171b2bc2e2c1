"""What a list of orders shows beside the head: quantities, money, states; by sub-select.

Nothing here is summed over the whole list and nothing is sorted by, so the database works a figure
out for the rows of one page alone.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from finance.parties.funds import fund_figures
from orders.customer_order.models import CustomerOrderLine, LineState
from orders.customer_order.queries import WITH_MONEY
from ui.conditions import before

NONE, PART, FULL = "none", "part", "full"
BEFORE_APPROVAL = ("draft", "consulting", "calling", "pricing")
UNDER_WAY = (*BEFORE_APPROVAL, "approving", "noticed", "released")
CAN_BE_SHORT = ("noticed", "released")

APPROVAL_STATES = (
    (NONE, _("Not submitted yet")),
    (PART, _("In approval")),
    (FULL, _("Approved")),
)
SHIPPING_STATES = (
    (NONE, _("Nothing shipped")),
    (PART, _("Partly shipped")),
    (FULL, _("Shipped in full")),
)
PAYMENT_STATES = ((NONE, _("Not paid")), (PART, _("Partly paid")), (FULL, _("Paid in full")))


def lines_of_row() -> "QuerySet[Any]":
    return CustomerOrderLine._base_manager.filter(body_id=OuterRef("pk")).order_by()


def with_figures(orders: "QuerySet[Any]") -> "QuerySet[Any]":
    lines = lines_of_row()

    def of(source: Any, value: Any) -> Subquery:
        return Subquery(source.values("body_id").annotate(figure=value).values("figure"))

    return orders.select_related("party__owner", "party__region").annotate(
        ordered=of(lines, Sum("base_quantity")),
        shipped=of(lines, Sum("shipped_quantity")),
        short=of(lines.filter(line_state=LineState.OPEN), Sum("short_quantity")),
        has_open=Exists(lines.filter(line_state=LineState.OPEN)),
        **fund_figures(OuterRef("pk")),
    )


def unpaid(record: Any) -> Any:
    """未到账: what of the order itself is still to come; before the notice nothing is asked."""
    if record.state not in WITH_MONEY:
        return None
    left = record.total - (record.paid or 0)
    return max(left, 0 * left)


def payment_state(record: Any) -> str:
    if record.state not in WITH_MONEY:
        return ""
    if not record.paid:
        return FULL if not record.total else NONE
    return FULL if record.paid >= record.total else PART


def shipping_state(record: Any) -> str:
    if record.state not in ("released", "fulfilled", "closed"):
        return ""
    if not record.shipped:
        return NONE
    return PART if record.has_open else FULL


def approval_state(record: Any) -> str:
    if record.state in BEFORE_APPROVAL:
        return NONE
    if record.state == "approving":
        return PART
    return FULL if record.state in WITH_MONEY else ""


def days_late(record: Any, wanted_on: date | None, *, today: date) -> int:
    """Days are days: late is what was agreed for earlier than today and did not leave in full."""
    if record.state not in UNDER_WAY or wanted_on is None or wanted_on >= today:
        return 0
    return (today - wanted_on).days


def late(today: date) -> Q:
    return Q(before("customerorder__wanted_on", today), state__in=UNDER_WAY)


def short_orders(states: Iterable[str] = CAN_BE_SHORT) -> Q:
    """From the lines, by an index of their own: who is short is found before an order is read.

    Who wants one state names it here: asked for twice, PostgreSQL takes it for rarer than it is.
    """
    short = CustomerOrderLine._base_manager.filter(line_state=LineState.OPEN, short_quantity__gt=0)
    return Q(pk__in=short.order_by().values("body_id"), state__in=tuple(states))


def in_payment_state(orders: "QuerySet[Any]", state: str) -> "QuerySet[Any]":
    asked = orders.filter(state__in=WITH_MONEY)
    if state == FULL:
        return asked.filter(Q(paid__gte=F("total")) | Q(paid__isnull=True, total=0))
    if state == PART:
        return asked.filter(paid__gt=0, paid__lt=F("total"))
    return asked.filter(Q(paid__isnull=True) | Q(paid=0)).exclude(total=0)


def in_shipping_state(orders: "QuerySet[Any]", state: str) -> "QuerySet[Any]":
    asked = orders.filter(state__in=("released", "fulfilled", "closed"))
    if state == NONE:
        return asked.filter(Q(shipped=0) | Q(shipped__isnull=True))
    return asked.filter(shipped__gt=0, has_open=state == PART)
