"""What a paper says, as plain data: for its hash, for the difference page, for a copy."""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from documents import registry
from documents.models import Document, content_columns

HEAD_COLUMNS = ("date", "party_id", "handler_id", "remark")
Snapshot = dict[str, Any]


def load_body(head: Document) -> Any:
    """The body with its lines prefetched in order, head attached: three queries."""
    document_type = registry.get(head.type)
    line = document_type.line
    related = [f.name for f in line._meta.concrete_fields if f.is_relation and f.name != "body"]
    lines = line._default_manager.select_related(*related).order_by("line_no")
    body = document_type.body._default_manager.get(pk=head.pk)
    body.head = head
    models.prefetch_related_objects([body], models.Prefetch("lines", queryset=lines))
    for each in body.lines.all():
        each.body = body
    return body


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
