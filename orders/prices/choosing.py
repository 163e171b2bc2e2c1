"""Which of the prices that are known is offered for a quantity, and its floor. Pure.

An agreed price goes before the last sale to this customer, that before a list, and the item's own
list price comes last (conventions 2.5). Everything is per base unit: a price per box must not be
offered for a piece.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from masterdata.money import EXACT, HUNDRED, round_price

CUSTOMER, LAST, LEVEL, LIST, NONE = "customer", "last", "level", "list", "none"
LONGEST_NAME = 40
ZERO = Decimal(0)


@dataclass(frozen=True)
class PriceOffer:
    """A price per base unit, in words where it comes from, and what it must not fall below.

    Price and floor are both with tax or both without, as `price_includes_tax` says.
    """

    price: Decimal
    source: str
    label: str | Promise
    floor: Decimal | None = None
    price_includes_tax: bool = True
    valid_to: date | None = None


@dataclass(frozen=True)
class Quoted:
    """One price that somebody wrote down; `standing` ranks it before its quantity does."""

    price: Decimal
    includes_tax: bool = True
    min_quantity: Decimal = ZERO
    valid_from: date = date.min
    valid_to: date | None = None
    floor: Decimal | None = None
    name: str | Promise = ""
    standing: tuple[int, ...] = ()
    id: int = 0


@dataclass
class Known:
    """Everything known of one item for one customer on one day."""

    tax_rate: Decimal = ZERO
    agreed: list[Quoted] = field(default_factory=list)
    last: Quoted | None = None
    listed: list[Quoted] = field(default_factory=list)
    own: Quoted | None = None
    floor: Quoted | None = None


def specificity(*, level: bool, region: bool) -> int:
    """Level and region, level, region, all: the narrower list wins."""
    return 2 * level + region


def best_of(quoted: Iterable[Quoted], quantity: Decimal) -> Quoted | None:
    """Of those whose least quantity is reached: by standing, then the largest step, the newest."""
    reached = [one for one in quoted if one.min_quantity <= quantity]
    return max(reached, key=_weight, default=None)


def _weight(one: Quoted) -> tuple[tuple[int, ...], Decimal, date, int]:
    return (one.standing, one.min_quantity, one.valid_from, one.id)


def as_wished(price: Decimal, *, tax_rate: Decimal, includes_tax: bool, wish: bool) -> Decimal:
    """The same price said with tax or without."""
    if includes_tax == wish:
        return price
    with localcontext(EXACT):
        whole = HUNDRED + tax_rate
        return round_price(price * whole / HUNDRED if wish else price * HUNDRED / whole)


def offer_of(known: Known, quantity: Decimal, *, wish: bool) -> PriceOffer:
    """The first source that knows a price; the floor is that of the list in force, or the item's.

    The floor of the list holds for an agreed price and a last price as well: whoever goes below it
    says why.
    """
    listed = best_of(known.listed, quantity)
    floor = _floor(known, listed, wish)
    sources = (
        (CUSTOMER, best_of(known.agreed, quantity)),
        (LAST, known.last),
        (LEVEL, listed),
        (LIST, known.own),
    )
    for source, one in sources:
        if one is not None:
            return PriceOffer(
                price=_said(one.price, one, known.tax_rate, wish),
                source=source,
                label=_label(source, one),
                floor=floor,
                price_includes_tax=wish,
                valid_to=one.valid_to,
            )
    return PriceOffer(ZERO, NONE, _("No sales price known"), floor, wish)


def _floor(known: Known, listed: Quoted | None, wish: bool) -> Decimal | None:
    if listed is not None and listed.floor is not None:
        return _said(listed.floor, listed, known.tax_rate, wish)
    return (
        None if known.floor is None else _said(known.floor.price, known.floor, known.tax_rate, wish)
    )


def _said(price: Decimal, one: Quoted, tax_rate: Decimal, wish: bool) -> Decimal:
    return as_wished(price, tax_rate=tax_rate, includes_tax=one.includes_tax, wish=wish)


def _label(source: str, one: Quoted) -> str | Promise:
    if source == CUSTOMER:
        return _("Customer price")
    if source == LAST:
        return _("Last sale price, %(when)s") % {"when": one.name}
    if source == LEVEL:
        return _("Level price · %(list)s") % {"list": str(one.name)[:LONGEST_NAME]}
    return _("List price")


def below_floor(price_after_discount_per_base: Decimal, offer: PriceOffer) -> bool:
    """Whether a price per base unit, said as the offer says its own, is too low."""
    return offer.floor is not None and price_after_discount_per_base < offer.floor
