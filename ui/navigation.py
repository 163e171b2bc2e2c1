"""The menu that all apps contribute to, and what the search box above it can open."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ui import pinyin, rights

LANGUAGES = ("zh-hans", "en")


@dataclass(frozen=True)
class MenuItem:
    """One page; `synonyms` are the words people bring from the system they left.

    No roles means everyone. `may_see` is asked besides, where roles do not say it all. Pages of a
    lower `order` stand first; among equals the app that registered first does.
    """

    title: str | Promise
    url_name: str
    icon: str = ""
    synonyms: tuple[str | Promise, ...] = ()
    roles: tuple[str, ...] = ()
    may_see: Callable[[Any], bool] | None = field(default=None, compare=False)
    order: int = 0

    def is_for(self, user: Any) -> bool:
        return rights.has_one_of(user, self.roles) and (
            self.may_see is None or bool(self.may_see(user))
        )


class Section(NamedTuple):
    code: str
    title: Promise
    icon: str


SECTIONS = (
    Section("sales", _("Sales management"), "bag"),
    Section("purchasing", _("Purchasing management"), "cart"),
    Section("warehouse", _("Warehouse management"), "boxes"),
    Section("finance", _("Finance management"), "cash-coin"),
    Section("production", _("Production management"), "gear-wide-connected"),
    Section("reports", _("Reports"), "bar-chart"),
    Section("masterdata", _("Master data"), "journal-text"),
    Section("settings", _("System settings"), "sliders"),
)

_items: dict[str, list[MenuItem]] = {section.code: [] for section in SECTIONS}

Finder = Callable[[Any, str], str]
_finders: list[tuple[int, Finder]] = []


def register_menu(section: str, items: Iterable[MenuItem]) -> None:
    if section not in _items:
        raise ValueError(f"no menu section {section!r}; there are {', '.join(_items)}")
    for item in items:
        if item not in _items[section]:
            _items[section].append(item)
    _items[section].sort(key=lambda item: item.order)


def register_finder(finder: Finder, *, order: int = 0) -> None:
    """`finder(user, q)` gives the address of what the search box shall open, or nothing."""
    _finders.append((order, finder))
    _finders.sort(key=lambda pair: pair[0])


def find_address(user: Any, q: str) -> str:
    """A paper by its number, else a page of the menu by title, synonym or pinyin initials."""
    for _order, finder in _finders:
        if address := finder(user, q):
            return address
    return _page_called(user, q)


def _page_called(user: Any, q: str) -> str:
    wanted = q.casefold()
    near = ""
    for item in (item for items in _items.values() for item in items if item.is_for(user)):
        words = keywords(item)
        url = _address(item)
        if url and wanted in words.split():
            return url
        if url and not near and wanted in words:
            near = url
    return near


def menu(user: Any, *, path: str = "") -> list[dict[str, Any]]:
    """The sections with the pages this user may open; empty sections are left out."""
    sections = []
    for section in SECTIONS:
        items = [
            {"title": item.title, "url": url, "icon": item.icon, "keywords": keywords(item)}
            for item in _items[section.code]
            if item.is_for(user) and (url := _address(item))
        ]
        if items:
            sections.append({**section._asdict(), "items": items})
    _mark(sections, path)
    return sections


def _mark(sections: list[dict[str, Any]], path: str) -> None:
    """The page with the longest matching address is the current one, its section is open."""
    items = [item for section in sections for item in section["items"]]
    fitting = [item["url"] for item in items if path.startswith(item["url"])]
    current = max(fitting, key=len, default=None)
    for section in sections:
        for item in section["items"]:
            item["is_current"] = item["url"] == current
        section["is_open"] = any(item["is_current"] for item in section["items"])


def _address(item: MenuItem) -> str:
    """Nothing for a page that is not there; a system check of its app says so."""
    try:
        return reverse(item.url_name)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=1024)
def keywords(item: MenuItem) -> str:
    """Titles in both languages, synonyms, and the pinyin initials of all of them."""
    words = []
    for language in LANGUAGES:
        with translation.override(language):
            words += [str(word) for word in (item.title, *item.synonyms)]
    found = [part for word in words for part in (word.casefold(), pinyin.initials(word).casefold())]
    return " ".join(dict.fromkeys(part for part in found if part))


def unreachable() -> list[MenuItem]:
    """Menu entries without a page, for the tests."""
    return [item for items in _items.values() for item in items if not _address(item)]
