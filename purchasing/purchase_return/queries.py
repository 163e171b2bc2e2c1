"""What is asked of returns: what posted ones took, what live ones hold, what was bought lately."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import F, QuerySet, Sum

from purchasing.purchase_order.queries import Held
from purchasing.purchase_return.amounts import Gone
from purchasing.purchase_return.models import PurchaseReturnLine
from purchasing.receipt.models import ReceiptLine

POSTED = "posted"
BINDING = ("submitted", "approved")
LIVE = ("draft", *BINDING)


def posted_lines() -> QuerySet[PurchaseReturnLine]:
    """Lines of returns that left; plain, without what they cite."""
    lines: QuerySet[PurchaseReturnLine] = PurchaseReturnLine._base_manager.filter(
        body__head__state=POSTED
    )
    return lines


def gone_of(receipt_line_ids: Iterable[int]) -> dict[int, Gone]:
    """By receipt line, what posted returns took of it: one query."""
    lines = posted_lines().filter(receipt_line__in=set(receipt_line_ids)).order_by()
    rows = lines.values_list("receipt_line").annotate(
        Sum("base_quantity"), Sum("net"), Sum("gross")
    )
    return {pk: Gone(quantity, net, gross) for pk, quantity, net, gross in rows if pk}


def held_on_returns(
    receipt_line_ids: Iterable[int],
    *,
    but: int | None = None,
    states: Iterable[str] = LIVE,
) -> dict[int, Held]:
    """By receipt line: what returns that have not left yet hold of it, without return `but`."""
    rows = (
        PurchaseReturnLine._base_manager.filter(
            receipt_line__in=set(receipt_line_ids), body__head__state__in=tuple(states)
        )
        .exclude(body_id=but or 0)
        .order_by("body_id", "line_no")
        .values_list("receipt_line_id", "base_quantity", "body__head__number")
    )
    held: dict[int, Held] = {}
    for pk, quantity, number in rows:
        before = held.get(pk, Held())
        numbers = before.numbers if number in before.numbers else (*before.numbers, number)
        held[pk] = Held(before.quantity + quantity, numbers)
    return held


def returnable() -> QuerySet[ReceiptLine]:
    """Lines of approved receipts of which not everything went back yet."""
    return ReceiptLine.objects.filter(
        body__head__state="approved", base_accepted__gt=F("returned_quantity")
    )


def returnable_of(line: ReceiptLine, held: dict[int, Held]) -> Decimal:
    """What may still go back, in base units; never below zero."""
    others = held[line.pk].quantity if line.pk in held else Decimal(0)
    return max(line.base_accepted - line.returned_quantity - others, Decimal(0))


def bought_since(day: date, *, party_id: int, item_ids: Iterable[int]) -> set[int]:
    """Which of these items approved receipts of this supplier brought since that day."""
    lines = ReceiptLine._base_manager.filter(
        item__in=set(item_ids),
        base_accepted__gt=0,
        body__head__party=party_id,
        body__head__state="approved",
        body__head__date__gte=day,
    )
    return set(lines.order_by().values_list("item_id", flat=True))
