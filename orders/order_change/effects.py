"""Writes the change into the order's lines and sums, or takes it out again; inside the step."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Max

from documents import content, rows
from documents.models import Document
from orders import lines as arithmetic
from orders.customer_order import progress
from orders.customer_order.models import CustomerOrder, CustomerOrderLine
from orders.customer_order.pricing import deposit_of
from orders.customer_order.queries import order_funds
from orders.order_change import checks, standing

Data = Mapping[str, Any]
ZERO = Decimal(0)
TERMS = ("price_includes_tax", "tax_rate", "ratio_numerator", "ratio_denominator", "is_gift")
WRITTEN = (
    "quantity",
    "base_quantity",
    "price",
    "discount",
    "wanted_on",
    "net",
    "tax",
    "gross",
    "colour",
    "size",
    "closed_quantity",
    "closed_reason",
)
ADDED = (
    "item_id",
    "unit_id",
    "quantity",
    "base_quantity",
    "price",
    "discount",
    "net",
    "tax",
    "gross",
    "wanted_on",
    "colour",
    "size",
    "price_source",
    "special_reason",
    "line_remark",
    *TERMS,
)


def apply(body: Any, actor: Any, data: Data) -> None:
    checks.lock_credit(body, actor)
    lines = list(body.lines.all())
    known = _lines_of(body)
    for line in lines:
        if line.order_line_id:
            _change(line, known[line.order_line_id], reason=body.reason)
    with content.reopened(body.order_id) as order:
        rows.write(known.values(), WRITTEN)
        _add(body, [line for line in lines if not line.order_line_id])
        _sum_up(order)
    rows.write(lines, ["made_line", "closed_part"])
    _plan_freed(body, known.values())


def restore(body: Any, actor: Any, data: Data) -> None:
    """The old values again; a line that was added stays, with nothing left to deliver."""
    before = order_funds([body.order_id])[body.order_id].uncovered
    known = _lines_of(body)
    for line in body.lines.all():
        target = known.get(line.order_line_id or line.made_line_id)
        if line.order_line_id:
            _write(target, quantity=line.old_quantity, price=line.old_price,
                   discount=line.old_discount, wanted_on=line.old_wanted_on)  # fmt: skip
            target.closed_quantity -= line.closed_part
            target.closed_reason = target.closed_reason if target.closed_quantity else ""
        else:
            target.closed_quantity, target.closed_reason = target.base_quantity, body.reason[:200]
    with content.reopened(body.order_id) as order:
        rows.write(known.values(), WRITTEN)
        _sum_up(order)
    if order_funds([body.order_id])[body.order_id].uncovered > before:
        checks.taken_back_within_credit(body, actor)


def _lines_of(body: Any) -> dict[int, CustomerOrderLine]:
    ids = {line.order_line_id or line.made_line_id for line in body.lines.all()}
    return CustomerOrderLine.objects.in_bulk([pk for pk in ids if pk])


def _change(line: Any, target: Any, *, reason: str) -> None:
    if line.closes:
        line.closed_part = target.open_quantity
        target.closed_quantity += line.closed_part
        target.closed_reason = reason[:200]
        return
    _write(
        target,
        quantity=line.quantity,
        price=line.price,
        discount=line.discount,
        wanted_on=line.wanted_on,
    )
    target.colour, target.size = line.colour or target.colour, line.size or target.size


def _write(target: Any, **new: Any) -> None:
    """New values; the amounts follow from them."""
    row = {name: getattr(target, name) for name in TERMS} | new
    for name, value in arithmetic.ordered(row).items():
        setattr(target, name, value)


def _add(body: Any, lines: Iterable[Any]) -> None:
    most = CustomerOrderLine._base_manager.filter(body_id=body.order_id).aggregate(
        last=Max("line_no")
    )["last"]
    for number, line in enumerate(lines, start=(most or 0) + 1):
        values = {name: getattr(line, name) for name in ADDED}
        line.made_line = CustomerOrderLine.objects.create(
            body_id=body.order_id, line_no=number, **values
        )


def _sum_up(head: Document) -> None:
    """What is due follows the new total; what was paid stays with the order."""
    progress.settle_lines([head.pk])
    order = CustomerOrder.objects.get(pk=head.pk)
    gross = CustomerOrderLine._base_manager.filter(body_id=head.pk).values_list("gross", flat=True)
    order.goods_total = sum(gross, ZERO)
    head.total = total = order.goods_total + order.freight - order.waiver
    order.total_to_remit = max(total + order.old_debt - order.credit_used, ZERO)
    order.deposit_due = deposit_of(order.terms, total, percent=order.deposit_percent)
    order.save(update_fields=["goods_total", "total_to_remit", "deposit_due"])


def _plan_freed(body: Any, targets: Iterable[Any]) -> None:
    """What is reserved beyond what the lines still ask for goes back to everybody."""
    reserved = standing.reserved_of(body.order_id)
    body.freed = [
        {"line": t.line_no, "item": t.item_id, "bin": bin_id, "quantity": f"{quantity:f}"}
        for t in targets
        for bin_id, quantity in standing.beyond(reserved.get(t.line_no, ()), t.open_quantity)
    ]
    body.save(update_fields=["freed"])
