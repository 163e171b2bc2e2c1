"""Axes of pictures: steps that people count in, and labels that fit beside each other; pure."""

from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

FACTORS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
DAY_STEPS = (1, 2, 7, 14)
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)


def nice_step(span: Decimal, most: int) -> Decimal:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that divides the span into so many."""
    rough = span / most
    power = Decimal(10) ** rough.adjusted()
    return next(factor * power for factor in FACTORS if factor * power >= rough)


def ticks(low: Decimal, high: Decimal, *, most: int = 5) -> list[Decimal]:
    """Round numbers from below the lowest to above the highest value; two at least."""
    if low == high:
        high = low + 1
    step = nice_step(high - low, most)
    first = int((low / step).to_integral_value(ROUND_FLOOR))
    last = int((high / step).to_integral_value(ROUND_CEILING))
    return [step * number for number in range(first, last + 1)]


def day_ticks(first: date, last: date, *, most: int) -> list[date]:
    """Days or first days of months within the span, as close as so many labels allow."""
    days = (last - first).days
    for step in DAY_STEPS:
        if days // step + 1 <= most:
            return [first + timedelta(days=n) for n in range(0, days + 1, step)]
    months = _months(first, last)
    for step in MONTH_STEPS:
        shown = [day for day in months if (day.year * 12 + day.month - 1) % step == 0]
        if len(shown) <= most:
            return shown or [first]
    return [first, last]


def _months(first: date, last: date) -> list[date]:
    start = first.year * 12 + first.month - 1 + (first.day > 1)
    end = last.year * 12 + last.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(start, end + 1)]


def width_of(text: str, size: int) -> int:
    """About as wide as a browser draws it: Chinese signs are square, Latin ones half of that."""
    return round(sum(1.0 if ord(sign) > 0x2E7F else 0.56 for sign in text) * size)


def shortened(text: str, room: float, size: int) -> str:
    """The text, or so much of its beginning as fits before a mark that something is missing."""
    if width_of(text, size) <= room:
        return text
    kept = text
    while kept and width_of(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"
