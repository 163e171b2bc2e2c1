"""Keeps pinyin codes in step with a name until somebody edits them."""

from typing import Any

from masterdata.models import Item, Party
from ui.pinyin import initials

LONGEST = 200


def set_codes(record: Item | Party, form: Any) -> None:
    """What was typed stays for good; what was left alone follows the name; emptied is made anew."""
    typed = " ".join(str(form.cleaned_data.get("pinyin") or "").lower().split())
    if "pinyin" in form.fields and "pinyin" in form.changed_data and typed:
        record.pinyin_edited = True
    elif not typed:
        record.pinyin_edited = False
    record.pinyin = typed if record.pinyin_edited else codes_of(record)


def codes_of(record: Item | Party) -> str:
    names = [record.name, getattr(record, "short_name", "")]
    codes = [code for name in names for code in initials(name).split()]
    return " ".join(dict.fromkeys(codes))[:LONGEST]
