"""Drafts: create, change, copy; the only maker of heads and bodies. A draft moves nothing (D4)."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict, Unpack, cast

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import content, links, numbering, periods, tasks, timeline
from documents import registry as types
from documents import rows as sql_rows
from documents.errors import NotAllowed, Refused, StaleVersion
from documents.flow import DocumentType
from documents.models import Document, Event, content_columns
from documents.transactions import in_one_transaction
from masterdata.models import Company
from masterdata.roles import roles_of
from ui.reading import unsaved

if TYPE_CHECKING:
    from masterdata.models import User

Row = Mapping[str, Any]


class Given(TypedDict, total=False):
    """What a new paper is made of; `history` lifts the limits on old dates, for imports."""

    head: Row
    body: Row
    lines: Sequence[Row]
    key: uuid.UUID | None
    at: datetime | None
    sources: Iterable[Document]
    state: str
    history: bool


class Changed(TypedDict, total=False):
    """What an edit form sends: the version it was opened with and the whole content."""

    version: int
    head: Row
    body: Row
    lines: Sequence[Row]
    at: datetime | None


@dataclass(frozen=True)
class Making:
    """One act of making: who, when, of which type."""

    document_type: DocumentType
    actor: "User"
    at: datetime
    history: bool = False


def create(doc_type: DocumentType, *, actor: "User", **given: Unpack[Given]) -> Document:
    """Save a new draft with its number. The same one-time key returns the paper it made (D6)."""
    making = Making(doc_type, actor, given.get("at") or timezone.now(), given.get("history", False))
    key = given.get("key")
    made = _create_once(making, key, given) if key else _made(making, uuid.uuid4(), given)
    if made.type != doc_type.code or made.maker_id != actor.pk:
        raise Refused(_("This form was already used for another document. Open a new form."))
    return made


def _create_once(making: Making, key: uuid.UUID, given: Given) -> Document:
    """A form sent twice at the same moment: the database lets one in, the other gets its paper."""
    made = Document.objects.filter(key=key).first()
    if made is not None:
        return made
    try:
        return _made(making, key, given)
    except Refused:
        made = Document.objects.filter(key=key).first()
        if made is None:
            raise
        return made


def _made(making: Making, key: uuid.UUID, given: Given) -> Document:
    return in_one_transaction(lambda: _create(making, key, given))


def _create(making: Making, key: uuid.UUID, given: Given) -> Document:
    """Insert head, body, lines, links, event, task; the number is drawn last (G3).

    What must be known is asked first, so that all the rest goes in few messages."""
    _require_maker(making)
    rule = numbering.rule_of(making.document_type)
    Company.current()  # whose calendar says when the task is due
    head_row = _head_row(making, given.get("head", {}))
    state = _initial_state(making.document_type, given.get("state", ""))
    head = Document(
        type=making.document_type.code,
        number=f"~{key.hex[:30]}",
        key=key,
        maker=making.actor,
        state=state,
        created_at=making.at,
        changed_at=making.at,
        **head_row,
    )
    rows = _numbered(making.document_type, given.get("lines", ()))
    head.total = total_of(making.document_type, rows, body=given.get("body", {}))
    sql_rows.put(head)
    body = making.document_type.body(head=head, **given.get("body", {}))
    sql_rows.put(body)
    of_line: Any = making.document_type.line
    line = unsaved(of_line)
    sql_rows.insert([line(body=body, **_without_id(row)) for row in rows])
    sources = sorted(given.get("sources", ()), key=lambda source: source.pk)
    links.link_many([source.pk for source in sources], head)
    tasks.open_for(head, making.document_type.state(state), at=making.at)
    happening = timeline.Happening(Event.Kind.CREATED, to_state=state)
    timeline.record(head, happening, actor=making.actor, at=making.at)
    head.number = numbering.allot(rule, day=head.date)
    sql_rows.write([head], ["number"])
    return head


def create_many(
    doc_type: DocumentType, rows: Iterable[Given], *, actor: "User", at: datetime
) -> list[Document]:
    """All of the papers or none of them."""

    def make_all() -> list[Document]:
        return [create(doc_type, actor=actor, **cast(Given, {**row, "at": at})) for row in rows]

    return in_one_transaction(make_all)


def _require_maker(making: Making) -> None:
    if not set(making.document_type.makers) & roles_of(making.actor):
        makers = " / ".join(str(role.label) for role in making.document_type.makers)
        raise NotAllowed(
            _("A %(type)s is made by %(who)s. Ask an administrator if you should have that role.")
            % {"type": making.document_type.label, "who": makers}
        )


def _initial_state(document_type: DocumentType, wanted: str) -> str:
    codes = [state.code for state in document_type.initial_states]
    if wanted and wanted not in codes:
        raise Refused(_("A new document cannot begin in this state; open a new form."))
    return wanted or codes[0]


def _head_row(making: Making, head: Row) -> dict[str, Any]:
    row = {name: head[name] for name in ("date", "party", "handler", "remark") if name in head}
    row.setdefault("date", timezone.localdate(making.at))
    row.setdefault("handler", making.actor)
    if not making.history:
        _require_date(row["date"], today=timezone.localdate(making.at))
    return row


def _require_date(day: date, *, today: date) -> None:
    """Not after today, not in a closed month, not further back than the firm allows (G5)."""
    if day > today:
        raise Refused(_("The document date lies in the future; use today or an earlier day."))
    if day == today:
        return  # nobody closes a month that is not over
    back = Company.current().backdate_days
    if (today - day).days > back:
        raise Refused(
            _("The document date may lie %(days)s days back at most; choose a later day.")
            % {"days": back}
        )
    if periods.is_closed(day):
        raise Refused(
            _("The month of the document date is closed; choose a day in the open month.")
        )


def _numbered(document_type: DocumentType, lines: Sequence[Row]) -> list[dict[str, Any]]:
    if len(lines) > document_type.most_lines:
        raise Refused(
            _("A document holds %(most)s lines at most; split it into several.")
            % {"most": document_type.most_lines}
        )
    return [{**row, "line_no": number} for number, row in enumerate(lines, start=1)]


def _without_id(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "id"}


def total_of(document_type: DocumentType, rows: Iterable[Row], *, body: Row) -> Decimal:
    """The head's total: the sum of the lines' amount column, `gross` unless the line says else;
    a body whose worth does not lie in its lines says what it is by `total_of(body, rows)`."""
    own = getattr(document_type.body, "total_of", None)
    if own is not None:
        return Decimal(own(body, rows))
    column = getattr(document_type.line, "TOTAL_COLUMN", "gross")
    return sum((Decimal(row.get(column) or 0) for row in rows), Decimal(0))


def change(document_id: int, *, actor: "User", **changed: Unpack[Changed]) -> Document:
    """Save an edited draft. Someone else's newer version raises StaleVersion and writes nothing."""
    at = changed.get("at") or timezone.now()
    return in_one_transaction(lambda: _change(document_id, actor, at, changed))


