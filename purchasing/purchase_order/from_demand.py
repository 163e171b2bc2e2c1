"""Draft orders of what released customer orders lack: one for each supplier and warehouse.

What lies on orders that no supplier has confirmed yet is not ordered a second time; the papers
that lack the goods are locked while it is counted, so two buyers at once make one order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents import drafts, links
from documents.models import Document
from documents.transactions import in_one_transaction
from inventory.demand import offers
from inventory.demand.queries import Lack, hold, lacks
from inventory.places.models import Warehouse
from masterdata.models import Company, Item, Party, User
from masterdata.roles import roles_of
from purchasing import lines as arithmetic
from purchasing.defaults import fill_prices
from purchasing.purchase_order.flow import PURCHASE_ORDER
from purchasing.purchase_order.models import LineState, PurchaseOrderLine

NOT_EXPECTED_YET = ("draft", "submitted", "approved", "signed")
NONE = Decimal(0)
Place = tuple[int, int]


@dataclass
class Made:
    """The drafts, and the items that were left out with the reason why."""

    orders: list[Document] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Wanted:
    """How much to order of an item for a warehouse, and for whose sake."""

    item: Item
    warehouse_id: int
    quantity: Decimal
    lack: Lack


def lines_in_preparation() -> QuerySet[PurchaseOrderLine]:
    """Nothing of them has come, so all are open: the index of open lines finds them, not all lines
    that were ever ordered of an item."""
    return PurchaseOrderLine.objects.filter(
        line_state=LineState.OPEN, body__head__state__in=NOT_EXPECTED_YET
    )


def shares(found: Sequence[Lack], prepared: Mapping[Place, Decimal]) -> dict[Place, Decimal]:
    """What each warehouse still has to order of one item; pure.

    Goods on their way to another warehouse than the one that lacks them count, too: no more is
    ordered in all than is lacking in all. What is needed first is ordered first.
    """
    left = sum((lack.demanded - lack.expected for lack in found), NONE)
    left -= sum((prepared.get(_place(lack), NONE) for lack in found), NONE)
    ordered = {}
    for lack in found:
        here = min(lack.lacking - prepared.get(_place(lack), NONE), left)
        if here > 0:
            ordered[_place(lack)] = here
            left -= here
    return ordered


def _place(lack: Lack) -> Place:
    return lack.item_id, lack.warehouse_id


def to_order(lacking: Decimal, *, minimum: Decimal, decimals: int) -> Decimal:
    """At least the minimum order, in whole units where the item is counted in whole ones."""
    step = Decimal(1).scaleb(-decimals)
    return max(lacking, minimum).quantize(step, rounding=ROUND_CEILING)


def order_lacking(item_ids: Iterable[int], *, actor: User, at: datetime) -> Made:
    """A draft for each supplier and warehouse; items nobody is to bring are named."""
    wanted = set(item_ids)
    return in_one_transaction(lambda: _order_lacking(wanted, actor, at))


def _order_lacking(item_ids: set[int], actor: User, at: datetime) -> Made:
    hold(item_ids)
    items = Item.objects.select_related("unit", "default_supplier").filter(pk__in=item_ids)
    found, prepared = _by_item(lacks(item_ids)), offers.in_preparation(item_ids)
    made, groups = Made(), dict[tuple[int, int], list[Wanted]]()
    for item in items.order_by("code"):
        of_item = found.get(item.pk, [])
        ordered = shares(of_item, prepared)
        reason = _why_not(item, of_item, ordered)
        if reason:
            made.left_out.append(reason)
            continue
        for lack in of_item:
            quantity = ordered.get(_place(lack))
            if quantity:
                key = item.default_supplier_id or 0, lack.warehouse_id
                groups.setdefault(key, []).append(_wanted(item, lack, quantity))
    made.orders = [_order(group, actor, at) for _key, group in sorted(groups.items())]
    return made


def _by_item(found: Iterable[Lack]) -> dict[int, list[Lack]]:
    grouped: dict[int, list[Lack]] = {}
    for lack in found:
        grouped.setdefault(lack.item_id, []).append(lack)
    return grouped


def _wanted(item: Item, lack: Lack, quantity: Decimal) -> Wanted:
    rounded = to_order(quantity, minimum=item.minimum_order, decimals=item.unit.decimals)
    return Wanted(item, lack.warehouse_id, rounded, lack)


def _why_not(item: Item, found: Sequence[Lack], ordered: Mapping[Place, Decimal]) -> str:
    words = {"item": f"{item.code} {item.name}"}
    if not found:
        return gettext("%(item)s: nobody lacks it any more.") % words
    if not ordered:
        return gettext("%(item)s: what is lacking is on order already.") % words
    supplier: Party | None = item.default_supplier
    if supplier is None:
        sentence = gettext("%(item)s has no default supplier. Name one on the item's page.")
        return sentence % words
    words |= {"supplier": supplier.name}
    if supplier.blocked_for_orders:
        return gettext("%(item)s: %(supplier)s is blocked for new orders.") % words
    if not supplier.is_active:
        return gettext("%(item)s: %(supplier)s is no longer active.") % words
    if not item.is_active:
        return gettext("%(item)s is no longer active.") % words
    return ""


def _order(group: list[Wanted], actor: User, at: datetime) -> Document:
    party = group[0].item.default_supplier
    assert party is not None
    includes_tax = Company.current().prices_include_tax
    rows = [_row(wanted, includes_tax=includes_tax) for wanted in group]
    days = [wanted.lack.needed_on for wanted in group if wanted.lack.needed_on]
    body = {
        "warehouse": Warehouse.objects.get(pk=group[0].warehouse_id),
        "price_includes_tax": includes_tax,
        "payment_terms": party.payment_terms,
        "wanted_on": min(days) if days else None,
    }
    lines = fill_prices(rows, party=party, user=actor, again=arithmetic.ordered)
    document = drafts.create(
        PURCHASE_ORDER, actor=actor, head={"party": party}, body=body, lines=lines, at=at
    )
    served = {pk for wanted in group for pk in wanted.lack.documents}
    links.link_many(served, document, links.SERVES)
    return document


def _row(wanted: Wanted, *, includes_tax: bool) -> dict[str, Any]:
    item = wanted.item
    row = {
        "item": item,
        "unit": item.unit,
        "ratio_numerator": 1,
        "ratio_denominator": 1,
        "quantity": wanted.quantity,
        "price": NONE,
        "price_includes_tax": includes_tax,
        "tax_rate": item.tax_rate,
        "need_on": wanted.lack.needed_on,
        "contract_on": wanted.lack.needed_on,
    }
    return arithmetic.ordered(row)


def may_order(user: Any) -> bool:
    return bool(set(PURCHASE_ORDER.makers) & roles_of(user))


def register() -> None:
    offers.register_offer(
        offers.Offer(
            "order",
            _("Order the ticked ones"),
            "purchase_order_from_demand",
            may_order,
            _("Ticked items become one draft order for each default supplier and warehouse."),
        )
    )
    offers.register_preparation("purchase_order", lines_in_preparation)
