"""Writes down what approved receipts paid, and keeps the last price of each item and supplier."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from documents import rows
from documents.models import Document
from masterdata.models import Item
from masterdata.money import round_price
from masterdata.units import Ratio
from purchasing.suppliers.models import LastPrice, PriceRecord
from ui.conditions import KEYS, among
from ui.prepared import Prepared
from ui.reading import unsaved
from ui.values import KEY

PRICES = ("net_price", "gross_price", "document", "date")
TAKEN = ("base_net_price", "base_gross_price", "document", "date")


def per_base_unit(amount: Decimal, base_quantity: Decimal) -> Decimal:
    return round_price(amount / base_quantity)


def net_of(price: Decimal, *, tax_rate: Decimal, includes_tax: bool) -> Decimal:
    return round_price(price * 100 / (100 + tax_rate)) if includes_tax else price


def gross_of(price: Decimal, *, tax_rate: Decimal, includes_tax: bool) -> Decimal:
    return price if includes_tax else round_price(price * (100 + tax_rate) / 100)


def base_price(line: Any) -> Decimal:
    """The line's price after discount for one base unit, as exact as a price can be."""
    ratio = Ratio(line.ratio_numerator, line.ratio_denominator)
    whole = line.price * line.discount * ratio.denominator
    return round_price(whole / 100 / ratio.numerator)


def record(document: Document, lines: Iterable[Any]) -> None:
    """Note the prices of an approved receipt; gifts and zero prices teach nothing (M3)."""
    paid = [
        line for line in lines if line.price > 0 and not line.is_gift and line.base_accepted > 0
    ]
    # A receipt that is approved once more has its records already.
    records = [_record(document, line) for line in paid]
    rows.insert_or_write(records, by=("document", "line_no"), columns=("taken_back",))
    _renew(document, {line.item_id for line in paid})


def take_back(document: Document) -> None:
    """A reversed receipt never set a price: the one before it counts again."""
    records = PriceRecord.objects.filter(document=document)
    items = set(records.values_list("item_id", flat=True))
    records.update(taken_back=True)
    # Of some items no record is left.
    LastPrice.objects.filter(party_id=document.party_id, item_id__in=items).delete()
    _renew(document, items)


def _record(document: Document, line: Any) -> PriceRecord:
    price = base_price(line)
    terms = {"tax_rate": line.tax_rate, "includes_tax": line.price_includes_tax}
    noted: PriceRecord = unsaved(PriceRecord)(
        item_id=line.item_id,
        party_id=document.party_id,
        date=document.date,
        document=document,
        line_no=line.line_no,
        quantity=line.accepted,
        unit_id=line.unit_id,
        price=line.price,
        price_includes_tax=line.price_includes_tax,
        discount=line.discount,
        tax_rate=line.tax_rate,
        base_net_price=net_of(price, **terms),
        base_gross_price=gross_of(price, **terms),
    )
    return noted


def _renew(document: Document, items: set[int]) -> None:
    """The newest record that counts becomes the last price; one statement for any number.

    Papers of one supplier follow each other, because each has locked his balance before this.
    """
    if not items:
        return
    latest = _latest.sql(document.party_id, items)
    rows.insert_found(LastPrice, ("item", "party", *PRICES), latest, by=2)


def _last_paid(party: Any, items: Any) -> QuerySet[Any, Any]:
    """Item by item from the newest end: what was paid in all the years is not read."""
    mine = PriceRecord.objects.filter(party_id=party, taken_back=False)
    newest = mine.filter(item=OuterRef("pk")).order_by("-date", "-id")
    paid = (Subquery(newest.values(name)[:1]) for name in TAKEN)
    known = Item.objects.filter(Exists(newest), among("pk", items)).order_by("pk")
    return known.values_list("pk", party, *paid)


_latest: Prepared[Any] = Prepared(_last_paid, KEY, KEYS)
