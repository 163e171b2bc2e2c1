"""Somebody has the database itself: he changes, deletes, inserts, swaps past every trigger."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from documents import append_only, sealing, triggers
from documents.books import Breach as Found
from documents.books import run_checks
from proving.databases import POSTGRESQL, SQLITE
from proving.programme import Breach, Programme, Reached, proof

# What the books alone can tell, without seals: all of an event, and what a ledger adds up.
WITHOUT_SEALS = {
    "documents_event": ("actor_id", "step", "from_state", "reason", "at", "content_hash"),
    "inventory_stockentry": ("quantity", "amount", "item_id", "bin_id"),
    "finance_openitem": ("amount", "party_id"),
    "finance_allocation": ("amount",),
    "finance_cashentry": ("amount",),
}
SEALS = "documents.sealing"
# What a person calls the thing that a key stands for.
TOLD = {
    "document_id": "SELECT number FROM documents_document WHERE id = %s",
    "account_id": "SELECT code FROM finance_cashaccount WHERE id = %s",
}
# SQLite hands dates out as text.
A_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Tamper:
    """What was done to which row, and the words that tell where it is."""

    kind: str
    table: str
    row: int
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.kind} {self.table} {self.row}"

    def located(self, found: list[Found]) -> bool:
        told = " ".join(f"{each.subject} {each.sentence} {each.details}" for each in found)
        return any(word and word in told for word in self.words)


class Unfit(Exception):
    """This row does not lend itself to this; another is drawn."""


@proof(
    "tamper",
    "whoever has the database and changes it is found, and where",
    reach="500 random, 100 % found and located",
    usual="120 random, 100 % found and located",
    databases=(SQLITE, POSTGRESQL),
)
def run(programme: Programme) -> Reached:
    some_books(sold=programme.of(small=False, usual=True, long=True))
    sealed = find_spec(SEALS) is not None
    if sealed:
        import_module(SEALS).seal_now(at=timezone.now())
    clean = run_checks()
    wanted = programme.of(small=6, usual=120, long=500)
    triggers.remove(connection)
    answers = [
        programme.once(f"tamper {number}", lambda n=number: _case(programme, f"tamper {n}", sealed))
        for number in range(wanted)
        if programme.wanted(f"tamper {number}") and not programme.late
    ]
    triggers.install(connection)
    breaches = [Breach("", f"unclean before: {each}", programme.seed) for each in clean]
    breaches += [Breach(a["case"], a["fault"], programme.seed) for a in answers if a["fault"]]
    missed = sum(bool(answer["fault"]) for answer in answers)
    kinds = sorted({answer["what"].rsplit(" ", 1)[0] for answer in answers})
    figure = f"{len(answers)} random, {len(answers) - missed} found and located"
    notes = [f"done to the data: {', '.join(kinds)}"]
    if not sealed:
        notes.append("without seals: only events, and what the ledgers add up, were tampered with")
    return Reached(figure, breaches, notes)


def _case(programme: Programme, case: str, sealed: bool) -> dict[str, str]:
    chance = random.Random(programme.seed_of(case))
    tables = _frozen() if sealed else WITHOUT_SEALS
    while True:
        with transaction.atomic():
            try:
                with transaction.atomic():
                    tamper = chance.choice(KINDS)(chance, tables)
            except (Unfit, DatabaseError):
                continue
            fault = _fault(tamper)
            transaction.set_rollback(True)
        return {"case": case, "what": str(tamper), "fault": fault}


def _fault(tamper: Tamper) -> str:
    found = run_checks()
    if not found:
        return f"{tamper}: nobody noticed"
    return "" if tamper.located(found) else f"{tamper}: noticed, not where: {found[:3]}"


def _frozen() -> dict[str, tuple[str, ...]]:
    """Every append-only table with the columns that never change. The seals' own are left out: a
    last seal that is cut off is found by the copy outside alone (tests/documents/test_seals.py).
    """
    found = {}
    with connection.cursor() as cursor:
        for table, mutable in append_only.guarded().items():
            if table in sealing.NOT_SEALED:
                continue
            columns = connection.introspection.get_table_description(cursor, table)
            found[table] = tuple(c.name for c in columns if c.name not in ("id", *mutable))
    return found


# --- the ways to tamper ----------------------------------------------------------------------

Way = Callable[[random.Random, dict[str, tuple[str, ...]]], Tamper]


def change(chance: random.Random, tables: dict[str, tuple[str, ...]]) -> Tamper:
    table, row = _some_row(chance, tables)
    column = chance.choice([name for name in tables[table] if row[name] is not None])
    new = _other(row[column], chance)
    _do(f'UPDATE "{table}" SET "{column}" = %s WHERE id = %s', [new, row["id"]])
    return _tamper(f"changed {column} of", table, row)


def delete(chance: random.Random, tables: dict[str, tuple[str, ...]]) -> Tamper:
    table, row = _some_row(chance, tables)
    _do(f'DELETE FROM "{table}" WHERE id = %s', [row["id"]])
    return _tamper("deleted", table, row)


def insert(chance: random.Random, tables: dict[str, tuple[str, ...]]) -> Tamper:
    """The same row once more, as the newest of its table."""
    known = {name: columns for name, columns in tables.items() if name in WITHOUT_SEALS}
    table, row = _some_row(chance, known)
    fresh = row | {"id": row["id"] + 1_000_000}
    names = ", ".join(f'"{name}"' for name in fresh)
    marks = ", ".join(["%s"] * len(fresh))
    _do(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(fresh.values()))
    return _tamper("inserted", table, fresh)


def swap(chance: random.Random, tables: dict[str, tuple[str, ...]]) -> Tamper:
    """Two rows exchange what one column says; sums do not tell, only chains and seals do."""
    table, row = _some_row(chance, _ordered(tables))
    column = chance.choice(tables[table])
    _table, other = _some_row(chance, {table: tables[table]})
    if row[column] == other[column]:
        raise Unfit
    for one, value in ((row, other[column]), (other, row[column])):
        _do(f'UPDATE "{table}" SET "{column}" = %s WHERE id = %s', [value, one["id"]])
    return _tamper(f"swapped {column} of", table, row)


def renumber(chance: random.Random, tables: dict[str, tuple[str, ...]]) -> Tamper:
    """An event goes to another place in the order; of ledgers only seals keep the order."""
    table, row = _some_row(chance, _ordered(tables))
    _do(f'UPDATE "{table}" SET id = %s WHERE id = %s', [row["id"] + 1_000_000, row["id"]])
    if tables is WITHOUT_SEALS and not _followed(row):
        raise Unfit
    return _tamper("renumbered", table, row)


def _ordered(tables: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The tables whose order is kept: without seals that of the events alone."""
    events = {"documents_event": tables["documents_event"]}
    return events if tables is WITHOUT_SEALS else tables


