"""How far an order has come: counters from the lines of deliveries that left, line states."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from masterdata.fields import MoneyField, QuantityField
from orders.customer_order.models import CustomerOrderLine, LineState

ZERO = Decimal(0)
SIGNED = ("delivered", "installed", "closed")
SENT = Coalesce(F("picked"), F("base_quantity"))


def recount(
    order_ids: Iterable[int],
    *,
    shipped_lines: "QuerySet[Any]",
    replaced_lines: "QuerySet[Any] | None" = None,
) -> None:
    """Set the lines' counters to what left and was not refused; told twice, it changes nothing.

    `shipped_lines` are the lines of deliveries that left; `replaced_lines` those of returns whose
    goods are to be sent again (each names its `delivery_line`): the order knows neither paper.
    A fixed number of statements, however many lines.
    """
    ids = list(order_ids)
    went = _sum(shipped_lines, "order_line", SENT - F("refused"), QuantityField())
    gross = _sum(shipped_lines, "order_line", F("gross") - F("refused_gross"), MoneyField())
    signed_lines = shipped_lines.filter(body__head__state__in=SIGNED)
    signed = _sum(signed_lines, "order_line", SENT - F("refused"), QuantityField())
    if replaced_lines is not None:
        path = "delivery_line__order_line"
        back = _sum(replaced_lines, path, F("taken"), QuantityField())
        went, signed = went - back, signed - back
        gross = gross - _sum(replaced_lines, path, F("gross"), MoneyField())
    CustomerOrderLine._base_manager.filter(body_id__in=ids).update(
        shipped_quantity=went, shipped_gross=gross, signed_quantity=signed
    )
    settle_lines(ids)


def _sum(lines: "QuerySet[Any]", path: str, value: Any, field: Any) -> Any:
    """What these lines add up to for the order line they lead to; zero where there are none."""
    of_line = lines.filter(**{path: OuterRef("pk")}).order_by().values(path)
    total = Subquery(of_line.annotate(total=Sum(value, output_field=field)).values("total"))
    return Coalesce(total, Value(ZERO, output_field=field), output_field=field)


def settle_lines(order_ids: Iterable[int]) -> None:
    """Set the lines' state from their counters, in one statement."""
    gone = Q(base_quantity__lte=F("shipped_quantity") + F("closed_quantity"))
    CustomerOrderLine._base_manager.filter(body_id__in=list(order_ids)).update(
        line_state=Case(
            When(~gone, then=Value(LineState.OPEN.value)),
            When(closed_quantity__gt=0, then=Value(LineState.CLOSED.value)),
            default=Value(LineState.SHIPPED.value),
        )
    )