def _change(document_id: int, actor: "User", at: datetime, changed: Changed) -> Document:
    head = Document.objects.select_for_update().get(pk=document_id)
    making = Making(types.get(head.type), actor, at)
    _require_editable(head, making)
    if head.version != changed.get("version", head.version):
        raise stale(head)
    before = content.snapshot(content.load_body(head))
    _write_head(head, making, changed.get("head", {}))
    body = making.document_type.body._default_manager.get(pk=head.pk)
    for name, value in changed.get("body", {}).items():
        setattr(body, name, value)
    body.save()
    rows = _numbered(making.document_type, changed.get("lines", ()))
    _sync_lines(making.document_type, body, rows)
    head.total = total_of(making.document_type, rows, body=changed.get("body", {}))
    head.version += 1
    head.changed_at = at
    head.save()
    stored = content.load_body(head)
    if making.document_type.sources:
        sources = making.document_type.sources(stored, list(stored.lines.all()))
        links.set_sources(sources, head)
    details = content.difference(before, content.snapshot(stored))
    happening = timeline.Happening(Event.Kind.CHANGED, details=details)
    timeline.record(head, happening, actor=actor, at=at)
    return head


def _require_editable(head: Document, making: Making) -> None:
    state = making.document_type.state(head.state)
    if not state.editable:
        raise Refused(
            _("%(number)s is “%(state)s” and frozen. Reverse it or make a change document.")
            % {"number": head.number, "state": state.label}
        )
    _require_maker(making)


def _write_head(head: Document, making: Making, row: Row) -> None:
    if "date" in row and row["date"] != head.date:
        _require_date(row["date"], today=timezone.localdate(making.at))
    for name in ("date", "party", "handler", "remark"):
        if name in row:
            setattr(head, name, row[name])


def _sync_lines(document_type: DocumentType, body: Any, rows: list[dict[str, Any]]) -> None:
    """Update lines that kept their id, add new ones, drop the rest; a few statements in all."""
    line = document_type.line
    present = {each.pk: each for each in line._default_manager.filter(body=body)}
    kept = {int(row["id"]) for row in rows if row.get("id")}
    if not kept <= present.keys():
        raise Refused(_("A line of this form belongs to another document. Open the form anew."))
    own = line._default_manager.filter(body=body)
    own.exclude(pk__in=kept).delete()
    own.update(line_no=F("line_no") + 1_000_000)
    fresh: list[Any] = []
    stored: list[Any] = []
    for row in rows:
        each = present[int(row["id"])] if row.get("id") else line(body=body)
        for name, value in _without_id(row).items():
            setattr(each, name, value)
        (stored if row.get("id") else fresh).append(each)
    columns = [f.name for f in line._meta.concrete_fields if f.name not in {"id", "body"}]
    sql_rows.write(stored, columns)
    line._default_manager.bulk_create(fresh)


def stale(head: Document) -> StaleVersion:
    last = (
        Event.objects.filter(document=head)
        .exclude(kind=Event.Kind.PRINTED)
        .select_related("actor")
        .order_by("-id")
        .first()
    )
    return StaleVersion(
        changed_by=last.actor if last else None, changed_at=last.at if last else head.changed_at
    )


def copy(document: Document, *, actor: "User", at: datetime | None = None) -> Document:
    """复制: a new draft of today with the same party and lines, without source links."""
    document_type = types.get(document.type)
    body = content.load_body(document)
    head = {"party": document.party, "handler": actor, "remark": document.remark}
    # What the program computed is computed anew, not copied.
    lines = body.lines.all() if getattr(document_type.line, "COPIED", True) else ()
    rows = [_copied(line) for line in lines]
    return create(document_type, actor=actor, at=at, head=head, body=_copied(body), lines=rows)


def _copied(row: Any) -> dict[str, Any]:
    left_out = {"body_id", "line_no", *getattr(row, "NOT_COPIED", ())}
    return {n: getattr(row, n) for n in content_columns(type(row)) if n not in left_out}
