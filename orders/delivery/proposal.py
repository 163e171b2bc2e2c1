"""What to put on a delivery: what is kept for the orders first, then what is free in the bins."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from inventory.places.models import Bin, Warehouse
from inventory.places.queries import bins_by_id, usual_bins
from inventory.stock.queries import free_in_bins, reserved_parts
from masterdata.models.items import ItemKind
from masterdata.units import Ratio, from_base
from orders.customer_order.models import CustomerOrderLine
from orders.delivery.amounts import price_in, worth_of
from orders.delivery.queries import Deliverable, gone_of

Row = dict[str, Any]
Parts = Sequence[tuple[int, Decimal]]
TERMS = ("discount", "tax_rate", "price_includes_tax", "is_gift", "line_remark")


def rows_of(found: Sequence[Deliverable], *, warehouse: Warehouse) -> list[Row]:
    """One row per order line and bin; what lies nowhere is left out and can be typed."""
    order_ids = {each.line.body_id for each in found}
    kept = reserved_parts(order_ids)
    free = {
        item_id: list(parts)
        for item_id, parts in free_in_bins(
            {each.line.item_id for each in found}, warehouse=warehouse.pk
        ).items()
    }
    inside = bins_by_id(_bins_in(kept.values(), free.values()))
    rows: list[Row] = []
    for each in found:
        own = [
            (pk, quantity)
            for pk, quantity in kept.get((each.line.body_id, each.line.line_no), ())
            if inside[pk].warehouse_id == warehouse.pk
        ]
        for bin_id, quantity in spread(each, own, free.get(each.line.item_id, [])):
            place = inside.get(bin_id) if bin_id else None
            rows.append(row_of(each.line, quantity) | {"bin": place})
    return with_amounts(rows)


def _bins_in(*groups: Iterable[Parts]) -> set[int]:
    return {bin_id for group in groups for parts in group for bin_id, _quantity in parts}


def spread(
    each: Deliverable, kept: Parts, free: list[tuple[int, Decimal]]
) -> Iterator[tuple[int, Decimal]]:
    """Where an order line's goods are taken from; `free` is used up for the lines that follow.

    What is kept for the line but lies on another delivery already is taken off first.
    """
    if each.line.item.kind == ItemKind.SERVICE:
        yield 0, each.quantity
        return
    wanted, on_others = each.quantity, each.held.quantity
    for bin_id, quantity in kept:
        gone = min(on_others, quantity)
        on_others -= gone
        part = min(wanted, quantity - gone)
        if part > 0:
            wanted -= part
            yield bin_id, part
    for place, (bin_id, quantity) in enumerate(free):
        part = min(wanted, quantity)
        if part > 0:
            wanted -= part
            free[place] = (bin_id, quantity - part)
            yield bin_id, part


def row_of(line: CustomerOrderLine, base_quantity: Decimal) -> Row:
    """In the order's unit where that comes out even, else in the item's own."""
    ratio = Ratio(line.ratio_numerator, line.ratio_denominator)
    quantity, unit, price = from_base(base_quantity, ratio), line.unit, line.price
    if quantity != round(quantity, unit.decimals):
        quantity, unit, ratio = base_quantity, line.item.unit, Ratio()
        price = price_in(line, ratio)
    row = {name: getattr(line, name) for name in TERMS}
    return row | {
        "order_line": line,
        "item": line.item,
        "unit": unit,
        "ratio_numerator": ratio.numerator,
        "ratio_denominator": ratio.denominator,
        "quantity": quantity,
        "base_quantity": base_quantity,
        "price": price,
    }


def with_amounts(rows: list[Row]) -> list[Row]:
    gone = gone_of(row["order_line"] for row in rows)
    parts = [(row["order_line"], row["base_quantity"]) for row in rows]
    for row, amounts in zip(rows, worth_of(parts, gone), strict=True):
        row |= {"net": amounts.net, "tax": amounts.tax, "gross": amounts.gross}
    return rows


def put_into_bins(rows: list[Row], *, warehouse: Warehouse) -> None:
    """Left empty: the bin where it is kept for the order, else where most lies free, else the
    item's usual bin."""
    homeless = [row for row in rows if row.get("bin") is None]
    if not homeless:
        return
    items = {row["item"].pk for row in homeless}
    lines = [row["order_line"] for row in homeless if row.get("order_line")]
    kept = reserved_parts({line.body_id for line in lines})
    free = free_in_bins(items, warehouse=warehouse.pk)
    usual = usual_bins(items, warehouse_id=warehouse.pk)
    bins = bins_by_id([*usual.values(), *_bins_in(kept.values(), free.values())])
    for row in homeless:
        row["bin"] = bins[_home(row, kept, free, bins, warehouse) or usual[row["item"].pk]]


def _home(
    row: Row,
    kept: Mapping[tuple[int, int], Parts],
    free: Mapping[int, Parts],
    bins: Mapping[int, Bin],
    warehouse: Warehouse,
) -> int:
    line = row.get("order_line")
    own = kept.get((line.body_id, line.line_no), ()) if line else ()
    here = [pk for pk, quantity in own if bins[pk].warehouse_id == warehouse.pk and quantity > 0]
    return next(iter([*here, *(pk for pk, _quantity in free.get(row["item"].pk, ()))]), 0)
