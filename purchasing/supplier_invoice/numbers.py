"""Number rules of Chinese invoices: which code goes with which number; pure.

A fully digital invoice (数电票) has twenty digits and no code; the old forms have eight digits and
a code of ten or twelve. Both are texts: leading zeros count.
"""

from django.utils.translation import gettext_lazy as _

from documents.flow import Words

DIGITAL_SPECIAL, DIGITAL_ORDINARY = "digital_special", "digital_ordinary"
PAPER_SPECIAL, PAPER_ORDINARY, OTHER = "paper_special", "paper_ordinary", "other"
DIGITAL = (DIGITAL_SPECIAL, DIGITAL_ORDINARY)
CODE_LENGTHS = (10, 12)
OLD_LENGTH, NEW_LENGTH = 8, 20


def is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def kind_by_digits(kind: str, code: str, number: str) -> str:
    """The kind that these digits are of: an old special one with twenty digits is a digital one."""
    if kind == OTHER or not number:
        return kind
    special = kind in (DIGITAL_SPECIAL, PAPER_SPECIAL)
    if not code and len(number) != OLD_LENGTH:
        return DIGITAL_SPECIAL if special else DIGITAL_ORDINARY
    return PAPER_SPECIAL if special else PAPER_ORDINARY


def fault_of_code(kind: str, code: str, number: str) -> Words:
    """Other papers, such as tickets, may come without a code; what they have keeps the rule."""
    if kind in DIGITAL or (code and is_digits(number) and len(number) == NEW_LENGTH):
        return _("A fully digital invoice has no code; leave it empty.") if code else ""
    if kind == OTHER and not code:
        return ""
    if is_digits(code) and len(code) in CODE_LENGTHS:
        return ""
    return _("The code of an old invoice has 10 or 12 digits; this one has %(count)s.") % {
        "count": len(code)
    }


def fault_of_number(kind: str, code: str, number: str) -> Words:
    if kind == OTHER and not code:
        return "" if number else _("Enter the invoice number.")
    length = NEW_LENGTH if kind in DIGITAL else OLD_LENGTH
    if is_digits(number) and len(number) == length:
        return ""
    return _("This invoice number has %(wanted)s digits; %(count)s were entered.") % {
        "wanted": length,
        "count": len(number),
    }


def key_of(party_id: int | None, code: str, number: str) -> str | None:
    """What is entered once: supplier, code and number; nothing while the number is not known."""
    return f"{party_id}/{code}/{number}" if party_id and number else None
