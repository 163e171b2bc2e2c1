"""What people type, made fit to keep: widths, blanks, numbers and dates."""

import re
import unicodedata
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

# Characters that are seen nowhere and change the order or the bytes of what is seen.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
DAMAGED = re.compile("[\ud800-\udfff]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# Full-width letters, digits and signs have a half-width twin; Chinese punctuation stays.
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
KEPT_WIDE = "！（），：；？～"
WIDTHS = {code: half for code, half in FULL_WIDTH.items() if chr(code) not in KEPT_WIDE}
WIDTHS.update({0x3000: 0x20, 0xA0: 0x20})
NUMBER = re.compile(r"[+-]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)?(\.[0-9]*)?")
DATE_PARTS = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
DATE_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
MOST_DIGITS = 30


class UnfitText(ValueError):  # noqa: N818 - named by what it is, in the house's way
    """A text that cannot be stored or shown; its message says what to do."""


def normalise(text: str) -> str:
    """Half-width digits, letters and blanks; nothing invisible; no blanks at the ends.

    Chinese characters are composed but not replaced: NFKC as a whole would turn ① into 1 and ㎡
    into m2, which changes names.
    """
    if text.isascii() and text.isprintable():
        # Nothing below could change it.
        return text.strip()
    if DAMAGED.search(text):
        raise UnfitText(_("This text has a damaged character. Type it again."))
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    visible = CONTROL.sub("", INVISIBLE.sub("", composed))
    return visible.translate(WIDTHS).strip()


def parse_decimal(text: str, *, places: int) -> Decimal:
    """A number as typed: full-width digits and thousands commas are read, guesses are refused."""
    typed = normalise(text).replace("，", ",").replace("。", ".").replace("−", "-")
    typed = re.sub(r"[\s¥￥]", "", typed)
    if not re.search(r"[0-9]", typed) or not NUMBER.fullmatch(typed):
        sentence = _("“%(text)s” is not a number. Type it like 1234.50.")
        raise ValueError(sentence % {"text": text[:40]})
    if len(typed) > MOST_DIGITS:
        raise ValueError(_("This number is too long."))
    if len(typed.partition(".")[2].rstrip("0")) > places:
        sentence = _("“%(text)s” has too many decimal places; at most %(places)s are kept.")
        raise ValueError(sentence % {"text": text[:40], "places": places})
    return Decimal(typed.replace(",", ""))


def parse_date(text: str) -> date:
    """2026-07-01, 2026/7/1, 2026.7.1, 2026年7月1日, 20260701, full-width digits too."""
    typed = re.sub(r"\s", "", normalise(text))
    match = DATE_PARTS.fullmatch(typed) or DATE_DIGITS.fullmatch(typed)
    try:
        if match is None:
            raise ValueError
        year, month, day = (int(part) for part in match.groups())
        return date(year, month, day)
    except ValueError:
        sentence = _("“%(text)s” is not a date. Type it like 2026-07-01.")
        raise ValueError(sentence % {"text": text[:40]}) from None
