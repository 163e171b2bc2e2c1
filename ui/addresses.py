"""Addresses by name, looked up once for each set of addresses and not once for each row."""

from collections.abc import Hashable

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

# Stands for the number of a record while the text around it is looked up.
_NUMBER = 7_700_770_077
_fixed: dict[Hashable, str] = {}
_around: dict[Hashable, tuple[str, str]] = {}


def place() -> tuple[str, str]:
    """What addresses hang on besides their name."""
    return get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF


def fixed(name: str) -> str:
    """The address of a page without parameters; empty where there is none."""
    key = (name, place())
    if key not in _fixed:
        try:
            _fixed[key] = reverse(name)
        except NoReverseMatch:
            _fixed[key] = ""
    return _fixed[key]


def of_record(name: str, number: int) -> str:
    """The address of the page of one record, named by its number; empty where there is none."""
    if type(number) is not int or number < 0:
        return ""
    key = (name, place())
    if key not in _around:
        try:
            before, _number, after = reverse(name, args=[_NUMBER]).partition(str(_NUMBER))
        except NoReverseMatch:
            before = after = ""
        _around[key] = before, after
    before, after = _around[key]
    return f"{before}{number}{after}" if before else ""
