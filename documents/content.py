"""What a paper says, as plain data: for its hash, for the difference page, for a copy."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models

from documents import registry
from documents.models import Document, content_columns
from masterdata.fields import MoneyField

if TYPE_CHECKING:
    from documents.flow import DocumentType

HEAD_COLUMNS = ("date", "party_id", "handler_id", "remark")
Snapshot = dict[str, Any]


def load_body(head: Document, *, nouns_of: Any = None) -> Any:
    """The body with its lines prefetched in order, head attached: two queries, and one for the
    papers that its lines draw on.

    `nouns_of` is the same body as it was loaded before: items, units and people are taken from it.
    """
    document_type = registry.get(head.type)
    known = _nouns(nouns_of.lines.all()) if nouns_of is not None else {}
    body = document_type.body._default_manager.get(pk=head.pk)
    body.head = head
    lines = _with_related(document_type.line, but=known)
    models.prefetch_related_objects([body], models.Prefetch("lines", queryset=lines))
    for each in body.lines.all():
        each.body = body
    _give(body.lines.all(), known)
    return body


Nouns = dict[str, dict[int, Any]]


def _with_related(line: Any, *, but: Iterable[str]) -> "models.QuerySet[Any]":
    """Each line with what it names. A paper that many lines name through another line is not
    joined to each of them: it comes once, and all share it."""
    related = [f.name for f in line._meta.concrete_fields if f.is_relation and f.name != "body"]
    lines = line._default_manager.order_by("line_no")
    # Without names `select_related` would join whatever it finds.
    lines = lines.select_related(*related) if related else lines.select_related(None)
    tree: dict[str, Any] = lines.query.select_related or {}
    lines.query.select_related = {name: {} for name in tree if name not in but} or False
    for name, inner in tree.items():
        for further, rest in inner.items():
            target: Any = line._meta.get_field(name).related_model
            shared = target._meta.get_field(further).related_model._base_manager.all()
            if rest:
                shared.query.select_related = rest
            lines = lines.prefetch_related(models.Prefetch(f"{name}__{further}", queryset=shared))
    return lines


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
    columns = [c for c in content_columns(type(lines[0])) if c != "body_id"] if lines else []
    return {
        "head": {name: plain(getattr(body.head, name)) for name in HEAD_COLUMNS},
        "body": {name: plain(getattr(body, name)) for name in content_columns(type(body))},
        "lines": [{name: plain(getattr(line, name)) for name in columns} for line in lines],
    }


def plain(value: Any) -> Any:
    """A value as JSON can hold it, equal values always written alike."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, str, list, dict)):
        return value
    return str(value)


def hash_of(taken: Snapshot) -> str:
    """SHA-256 over the canonical JSON of a snapshot; an approval is bound to it (I8)."""
    text = json.dumps(taken, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def rehash(document: Document) -> str:
    """Bind the paper to its present content, after a numbered change was applied to it."""
    content_hash = hash_of(snapshot(load_body(document)))
    Document.objects.filter(pk=document.pk).update(content_hash=content_hash)
    return content_hash


def difference(before: Snapshot, after: Snapshot) -> dict[str, Any]:
    """Old and new per changed column; lines by line number; added and removed lines whole."""
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


def has_total(document_type: "DocumentType") -> bool:
    """Whether this paper's total says anything: one without any sum of money has none."""
    if hasattr(document_type.body, "total_of"):
        return True
    whole = (document_type.body, document_type.line)
    fields = [field for model in whole for field in model._meta.concrete_fields]
    return any(isinstance(field, MoneyField) for field in fields)
