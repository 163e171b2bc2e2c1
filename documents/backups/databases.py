"""How each database is copied while in use, put back into an empty one, and emptied again."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.db import connection, transaction
from django.utils.translation import gettext as _

Ask = Callable[[str], list[Any]]


class NotPossible(Exception):
    """It cannot be done here; the sentence says what is missing."""


@dataclass(frozen=True)
class Moment:
    """A copy of the database, and a way to ask it what it holds: both of the same moment."""

    file: Path
    ask: Ask


class Database(Protocol):
    def copy(self, file: Path) -> Any:
        """A context with the Moment that the file will hold when it ends."""

    def is_empty(self) -> bool: ...

    def put_back(self, file: Path) -> None:
        """All of it or nothing."""

    def empty(self) -> None: ...


def database() -> "Database":
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()


def tables_of(ask: Ask) -> list[str]:
    return sorted(str(name) for (name,) in ask(TABLES[connection.vendor]))


TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
}


def ask_here(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


class SQLite:
    """By the backup interface: the file alone may be torn, or lack what is in its journal."""

    @property
    def path(self) -> Path:
        name = str(connection.settings_dict["NAME"])
        if name == ":memory:" or "mode=memory" in name:
            raise NotPossible(_("The database lies in memory; there is nothing to keep."))
        return Path(name).absolute()

    @contextmanager
    def copy(self, file: Path) -> Iterator[Moment]:
        if not self.path.exists():
            raise NotPossible(_("There is no database yet: %(path)s") % {"path": self.path})
        with closing(sqlite3.connect(file)) as made:
            with closing(sqlite3.connect(self.path, timeout=60)) as source:
                source.backup(made)
            made.execute("PRAGMA journal_mode=DELETE")
            _require_sound(made)
            yield Moment(file, lambda sql: made.execute(sql).fetchall())

    def is_empty(self) -> bool:
        return not self.path.exists() or not ask_here(TABLES["sqlite"])

    def put_back(self, file: Path) -> None:
        """Beside the place first, then renamed into it: there is never half a database."""
        connection.close()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_name(f".{self.path.name}.restoring")
        try:
            shutil.copyfile(file, beside)
            with closing(sqlite3.connect(beside)) as copied:
                _require_sound(copied)
            with beside.open("rb") as done:
                os.fsync(done.fileno())
            self._remove()
            beside.rename(self.path)
        finally:
            beside.unlink(missing_ok=True)

    def empty(self) -> None:
        connection.close()
        self._remove()

    def _remove(self) -> None:
        for ending in ("", "-journal", "-wal", "-shm"):
            Path(f"{self.path}{ending}").unlink(missing_ok=True)


def _require_sound(database: sqlite3.Connection) -> None:
    (said,) = database.execute("PRAGMA integrity_check").fetchone()
    if said != "ok":
        raise NotPossible(_("The database itself is damaged: %(said)s") % {"said": said})


class PostgreSQL:
    """By `pg_dump`, which sees the very snapshot in which rows and files are counted."""

    @contextmanager
    def copy(self, file: Path) -> Iterator[Moment]:
        program = _program("pg_dump")
        with transaction.atomic():
            _say("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            _say("SET LOCAL idle_in_transaction_session_timeout = 0")
            ((snapshot,),) = ask_here("SELECT pg_export_snapshot()")
            options = ["--format=custom", "--no-owner", "--no-privileges", f"--file={file}"]
            _run([program, *options, f"--snapshot={snapshot}"])
            yield Moment(file, ask_here)
        _run([_program("pg_restore"), "--list", str(file)], quiet=True)

    def is_empty(self) -> bool:
        return not ask_here(TABLES["postgresql"])

    def put_back(self, file: Path) -> None:
        options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
        name = str(connection.settings_dict["NAME"])
        connection.close()
        _run([_program("pg_restore"), *options, f"--dbname={name}", str(file)])

    def empty(self) -> None:
        """Everything of ours in the schema; the schema itself may belong to somebody else."""
        with transaction.atomic():
            for name in tables_of(ask_here):
                _say(f'DROP TABLE IF EXISTS "{name}" CASCADE')
            functions = ask_here(
                "SELECT oid::regprocedure::text FROM pg_proc "
                "WHERE pronamespace = current_schema()::regnamespace AND NOT EXISTS "
                "(SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')"
            )
            for (function,) in functions:
                _say(f"DROP FUNCTION {function} CASCADE")


def _say(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _program(name: str) -> str:
    found = shutil.which(name)
    if not found:
        sentence = _("%(name)s is missing. Install the client programs of PostgreSQL.")
        raise NotPossible(sentence % {"name": name})
    return found


def _run(command: list[str], *, quiet: bool = False) -> None:
    """The password goes by the environment: what stands in a command, everybody can read."""
    given = connection.settings_dict
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    told = {name: str(given[key]) for name, key in named.items() if given.get(key)}
    environment = {**os.environ, **told, "PGDATABASE": str(given["NAME"])}
    done = subprocess.run(
        command,
        env=environment,
        stdout=subprocess.DEVNULL if quiet else None,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotPossible(f"{Path(command[0]).name}: {done.stderr.strip()[-500:]}")
