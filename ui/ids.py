"""Keys of records as a browser sends them: digits that fit a column, or nothing."""

from collections.abc import Mapping

from django.http import QueryDict

LARGEST_ID = 2**63 - 1
MOST_DIGITS = len(str(LARGEST_ID))


def as_id(text: str) -> int | None:
    """The key that a text is; None for anything else, a number too large for a key included."""
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        return None
    number = int(text)
    return number if number <= LARGEST_ID else None


def id_in(params: Mapping[str, str], *names: str) -> int | None:
    """The first of these parameters that holds a key."""
    found = (as_id(params.get(name, "")) for name in names)
    return next((number for number in found if number is not None), None)


def ids_in(sent: QueryDict, name: str = "ids") -> list[int]:
    """All keys of `ids=1&ids=2` and of `ids=1,2`, in their order; what is none is left out."""
    found = (as_id(part) for text in sent.getlist(name) for part in str(text).split(","))
    return [number for number in found if number is not None]
