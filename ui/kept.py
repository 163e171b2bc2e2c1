"""Text of pages that hangs on the program and the language alone: drawn once in each process."""

from collections.abc import Callable, Hashable

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from ui import addresses

MOST = 2_000
_kept: dict[Hashable, SafeString] = {}


def once(key: Hashable, draw: Callable[[], str]) -> SafeString:
    """What was drawn under this key before. The key must hold everything that it shows besides
    words and addresses; nothing that stands in the database may be shown.

    While somebody works on the templates (DEBUG) it is drawn each time.
    """
    if settings.DEBUG:
        return SafeString(draw())
    whole = (key, get_language(), addresses.place())
    found = _kept.get(whole)
    if found is None:
        if len(_kept) >= MOST:
            _kept.clear()
        found = _kept[whole] = SafeString(draw())
    return found
