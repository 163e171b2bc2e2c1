"""What a party has open, as a settlement shows it: a fixed number of queries for all items.

Seen from what the firm owes: a debt is above zero, whatever can be used for it (a prepayment, a
return, in a set-off what the party owes the firm) is below.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from documents.models import Link
from finance.parties.models import OpenItem, Side
from finance.parties.queries import unsettled
from finance.settlement.models import Kind, Settlement
from finance.settlement.proposal import Open

Applied = Callable[[Iterable[int]], Mapping[int, Decimal]]
NONE = Decimal(0)
_applied: list[Applied] = []


def register_applied(fn: Applied) -> None:
    """`fn(item_ids)` says how much of each item is applied for in open payment requests."""
    if fn not in _applied:
        _applied.append(fn)


@dataclass(frozen=True)
class OpenRow:
    """One open item; `left` is signed as the module says."""

    item: OpenItem
    orders: frozenset[int]
    applied: Decimal

    @property
    def left(self) -> Decimal:
        left: Decimal = self.item.amount - self.item.allocated
        return left if self.item.side == Side.PAYABLE else -left

    @property
    def as_open(self) -> Open:
        return Open(
            self.item.pk, abs(self.left), self.item.due_on or self.item.on_date, self.orders
        )


def items_of(party_id: int, kind: str) -> "QuerySet[OpenItem]":
    """What this kind of settlement may settle or use of a party."""
    payable = unsettled(Side.PAYABLE).filter(party=party_id)
    if kind == Kind.PREPAYMENT:
        return payable.none()
    if kind == Kind.REFUND:
        return payable.filter(amount__lt=0)
    if kind != Kind.SET_OFF:
        return payable
    owing = unsettled(Side.RECEIVABLE).filter(party=party_id)
    wanted = Q(pk__in=payable.values("pk")) | Q(pk__in=owing.values("pk"))
    return OpenItem.objects.filter(wanted, amount__gt=0)


def rows_of(items: "QuerySet[OpenItem]") -> list[OpenRow]:
    """The debts by due date, then what can be used for them, the oldest first."""
    found = list(items.select_related("document"))
    orders = orders_of(found)
    applied = applied_for([item.pk for item in found])
    rows = [OpenRow(item, orders[item.pk], applied.get(item.pk, NONE)) for item in found]
    return sorted(rows, key=lambda row: (row.left < 0, row.as_open.since, row.item.pk))


def applied_for(item_ids: Sequence[int]) -> dict[int, Decimal]:
    found: dict[int, Decimal] = defaultdict(Decimal)
    for fn in _applied:
        for item, amount in fn(item_ids).items():
            found[item] += amount
    return found


def orders_of(items: Sequence[OpenItem]) -> dict[int, frozenset[int]]:
    """Of a debt the papers that led to it; of a prepayment the order that it was paid for."""
    papers = {item.document_id for item in items}
    led: dict[int, set[int]] = defaultdict(set)
    pairs = Link.objects.filter(target__in=papers, kind="led_to")
    for target, source in pairs.values_list("target_id", "source_id"):
        led[target].add(source)
    prepaid = Settlement.objects.filter(pk__in=papers, for_document__isnull=False)
    for settlement, order in prepaid.values_list("pk", "for_document_id"):
        led[settlement] = {order}
    return {item.pk: frozenset(led[item.document_id]) for item in items}
