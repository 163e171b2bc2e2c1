"""Keeps pinyin codes in step with a name until somebody edits them."""

from typing import Any

from masterdata.models import Item, Party
from ui.pinyin import initials

LONGEST = 200


def set_codes(record: Item | Party, form: Any) -> None:
    """What was typed stays for good; what was left alone follows the name; emptied is made anew."""
    typed = " ".join(str(form.cleaned_data.get("pinyin") or "").lower().split())
    if typed and _was_edited(form):
        record.pinyin_edited = True
    elif not typed:
        record.pinyin_edited = False
    record.pinyin = typed if record.pinyin_edited else codes_of(record)


def _was_edited(form: Any) -> bool:
    """Of this field alone: to ask a form what changed compares all of its fields."""
    if "pinyin" not in form.fields:
        return False
    bound = form["pinyin"]
    return bool(bound.field.has_changed(bound.initial, bound.data))


def codes_of(record: Item | Party) -> str:
    names = [record.name, getattr(record, "short_name", "")]
    codes = [code for name in names for code in initials(name).split()]
    return " ".join(dict.fromkeys(codes))[:LONGEST]
