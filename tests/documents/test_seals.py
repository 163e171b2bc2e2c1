"""Whoever changes the raw tables, triggers off and hashes at hand, is found, and the row named."""

import random
import re
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from documents import append_only, books, recurring, seal_check, seal_file, sealing, timeline
from documents.models import Event, Seal, SealedSpan
from masterdata.roles import Role
from tests import factories
from tests.documents.jobs.desk import work_off
from tests.purchasing import firm

pytestmark = pytest.mark.django_db
TABLES = ("documents_event", "inventory_stockentry", "finance_openitem", "documents_comment")
Tamper = Callable[[random.Random, str], set[str]]


@pytest.fixture
def unguarded() -> Iterator[None]:
    append_only.remove(connection)
    yield
    append_only.install(connection)


@pytest.fixture
def papers() -> None:
    """Two receipts in the books, with their orders: events, stock and debts of real steps."""
    for _number in range(2):
        firm.receipt([firm.order()], "100")


def seal() -> Seal:
    made = sealing.seal_now(at=timezone.now())
    assert made is not None
    return made


def run(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def ids(table: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def found() -> set[str]:
    return {breach.subject for breach in seal_check.outer_seals()}


# --- Sealing -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("papers")
def test_a_seal_covers_everything_appended_and_the_next_only_what_is_new() -> None:
    first = seal()
    events = Event.objects.count()
    again = sealing.seal_now(at=timezone.now())
    firm.order(state="approved")
    second = seal()

    assert first.rows >= events
    assert again is None
    assert (second.number, second.previous_hash) == (2, first.hash)
    assert 0 < second.rows < first.rows
    assert not books.run_checks([seal_check.CHECK])


def test_at_the_end_of_the_day_a_seal_says_that_nothing_was_there() -> None:
    made = sealing.seal_now(at=timezone.now(), even_if_empty=True)

    assert made is not None
    assert (made.number, made.rows) == (1, 0)
    assert found() == set()


def test_the_duty_of_the_night_seals() -> None:
    firm.order(state="approved")

    said = recurring.run_all(now=timezone.now())

    assert f"seal of the day: seal 1 over {Seal.objects.get().rows} rows" in said


def test_the_seal_of_the_day_is_mailed_to_the_administrator_and_stands_on_paper() -> None:
    factories.user(Role.ADMINISTRATOR, email="it@example.com")
    at = timezone.now()

    sealing.of_the_day(at)
    work_off()

    made, (sent,) = Seal.objects.get(), mail.outbox
    assert sent.to == ["it@example.com"]
    assert seal_file.line_of(made) in sent.body
    printed = sealing.told_of(timezone.localdate(at))
    assert printed.startswith(
        f"1, {timezone.localtime(at):%H:%M}, {made.hash[:4]} {made.hash[4:8]}"
    )
    assert sealing.told_of(timezone.localdate(at) - timedelta(days=1)) == ""


@pytest.mark.usefixtures("papers")
def test_a_large_table_is_sealed_in_spans_that_join(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "SPAN_ROWS", 3)

    seal()

    spans = SealedSpan.objects.filter(table="documents_event").order_by("after_id")
    assert len(spans) > 2
    assert [span.after_id for span in spans[1:]] == [span.last_id for span in spans][:-1]
    assert found() == set()


@pytest.mark.usefixtures("papers")
def test_what_may_change_later_is_not_sealed() -> None:
    seal()

    columns = SealedSpan.objects.get(table="finance_openitem").columns.split()

    assert "amount" in columns
    assert "allocated" not in columns


def test_a_seal_cannot_be_changed_by_sql() -> None:
    sealing.seal_now(at=timezone.now(), even_if_empty=True)

    for statement in ("UPDATE documents_seal SET rows = 9", "DELETE FROM documents_seal"):
        with pytest.raises(IntegrityError), transaction.atomic():
            run(statement)


# --- Tampering ---------------------------------------------------------------------------------


def change(chance: random.Random, table: str) -> set[str]:
    victim = chance.choice(ids(table))
    column = {
        "documents_event": "reason",
        "documents_comment": "text",
        "inventory_stockentry": "quantity",
        "finance_openitem": "amount",
    }[table]
    value = f"{column} || 'x'" if column in {"reason", "text"} else f"{column} + 1"
    run(f'UPDATE {table} SET "{column}" = {value} WHERE id = %s', victim)
    return {f"{table} {victim}"}


def delete(chance: random.Random, table: str) -> set[str]:
    victim = chance.choice(ids(table))
    run(f"DELETE FROM {table} WHERE id = %s", victim)
    return {f"{table} {victim}"}


def insert(chance: random.Random, table: str) -> set[str]:
    """A copy of a row, in the place of one that a rolled back transaction left free."""
    free = min(set(range(1, max(ids(table)))) - set(ids(table)))
    with connection.cursor() as cursor:
        description = connection.introspection.get_table_description(cursor, table)
    names = [column.name for column in description if column.name != "id"]
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join("NULL" if n == "reverses_id" else f'"{n}"' for n in names)
    source = chance.choice(ids(table))
    run(
        f"INSERT INTO {table} (id, {columns}) SELECT %s, {values} FROM {table} WHERE id = %s",
        *(free, source),
    )
    return {f"{table} {free}"}


def swap(chance: random.Random, table: str) -> set[str]:
    one, other = chance.sample(ids(table), 2)
    for old, new in ((one, -1), (other, one), (-1, other)):
        run(f"UPDATE {table} SET id = %s WHERE id = %s", new, old)
    return {f"{table} {one}", f"{table} {other}"}


def renumber(chance: random.Random, table: str) -> set[str]:
    victim = chance.choice(ids(table))
    run(f"UPDATE {table} SET id = %s WHERE id = %s", max(ids(table)) + 50, victim)
    return {f"{table} {victim}"}


TAMPERS: tuple[Tamper, ...] = (change, delete, insert, swap, renumber)


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("tamper", TAMPERS, ids=lambda each: str(each.__name__))
def test_tampering_with_raw_storage_is_found_and_located(tamper: Tamper) -> None:
    """Four tables each, 20 in all; each is taken back before the next."""
    chance = random.Random(tamper.__name__)
    for _number in range(3):
        order = firm.receipt([firm.order()], "100")
    for text in ("一", "二", "三"):
        comment(order, text)
    for table in TABLES:
        with transaction.atomic():
            # A transaction that was rolled back leaves such a gap on PostgreSQL.
            run(f"DELETE FROM {table} WHERE id = %s", chance.choice(ids(table)[:-1]))
            seal()
            assert found() == set()

            expected = tamper(chance, table)

            assert found() == expected
            transaction.set_rollback(True)


def comment(document: Any, text: str) -> None:
    timeline.comment(document, author=document.maker, at=timezone.now(), text=text)


@pytest.mark.usefixtures("papers", "unguarded")
def test_marks_altered_along_with_their_row_are_found() -> None:
    seal()
    span = SealedSpan.objects.get(table="inventory_stockentry")
    other = "1" if span.marks.endswith("0") else "0"
    marks = span.marks[:-1] + other
    run("UPDATE documents_sealedspan SET marks = %s WHERE id = %s", marks, span.pk)

    assert f"inventory_stockentry {span.after_id + 1}–{span.last_id}" in found()


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("number", [1, 2])
def test_a_seal_taken_out_of_the_chain_is_found(number: int) -> None:
    for _number in range(3):
        sealing.seal_now(at=timezone.now(), even_if_empty=True)
    Seal.objects.filter(number=number).delete()

    assert found()


@pytest.mark.usefixtures("unguarded")
def test_a_seal_that_says_something_else_is_found() -> None:
    made = sealing.seal_now(at=timezone.now(), even_if_empty=True)
    Seal.objects.update(rows=7)

    assert [str(made)] == [re.sub(r"\D", "", subject) for subject in found()]


# --- The copy outside --------------------------------------------------------------------------


@pytest.fixture
def outside(settings: Any, tmp_path: Path) -> Path:
    settings.SEAL_FILE = str(tmp_path / "seals.txt")
    return tmp_path / "seals.txt"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("unguarded")
def test_the_last_seals_cannot_be_cut_off_where_a_copy_lies_outside(outside: Path) -> None:
    for _number in range(3):
        call_command("seal", day=True)
    assert found() == set()

    Seal.objects.filter(number=3).delete()

    assert len(found()) == 1
    assert len(outside.read_text().splitlines()) == 3


@pytest.mark.django_db(transaction=True)
def test_a_copy_that_could_not_be_written_is_caught_up(settings: Any, outside: Path) -> None:
    settings.SEAL_FILE = str(outside / "no-such-folder" / "seals.txt")
    call_command("seal", day=True)
    settings.SEAL_FILE = str(outside)

    call_command("seal", day=True)

    numbers = [line.split()[0] for line in outside.read_text().splitlines()]
    assert numbers == ["1", "2"]


@pytest.mark.django_db(transaction=True)
def test_a_copy_with_another_history_is_found(outside: Path) -> None:
    call_command("seal", day=True)
    outside.write_text(outside.read_text().replace(Seal.objects.get().hash, "0" * 64))

    assert len(found()) == 1


# --- While others write ------------------------------------------------------------------------


def slow_writer(order: Any) -> tuple[threading.Thread, threading.Event]:
    """Somebody who has written a comment and commits it only when the event is set."""
    drawn, go_on = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            comment(order, "slow")
            drawn.set()
            go_on.wait(30)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert drawn.wait(30)
    return writer, go_on


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_a_row_whose_id_was_drawn_before_the_seal_and_kept_after_it_is_no_intruder() -> None:
    """The writer has drawn a lower id and is still at it; another commits a higher one."""
    order = firm.order(state="approved")
    writer, go_on = slow_writer(order)
    comment(order, "quick")
    threading.Timer(0.3, go_on.set).start()

    seal()
    writer.join(30)

    assert sealing.sealed_until("documents_comment") == max(ids("documents_comment"))
    assert found() == set()
    assert len(ids("documents_comment")) == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_while_a_transaction_stays_open_nothing_is_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "WAIT_SECONDS", 0.2)
    order = firm.order(state="approved")
    writer, go_on = slow_writer(order)

    made = sealing.seal_now(at=timezone.now(), even_if_empty=True)
    go_on.set()
    writer.join(30)

    assert made is None
    assert not Seal.objects.exists()
