"""Writes down what dispatched deliveries sold; keeps the last sale of each item and customer."""

from collections.abc import Iterable
from decimal import Decimal, localcontext
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from documents import rows
from documents.models import Document
from masterdata.money import EXACT, round_price
from masterdata.units import Ratio, from_base
from orders.prices.choosing import as_wished
from orders.prices.models import LastSale, SaleRecord
from ui.conditions import KEYS, among
from ui.prepared import Prepared
from ui.reading import unsaved
from ui.values import KEY

UNIQUE = ["party", "item"]
KEPT = [field.name for field in LastSale._meta.concrete_fields if field.name not in {"id", *UNIQUE}]


def per_base_unit(price: Decimal, *, ratio: Ratio, discount: Decimal | int = 100) -> Decimal:
    """A price of one unit as that of one base unit, after the discount, as exact as it can be."""
    with localcontext(EXACT):
        return round_price(price * discount * ratio.denominator / 100 / ratio.numerator)


def per_unit(base_price: Decimal, *, ratio: Ratio) -> Decimal:
    """A price of one base unit as that of one pack."""
    with localcontext(EXACT):
        return round_price(base_price * ratio.numerator / ratio.denominator)


def record(document: Document, *, party_id: int, lines: Iterable[Any]) -> None:
    """Note the prices of a dispatched delivery; gifts and zero prices teach nothing (M3).

    A line says by `sent` how much of it left, in base units.
    """
    sold = [line for line in lines if line.price > 0 and not line.is_gift and line.sent > 0]
    records = [_record(document, line, party_id) for line in sold]
    # A delivery that leaves once more has its records already.
    rows.insert_or_write(records, by=("document", "line_no"), columns=("taken_back",))
    _renew(party_id, {line.item_id for line in sold})


def take_back(document: Document) -> None:
    """A reversed delivery never set a price: the one before it counts again."""
    records = SaleRecord.objects.filter(document=document)
    touched: dict[int, set[int]] = {}
    for party_id, item_id in records.values_list("party_id", "item_id"):
        touched.setdefault(party_id, set()).add(item_id)
    records.update(taken_back=True)
    for party_id, items in touched.items():
        _renew(party_id, items)


def _record(document: Document, line: Any, party_id: int) -> SaleRecord:
    ratio = Ratio(line.ratio_numerator, line.ratio_denominator)
    price = per_base_unit(line.price, ratio=ratio, discount=line.discount)
    terms = {"tax_rate": line.tax_rate, "includes_tax": line.price_includes_tax}
    noted: SaleRecord = unsaved(SaleRecord)(
        item_id=line.item_id,
        party_id=party_id,
        on_date=document.date,
        document_id=document.pk,
        line_no=line.line_no,
        quantity=from_base(line.sent, ratio),
        unit_id=line.unit_id,
        ratio_numerator=line.ratio_numerator,
        ratio_denominator=line.ratio_denominator,
        price=line.price,
        price_includes_tax=line.price_includes_tax,
        discount=line.discount,
        tax_rate=line.tax_rate,
        base_net_price=as_wished(price, **terms, wish=False),
        base_gross_price=as_wished(price, **terms, wish=True),
    )
    return noted


def _renew(party_id: int, items: set[int]) -> None:
    """The newest record that counts becomes the last sale; the same few statements for any number.

    Two deliveries to one customer may leave two warehouses at once: rows are written over, in one
    order, so that the second waits for the first and neither fails.
    """
    sales = [_last(each) for each in _latest(party_id, items)]
    gone = items - {sale.item_id for sale in sales}
    if gone:
        LastSale.objects.filter(party_id=party_id, item_id__in=gone).delete()
    rows.insert_or_write(sales, by=UNIQUE, columns=KEPT)


def _newest(party: Any, items: Any) -> "QuerySet[SaleRecord]":
    mine = SaleRecord.objects.filter(party_id=party, taken_back=False)
    newest = mine.filter(item=OuterRef("item")).order_by("-on_date", "-id").values("pk")[:1]
    return mine.filter(among("item_id", items), pk=Subquery(newest)).order_by("item_id")


_latest = Prepared(_newest, KEY, KEYS)


def _last(each: SaleRecord) -> LastSale:
    ratio = Ratio(each.ratio_numerator, each.ratio_denominator)
    return LastSale(
        party_id=each.party_id,
        item_id=each.item_id,
        price=per_base_unit(each.price, ratio=ratio),
        price_includes_tax=each.price_includes_tax,
        discount=each.discount,
        tax_rate=each.tax_rate,
        net_price=each.base_net_price,
        gross_price=each.base_gross_price,
        ratio_numerator=each.ratio_numerator,
        ratio_denominator=each.ratio_denominator,
        quantity=each.quantity,
        document_id=each.document_id,
        on_date=each.on_date,
    )
