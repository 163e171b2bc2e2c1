"""Who changed what of a record, when: read from the history tables, its small tables included."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.translation import gettext as _

from ui import formats
from ui.punctuation import labelled, listed

MOST_CHANGES = 500


class Named(NamedTuple):
    """What the history calls a field, and each record it points at, where these are but codes."""

    label: Any
    text: Callable[[Any], str]


KINDS = {"+": "created", "~": "changed", "-": "deleted"}


def changes_of(
    record: Model,
    *,
    related: Iterable[str] = (),
    hidden: Iterable[str] = (),
    names: Mapping[str, Named] | None = None,
) -> list[dict[str, Any]]:
    """Newest first; `related` names small tables of the record, `hidden` fields one may not see."""
    without = frozenset(hidden)
    history = record.history.all()  # type: ignore[attr-defined]
    found = list(_changes(history, without, names=names or {}))
    for name in related:
        relation: Any = type(record)._meta.get_field(name)
        history = getattr(relation.related_model, "history", None)
        if history is not None:
            own = history.filter(**{relation.field.attname: record.pk})
            found += _changes(own, without | {relation.field.name}, names={})
    found.sort(key=lambda change: change["at"], reverse=True)
    return found[:MOST_CHANGES]


def _changes(
    history: Any, hidden: frozenset[str], *, names: Mapping[str, Named]
) -> Iterator[dict[str, Any]]:
    """Each state beside the one before it of the same row."""
    states = history.select_related("history_user").order_by("history_date", "history_id")
    before: dict[Any, Any] = {}
    words = _Words(names)
    for state in states:
        key = state.id if hasattr(state, "id") else state.instance.pk
        kind = KINDS[state.history_type]
        fields = [
            {"label": words.label(field), "old": old, "new": new}
            for field, old, new in _differences(before.get(key), state, words)
            if field.name not in hidden
        ]
        before[key] = state
        if kind != "changed" or fields:
            label = state.instance_type._meta.verbose_name
            yield {
                "at": state.history_date,
                "actor": _person(state.history_user),
                "kind": kind,
                "label": labelled(label, _kind_words(kind)),
                "fields": fields,
            }


def _kind_words(kind: str) -> str:
    return {"created": _("created"), "changed": _("changed"), "deleted": _("deleted")}[kind]


def _person(user: Any) -> str:
    return str(getattr(user, "display_name", "") or user) if user else _("the system")


def _differences(old: Any, new: Any, words: "_Words") -> Iterator[tuple[Any, str, str]]:
    if new.history_type == "-":
        return
    for field in new.tracked_fields:
        if field.primary_key:
            continue
        now = getattr(new, field.attname)
        then = getattr(old, field.attname) if old is not None else None
        if now != then and not (old is None and now in (None, "", False)):
            yield field, words.of(field, then), words.of(field, now)
    for field in getattr(new, "_history_m2m_fields", ()):
        now, then = _members(new, field), _members(old, field)
        if now != then:
            yield field, words.of_all(field, then), words.of_all(field, now)


def _members(state: Any, field: Any) -> list[Any]:
    """The keys of the records that a state of the row was tied to."""
    if state is None:
        return []
    name = field.m2m_reverse_field_name()
    return sorted(getattr(state, field.name).values_list(f"{name}_id", flat=True))


class _Words:
    """Values as people read them; each foreign record is looked up once."""

    def __init__(self, names: Mapping[str, Named]) -> None:
        self.names = names
        self.known: dict[tuple[Any, Any], str] = {}

    def label(self, field: Any) -> Any:
        named = self.names.get(field.name)
        return named.label if named else field.verbose_name

    def of(self, field: Any, value: Any) -> str:
        if value is None or value == "":
            return ""
        if field.is_relation:
            return self._record(field, value)
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, Decimal):
            return formats.plain(value)
        if isinstance(value, datetime):
            return formats.moment(value)
        return formats.day(value) if isinstance(value, date) else str(value)

    def of_all(self, field: Any, keys: Iterable[Any]) -> str:
        return listed(sorted(self._record(field, key) for key in keys))

    def _record(self, field: Any, pk: Any) -> str:
        model: type[Model] = field.related_model
        if (model, pk) not in self.known:
            found = model._base_manager.filter(pk=pk).first()
            named = self.names.get(field.name)
            text = named.text if named else str
            self.known[model, pk] = text(found) if found is not None else f"#{pk}"
        return self.known[model, pk]
