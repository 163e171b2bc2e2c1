"""An empty database for each proof, made and thrown away as the test runner does it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

MEMORY = "sqlite://:memory:"
POSTGRESQL, SQLITE = "postgresql", "sqlite"
_ASK = "import psycopg, sys; psycopg.connect(sys.argv[1], connect_timeout=3).close()"


def url_of(vendor: str) -> str:
    """Where the proof's database is made: the server of DATABASE_URL, or the one of the machine."""
    given = os.environ.get("DATABASE_URL", "")
    if vendor != POSTGRESQL:
        return MEMORY
    return given if given.startswith(("postgres", "pgsql", "psql")) else "postgres:///gendan"


def missing(vendor: str) -> str:
    """Why no database of this kind can be had here; empty if one can."""
    if vendor != POSTGRESQL:
        return ""
    server = url_of(vendor).rpartition("/")[0] + "/postgres"
    answer = subprocess.run(
        [sys.executable, "-c", _ASK, server.replace("pgsql:", "postgres:")], capture_output=True
    )
    return "" if answer.returncode == 0 else "no PostgreSQL server answers"


@contextmanager
def made() -> Iterator[None]:
    """The database of the settings with the triggers on it; `default` points at it meanwhile."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.test.utils import setup_test_environment, teardown_test_environment

    from documents import triggers

    setup_test_environment(debug=False)
    kept = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    if "documents" in MigrationLoader(None).unmigrated_apps:
        triggers.install(connection)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(kept, verbosity=0)
        teardown_test_environment()
