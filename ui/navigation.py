"""The menu that all apps contribute to, and what the search box above it can open."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ui import addresses, pinyin, rights

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

    def is_for(self, user: Any, *, roles: frozenset[str] | None) -> bool:
        """`roles` are those of the user; None where he holds all of them."""
        if self.roles and roles is not None and roles.isdisjoint(self.roles):
            return False
        return self.may_see is None or bool(self.may_see(user))


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
# By set of addresses: the items it was made of, and those of them that have a page.
_known: dict[Any, tuple[Any, tuple["Entry", ...]]] = {}

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
    for entry in chosen(user, path="").entries:
        words = entry.keywords
        if wanted in words.split():
            return entry.url
        if not near and wanted in words:
            near = entry.url
    return near


@dataclass(frozen=True, eq=False)
class Entry:
    """A page of the menu at its address; compared by which object it is, so cheap as a key."""

    section: Section
    item: MenuItem
    url: str

    @cached_property
    def keywords(self) -> str:
        return keywords(self.item)


class Chosen(NamedTuple):
    """The pages that somebody sees in the menu, and the address of the one he is on."""

    entries: tuple[Entry, ...]
    current: str


def menu(user: Any, *, path: str = "") -> list[dict[str, Any]]:
    """The sections with the pages this user may open; empty sections are left out."""
    return sections_of(chosen(user, path=path))


def chosen(user: Any, *, path: str) -> Chosen:
    """The page with the longest matching address is the current one."""
    roles = None if getattr(user, "is_superuser", False) else rights.roles_of(user)
    entries = tuple(entry for entry in _entries() if entry.item.is_for(user, roles=roles))
    fitting = [entry.url for entry in entries if path.startswith(entry.url)]
    return Chosen(entries, max(fitting, key=len, default=""))


def sections_of(chosen: Chosen) -> list[dict[str, Any]]:
    """The section of the current page is open."""
    sections = []
    for section in SECTIONS:
        items = [
            {
                "title": entry.item.title,
                "url": entry.url,
                "icon": entry.item.icon,
                "keywords": entry.keywords,
                "is_current": entry.url == chosen.current,
            }
            for entry in chosen.entries
            if entry.section is section
        ]
        if items:
            is_open = any(item["is_current"] for item in items)
            sections.append({**section._asdict(), "items": items, "is_open": is_open})
    return sections


def _entries() -> tuple[Entry, ...]:
    """All pages that are there, in order; found once for each set of addresses."""
    items = tuple((section, item) for section in SECTIONS for item in _items[section.code])
    place = addresses.place()
    known = _known.get(place)
    if known is None or known[0] != items:
        # A page that is not there is left out; a system check of its app says so.
        entries = tuple(
            Entry(section, item, url)
            for section, item in items
            if (url := addresses.fixed(item.url_name))
        )
        known = _known[place] = items, entries
    return known[1]


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
    return [
        item for items in _items.values() for item in items if not addresses.fixed(item.url_name)
    ]
