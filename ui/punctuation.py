"""The marks between words, as the reader's language writes them: Chinese has its own, wide ones."""

from collections.abc import Iterable

from django.utils.translation import gettext

MOST_NAMED = 10


def colon(label: object) -> str:
    """A label before what it names, with the blank that English leaves there."""
    return gettext("%(label)s: ") % {"label": label}


def labelled(label: object, value: object) -> str:
    return gettext("%(label)s: %(value)s") % {"label": label, "value": value}


def bracketed(words: object) -> str:
    """Behind other words, with the blank that English leaves before a bracket."""
    return gettext(" (%(words)s)") % {"words": words}


def listed(parts: Iterable[object]) -> str:
    """Names and numbers: 1, 2, 3."""
    return gettext(", ").join(str(part) for part in parts)


def clauses(parts: Iterable[object]) -> str:
    """Parts of a sentence that may have commas of their own."""
    return gettext("; ").join(str(part) for part in parts)


def named(findings: Iterable[object]) -> str:
    """The first few of a list of findings, joined for one sentence."""
    found = list(findings)
    rest = ["…"] if len(found) > MOST_NAMED else []
    return clauses([*found[:MOST_NAMED], *rest])
