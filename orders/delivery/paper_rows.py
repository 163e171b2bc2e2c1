"""What the papers of a delivery say line by line: what is sent, in how many parcels; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.flow import Words
from masterdata.money import HUNDRED
from masterdata.units import Ratio, from_base
from orders.lines import parcels_in, price_with_tax
from ui import formats

TICK, BOX = "√", "□"


@dataclass(frozen=True)
class Row:
    """A line of goods, or a charge, which has a name and an amount alone."""

    name: Words
    number: Words = ""
    code: str = ""
    specification: str = ""
    colour: str = ""
    size: str = ""
    unit: str = ""
    packages: Decimal | None = None
    quantity: Decimal | None = None
    price: Decimal | None = None
    discount: str = ""
    amount: Decimal | None = None
    spare: str = ""
    remark: str = ""


def row_of(line: Any) -> Row:
    """Quantities in the unit in which it was ordered; a spare part is free and has no price."""
    free = line.spare or line.is_gift
    marks = [gettext("Spare part")] if line.spare else [gettext("Gift")] if free else []
    return Row(
        name=line.item.name,
        number=str(line.line_no),
        code=line.item.code,
        specification=specification(line.item),
        colour=asked(line, "colour"),
        size=asked(line, "size"),
        unit=line.unit.name,
        packages=Decimal(parcels_in(line, line.sent)),
        quantity=in_unit(line, line.sent),
        price=None if free else price_with_tax(line),
        discount="" if free or line.discount == HUNDRED else formats.quantity(line.discount, 2),
        amount=None if free else line.gross,
        spare=gettext("Spare part") if line.spare else "",
        remark=" ".join(part for part in (*marks, line.line_remark) if part),
    )


def goods(lines: Iterable[Any]) -> list[Row]:
    """What leaves; a line of which nothing was picked is on no paper that goes out."""
    return [row_of(line) for line in lines if line.sent > 0]


def charges(body: Any) -> list[Row]:
    """Freight and odd money stand as lines, so that pages and total add up to what is owed."""
    rows = [(_("Freight charged"), body.freight), (_("Odd money waived"), -body.waiver)]
    return [Row(name=name, amount=amount) for name, amount in rows if amount]


def in_unit(line: Any, base: Decimal) -> Decimal:
    return from_base(base, Ratio(line.ratio_numerator, line.ratio_denominator))


def asked(line: Any, name: str) -> str:
    """Colour and size as the customer ordered them, else the item's own."""
    ordered = getattr(line.order_line, name, "") if line.order_line else ""
    return str(ordered or getattr(line.item, name))


def specification(item: Any) -> str:
    return " ".join(part for part in (item.specification, item.model) if part)


@dataclass(frozen=True)
class Packed:
    """Parcels first to last of one line, as the packing list numbers them through."""

    row: Row
    first: int
    last: int
    per_parcel: str

    @property
    def span(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"

    @property
    def count(self) -> Decimal:
        return Decimal(self.last - self.first + 1)


def packed(lines: Iterable[Any]) -> list[Packed]:
    found: list[Packed] = []
    last = 0
    for line in lines:
        count = parcels_in(line, line.sent)
        if count:
            found.append(Packed(row_of(line), last + 1, last + count, per_parcel(line)))
            last += count
    return found


def per_parcel(line: Any) -> str:
    """每箱数: how many a full parcel holds; of a piece in several parcels, in how many."""
    parcels = line.item.parcels_per_piece
    if parcels > 1:
        return gettext("1 in %(parcels)s parcels") % {"parcels": parcels}
    base = Decimal(line.ratio_numerator) / line.ratio_denominator
    return f"{formats.quantity(max(base, Decimal(1)))} {line.item.unit.name}"
