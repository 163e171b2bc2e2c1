"""Conversion between pack units and the base unit, by exact fractions. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext

from masterdata.money import EXACT, round_quantity


@dataclass(frozen=True)
class Ratio:
    """One pack holds numerator ÷ denominator base units."""

    numerator: int = 1
    denominator: int = 1

    def __post_init__(self) -> None:
        if self.numerator < 1 or self.denominator < 1:
            raise ValueError("A pack holds at least something.")


BASE = Ratio()


@dataclass(frozen=True)
class Pack:
    """A unit by its name, the base unit itself included."""

    name: str
    ratio: Ratio = BASE


def to_base(quantity: Decimal, ratio: Ratio) -> Decimal:
    """Sum in the base unit and convert once: a sum of rounded conversions drifts."""
    with localcontext(EXACT):
        return round_quantity(quantity * ratio.numerator / ratio.denominator)


def from_base(base_quantity: Decimal, ratio: Ratio) -> Decimal:
    with localcontext(EXACT):
        return round_quantity(base_quantity * ratio.denominator / ratio.numerator)


def describe(base_quantity: Decimal, packs: Iterable[Pack]) -> str:
    """3箱5个: whole packs from the largest down, what is left in the smallest unit."""
    with localcontext(EXACT):
        ordered = sorted(
            packs, key=lambda pack: pack.ratio.numerator / Decimal(pack.ratio.denominator)
        )
        if not ordered:
            return _plain(base_quantity)
        smallest, larger = ordered[0], ordered[:0:-1]
        rest, parts = abs(base_quantity), []
        for pack in larger:
            size = Decimal(pack.ratio.numerator) / pack.ratio.denominator
            count = int(rest / size)
            if count:
                parts.append(f"{count}{pack.name}")
                rest -= to_base(Decimal(count), pack.ratio)
        if rest or not parts:
            parts.append(f"{_plain(from_base(rest, smallest.ratio))}{smallest.name}")
    return "-" * (base_quantity < 0) + "".join(parts)


def _plain(quantity: Decimal) -> str:
    text = f"{round_quantity(quantity):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
