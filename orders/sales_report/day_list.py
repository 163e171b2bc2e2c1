"""每日销售清单: orders, deliveries and moneys of one day line by line, as the ledger has them.

Goods are listed with what their lines are worth. What the ledger tells besides (freight, odd
money, refused or reversed goods) stands in a row of its own, so nothing is lost.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from documents.models import Document
from finance.parties.turnover import rows_of
from inventory.stock.turnover import gone_by
from masterdata.models import Party
from orders.customer_order.models import CustomerOrderLine
from orders.delivery.models import DeliveryLine
from orders.sales_report import sources
from orders.sales_report.periods import Time

NONE = Decimal(0)
Row = dict[str, Any]


def rows(region: int | None, day: Time) -> list[Row]:
    """Region by region, and in the order of the day."""
    found = [*_orders(region, day), *_deliveries(region, day), *_returns(region, day)]
    found += _moneys(region, day)
    parties = Party.objects.select_related("region", "owner").in_bulk(
        {row["party_id"] for row in found}
    )
    named = [row | _of(parties[row["party_id"]]) for row in found]
    order = sorted(named, key=lambda row: (row["region_code"], row["at"]))
    return [{k: v for k, v in row.items() if k not in ("at", "region_code")} for row in order]


def _of(party: Party) -> Row:
    return {
        "party": party.short_name or party.name,
        "region": party.region.name if party.region else "",
        "region_code": party.region.code if party.region else "~",
        "owner": party.owner.display_name if party.owner else "",
    }


def _row(document: Document, at: datetime, **cells: Any) -> Row:
    clock = f"{timezone.localtime(at):%H:%M}"
    return {"party_id": document.party_id, "at": at, "time": clock, **cells}


def item_words(item: Any) -> str:
    """品名型号: the name and what tells one model from another."""
    return " ".join(part for part in (item.name, item.model or item.specification) if part)


def _orders(region: int | None, day: Time) -> Iterator[Row]:
    """Orders approved on that day; freight and odd money are a row of their own."""
    approved = Q(approved_at__gte=sources.start_of(day), approved_at__lt=sources.end_of(day))
    heads = Document.objects.filter(
        approved,
        sources.parties_of(region),
        type="customer_order",
        state__in=sources.ORDERED,
        party__isnull=False,
    ).order_by("approved_at", "pk")
    orders = list(heads)
    lines = _grouped(
        CustomerOrderLine.objects.filter(body__in=[head.pk for head in orders]).order_by("line_no")
    )
    for head in orders:
        assert head.approved_at is not None
        own = lines.get(head.pk, [])
        for line in own:
            cells = {"quantity": line.base_quantity, "ordered": line.gross}
            yield _row(
                head, head.approved_at, order=head.number, item=item_words(line.item), **cells
            )
        rest = head.total - sum((line.gross for line in own), NONE)
        if rest:
            words = gettext("Freight and odd money")
            yield _row(head, head.approved_at, order=head.number, item=words, ordered=rest)


def _grouped(lines: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for line in lines:
        found[line.body_id].append(line)
    return found


def _deliveries(region: int | None, day: Time) -> Iterator[Row]:
    """What the ledger booked of deliveries on that day."""
    of = sources.within(day) & sources.parties_of(region)
    booked = _by_document(rows_of(sources.DELIVERIES, of=of))
    moved = gone_by("document_id", {"pieces": Q()}, of=Q(document__in=booked) & sources.within(day))
    left = [pk for pk, items in booked.items() if any(_is_leaving(item) for item in items)]
    lines = _grouped(DeliveryLine.objects.filter(body__in=left).order_by("line_no"))
    for pk, items in booked.items():
        pieces = moved.get(pk, {}).get("pieces", NONE)
        yield from _delivery(items, lines.get(pk, []), pieces)


def _by_document(items: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for item in items:
        found[item.document_id].append(item)
    return found


def _is_leaving(item: Any) -> bool:
    return item.amount > 0 and item.reverses_id is None


def _delivery(items: Sequence[Any], lines: Sequence[Any], pieces: Decimal) -> Iterator[Row]:
    document, at = items[0].document, items[0].posted_at
    for line in lines:
        if line.sent:
            order = line.order_line.body.head.number if line.order_line else ""
            cells = {"shipped": line.sent, "sales": line.gross, "order": order}
            yield _row(document, at, delivery=document.number, item=item_words(line.item), **cells)
    rest = sum((item.amount for item in items), NONE) - sum((x.gross for x in lines), NONE)
    back = pieces - sum((line.sent for line in lines), NONE)
    if rest or back:
        words = gettext("Refused or reversed") if back < 0 else gettext("Freight and odd money")
        cells = {"shipped": back, "sales": rest, "item": words}
        yield _row(document, items[-1].posted_at, delivery=document.number, **cells)


def _returns(region: int | None, day: Time) -> Iterator[Row]:
    of = sources.within(day) & sources.parties_of(region)
    for items in _by_document(rows_of(sources.RETURNS, of=of)).values():
        document = items[0].document
        amount = sum((item.amount for item in items), NONE)
        words = gettext("Goods returned")
        yield _row(document, items[0].posted_at, item=words, delivery=document.number, sales=amount)


def _moneys(region: int | None, day: Time) -> Iterator[Row]:
    """到账: money that arrived, given back, or taken back; moving it between orders is nothing."""
    of = sources.within(day) & sources.parties_of(region)
    booked: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for item in rows_of(sources.MONEY, of=of):
        booked[(item.document_id, item.party_id)].append(item)
    for (_document, party), items in booked.items():
        amount = -sum((item.amount for item in items), NONE)
        orders = dict.fromkeys(x.for_document.number for x in items if x.for_document)
        if amount:
            cells = {"received": amount, "item": items[0].document.number, "order": _few(orders)}
            yield _row(items[0].document, items[0].posted_at, **cells) | {"party_id": party}


def _few(numbers: Iterable[str]) -> str:
    each = list(numbers)
    return each[0] + (f" +{len(each) - 1}" if len(each) > 1 else "") if each else ""
