"""Where the bases lie: a database each, built once; measures work on a copy of it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

FOLDER = "bench"


@dataclass(frozen=True)
class SqliteStore:
    """A file; a copy is a copy of the file."""

    papers: int
    var: Path
    name = "sqlite"

    def path(self, kind: str = "") -> Path:
        return self.var / FOLDER / f"{self.papers}{kind}.sqlite3"

    def url(self, kind: str = "") -> str:
        return f"sqlite:///{self.path(kind)}"

    def is_there(self) -> bool:
        return self.path().exists()

    def make(self, kind: str) -> None:
        self.path(kind).parent.mkdir(parents=True, exist_ok=True)
        self.drop(kind)

    def rename(self, kind: str) -> None:
        self.path(kind).rename(self.path())

    def copy(self, kind: str) -> None:
        self.drop(kind)
        shutil.copyfile(self.path(), self.path(kind))

    def drop(self, kind: str) -> None:
        self.path(kind).unlink(missing_ok=True)


@dataclass(frozen=True)
class PostgresStore:
    """A database of the server; a copy is one made with it as template."""

    papers: int
    server: str
    name = "postgresql"

    def database(self, kind: str = "") -> str:
        return f"gendan_bench_{self.papers}{kind}"

    def url(self, kind: str = "") -> str:
        return self._url("postgres", self.database(kind))

    def _url(self, scheme: str, database: str) -> str:
        parts = urlsplit(self.server)
        return f"{scheme}://{parts.netloc}/{database}" + (f"?{parts.query}" if parts.query else "")

    def is_there(self) -> bool:
        with self._cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.database()])
            return bool(cursor.fetchone())

    def make(self, kind: str) -> None:
        self._run('DROP DATABASE IF EXISTS "{0}"', kind)
        self._run('CREATE DATABASE "{0}"', kind)

    def rename(self, kind: str) -> None:
        self._run(f'ALTER DATABASE "{{0}}" RENAME TO "{self.database()}"', kind)

    def copy(self, kind: str) -> None:
        self._run('DROP DATABASE IF EXISTS "{0}"', kind)
        self._run(f'CREATE DATABASE "{{0}}" TEMPLATE "{self.database()}"', kind)

    def drop(self, kind: str) -> None:
        self._run('DROP DATABASE IF EXISTS "{0}"', kind)

    def _run(self, statement: str, kind: str) -> None:
        with self._cursor() as cursor:
            cursor.execute(statement.format(self.database(kind)))

    @contextmanager
    def _cursor(self) -> Iterator[Any]:
        import psycopg

        url = self._url("postgresql", "postgres")
        with psycopg.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
            yield cursor


Store = SqliteStore | PostgresStore
