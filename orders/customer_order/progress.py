"""How far an order has come: counters from the lines of deliveries that left, line states."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from masterdata.fields import MoneyField, QuantityField
from orders.customer_order.models import CustomerOrderLine, LineState
from ui.conditions import KEYS, among
from ui.prepared import PreparedUpdate

ZERO = Decimal(0)
SIGNED = ("delivered", "installed", "closed")
SENT = Coalesce(F("picked"), F("base_quantity"))


def recounting(
    *, shipped_lines: "QuerySet[Any]", replaced_lines: "QuerySet[Any] | None" = None
) -> PreparedUpdate:
    """Sets the lines' counters, by the ids of their orders, to what left and was not refused, and
    their state to what the counters call for; told twice, it changes nothing.

    `shipped_lines` are the lines of deliveries that left; `replaced_lines` those of returns whose
    goods are to be sent again (each names its `delivery_line`): the order knows neither paper.
    One statement, however many lines.
    """

    def recount(order_ids: Any) -> "tuple[QuerySet[Any], dict[str, Any]]":
        lines = CustomerOrderLine._base_manager.filter(among("body_id", order_ids))
        counters = _counters(shipped_lines, replaced_lines)
        return lines, counters | {"line_state": _state_of(counters["shipped_quantity"])}

    return PreparedUpdate(recount, KEYS)


def _counters(
    shipped_lines: "QuerySet[Any]", replaced_lines: "QuerySet[Any] | None"
) -> dict[str, Any]:
    went = _sum(shipped_lines, "order_line", SENT - F("refused"), QuantityField())
    gross = _sum(shipped_lines, "order_line", F("gross") - F("refused_gross"), MoneyField())
    signed_lines = shipped_lines.filter(body__head__state__in=SIGNED)
    signed = _sum(signed_lines, "order_line", SENT - F("refused"), QuantityField())
    if replaced_lines is not None:
        path = "delivery_line__order_line"
        back = _sum(replaced_lines, path, F("taken"), QuantityField())
        went, signed = went - back, signed - back
        gross = gross - _sum(replaced_lines, path, F("gross"), MoneyField())
    return {"shipped_quantity": went, "shipped_gross": gross, "signed_quantity": signed}


def _sum(lines: "QuerySet[Any]", path: str, value: Any, field: Any) -> Any:
    """What these lines add up to for the order line they lead to; zero where there are none."""
    of_line = lines.filter(**{path: OuterRef("pk")}).order_by().values(path)
    total = Subquery(of_line.annotate(total=Sum(value, output_field=field)).values("total"))
    return Coalesce(total, Value(ZERO, output_field=field), output_field=field)


def settle_lines(order_ids: Iterable[int]) -> None:
    """Set the lines' state from their counters, in one statement."""
    lines = CustomerOrderLine._base_manager.filter(body_id__in=list(order_ids))
    lines.update(line_state=_state_of(F("shipped_quantity")))


def _state_of(shipped: Any) -> Case:
    """The state of a line of which so much was shipped."""
    return Case(
        When(base_quantity__gt=shipped + F("closed_quantity"), then=Value(LineState.OPEN.value)),
        When(closed_quantity__gt=0, then=Value(LineState.CLOSED.value)),
        default=Value(LineState.SHIPPED.value),
    )