KINDS: tuple[Way, ...] = (change, change, delete, insert, swap, renumber)


def _some_row(
    chance: random.Random, tables: dict[str, tuple[str, ...]]
) -> tuple[str, dict[str, Any]]:
    table = chance.choice(sorted(tables))
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" ORDER BY id')
        rows = cursor.fetchall()
        names = [column[0] for column in cursor.description]
    if not rows:
        raise Unfit
    return table, dict(zip(names, chance.choice(rows), strict=True))


def _followed(row: dict[str, Any]) -> bool:
    """Whether the paper has a later event, before which this one now lies no more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM documents_event WHERE document_id = %s", [row["document_id"]]
        )
        return bool(cursor.fetchone()[0] > 1)


def _tamper(kind: str, table: str, row: dict[str, Any]) -> Tamper:
    """Located is what names the row itself, or the paper, item or party it belongs to."""
    keys = ("id", "document_id", "item_id", "party_id", "account_id", "debit_item_id")
    # A seal is named by its number, a span of it by the table that it seals.
    keys += ("number", "table") if table.startswith("documents_seal") else ()
    words = [str(row[name]) for name in keys if row.get(name) is not None]
    with connection.cursor() as cursor:
        for column, told in TOLD.items():
            if row.get(column):
                cursor.execute(told, [row[column]])
                words += [str(found[0]) for found in cursor.fetchall()]
    return Tamper(kind, table, row["id"], tuple(words))


def _other(value: Any, chance: random.Random) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + chance.choice((-1, 1, 100))
    if isinstance(value, datetime | date):
        return value + timedelta(days=1)
    if isinstance(value, str) and A_DAY.match(value):
        return ("2019" if value[:4] != "2019" else "2018") + value[4:]
    if isinstance(value, str) and not value.startswith(("{", "[")):
        return f"{value[:-1]}改" if value else "改"
    raise Unfit


def _do(statement: str, given: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        if cursor.rowcount != 1:
            raise Unfit


def some_books(*, sold: bool = True) -> None:
    """A firm with something in every ledger; with its sales too in almost every table."""
    from tests.finance.remittance import desk as remitting
    from tests.finance.settlement import desk as settling
    from tests.orders import desk
    from tests.orders.delivery import road
    from tests.purchasing import firm

    order = firm.order("螺丝 100 x 2.26, 螺母 50 x 1.13")
    receipt = firm.receipt([order], "40", "50")
    firm.reverse(receipt)
    firm.receipt([order], "60", "20")
    debts = settling.owe("100.00", "-30.00", "50.00")
    settling.settle((debts[0], "40.00"), money="40.00")
    settling.reverse(settling.settle((debts[2], "10.00"), money="10.00"))
    remitting.remit("100.00")
    if not sold:
        return
    road.send([road.ordered("螺丝 10 x 2.50")])
    desk.order("螺母 5 x 2.50", to="released")
