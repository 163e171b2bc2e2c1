"""折扣 as people say it: 90, 9折, 九五折 and 0.9 all mean that so many percent are paid; pure."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from ui.text import normalise, parse_decimal

DIGITS = {digit: number for number, digit in enumerate("零一二三四五六七八九")}
DIGITS |= {"两": 2, "〇": 0}
SPOKEN = re.compile(r"([零〇一二两三四五六七八九0-9][零〇一二三四五六七八九0-9.]*)折")


def parse_discount(text: str) -> Decimal:
    """The percent to pay: 90 for 90, 90%, 9折, 0.9 and 九折; 95 for 九五折 and 9.5折."""
    typed = normalise(text).replace(" ", "")
    spoken = SPOKEN.fullmatch(typed)
    if spoken:
        return _within(_tenths(spoken[1]), text)
    number = parse_decimal(typed.removesuffix("%"), places=4)
    if 0 < number <= 1 and "%" not in typed and "." in typed:
        number *= 100
    return _within(number, text)


def _tenths(words: str) -> Decimal:
    """九 → 90, 九五 → 95, 9.5 → 95, 85 → 85: the first digit counts tenths of the price."""
    digits = "".join(str(DIGITS.get(sign, sign)) for sign in words)
    if "." in digits:
        return parse_decimal(digits, places=2) * 10
    return Decimal(digits) * (Decimal(10) / 10 ** (len(digits) - 1))


def _within(percent: Decimal, text: str) -> Decimal:
    if not 0 <= percent <= 100:
        sentence = _("“%(text)s” is no discount. Type 90 or 9折 when ninety percent are paid.")
        raise ValueError(sentence % {"text": text[:20]})
    if percent != percent.quantize(Decimal("0.01")):
        raise ValueError(_("A discount has at most two decimal places."))
    return percent
