"""A trigger that refuses every entry dated in a closed month, whoever writes it (V19).

The door asks first and says it in a sentence; this says no last, to imports and to raw SQL too.
"""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

CLOSED = "is dated in a closed month"
_CLOSED_THEN = (
    'EXISTS (SELECT 1 FROM "documents_period" '
    "WHERE closed_at IS NOT NULL AND month >= {first_of_month})"
)


def install(connection: BaseDatabaseWrapper, table: str, column: str) -> None:
    remove(connection, table)
    make = _for_postgresql if connection.vendor == "postgresql" else _for_sqlite
    with connection.cursor() as cursor:
        for statement in make(table, column):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper, table: str) -> None:
    on_table = f' ON "{table}"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_closed_month"{on_table}')
        if connection.vendor == "postgresql":
            cursor.execute(f'DROP FUNCTION IF EXISTS "{table}_closed_month_refuse"()')


def _for_sqlite(table: str, column: str) -> Iterator[str]:
    closed = _CLOSED_THEN.format(first_of_month=f"date(NEW.\"{column}\", 'start of month')")
    yield (
        f'CREATE TRIGGER "{table}_closed_month" BEFORE INSERT ON "{table}" '
        f"WHEN {closed} BEGIN SELECT RAISE(ABORT, '{table} {CLOSED}'); END"
    )


def _for_postgresql(table: str, column: str) -> Iterator[str]:
    closed = _CLOSED_THEN.format(first_of_month=f"date_trunc('month', NEW.\"{column}\")::date")
    refuse = f'"{table}_closed_month_refuse"'
    yield (
        f"CREATE FUNCTION {refuse}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {closed} THEN RAISE EXCEPTION '{table} {CLOSED}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
    )
    yield (
        f'CREATE TRIGGER "{table}_closed_month" BEFORE INSERT ON "{table}" '
        f"FOR EACH ROW EXECUTE FUNCTION {refuse}()"
    )
