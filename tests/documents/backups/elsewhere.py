"""A second database of the same kind, and the program working on it for a while."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

WRITER = {
    "sqlite": """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
begin, mark = "BEGIN IMMEDIATE", "?"
""",
    "postgresql": """
import psycopg, sys
connection = psycopg.connect(dbname=sys.argv[1], autocommit=True)
begin, mark = "BEGIN", "%s"
""",
}
# Each transaction writes a pair whose sum is zero: half of one in a backup would be seen.
PAIRS = """
number = 0
while True:
    number += 1
    connection.execute(begin)
    for amount in (number, -number):
        connection.execute(f"INSERT INTO scratch_pair (amount) VALUES ({mark})", (amount,))
    connection.execute("COMMIT")
    print(number, flush=True)
"""


@contextmanager
def at(name: str) -> Iterator[None]:
    """The program's one connection leads to the other database; the tests' own waits unharmed."""
    own, own_name = connection.connection, connection.settings_dict["NAME"]
    connection.connection, connection.settings_dict["NAME"] = None, name
    try:
        yield
    finally:
        connection.close()
        connection.connection, connection.settings_dict["NAME"] = own, own_name


@contextmanager
def empty_database(folder: Path) -> Iterator[str]:
    """The name of a database with nothing in it, as on a new machine."""
    if connection.vendor == "sqlite":
        yield str(folder / "restored.sqlite3")
        return
    name = f"{connection.settings_dict['NAME']}_restored"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield name
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def lasting(folder: Path) -> Iterator[str]:
    """The tests' database where a backup can reach it: one in memory is copied to a file."""
    # Tables made without migrations lack the list of those that are applied.
    MigrationRecorder(connection).ensure_schema()
    if connection.vendor == "postgresql":
        yield str(connection.settings_dict["NAME"])
        return
    file = folder / "source.sqlite3"
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)
    yield str(file)


@contextmanager
def somebody_writing(name: str) -> Iterator["subprocess.Popen[str]"]:
    """Another process that commits pair after pair, and prints each that is acknowledged."""
    script = WRITER[connection.vendor] + PAIRS
    writer = subprocess.Popen(
        [sys.executable, "-c", script, name], stdout=subprocess.PIPE, text=True
    )
    try:
        yield writer
    finally:
        writer.kill()
        writer.communicate()
