"""How numbers and times look on the screen: thousands commas, no needless zeros, Shanghai time."""

import html
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

_has_signs = re.compile("[&<>\"']").search


def escape(text: str) -> str:
    """As `html.escape`; most texts hold nothing to escape, which one look tells."""
    return html.escape(text) if _has_signs(text) else text


def escaped(value: Any) -> str:
    """For HTML, unless it is HTML already; as Django's own, without its detour for lazy words."""
    if type(value) is SafeString:
        return value
    if type(value) is not str:
        if hasattr(value, "__html__"):
            return str(value.__html__())
        value = str(value)
    return value.__html__() if hasattr(value, "__html__") else escape(value)


def money(value: Decimal | None) -> str:
    return "" if value is None else f"{value:,.2f}"


def yuan(value: Decimal | None) -> str:
    """¥1,234.50; below zero the sign stands first, or it reads as a dash."""
    if value is None:
        return ""
    amount = money(abs(value))
    return f"-¥{amount}" if value < 0 else f"¥{amount}"


def price(value: Decimal | None) -> str:
    """Two to six decimals: trailing zeros beyond the second are noise."""
    if value is None:
        return ""
    whole, _, places = f"{value:,.6f}".partition(".")
    return f"{whole}.{places.rstrip('0'):0<2}"


def quantity(value: Decimal | None, decimals: int = 4) -> str:
    if value is None:
        return ""
    text = f"{value:,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def plain(value: Decimal | None, decimals: int = 6, *, at_least: int = 0) -> str:
    """A number as one would type it: no commas, only the zeros that are asked for."""
    if value is None:
        return ""
    whole, _, places = f"{value:.{decimals}f}".partition(".")
    places = places.rstrip("0")
    places = f"{places:0<{at_least}}"
    return f"{whole}.{places}" if places else whole


def day(value: date | datetime | None) -> str:
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return "" if value is None else f"{value:%Y-%m-%d}"


def moment(value: datetime | None) -> str:
    if value is None:
        return ""
    if timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value:%Y-%m-%d %H:%M}"
