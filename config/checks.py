"""Says at start when the database does not work as the settings ask (reliability §3.4–3.6)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.db import connections

# A database in memory keeps its journal there; only tests have one.
JOURNALS = {settings.SQLITE_JOURNAL.lower(), "memory"}
SQLITE_WANTED: dict[str, set[object]] = {
    "journal_mode": set(JOURNALS),
    "synchronous": {2},
    "foreign_keys": {1},
    "recursive_triggers": {1},
}


@checks.register(checks.Tags.database)
def the_database_is_set_up_safely(
    app_configs: Sequence[AppConfig] | None, databases: Iterable[str] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    faults: list[checks.CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        wanted = SQLITE_WANTED if connection.vendor == "sqlite" else {}
        with connection.cursor() as cursor:
            for pragma, values in wanted.items():
                cursor.execute(f"PRAGMA {pragma}")
                found = cursor.fetchone()[0]
                if found not in values:
                    faults.append(_fault(pragma, found, values))
    return faults


def _fault(pragma: str, found: object, values: set[object]) -> checks.CheckMessage:
    return checks.Error(
        f"SQLite's {pragma} is {found!r}; the books are safe only with {sorted(map(str, values))}.",
        hint="Leave OPTIONS['init_command'] in config/settings.py as it is.",
        id="config.E001",
    )
