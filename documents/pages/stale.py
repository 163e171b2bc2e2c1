"""Somebody saved meanwhile (D7): both versions side by side, and the choice of what stays."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from documents import content
from documents.errors import StaleVersion
from documents.models import Document, content_columns
from documents.pages.changes import SILENT, plain_text
from documents.pages.doors import hides_prices, log, person

if TYPE_CHECKING:
    from documents.pages.entry_form import Entry

NOT_SENT_AGAIN = {"csrfmiddlewaretoken", "version", "keep"}


def page(entry: "Entry", document: Document, refused: StaleVersion) -> HttpResponse:
    request, pages = entry.request, entry.pages
    log.warning("stale: user %s, %s", person(request).pk, document.number)
    document.refresh_from_db()
    body = content.load_body(document)
    hidden = pages.priced if hides_prices(request) else frozenset()
    context = {
        "document": document,
        "changed_by": refused.changed_by.display_name if refused.changed_by else "?",
        "changed_at": refused.changed_at,
        "differences": list(_head(entry, body, hidden)),
        "line_differences": list(_lines(entry, body, hidden)),
        "posted": posted(request.POST),
        "action_url": pages.url("edit", document.pk),
        "version": document.version,
        "document_url": pages.url("detail", document.pk),
    }
    return render(request, "documents/stale.html", context, status=409)


def posted(data: Any) -> list[tuple[str, str]]:
    """Everything that was typed, to be sent again as it is."""
    return [
        (name, value) for name in data if name not in NOT_SENT_AGAIN for value in data.getlist(name)
    ]


def _head(entry: "Entry", body: Any, hidden: frozenset[str]) -> Iterable[dict[str, Any]]:
    for source, row in ((body.head, entry.head_row), (body, entry.body_row)):
        for name, mine in row.items():
            if name in hidden:
                continue
            field: Any = source._meta.get_field(name)
            theirs = getattr(source, name)
            words = {"theirs": text(field, theirs), "mine": text(field, mine)}
            if _differ(theirs, mine) and words["theirs"] != words["mine"]:
                bound = entry.form.fields.get(name)
                yield {"label": (bound and bound.label) or field.verbose_name, **words}


def _lines(entry: "Entry", body: Any, hidden: frozenset[str]) -> Iterable[dict[str, Any]]:
    stored = {line.pk: line for line in body.lines.all()}
    line_model = entry.pages.type.line
    columns = [c for c in content_columns(line_model) if c not in SILENT]
    names = [name for c in columns if (name := c.removesuffix("_id")) not in hidden]
    rows = entry.rows
    for number, row in enumerate(rows, start=1):
        line = stored.pop(row["id"], None) if row.get("id") else None
        if line is None:
            yield {"line": number, "label": gettext("Line"), "theirs": "", "mine": _brief(row.get)}
            continue
        for name in names:
            theirs, mine = getattr(line, name), row.get(name)
            field: Any = line_model._meta.get_field(name)
            words = {"theirs": text(field, theirs), "mine": text(field, mine)}
            if name in row and _differ(theirs, mine) and words["theirs"] != words["mine"]:
                yield {"line": number, "label": field.verbose_name, **words}
    for line in stored.values():
        yield {
            "line": line.line_no,
            "label": gettext("Line"),
            "theirs": _brief(lambda name, line=line: getattr(line, name, None)),
            "mine": "",
        }


def _brief(get: Any) -> str:
    """A whole line in short: what it is about and how much."""
    subject = get("item") or get("party") or ""
    quantity = get("quantity") or get("amount") or ""
    return f"{text(None, subject)} × {text(None, quantity)}" if quantity else text(None, subject)


def _differ(theirs: Any, mine: Any) -> bool:
    return bool(content.plain(_key(theirs)) != content.plain(_key(mine)))


def _key(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value


def text(field: Any, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, Model):
        return str(getattr(value, "display_name", "") or value)
    if field is not None and getattr(field, "choices", None):
        return str(dict(field.flatchoices).get(value, value))
    return plain_text(field, value)
