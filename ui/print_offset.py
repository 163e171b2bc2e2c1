"""How far a workstation's printer puts its papers beside the mark; kept by the browser there.

A printer belongs to a desk and not to a person, so the offsets are in a cookie and not with the
user: whoever signs in at that desk prints rightly.
"""

import logging
import re
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)

COOKIE = "gendan_print_offset"
# Browsers keep no cookie longer than 400 days; it is renewed whenever the page is opened.
COOKIE_SECONDS = 400 * 86_400
MOST_MM = Decimal(20)
FORM = re.compile(r"(-?\d{1,2}\.\d)_(-?\d{1,2}\.\d)", re.ASCII)


@dataclass(frozen=True)
class Offset:
    """Millimetres to the right and downward."""

    x: Decimal = Decimal("0.0")
    y: Decimal = Decimal("0.0")


NO_OFFSET = Offset()


def offset_of(request: HttpRequest) -> Offset:
    """What this browser keeps; a cookie that is not ours moves nothing, and is noted."""
    kept = request.COOKIES.get(COOKIE, "")
    if not kept:
        return NO_OFFSET
    found = FORM.fullmatch(kept)
    offset = Offset(Decimal(found[1]), Decimal(found[2])) if found else None
    if offset is None or max(abs(offset.x), abs(offset.y)) > MOST_MM:
        log.warning("print offsets that are ignored: %r", kept[:40])
        return NO_OFFSET
    return offset


def keep(response: HttpResponse, offset: Offset) -> None:
    response.set_cookie(
        COOKIE,
        f"{offset.x:.1f}_{offset.y:.1f}",
        max_age=COOKIE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
