"""Seals: every few minutes all that was appended since is closed by a keyed hash (V17).

A paper's own chain finds a changed event. A seal finds more: any row of any append-only table
that was changed, deleted, put in later or renumbered, by whoever has the database but not the
key. Each seal names the one before it, and a line of it goes to a file elsewhere (`SEAL_FILE`),
so that the last ones cannot be cut off either.
"""

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from textwrap import wrap
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.db.models import JSONField, Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from documents import append_only, seal_file
from documents.jobs import mails
from documents.models import Seal, SealedSpan

log = logging.getLogger(__name__)

# Rows of one span: what must be read to find one change.
SPAN_ROWS = 2_000
MOST_ROWS = 100_000
MARK_LENGTH = 16
# The seals' own tables seal themselves by their chain.
NOT_SEALED = {"documents_seal", "documents_sealedspan"}
WAIT_SECONDS = 30.0
# Of a hash on paper: enough that none can be found that fits.
PRINTED_SIGNS = 32


# How each type that a database answers with is written; what is not here is JSON already.
PLAIN: dict[type, Callable[[Any], Any]] = {
    bool: int,
    # SQLite answers with UTC that does not say so.
    datetime: lambda value: str(
        value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    ),
    date: str,
    UUID: lambda value: value.hex,
}
ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


@dataclass(frozen=True)
class Sheet:
    """A sealed table: its columns that never change, and which of them hold JSON."""

    table: str
    columns: tuple[str, ...]
    json: frozenset[int]

    def rows(self, after: int, until: int) -> Iterator[Sequence[Any]]:
        """Raw rows by id, past the models and a span at a time; the first column is the id."""
        names = ", ".join(f'"{name}"' for name in self.columns)
        select = f'SELECT {names} FROM "{self.table}" WHERE id > %s AND id <= %s ORDER BY id'
        rows: list[Sequence[Any]] = []
        while after < until:
            with connection.cursor() as cursor:
                cursor.execute(f"{select} LIMIT {SPAN_ROWS}", [after, until])
                rows = cursor.fetchall()
            yield from rows
            if len(rows) < SPAN_ROWS:
                return
            after = rows[-1][0]

    def marked(self, after: int, until: int) -> Iterator[tuple[int, str]]:
        key = settings.EVENT_CHAIN_KEY.encode()
        for row in self.rows(after, until):
            yield int(row[0]), self.mark(row, key)

    def mark(self, row: Sequence[Any], key: bytes) -> str:
        """The first 64 bits of the row's own HMAC; without the key none can be forged.

        The text is the same on both databases, so that a move from one to the other keeps it.
        """
        plain = [PLAIN[type(value)](value) if type(value) in PLAIN else value for value in row]
        for position in self.json:
            value = row[position]
            plain[position] = json.loads(value) if isinstance(value, str) else value
        text = ENCODE([self.table, plain]).encode(errors="surrogatepass")
        return hmac.digest(key, text, "sha256").hex()[:MARK_LENGTH]


def sheets() -> list[Sheet]:
    """Every append-only table that a model of ours has, in the order of their names."""
    tables = sorted(set(append_only.guarded()) & set(_models()) - NOT_SEALED)
    return [sheet_of(table) for table in tables]


def sheet_of(table: str, columns: Sequence[str] = ()) -> Sheet:
    """The table with its columns of today that never change, or with those of an old seal."""
    fields = {str(field.column): field for field in _models()[table]._meta.concrete_fields}
    if not columns:
        mutable = append_only.guarded()[table]
        frozen = (name for name in fields if name not in mutable and name != "id")
        columns = ("id", *sorted(frozen))
    json_columns = {n for n, name in enumerate(columns) if isinstance(fields.get(name), JSONField)}
    return Sheet(table, tuple(columns), frozenset(json_columns))


def _models() -> dict[str, type[models.Model]]:
    return {model._meta.db_table: model for model in apps.get_models()}


def seal_now(*, at: datetime, even_if_empty: bool = False) -> Seal | None:
    """Seals what was appended since the last seal; None if there was nothing, or another is at it.

    All is read and reckoned first and stored in one short transaction: nobody waits for it. The
    file outside learns of it after the commit, and of any seal that it missed before.
    """
    ends = settled_ends()
    if ends is None:
        return None
    spans = [span for sheet in sheets() for span in _new_spans(sheet, ends[sheet.table])]
    if not spans and not even_if_empty:
        return None
    try:
        with transaction.atomic():
            made = _store(spans, at)
    except IntegrityError:
        log.info("another process has sealed this very moment")
        return None
    transaction.on_commit(seal_file.bring_up_to_date)
    return made


