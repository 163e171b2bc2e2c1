"""What changed, in words: columns by their labels, records by their names, prices only if seen."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from documents.models import Document
from documents.pages.declaration import DocumentPages
from masterdata.fields import IntegerBackedDecimalField
from ui import formats

MOST = 40
# Keys, and what follows from the cells beside it: a change of quantity is one change, not four.
DERIVED = {"ratio_numerator", "ratio_denominator", "base_quantity", "net", "tax"}
SILENT = {"body_id", "line_no", "id"} | DERIVED


@dataclass(frozen=True)
class Change:
    """One cell: `line` is empty for the head; old and new are as stored (ids for records)."""

    line: str
    name: str
    field: Any
    old: Any
    new: Any


class Words:
    """Turns changes into what people read; all records are fetched together, a query per model."""

    def __init__(self, pages: DocumentPages, *, hide_prices: bool) -> None:
        self.pages = pages
        self.hidden = pages.priced if hide_prices else frozenset()
        # Figures that a paper computes stand on it; as changes they would only hide the others.
        self.silent = SILENT.union(getattr(pages.type.body, "FIGURES", ()))
        self.names: dict[type[Model], dict[Any, str]] = {}

    def changes_in(self, details: Mapping[str, Any]) -> list[Change]:
        """The changes an event tells, without silent columns and hidden prices."""
        found = [
            change
            for name, pair in details.items()
            if name != "lines" and (change := self._change("", name, pair))
        ]
        for number, cells in (details.get("lines") or {}).items():
            found += self._of_line(str(number), cells)
        return found

    def _of_line(self, number: str, cells: Any) -> list[Change]:
        if isinstance(cells, Mapping):
            return [c for name, pair in cells.items() if (c := self._change(number, name, pair))]
        old, new = cells
        whole = old or new or {}
        names = [name for name in ("item_id", "party_id", "quantity", "amount") if name in whole]
        pairs = [(name, [old and old.get(name), new and new.get(name)]) for name in names]
        return [c for name, pair in pairs if (c := self._change(number, name, pair))]

    def _change(self, line: str, name: str, pair: Any) -> Change | None:
        if name in self.silent or name.removesuffix("_id") in self.hidden:
            return None
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            return None
        return Change(line, name, self.field_of(name, in_line=bool(line)), *pair)

    def field_of(self, name: str, *, in_line: bool) -> "Field[Any, Any] | None":
        document_type = self.pages.type
        models = (document_type.line,) if in_line else (document_type.body, Document)
        bare = name.removesuffix("_id")
        for model in models:
            for each in (name, bare):
                try:
                    found: Any = model._meta.get_field(each)
                except FieldDoesNotExist:
                    continue
                return found
        return None

    def fetch(self, changes: Iterable[Change]) -> None:
        wanted: dict[type[Model], set[Any]] = defaultdict(set)
        for change in changes:
            related = getattr(change.field, "related_model", None)
            if related is not None:
                wanted[related] |= {pk for pk in (change.old, change.new) if pk}
        for model, ids in wanted.items():
            known = self.names.setdefault(model, {})
            missing = ids - known.keys()
            if missing:
                found = model._default_manager.in_bulk(missing)
                known.update({pk: str(record) for pk, record in found.items()})

    def gettext(self, change: Change) -> dict[str, Any]:
        label = getattr(change.field, "verbose_name", change.name)
        return {
            "line": change.line,
            "label": str(label),
            "old": self.text(change.field, change.old),
            "new": self.text(change.field, change.new),
        }

    def text(self, field: Any, value: Any) -> str:
        if value is None or value == "":
            return ""
        related = getattr(field, "related_model", None)
        if related is not None:
            return self.names.get(related, {}).get(value, f"#{value}")
        if getattr(field, "choices", None):
            return str(dict(field.flatchoices).get(value, value))
        return plain_text(field, value)


def plain_text(field: Any, value: Any) -> str:
    """A stored or typed value in reading form."""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(field, IntegerBackedDecimalField):
        return _number(field.places, value)
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, str) and "T" in value and field and "DateTime" in type(field).__name__:
        moment = parse_datetime(value)
        return formats.moment(moment) if moment else value
    return str(value)


def _number(places: int, value: Any) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    shown = {2: formats.money, 6: formats.price}.get(places, formats.quantity)
    return shown(number)


def told(
    details: Iterable[Mapping[str, Any]], pages: DocumentPages, *, hide_prices: bool
) -> list[list[dict[str, Any]]]:
    """The changes of several events in words, each cut to a readable length."""
    words = Words(pages, hide_prices=hide_prices)
    changes = [words.changes_in(each) for each in details]
    cut = [each[:MOST] for each in changes]
    words.fetch(change for each in cut for change in each)
    found = [[words.gettext(change) for change in each] for each in cut]
    for whole, shown in zip(changes, found, strict=True):
        if len(whole) > MOST:
            more = gettext("%(count)s more changes") % {"count": len(whole) - MOST}
            shown.append({"line": "", "label": more, "old": "", "new": ""})
    return found
