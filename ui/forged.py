"""Fields that no form of ours has are never read; somebody may be trying, so it is noted."""

import logging
from collections.abc import Iterable

from django.http import HttpRequest

log = logging.getLogger(__name__)

COUNTS = {"TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS"}
ENVELOPE = {
    "csrfmiddlewaretoken", "key", "version", "then", "keep", "id", "typed_total", "next", "reason",
}  # fmt: skip
SUFFIXES = ("_text", "-clear", "_0", "_1")
MOST_NAMED = 20


def log_forged(
    request: HttpRequest, *, known: Iterable[str], prefixes: Iterable[str] = ("lines",)
) -> None:
    """`known` are the fields of the form and of its rows, whose prefixes are given."""
    asked = {*known}
    asked |= {name + end for name in asked for end in SUFFIXES} | COUNTS | ENVELOPE
    starts = tuple(f"{prefix}-" for prefix in prefixes)
    sent = {_bare(name, starts) for name in request.POST}
    strange = sorted(sent - asked)
    if strange:
        log.warning(
            "user %s sent fields that are ignored: %s",
            request.user.pk,
            [name[:60] for name in strange[:MOST_NAMED]],
        )


def _bare(name: str, starts: tuple[str, ...]) -> str:
    """`lines-3-price` → `price`."""
    for start in starts:
        if name.startswith(start):
            return name.removeprefix(start).partition("-")[2] or name.removeprefix(start)
    return name
