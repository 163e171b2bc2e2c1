"""Ranked search: exact hits, then beginnings, then what is contained; nothing hides anything.

One query that looks at every row, right for some thousands. For more there is `ui.tiers`.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db.models import Case, IntegerField, Model, Q, QuerySet, Value, When

from ui.paths import crosses_to_many

M = TypeVar("M", bound=Model)
Condition = Callable[[str, str], Q]


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
