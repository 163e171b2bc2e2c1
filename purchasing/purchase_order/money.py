"""收票状态 and 付款状态 of an order: what its receipts are still owed and still owe.

Both are read from the receipts that brought its goods, never set by hand. A receipt that draws on
several orders is paid and invoiced as a whole, and counts for each of them.
"""

from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from finance.parties.queries import debt_figures
from purchasing.purchase_order.models import PurchaseOrderLine
from purchasing.purchase_order.progress import FULL, NONE, PART

INVOICE_STATES = (
    (NONE, _("No invoice yet")),
    (PART, _("Partly invoiced")),
    (FULL, _("Invoiced in full")),
)
PAYMENT_STATES = ((NONE, _("Not paid")), (PART, _("Partly paid")), (FULL, _("Paid in full")))
TONES = {NONE: "warning", PART: "primary", FULL: "good"}


def _received_lines(order: Any) -> "QuerySet[Any]":
    """Lines of approved receipts, over the foreign key: the order does not know that paper."""
    receipt_line: Any = PurchaseOrderLine._meta.get_field("receipt_lines").related_model
    lines: QuerySet[Any] = receipt_line._base_manager.filter(
        order_line__body_id=order, body__head__state="approved"
    )
    return lines.order_by()


def money_figures() -> dict[str, Subquery]:
    """For the list's `annotate`; part of its one query."""
    due = _received_lines(OuterRef("pk")).exclude(body__invoice_kind="none")
    by_order = due.values("order_line__body_id")
    uninvoiced = Sum(F("gross") - F("returned_gross") - F("invoiced_gross"))
    receipts = _received_lines(OuterRef(OuterRef("pk"))).values("body_id")
    debts = debt_figures(Q(document__in=receipts))
    return {
        "invoiced": Subquery(by_order.annotate(sum=Sum("invoiced_gross")).values("sum")),
        "uninvoiced": Subquery(by_order.annotate(sum=uninvoiced).values("sum")),
        "settled": debts["settled"],
        "left": debts["left"],
    }


def invoice_state(record: Any) -> str:
    """Empty where nothing came that an invoice belongs to."""
    return _state(done=record.invoiced, left=record.uninvoiced)


def payment_state(record: Any) -> str:
    """Empty where nothing came that is to be paid."""
    return _state(done=record.settled, left=record.left)


def _state(*, done: Any, left: Any) -> str:
    if left is None:
        return ""
    if left <= 0:
        return FULL
    return PART if done else NONE


def in_state(orders: "QuerySet[Any]", state: str, *, done: str, left: str) -> "QuerySet[Any]":
    """The same rule as a condition, for the filters."""
    if state == FULL:
        return orders.filter(**{f"{left}__lte": 0})
    asked = orders.filter(**{f"{left}__gt": 0})
    return asked.filter(**{done: 0}) if state == NONE else asked.exclude(**{done: 0})
