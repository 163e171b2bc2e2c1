"""What the environment decides, and what a production start refuses to do without."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.db import connection

from config import checks
from tests.sources import ROOT

REPORT = """
import json
from config import settings
names = [name for name in dir(settings) if name.isupper()]
repr_of = lambda value: type(value).__name__
print(json.dumps({name: getattr(settings, name) for name in names}, default=repr_of))
"""
PRODUCTION = {"SECRET_KEY": "k" * 20 + "0123456789" * 4, "ALLOWED_HOSTS": "gendan.example"}


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A process of its own: settings are read once per process, from its environment."""
    path = {"PATH": os.environ.get("PATH", "")}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=path | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def settings_with(**environment: str) -> dict[str, Any]:
    result = python("-c", REPORT, **environment)
    assert result.returncode == 0, result.stderr
    return dict(json.loads(result.stdout))


def test_without_a_secret_key_production_does_not_start() -> None:
    result = python("-c", REPORT)

    assert result.returncode != 0
    assert "Set SECRET_KEY in the environment" in result.stderr


def test_production_is_closed_by_default() -> None:
    settings = settings_with(**PRODUCTION)

    assert settings["DEBUG"] is False
    assert settings["ALLOWED_HOSTS"] == ["gendan.example"]
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"):
        assert settings[name] is True
    assert "Manifest" in settings["STORAGES"]["staticfiles"]["BACKEND"]


def test_the_deploy_check_of_django_is_clean() -> None:
    result = python(
        *("manage.py", "check", "--deploy", "--fail-level", "WARNING"),
        DATABASE_URL="sqlite://:memory:",
        **PRODUCTION,
    )

    assert result.returncode == 0, result.stderr


def test_sqlite_is_the_default_and_takes_the_write_lock_at_once() -> None:
    database = settings_with(DEBUG="1")["DATABASES"]["default"]

    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert database["OPTIONS"]["timeout"] == 20
    assert "recursive_triggers=ON" in database["OPTIONS"]["init_command"]


def test_the_address_of_the_database_picks_postgresql() -> None:
    url = "postgres://clerk:word@db.example:5433/gendan?pool=true"

    database = settings_with(DATABASE_URL=url, **PRODUCTION)["DATABASES"]["default"]

    assert database["ENGINE"] == "ui.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", 5433, "gendan")
    pool = database["OPTIONS"]["pool"]
    assert (pool["min_size"], pool["max_size"]) == (1, 8)
    assert pool["reconnect_timeout"] < pool["timeout"], "who waits meets a database that is back"
    assert database.get("CONN_MAX_AGE", 0) == 0


def test_without_a_pool_connections_are_kept_and_checked() -> None:
    url = "postgres://db.example/gendan"

    database = settings_with(DATABASE_URL=url, **PRODUCTION)["DATABASES"]["default"]

    assert "pool" not in database["OPTIONS"]
    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (60, True)


def test_an_old_sqlite_gets_the_journal_that_cannot_corrupt() -> None:
    import sqlite3

    settings = settings_with(DEBUG="1")

    safe = sqlite3.sqlite_version_info >= (3, 51, 3)
    assert settings["SQLITE_JOURNAL"] == ("WAL" if safe else "TRUNCATE")
    assert "synchronous=FULL" in settings["SQLITE_INIT"]


@pytest.mark.django_db
def test_the_check_at_start_finds_this_database_safe() -> None:
    assert checks.the_database_is_set_up_safely(None, ["default"]) == []


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="pragmas are SQLite's")
def test_the_check_at_start_names_an_unsafe_pragma() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers=OFF")
        faults = checks.the_database_is_set_up_safely(None, ["default"])
        cursor.execute("PRAGMA recursive_triggers=ON")

    assert [fault.id for fault in faults] == ["config.E001"]
    assert "recursive_triggers" in faults[0].msg
