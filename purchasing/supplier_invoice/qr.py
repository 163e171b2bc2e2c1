"""What the QR code of an invoice says: `01,kind,code,number,amount,date,check code,…`; pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from masterdata.money import round_money
from purchasing.supplier_invoice.numbers import (
    DIGITAL_ORDINARY,
    DIGITAL_SPECIAL,
    NEW_LENGTH,
    PAPER_ORDINARY,
    PAPER_SPECIAL,
)

# Kinds of the code: paper and old electronic forms, then the fully digital ones.
SPECIAL_OLD, ORDINARY_OLD = ("01", "03", "08"), ("04", "10", "11", "14", "15")
SPECIAL_NEW, ORDINARY_NEW = ("31",), ("32",)
FEWEST_PARTS = 6
AMOUNT = re.compile(r"-?[0-9]{1,13}(\.[0-9]{1,2})?")
FULL_WIDTH = str.maketrans("，０１２３４５６７８９．", ",0123456789.")


class Unreadable(ValueError):
    """This text is not the code of an invoice; the message says why."""


@dataclass(frozen=True)
class Code:
    """Old forms give the amount without tax, fully digital ones the amount with tax."""

    kind: str
    code: str
    number: str
    invoice_date: date
    check_code: str = ""
    net: Decimal | None = None
    gross: Decimal | None = None


def parse(text: str) -> Code:
    """The fields of a scanned or pasted code; raises Unreadable with a sentence."""
    parts = [part.strip() for part in text.strip().translate(FULL_WIDTH).split(",")]
    if len(parts) < FEWEST_PARTS or parts[0] != "01":
        raise Unreadable(
            _(
                "This is not the QR code of an invoice: it begins with 01, and has at least six"
                " parts with commas between."
            )
        )
    _version, kind, code, number, amount, day, *rest = parts
    is_new = kind in (*SPECIAL_NEW, *ORDINARY_NEW) or (not code and len(number) == NEW_LENGTH)
    value = _amount(amount)
    return Code(
        kind=_kind(kind, is_new=is_new),
        code=code,
        number=number,
        invoice_date=_day(day),
        check_code=rest[0] if rest else "",
        net=None if is_new else value,
        gross=value if is_new else None,
    )


def _kind(kind: str, *, is_new: bool) -> str:
    special = kind in (*SPECIAL_NEW, *SPECIAL_OLD)
    if not is_new and not special and kind not in ORDINARY_OLD:
        raise Unreadable(
            _("The QR code is of an unknown kind of invoice: %(kind)s.") % {"kind": kind}
        )
    if is_new:
        return DIGITAL_SPECIAL if special else DIGITAL_ORDINARY
    return PAPER_SPECIAL if special else PAPER_ORDINARY


def _amount(text: str) -> Decimal | None:
    if not text:
        return None
    if not AMOUNT.fullmatch(text):
        raise Unreadable(_("The amount in the QR code cannot be read: %(text)s.") % {"text": text})
    return round_money(Decimal(text))


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007  (a date without a time)
    except ValueError as fault:
        raise Unreadable(
            _("The date in the QR code cannot be read: %(text)s.") % {"text": text}
        ) from fault
