"""Makes a receipt from orders: their open lines, less what other unapproved receipts hold."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents import drafts
from documents.errors import Refused
from documents.models import Document
from inventory.places.queries import bins_by_id, usual_bins
from masterdata.models import Company, User
from masterdata.units import Ratio, from_base
from purchasing import lines as arithmetic
from purchasing.purchase_order.models import LineState, PurchaseOrder, PurchaseOrderLine
from purchasing.purchase_order.progress import allowed_of
from purchasing.purchase_order.queries import Held, held_on_notes, held_on_receipts
from purchasing.receipt.flow import RECEIPT
from ui.conditions import KEYS, among
from ui.prepared import Prepared

TERMS = ("item", "unit", "ratio_numerator", "ratio_denominator", "price", "price_includes_tax")
MORE_TERMS = ("discount", "tax_rate", "is_gift")
ZERO = Decimal(0)
Row = dict[str, Any]


def open_rows(orders: Sequence[PurchaseOrder]) -> list[Row]:
    """A receipt row for every line that is open, less what lies on other receipts and on pick-up
    notes; bins are the items' usual ones."""
    loaded = {order.pk: order for order in orders}
    lines = _open_lines(list(loaded))
    for line in lines:
        line.body = loaded[line.body_id]
    return rows_from(lines, warehouse_id=orders[0].warehouse_id)


_open_lines = Prepared(
    lambda orders: (
        PurchaseOrderLine.objects.filter(among("body_id", orders), line_state=LineState.OPEN)
        .select_related("item", "unit")
        .order_by("body_id", "line_no")
    ),
    KEYS,
)


def rows_from(lines: Iterable[PurchaseOrderLine], *, warehouse_id: int) -> list[Row]:
    found = list(lines)
    ids = [line.pk for line in found]
    held, on_notes = held_on_receipts(ids, without_note=True), held_on_notes(ids)
    usual = usual_bins({line.item_id for line in found}, warehouse_id=warehouse_id)
    bins = bins_by_id(usual.values())
    percent = Company.current().over_receipt_percent
    rows = []
    for line in found:
        others = held.get(line.pk, Held()).quantity + on_notes.get(line.pk, Held()).quantity
        row = _row(line, open_quantity=max(line.open_quantity - others, ZERO))
        if row is not None:
            shown = {"ordered": line.base_quantity, "received": line.received_quantity}
            shown |= {"on_receipts": others, "allowed": allowed_of(line, percent=percent)}
            rows.append(row | shown | {"bin": bins[usual[line.item_id]]})
    return rows


def _row(line: PurchaseOrderLine, *, open_quantity: Decimal) -> Row | None:
    if open_quantity <= 0:
        return None
    ratio = Ratio(line.ratio_numerator, line.ratio_denominator)
    row = {name: getattr(line, name) for name in (*TERMS, *MORE_TERMS)}
    row |= {"order_line": line, "quantity": from_base(open_quantity, ratio), "rejected": ZERO}
    return arithmetic.received(row)


def require_one_supplier(orders: Sequence[Document]) -> None:
    parties = {order.party_id for order in orders}
    if len(parties) != 1:
        raise Refused(
            _("These orders go to several suppliers. A receipt is of one; choose his orders only.")
        )


def _body_of(order_id: int, rows: Iterable[Row]) -> PurchaseOrder:
    """The order's body, loaded with one of its rows or by itself."""
    cited = (row["order_line"] for row in rows if row.get("order_line"))
    found = next((line.body for line in cited if line.body_id == order_id), None)
    return found or PurchaseOrder.objects.select_related("warehouse").get(pk=order_id)


def receive(
    orders: Sequence[Document],
    *,
    actor: User,
    rows: Sequence[Row],
    **given: Any,
) -> Document:
    """A draft of these rows; `body` and whatever else `drafts.create` takes may be given."""
    require_one_supplier(orders)
    first = _body_of(orders[0].pk, rows)
    names = {field.name for field in RECEIPT.line._meta.concrete_fields}
    body = {"warehouse": first.warehouse, "price_includes_tax": first.price_includes_tax}
    return drafts.create(
        RECEIPT,
        actor=actor,
        head={"party": orders[0].party, **given.pop("head", {})},
        body=body | given.pop("body", {}),
        lines=[{n: v for n, v in row.items() if n in names} for row in rows],
        state="draft",
        sources=orders,
        **given,
    )
