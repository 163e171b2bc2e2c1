"""The amounts of a return as other returns leave them now, and the entries of its posting."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from documents import rows
from documents.models import Document
from finance.parties import funds
from masterdata.money import AMOUNTS, LineAmounts, line_amounts
from masterdata.units import Ratio, from_base
from orders.delivery.amounts import ZERO, Share, shares_in
from orders.sales_return import postings
from orders.sales_return.amounts import within, worth_of
from orders.sales_return.postings import Group, Item, Part
from orders.sales_return.queries import gone_of, posted_lines

FREE = LineAmounts(net=ZERO, tax=ZERO, gross=ZERO)


def strike(body: Any) -> None:
    """Write what the taken goods are worth; told twice, it changes nothing."""
    lines = list(body.lines.all())
    amounts = amounts_of(body, lines)
    for line in lines:
        found = amounts.get(line.pk, FREE)
        line.net, line.tax, line.gross = found.net, found.tax, found.gross
    rows.write(lines, AMOUNTS)
    body.head.total = sum((line.gross for line in lines), ZERO)
    Document.objects.filter(pk=body.head_id).update(total=body.head.total)


def amounts_of(body: Any, lines: Iterable[Any]) -> dict[int, LineAmounts]:
    """By line id; what is repaired or sent back is worth nothing here."""
    paid = [line for line in lines if line.is_paid and line.taken]
    cited = [line for line in paid if line.delivery_line_id]
    gone = gone_of((line.delivery_line_id for line in cited), but=body.head_id)
    worths = worth_of([(line.delivery_line, line.taken) for line in cited], gone)
    grouped = list(zip(map(_group, cited), worths, strict=True))
    lowered = within(_rooms(cited, but=body.head_id), grouped)
    found = dict(zip((line.pk for line in cited), lowered, strict=True))
    return found | {line.pk: _at_its_price(line) for line in paid if not line.delivery_line_id}


def _group(line: Any) -> Group:
    order_line = line.order_line
    return line.delivery_line.body_id, order_line.body_id if order_line else 0


def _at_its_price(line: Any) -> LineAmounts:
    if line.is_gift:
        return FREE
    return line_amounts(
        from_base(line.taken, Ratio(line.ratio_numerator, line.ratio_denominator)),
        line.price,
        discount=line.discount,
        tax_rate=line.tax_rate,
        price_includes_tax=line.price_includes_tax,
    )


def _rooms(cited: Iterable[Any], *, but: int) -> dict[Group, Decimal]:
    """By delivery and order: what was billed for goods, less what was refused and returned."""
    shares = _shares(cited)
    taken = (
        posted_lines()
        .filter(delivery_line__body__in={delivery_id for delivery_id, _order in shares})
        .exclude(body=but)
        .order_by()
        .values_list("delivery_line__body_id", "delivery_line__order_line__body_id")
        .annotate(Sum("gross"))
    )
    before = {(delivery_id, order_id): gross for delivery_id, order_id, gross in taken}
    return {
        group: share.goods - share.waiver - share.refused - before.get(group, ZERO)
        for group, share in shares.items()
    }


def _shares(cited: Iterable[Any]) -> dict[Group, Share]:
    deliveries = {line.delivery_line.body_id: line.delivery_line.body for line in cited}
    return {
        (pk, share.order_id): share
        for pk, delivery in deliveries.items()
        for share in shares_in(delivery.shares)
    }


def coming_in(body: Any, lines: list[Any]) -> list[Any]:
    return postings.into_hold(lines, bin_id=body.hold_bin_id)


def goods_and_credit(body: Any, lines: list[Any]) -> list[Any]:
    """The goods leave the hold bin, and what is credited settles its own delivery first."""
    goods = postings.out_of_hold(
        lines, hold_bin=body.hold_bin_id, reject_bin=body.warehouse.reject_bin.pk
    )
    parts = postings.parts_of(lines)
    cited = [line for line in lines if line.delivery_line_id]
    credits = postings.credits(
        parts, postings.own_of(lines), party_id=body.head.party_id, debts=_debts(parts, cited)
    )
    return [*goods, *credits]


def _debts(parts: Iterable[Part], cited: Iterable[Any]) -> dict[Group, Item]:
    """What is still open of each delivery's share."""
    shares = _shares(cited)
    found: dict[Group, Item] = {}
    for part in parts:
        group = part.delivery_id, part.order_id
        open_lines = funds.open_lines_of(part.delivery_id)
        if group in shares and shares[group].line_no in open_lines:
            found[group] = open_lines[shares[group].line_no]
    return found
