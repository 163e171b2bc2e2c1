"""A supplier's open prepayments beside a request: those of its own orders first, then the oldest.

They are shown before anybody pays, and may be used for a part of the payment (lesson 4.17).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.errors import Refused
from documents.models import Link
from finance.parties.models import OpenItem, Side
from finance.parties.queries import unsettled
from finance.payment_request.spread import spread
from ui import formats

NONE = Decimal(0)


@dataclass(frozen=True)
class Advance:
    """One credit of the supplier with what is left of it; `is_own`: of the same order."""

    item: OpenItem
    is_own: bool

    @property
    def left(self) -> Decimal:
        left: Decimal = self.item.allocated - self.item.amount
        return left


def open_for(body: Any) -> list[Advance]:
    """Whatever can be used for these debts; a prepayment is not paid from prepayments."""
    lines = [line for line in body.lines.all() if line.open_item_id]
    if not lines or body.head.party_id is None:
        return []
    credits = unsettled(Side.PAYABLE).filter(party=body.head.party_id, amount__lt=0)
    found = list(credits.select_related("document").order_by("on_date", "id"))
    own = _of_the_same_orders({line.source_id for line in lines}, found)
    advances = [Advance(item, item.pk in own) for item in found]
    return sorted(advances, key=lambda advance: not advance.is_own)


def _of_the_same_orders(sources: set[int], credits: Iterable[OpenItem]) -> set[int]:
    """Credits whose paper came from a paper that one of the sources came from, or from it."""
    papers = {item.document_id: item.pk for item in credits}
    if not papers:
        return set()
    orders = Link.objects.filter(target__in=sources, kind="led_to").values_list("source_id")
    above = sources | {pk for (pk,) in orders}
    tied = Link.objects.filter(source__in=above, target__in=papers, kind="led_to")
    tied_papers = set(tied.values_list("target_id", flat=True))
    return {item.pk for item in credits if item.document_id in tied_papers}


def own_total(advances: Iterable[Advance]) -> Decimal:
    return sum((advance.left for advance in advances if advance.is_own), NONE)


def chosen(body: Any, used: Decimal) -> list[tuple[int, Decimal]]:
    """So much of the open prepayments, as the settlement takes them."""
    if not used:
        return []
    advances = open_for(body)
    parts = spread(used, ((advance.item.pk, advance.left) for advance in advances))
    if sum(parts.values(), NONE) != used:
        raise Refused(
            _("Only %(left)s of prepayments and returns is open; use no more than that.")
            % {"left": formats.money(sum((advance.left for advance in advances), NONE))}
        )
    return list(parts.items())
