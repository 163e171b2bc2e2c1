"""Kept queries on PostgreSQL: it plans them once for each connection.

A query that comes as one text is parsed and planned each time, which takes the database longer
than to answer most of ours. A kept query goes as a prepared statement instead: what never changes
stands in its text, so that partial indexes serve and the planner knows what is asked for, and the
values of now go beside it. PostgreSQL itself decides whether one plan serves all values.

`DB_KEEPS_PLANS=0` sends them as text: for a pooler that hands one connection to many.

While queries are recorded they are sent as text too, so that the record shows their values.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db.backends.utils import CursorWrapper

_PLACES = re.compile("%s|%%")


def keeps(connection: Any) -> bool:
    options = connection.settings_dict["OPTIONS"]
    return connection.vendor == "postgresql" and options.get("prepare_threshold") is not None


def with_constants(sql: str, values: Sequence[Any], *, moving: type, on: Any) -> str:
    """The query with every value written into it that is not `moving`; their places stay."""
    at = iter(values)

    def written(place: re.Match[str]) -> str:
        if place.group() == "%%":
            return "%%"
        value = next(at)
        if isinstance(value, moving):
            return "%s"
        return str(on.ops.compose_sql("%s", [value])).replace("%", "%%")

    return _PLACES.sub(written, sql)


class Keeping:
    """A connection whose cursors have what they send prepared."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def cursor(self) -> CursorWrapper:
        """As the connection gives one, but without a cursor of Django's that nobody would use."""
        on = self._connection
        if on.queries_logged:
            recorded: CursorWrapper = on.cursor()
            return recorded
        on.close_if_health_check_failed()
        on.ensure_connection()
        on.validate_thread_sharing()
        with on.wrap_database_errors:
            return CursorWrapper(_cursor_class()(on.connection), on)


@cache
def _cursor_class() -> Any:
    # Where SQLite serves, PostgreSQL's driver is not read.
    from psycopg import Cursor
    from psycopg.errors import FeatureNotSupported
    from psycopg.pq import TransactionStatus

    class PreparingCursor(Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
            whole = options | {"prepare": True}
            try:
                return super().execute(query, params, **whole)
            except FeatureNotSupported:
                # A column was given another type meanwhile, and all plans that read it are refused
                # for as long as the connection lives. Rolling back forgets them by itself.
                if self.connection.info.transaction_status != TransactionStatus.IDLE:
                    raise
                self.connection.execute("DEALLOCATE ALL")
                return super().execute(query, params, **whole)

    return PreparingCursor
