"""What is asked of returns: what posted ones took, what live ones hold, what may come back."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from orders.delivery.models import DeliveryLine
from orders.delivery.queries import Held
from orders.sales_return.amounts import NOTHING, ZERO, Gone, kept_cost, valued
from orders.sales_return.models import PAID, Outcome, SalesReturnLine

# Deliveries whose goods are with the customer.
SIGNED = ("delivered", "installed", "closed")
HERE = ("received", "graded", "drawn")
BINDING = ("approving", "approved", *HERE)
LIVE = ("applied", "rejected", *BINDING)
POSTED = ("posted", "replied", "closed")
NOW = Coalesce("taken", "counted", "base_quantity")


def posted_lines() -> "QuerySet[SalesReturnLine]":
    """Lines of posted returns whose goods count as returned; plain, without what they cite."""
    lines: QuerySet[SalesReturnLine] = SalesReturnLine._base_manager.filter(
        body__head__state__in=POSTED, outcome__in=PAID
    )
    return lines


def replaced_lines() -> "QuerySet[SalesReturnLine]":
    """Goods that are to be sent again: what the orders count off what was shipped."""
    return posted_lines().filter(outcome=Outcome.REPLACE)


def gone_of(delivery_line_ids: Iterable[int], *, but: int | None = None) -> dict[int, Gone]:
    """By delivery line, what posted returns took of it and its money: one query."""
    lines = posted_lines().filter(delivery_line__in=set(delivery_line_ids)).exclude(body=but or 0)
    found: dict[int, Gone] = {}
    for pk, taken, net, gross in lines.values_list("delivery_line_id", "taken", "net", "gross"):
        before = found.get(pk, NOTHING)
        found[pk] = Gone(before.quantity + taken, before.net + net, before.gross + gross)
    return found


def costs_gone_of(delivery_line_ids: Iterable[int], *, but: int | None = None) -> dict[int, Gone]:
    """By delivery line, the cost that came back already: what lies here undecided counts whole."""
    found: dict[int, Gone] = {}
    lines = SalesReturnLine._base_manager.filter(
        delivery_line__in=set(delivery_line_ids), cost__isnull=False
    ).exclude(body=but or 0)
    here = lines.filter(body__head__state__in=HERE)
    kept = lines.filter(body__head__state__in=POSTED, outcome__in=PAID)
    for line in here:
        _add(found, line, valued(line))
    for line in kept:
        _add(found, line, line.taken or ZERO)
    return found


def _add(found: dict[int, Gone], line: Any, quantity: Decimal) -> None:
    before = found.get(line.delivery_line_id, NOTHING)
    found[line.delivery_line_id] = before.and_cost(quantity, kept_cost(line, quantity))


def held_on_returns(
    delivery_line_ids: Iterable[int],
    *,
    but: int | None = None,
    states: Iterable[str] = LIVE,
) -> dict[int, Held]:
    """By delivery line: what returns that are not posted hold of it, without return `but`."""
    rows = (
        SalesReturnLine._base_manager.filter(
            delivery_line__in=set(delivery_line_ids), body__head__state__in=tuple(states)
        )
        .exclude(body_id=but or 0)
        .order_by("body_id", "line_no")
        .annotate(now=NOW)
        .values_list("delivery_line_id", "now", "body__head__number")
    )
    held: dict[int, Held] = {}
    for pk, quantity, number in rows:
        before = held.get(pk, Held())
        numbers = before.numbers if number in before.numbers else (*before.numbers, number)
        held[pk] = Held(before.quantity + quantity, numbers)
    return held


def returnable() -> "QuerySet[DeliveryLine]":
    """Lines of signed deliveries of which not everything was refused or came back."""
    return (
        DeliveryLine.objects.annotate(sent_out=Coalesce("picked", "base_quantity"))
        .filter(body__head__state__in=SIGNED)
        .filter(sent_out__gt=F("refused") + F("returned"))
    )


def returnable_of(line: DeliveryLine, held: dict[int, Held]) -> Decimal:
    """What may still come back, in base units; never below zero."""
    others = held[line.pk].quantity if line.pk in held else ZERO
    return max(line.kept - others, ZERO)
