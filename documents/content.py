"""What a paper says, as plain data: for its hash, for the difference page, for a copy."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db import models

from documents import frozen, registry, rows
from documents.models import Document, Event, content_columns
from masterdata.fields import MoneyField
from masterdata.models.company import along
from masterdata.once import tell, told
from ui.conditions import KEYS, among
from ui.prepared import Prepared
from ui.values import KEY

if TYPE_CHECKING:
    from documents.flow import DocumentType

HEAD_COLUMNS = ("date", "party_id", "handler_id", "remark")
Snapshot = dict[str, Any]


def load_body(head: Document, *, nouns_of: Any = None) -> Any:
    """The body with its lines in order, head attached: two queries, and one for the papers that
    its lines draw on. Beside it, `last_hash` is that of the paper's last event, and what
    steps ask of the firm.

    `nouns_of` is the same body as it was loaded before: items, units and people are taken from it.
    """
    document_type = registry.get(head.type)
    of_body: Any = document_type.body
    of_line: Any = document_type.line
    body = _body_of(of_body).first(head.pk)
    if body is None:
        raise document_type.body.DoesNotExist
    body.head = head
    known = _nouns(nouns_of.lines.all()) if nouns_of is not None else {}
    lines = _lines_of(of_line, tuple(sorted(known))).load(head.pk)
    by_body: Any = document_type.line._meta.get_field("body")
    for each in lines:
        by_body.set_cached_value(each, body)
    _give(lines, known)
    _prefetched(body, lines)
    return body


def as_loaded(head: Document) -> Any:
    """The body as the step that is under way left it, for who follows that step; what reactions
    count since may have moved on."""
    known = told(("body", head.pk))
    return load_body(head) if known is None else known


def keep_loaded(body: Any) -> None:
    tell(("body", body.pk), body)


def _prefetched(body: Any, lines: list[Any]) -> None:
    """As `prefetch_related_objects` leaves it: `body.lines.all()` asks nothing."""
    held = body.lines.get_queryset()
    held._result_cache, held._prefetch_done = lines, True
    body._prefetched_objects_cache = {"lines": held}


@cache
def _body_of(model: Any) -> "Prepared[Any]":
    events = Event.objects.filter(document=models.OuterRef("pk")).order_by("-id")
    last = models.Subquery(events.values("hash")[:1])
    bodies = model._default_manager
    return Prepared(lambda pk: bodies.filter(pk=pk).annotate(last_hash=last, **along()), KEY)


@dataclass(frozen=True)
class Lines:
    """A type's lines with what they name. A paper that many lines name through another line is
    not joined to each of them: it comes once, and all share it."""

    lines: "Prepared[Any]"
    shared: tuple[tuple[str, Any, "Prepared[Any]"], ...]

    def load(self, body_id: int) -> list[Any]:
        found = self.lines(body_id)
        for name, field, papers in self.shared:
            named = [each for line in found if (each := getattr(line, name)) is not None]
            wanted = {getattr(each, field.attname) for each in named} - {None}
            by_id = {paper.pk: paper for paper in papers(wanted)} if wanted else {}
            for each in named:
                field.set_cached_value(each, by_id.get(getattr(each, field.attname)))
        return found


@cache
def _lines_of(line: Any, but: tuple[str, ...]) -> Lines:
    related = [f.name for f in line._meta.concrete_fields if f.is_relation and f.name != "body"]
    lines = line._default_manager.order_by("line_no")
    # Without names `select_related` would join whatever it finds.
    lines = lines.select_related(*related) if related else lines.select_related(None)
    tree: dict[str, Any] = lines.query.select_related or {}
    lines.query.select_related = {name: {} for name in tree if name not in but} or False
    shared = []
    for name, inner in tree.items():
        for further, rest in inner.items():
            field = line._meta.get_field(name).related_model._meta.get_field(further)
            papers = field.related_model._base_manager.all()
            if rest:
                papers.query.select_related = rest
            shared.append((name, field, _by_keys(papers)))
    return Lines(Prepared(lambda pk: lines.filter(body=pk), KEY), tuple(shared))


def _by_keys(papers: "models.QuerySet[Any]") -> "Prepared[Any]":
    return Prepared(lambda keys: papers.filter(among("pk", keys)), KEYS)


Nouns = dict[str, dict[int, Any]]


def _nouns(lines: Iterable[Any]) -> Nouns:
    """By column: what the lines name of the master data, which no step of a paper changes."""
    found: Nouns = {}
    for line in lines:
        for each in line._meta.concrete_fields:
            if each.is_relation and each.related_model._meta.app_label == "masterdata":
                noun = each.get_cached_value(line, default=None)
                by_id = found.setdefault(each.name, {})
                if noun is not None:
                    by_id[noun.pk] = noun
    return found


def _give(lines: Iterable[Any], known: Nouns) -> None:
    rows = list(lines)
    for name, by_id in known.items():
        each: Any = rows[0]._meta.get_field(name) if rows else None
        missing = {getattr(row, each.attname) for row in rows} - {None, *by_id}
        if missing:
            by_id |= each.related_model._base_manager.in_bulk(missing)
        for row in rows:
            each.set_cached_value(row, by_id.get(getattr(row, each.attname)))


def snapshot(body: Any) -> Snapshot:
    """Everything a person entered, by column; lines in order."""
    lines = list(body.lines.all())
    of_line: Any = type(lines[0]) if lines else None
    columns = _columns_of_line(of_line) if lines else ()
    return {
        "head": _plain(body.head, HEAD_COLUMNS),
        "body": _plain(body, content_columns(type(body))),
        "lines": [_plain(line, columns) for line in lines],
    }


@cache
def _columns_of_line(line: Any) -> tuple[str, ...]:
    return tuple(name for name in content_columns(line) if name != "body_id")


_AS_THEY_ARE = frozenset({int, str, bool, type(None)})


def _plain(row: Any, columns: tuple[str, ...]) -> dict[str, Any]:
    values = zip(columns, _getter_of(columns)(row), strict=True)
    return {n: v if type(v) in _AS_THEY_ARE else plain(v) for n, v in values}


@cache
def _getter_of(columns: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    if len(columns) > 1:
        return attrgetter(*columns)
    return lambda row: tuple(getattr(row, name) for name in columns)


def plain(value: Any) -> Any:
    """A value as JSON can hold it, equal values always written alike."""
    if isinstance(value, Decimal):
        return _digits(value) if value else f"{value.normalize():f}"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, str, list, dict)):
        return value
    return str(value)


@lru_cache(maxsize=16_384)
def _digits(value: Decimal) -> str:
    """Of all but zero, for which equal is not alike: it has a sign of its own."""
    return f"{value.normalize():f}"


def hash_of(taken: Snapshot) -> str:
    """SHA-256 over the canonical JSON of a snapshot; an approval is bound to it (I8)."""
    text = json.dumps(taken, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def opened(head: Document) -> None:
    """Let the content of a frozen paper be written; whoever asks holds its lock, and binds it anew
    with its next version before he commits (`frozen.py`)."""
    if head.content_hash:
        head.content_hash = frozen.opening(head.version)
        rows.write([head], ["content_hash"])


@contextmanager
def reopened(document_id: int) -> Iterator[Document]:
    """A numbered change writes into the paper, and may set the total of the head that it is given;
    then the paper is bound to what it says now, as its next version."""
    head = Document.objects.get(pk=document_id)
    opened(head)
    yield head
    head.version += 1
    head.content_hash = hash_of(snapshot(load_body(head)))
    rows.write([head], ["total", "version", "content_hash"])


def difference(before: Snapshot, after: Snapshot) -> dict[str, Any]:
    """Old and new per changed column; lines by line number; added and removed lines whole."""
    if before == after:  # as after most effects
        return {}
    changed: dict[str, Any] = {}
    for part in ("head", "body"):
        for name, old in before[part].items():
            if after[part].get(name) != old:
                changed[name] = [old, after[part].get(name)]
    old_lines = {line["line_no"]: line for line in before["lines"]}
    new_lines = {line["line_no"]: line for line in after["lines"]}
    lines: dict[str, Any] = {}
    for number in sorted(old_lines.keys() | new_lines.keys()):
        old, new = old_lines.get(number), new_lines.get(number)
        if old == new:
            continue
        if old is None or new is None:
            lines[str(number)] = [old, new]
        else:
            lines[str(number)] = {k: [old[k], new[k]] for k in old if old[k] != new.get(k)}
    if lines:
        changed["lines"] = lines
    return changed


def changed_columns(difference: Mapping[str, Any]) -> set[str]:
    """The names of what changed; a line that came or went is not one of them, but `lines`."""
    lines = difference.get("lines", {}).values()
    whole = {"lines"} if any(isinstance(each, list) for each in lines) else set()
    within = {name for each in lines if isinstance(each, dict) for name in each}
    return (set(difference) - {"lines"}) | within | whole


def has_total(document_type: "DocumentType") -> bool:
    """Whether this paper's total says anything: one without any sum of money has none."""
    if hasattr(document_type.body, "total_of"):
        return True
    whole = (document_type.body, document_type.line)
    fields = [field for model in whole for field in model._meta.concrete_fields]
    return any(isinstance(field, MoneyField) for field in fields)
