"""What the frame of every page shows: menu, theme, tasks; apps above contribute their parts."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from ui import addresses, navigation

THEMES = ("auto", "light", "dark")
Part = Callable[[HttpRequest], dict[str, Any]]

_parts: list[tuple[tuple[str, ...], Part]] = []


def contribute(names: Iterable[str], part: Part) -> None:
    """`part(request)` gives values for `names`; it is asked once, and only if a page shows one."""
    entry = (tuple(names), part)
    if entry not in _parts:
        _parts.append(entry)


def frame(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    context: dict[str, Any] = {
        "theme": theme_of(request),
        "demo": getattr(settings, "DEMO", False),
        "search_url": addresses.fixed("go"),
        "keys_url": addresses.fixed("keys"),
        "menu": cache(lambda: _menu(request)),
    }
    if user is None or not user.is_authenticated:
        return context
    for names, part in _parts:
        once = cache(lambda part=part: part(request))
        # Templates call what they show: a page without the frame costs no queries for it.
        context |= {name: (lambda name=name, once=once: once().get(name)) for name in names}
    return context


def theme_of(request: HttpRequest) -> str:
    chosen = request.COOKIES.get("theme", "")
    return chosen if chosen in THEMES else "auto"


def _menu(request: HttpRequest) -> list[dict[str, Any]]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    return navigation.menu(user, path=request.path)
