"""Ranked search: exact hits, then beginnings, then what is contained; nothing hides anything.

`ranked_search` is one query that looks at every row, right for some thousands. `tiered_search` asks
tier by tier, each by its index, and stops when a page is full: right for hundreds of thousands.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Case, IntegerField, Model, OrderBy, Q, QuerySet, Value, When
from django.db.models.functions import Collate, Concat, Upper

from ui.paths import crosses_to_many

M = TypeVar("M", bound=Model)
Condition = Callable[[str, str], Q]
# The rows in which a text stands somewhere, by an index; without one it says nothing: `Q()`.
Fragment = Callable[[str], Q]

# Shorter texts have no index of their parts, and are found soon in any order.
SHORTEST_INDEXED = 3
DEEPEST = 200
MOST_RELATED = 100


def ranked_search(
    queryset: "QuerySet[M]",
    q: str,
    *,
    exact: Sequence[str] = (),
    prefix: Sequence[str] = (),
    contains: Sequence[str] = (),
) -> "QuerySet[M]":
    """Exact, then prefix, then contained, all together: an exact hit never hides the others."""
    q = " ".join(q.split())
    model = queryset.model
    order = _order(model)
    if not q:
        return queryset.order_by(*order)
    tiers = [
        _any_of(model, exact, q, _exactly),
        _any_of(model, prefix, q, _beginning),
        _all_words(model, contains, q),
    ]
    tiers = [tier for tier in tiers if tier]
    whens = [When(tier, then=Value(rank)) for rank, tier in enumerate(tiers)]
    wanted = Q()
    for tier in tiers:
        wanted |= tier
    rank = Case(*whens, default=Value(9), output_field=IntegerField())
    return queryset.filter(wanted).annotate(search_rank=rank).order_by("search_rank", *order)


def _order(model: type[Model]) -> tuple[str, ...]:
    names = {field.name for field in model._meta.get_fields()}
    return ("code", "pk") if "code" in names else ("pk",)


# --- tier by tier --------------------------------------------------------------------------------


def everything(_text: str) -> Q:
    return Q()


@dataclass(frozen=True)
class Fields:
    exact: Sequence[str] = ()
    prefix: Sequence[str] = ()
    contains: Sequence[str] = ()


def tiered_search(
    queryset: "QuerySet[M]", q: str, fields: Fields, *, fragment: Fragment = everything
) -> "QuerySet[M] | Tiered[M]":
    """For records with a `code`. Of beginnings those of the code come first."""
    q = " ".join(q.split())
    if not q:
        return queryset.order_by(by_code(), "pk")
    return Tiered(queryset, q, fields, fragment)


@dataclass(frozen=True)
class Tiered(Sequence[M]):
    """The records found, best first; asked for a page, only as many tiers as fill it are read."""

    queryset: "QuerySet[M]"
    q: str
    fields: Fields
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
        conditions = [condition for condition, _order in self._tiers()]
        whens = [When(each, then=Value(rank)) for rank, each in enumerate(conditions) if each]
        wanted = reduce(or_, conditions, Q())
        rank = Case(*whens, default=Value(len(whens)), output_field=IntegerField())
        found = self.queryset.filter(wanted).annotate(search_rank=rank)
        return found.order_by("search_rank", by_code(), "pk")

    def _first(self, count: int) -> list[M]:
        found: dict[Any, M] = {}
        for condition, order in self._tiers():
            rows = self.queryset.filter(condition).exclude(pk__in=list(found))
            for record in rows.order_by(*order, "pk")[: count - len(found)]:
                found[record.pk] = record
            if len(found) >= count:
                break
        return list(found.values())

    def _tiers(self) -> Iterator[tuple[Q, tuple[Any, ...]]]:
        """A tier is built only when those before it have not filled the page."""
        q, model = self.q, self.queryset.model
        yield self._exact(), (_sorted(),)
        if "code" in self.fields.prefix:
            yield Q(code__istartswith=q), (by_code(),)
        others = [name for name in self.fields.prefix if name != "code"]
        if others:
            indexed = len(q) >= SHORTEST_INDEXED
            yield _any_of(model, others, q, self._beginning), (_sorted() if indexed else by_code(),)
        if self.fields.contains:
            words = [word for word in q.split() if len(word) >= SHORTEST_INDEXED]
            narrowed = Q()
            for word in words:
                narrowed &= self.fragment(word)
            wanted = narrowed & _all_words(model, self.fields.contains, q)
            yield wanted, (_sorted() if words else by_code(),)

    def _exact(self) -> Q:
        """Related records (further barcodes) are asked first: an OR over a join has no index."""
        model, own, wanted = self.queryset.model, [], Q()
        for name in self.fields.exact:
            if crosses_to_many(model, name):
                related = model._default_manager.filter(**{f"{name}__iexact": self.q}).order_by()
                wanted |= Q(pk__in=list(related.values_list("pk", flat=True)[:MOST_RELATED]))
            else:
                own.append(name)
        return wanted | _any_of(model, own, self.q, self._exactly)

    def _exactly(self, name: str, q: str) -> Q:
        if not _is_pinyin(name):
            return _exactly(name, q)
        later = Q((f"{name}__iendswith", f" {q}")) | Q((f"{name}__icontains", f" {q} "))
        first = Q((f"{name}__iexact", q)) | Q((f"{name}__istartswith", f"{q} "))
        return first | (self._indexed(f" {q}") & later)

    def _beginning(self, name: str, q: str) -> Q:
        if not _is_pinyin(name):
            return _beginning(name, q)
        later = Q((f"{name}__icontains", f" {q}"))
        return Q((f"{name}__istartswith", q)) | (self._indexed(f" {q}") & later)

    def _indexed(self, text: str) -> Q:
        return self.fragment(text) if len(text) >= SHORTEST_INDEXED else Q()


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


# --- conditions ----------------------------------------------------------------------------------


def _is_pinyin(name: str) -> bool:
    return name.rsplit("__", 1)[-1] == "pinyin"


def _exactly(name: str, q: str) -> Q:
    # A pinyin column holds several codes, separated by a space: each word counts.
    if not _is_pinyin(name):
        return Q((f"{name}__iexact", q))
    return (
        Q((f"{name}__iexact", q))
        | Q((f"{name}__istartswith", f"{q} "))
        | Q((f"{name}__iendswith", f" {q}"))
        | Q((f"{name}__icontains", f" {q} "))
    )


def _beginning(name: str, q: str) -> Q:
    if not _is_pinyin(name):
        return Q((f"{name}__istartswith", q))
    return Q((f"{name}__istartswith", q)) | Q((f"{name}__icontains", f" {q}"))


def _contained(name: str, q: str) -> Q:
    return Q((f"{name}__icontains", q))


def _all_words(model: type[Model], names: Sequence[str], q: str) -> Q:
    wanted = Q()
    for word in q.split():
        wanted &= any_of(model, names, word)
    return wanted


def any_of(model: type[Model], names: Sequence[str], word: str) -> Q:
    """The word is contained in one of the fields; rows are never doubled by a join."""
    return _any_of(model, names, word, _contained)


def _any_of(model: type[Model], names: Sequence[str], word: str, condition: Condition) -> Q:
    wanted = Q()
    of_relation: dict[str, Q] = {}
    for name in names:
        if relation := _one_step(model, name):
            term = condition(name.removeprefix(f"{relation}__"), word)
            of_relation[relation] = of_relation.get(relation, Q()) | term
            continue
        term = condition(name, word)
        if crosses_to_many(model, name):
            # A join would give one row per hit; a subquery gives each record once.
            term = Q(pk__in=model._default_manager.filter(term).values("pk"))
        wanted |= term
    for relation, term in of_relation.items():
        # The few customers are searched once, not beside each of their many papers.
        others: Any = model._meta.get_field(relation).related_model
        wanted |= Q(
            **{f"{relation}__in": others._base_manager.filter(term).order_by().values("pk")}
        )
    return wanted


def _one_step(model: type[Model], path: str) -> str:
    """The foreign key in front of a path such as `party__name`; empty for any other path."""
    relation, _cut, column = path.partition("__")
    if not column or "__" in column:
        return ""
    field = next((each for each in model._meta.fields if each.name == relation), None)
    return relation if field is not None and field.many_to_one else ""
