"""Ranked search among hundreds of thousands: tier by tier, each by its index, till a page is full.

The order is that of `ui.ranking`: exact hits, then beginnings, then what is contained. People type
sign by sign, so what each tier asks is put together once in a process (`ui.prepared`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from operator import or_
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Case, IntegerField, Model, OrderBy, Q, QuerySet, Value, When
from django.db.models.functions import Collate, Concat, Upper

from ui import conditions, prepared
from ui.conditions import KEYS
from ui.values import WORD, Given, Moving

M = TypeVar("M", bound=Model)
Texts = Mapping[str, Moving]
# The rows in which a text stands somewhere, by an index; without one it says nothing: `Q()`.
Fragment = Callable[[Moving], Q]

PINYIN = "pinyin"
# Shorter texts have no index of their parts, and are found soon in any order.
SHORTEST_INDEXED = 3
DEEPEST = 200


def everything(_text: Moving) -> Q:
    return Q()


def nothing(_q: str) -> list[int]:
    return []


@dataclass(frozen=True)
class Fields:
    """Own columns, `code` among them; of beginnings those of the code come first."""

    exact: Sequence[str] = ()
    prefix: Sequence[str] = ()
    contains: Sequence[str] = ()


@dataclass(frozen=True, eq=False)
class Search(Generic[M]):
    """A constant of its module: `SEARCH("abc")[:20]`.

    `related` gives the keys of records that something else names exactly so (further barcodes): an
    OR over a join has no index. `fragment` is asked each time, for an index may come and go.
    """

    make: Callable[[], "QuerySet[M]"]
    fields: Fields
    fragment: Callable[[], Fragment] = lambda: everything
    related: Callable[[str], list[int]] = nothing

    def __call__(self, q: str) -> "QuerySet[M] | Tiered[M]":
        q = " ".join(q.split())
        if not q:
            return self.make().order_by(by_code(), "pk")
        return Tiered(self, q, self.fragment())


@dataclass(frozen=True)
class Tiered(Sequence[M]):
    """The records found, best first; asked for a page, only as many tiers as fill it are read."""

    search: Search[M]
    q: str
    fragment: Fragment

    def __len__(self) -> int:
        return self._whole().count()

    def __iter__(self) -> Iterator[M]:
        return iter(self._whole())

    def __getitem__(self, part: Any) -> Any:
        if not isinstance(part, slice) or part.stop is None or part.stop > DEEPEST:
            return self._whole()[part]
        return self._first(part.stop)[part]

    def _whole(self) -> "QuerySet[M]":
        """All tiers in one query, for whoever turns far enough."""
        values = self._values()
        texts = {name: Moving(partial(values.get, name), _field(name)) for name in values}
        return _ranked(self.search, [tier.condition(texts) for tier in self._tiers()])

    def _first(self, count: int) -> list[M]:
        """What one question found the next may find again: so each is asked for a whole page."""
        values, found = self._values(), dict[Any, M]()
        for build, tiers in self._questions():
            given = {name: values[name] for tier in tiers for name in tier.names}
            key = (build, *tiers, count)
            for record in prepared.rows(key, partial(build, *tiers, count), **given):
                found.setdefault(record.pk, record)
            if len(found) >= count:
                break
        return list(found.values())[:count]

    def _questions(self) -> "Iterator[tuple[Callable[..., QuerySet[M]], list[_Tier]]]":
        """The few exact hits and what begins so are asked together: mostly they fill a page."""
        exact, *others = self._tiers()
        if others and others[0].write is _code:
            yield _opening, [exact, others.pop(0)]
        else:
            yield _one_tier, [exact]
        for tier in others:
            yield _one_tier, [tier]

    def _values(self) -> dict[str, Any]:
        words = {f"word{number}": word for number, word in enumerate(self.q.split())}
        return {"q": self.q, "related": self.search.related(self.q), **words}

    def _tiers(self) -> "list[_Tier]":
        fields, made = self.search.fields, partial(_Tier, self.search, self.fragment)
        is_short = len(self.q) < SHORTEST_INDEXED
        long = tuple(len(word) >= SHORTEST_INDEXED for word in self.q.split())
        words = tuple(f"word{number}" for number, _word in enumerate(long))
        is_found = len(self.q) + 1 >= SHORTEST_INDEXED
        tiers = [made(_exact, ("q", "related"), (is_found,))]
        if "code" in fields.prefix:
            tiers.append(made(_code, ("q",), (), is_walked=True))
        if set(fields.prefix) - {"code"}:
            tiers.append(made(_beginning, ("q",), (is_found,), is_walked=is_short))
        if fields.contains:
            tiers.append(made(_contained, words, long, is_walked=not any(long)))
        return tiers


@dataclass(frozen=True)
class _Tier:
    """All that the form of a tier's query hangs on; what was typed stands in it by name.

    `indexed` tells of each of its texts whether an index of parts knows so long a one. A tier that
    `is_walked` is read along the index of codes, any other is found first and sorted then.
    """

    search: Search[Any]
    fragment: Fragment
    write: "Callable[[_Tier, Texts], Q]"
    names: tuple[str, ...]
    indexed: tuple[bool, ...]
    is_walked: bool = False

    def condition(self, texts: Texts) -> Q:
        return self.write(self, texts)

    def as_kept(self) -> Q:
        return self.condition({name: Given(name, _field(name)) for name in self.names})


def _one_tier(tier: _Tier, count: int) -> "QuerySet[Any]":
    rows = tier.search.make().filter(tier.as_kept())
    return rows.order_by(by_code() if tier.is_walked else _sorted(), "pk")[:count]


def _opening(exact: _Tier, codes: _Tier, count: int) -> "QuerySet[Any]":
    begun = _one_tier(codes, count).values("pk")
    return _ranked(exact.search, [exact.as_kept(), conditions.among_first("pk", begun)])[:count]


def _ranked(search: Search[M], tiers: list[Q]) -> "QuerySet[M]":
    whens = [When(each, then=Value(rank)) for rank, each in enumerate(tiers[:-1]) if each]
    rank = Case(*whens, default=Value(len(tiers)), output_field=IntegerField())
    found = search.make().filter(_any(tiers)).annotate(search_rank=rank)
    return found.order_by("search_rank", _sorted(), "pk")


def _exact(tier: _Tier, texts: Texts) -> Q:
    q = texts["q"]
    found = [conditions.among("pk", texts["related"])]
    for name in tier.search.fields.exact:
        found.append(conditions.equals(name, q))
        if name == PINYIN:
            # The column holds several codes, separated by a space: each word counts.
            later = conditions.ends(name, q.then(_later)) | conditions.contains(name, q.then(_amid))
            found.append(conditions.begins(name, q.then(_first)))
            found.append(_narrowed(tier, q.then(_later)) & later)
    return _any(found)


def _code(_tier: _Tier, texts: Texts) -> Q:
    return conditions.begins("code", texts["q"])


def _beginning(tier: _Tier, texts: Texts) -> Q:
    q, found = texts["q"], []
    for name in tier.search.fields.prefix:
        if name == "code":
            continue
        found.append(conditions.begins(name, q))
        if name == PINYIN:
            later = q.then(_later)
            found.append(_narrowed(tier, later) & conditions.contains(name, later))
    return _any(found)


def _contained(tier: _Tier, texts: Texts) -> Q:
    wanted = Q()
    for name, is_indexed in zip(tier.names, tier.indexed, strict=True):
        if is_indexed:
            wanted &= tier.fragment(texts[name])
        wanted &= _any(
            conditions.contains(field, texts[name]) for field in tier.search.fields.contains
        )
    return wanted


def _narrowed(tier: _Tier, text: Moving) -> Q:
    return tier.fragment(text) if tier.indexed[0] else Q()


def _any(found: Iterable[Q]) -> Q:
    return reduce(or_, found, Q())


def _field(name: str) -> Any:
    return KEYS if name == "related" else WORD


def _first(q: str) -> str:
    return f"{q} "


def _later(q: str) -> str:
    return f" {q}"


def _amid(q: str) -> str:
    return f" {q} "


class _Bytewise(OrderBy):
    """The order of PostgreSQL's index for beginnings, whatever the collation of the database."""

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        # Django cuts an order at the word that gives its direction, and fails without one.
        template = "%(expression)s USING ~<~ /* ASC */"
        return self.as_sql(compiler, connection, template=template)  # type: ignore[call-arg]


def by_code() -> Any:
    """By code whatever its case, as the index for beginnings has it on each database."""
    if connection.vendor == "sqlite":
        return Collate("code", "nocase")
    return _Bytewise(Upper("code"))


def _sorted() -> Any:
    """The same, sorted after finding: along its index the database would walk all rows in the hope
    of meeting enough soon."""
    if connection.vendor == "sqlite":
        return Collate(Concat("code", Value("")), "nocase")
    return _Bytewise(Upper(Concat("code", Value(""))))