def settled_ends() -> dict[str, int] | None:
    """The last id of each table below which nothing can appear any more.

    PostgreSQL hands out ids before the commit: a transaction that is under way may bring a lower
    one later, and it would look like a row put in behind the seal. So whoever was writing when
    the ends were read is waited for; what he wrote then stands below them.
    """
    ends = {sheet.table: _end_of(sheet.table) for sheet in sheets()}
    if connection.vendor == "postgresql" and not _all_have_finished():
        log.warning("no seal: a transaction has been open for %s s", int(WAIT_SECONDS))
        return None
    return ends


def _end_of(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT COALESCE(MAX(id), 0) FROM "{table}"')
        return int(cursor.fetchone()[0])


WRITING = """
    SELECT pid, backend_xid::text FROM pg_stat_activity
    WHERE datname = current_database() AND backend_xid IS NOT NULL
        AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


def _all_have_finished() -> bool:
    """Waits for the transactions that are writing now; later ones draw higher ids."""
    # Between drawing an id and having a number of its own a transaction is not seen for a moment.
    time.sleep(0.05)
    awaited = _writing()
    until = time.monotonic() + WAIT_SECONDS
    while awaited and time.monotonic() < until:
        time.sleep(0.05)
        awaited &= _writing()
    return not awaited


def _writing() -> set[tuple[int, str]]:
    with connection.cursor() as cursor:
        if connection.in_atomic_block:
            # Inside a transaction the view is read once and kept.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WRITING)
        return {(int(pid), str(xid)) for pid, xid in cursor.fetchall()}


def _store(spans: list[SealedSpan], at: datetime) -> Seal:
    """Unique are the number of a seal and the start of a span: of two at once, one is refused."""
    last = Seal.objects.order_by("-number").first()
    made = Seal(
        number=last.number + 1 if last else 1,
        at=at,
        rows=sum(span.count for span in spans),
        previous_hash=last.hash if last else "",
    )
    made.hash = hash_of(made, spans)
    made.save(force_insert=True)
    for span in spans:
        span.seal = made
    SealedSpan.objects.bulk_create(spans)
    return made


def _new_spans(sheet: Sheet, end: int) -> Iterator[SealedSpan]:
    """At most MOST_ROWS of a table: the first seal of old books is many."""
    after = sealed_until(sheet.table)
    rows: list[tuple[int, str]] = []
    for row in islice(sheet.marked(after, end), MOST_ROWS):
        rows.append(row)
        if len(rows) == SPAN_ROWS:
            yield _span(sheet, after, rows)
            after, rows = rows[-1][0], []
    if rows:
        yield _span(sheet, after, rows)


def sealed_until(table: str) -> int:
    spans = SealedSpan.objects.filter(table=table)
    return int(spans.aggregate(last=Max("last_id"))["last"] or 0)


def _span(sheet: Sheet, after: int, rows: Sequence[tuple[int, str]]) -> SealedSpan:
    span = SealedSpan(table=sheet.table, columns=" ".join(sheet.columns))
    span.after_id, span.last_id, span.count = after, rows[-1][0], len(rows)
    span.marks = " ".join(f"{number}:{mark}" for number, mark in rows)
    span.digest = digest_of(span)
    return span


def digest_of(span: SealedSpan) -> str:
    said = [span.table, span.columns, span.after_id, span.last_id, span.count, span.marks]
    return _keyed(json.dumps(said))


def hash_of(seal: Seal, spans: Sequence[SealedSpan]) -> str:
    """HMAC over the seal before it and the digests of its spans, form v1."""
    moment = int(seal.at.timestamp() * 1_000_000)
    digests = sorted([span.table, span.after_id, span.digest] for span in spans)
    return _keyed(json.dumps(["v1", seal.number, moment, seal.rows, seal.previous_hash, digests]))


def _keyed(text: str) -> str:
    key = settings.EVENT_CHAIN_KEY.encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def of_the_day(now: datetime) -> str:
    """The duty of the night: a seal even over nothing says that nothing was there.

    Mailed, it lies where nobody who has the database can reach it.
    """
    made = seal_now(at=now, even_if_empty=True)
    while made and (more := seal_now(at=now)):
        made = more
    if made is None:
        return "no seal, see the log"
    keep = _("Keep this mail: it proves that nothing booked until now was changed later.")
    text = f"{keep}\n\n{seal_file.line_of(made)}\n"
    subject = gettext_noop("Seal of the day")
    mails.to_administrators(subject, text, at=now, once=f"seal {made.number}")
    return f"seal {made.number} over {made.rows} rows"


def told_of(day: date) -> str:
    """The last seal of a day for a printed sheet, such as "128, 18:00, 3fa9 …"; empty without."""
    start = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    of_day = Seal.objects.filter(at__gte=start, at__lt=start + timedelta(days=1))
    last = of_day.order_by("-number").first()
    if last is None:
        return ""
    at = timezone.localtime(last.at)
    return f"{last.number}, {at:%H:%M}, {' '.join(wrap(last.hash[:PRINTED_SIGNS], 4))}"
