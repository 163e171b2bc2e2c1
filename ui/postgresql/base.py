"""PostgreSQL as Django speaks to it, but for how a kept connection is found to be alive.

Django asks `SELECT 1` before the first statement of every request: a message to the database and
back. A database that went away says so by itself, for it closes the connection, and then there is
something to read on it; so within a few seconds of an answer it is enough to look whether there is.
After a longer silence, or after an error, it is asked as ever: a connection whose other end
vanished without a word (a cable, a firewall) says nothing.
"""

import select
from time import monotonic
from typing import Any

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

SURE_SECONDS = 5.0


class DatabaseWrapper(base.DatabaseWrapper):
    _answered_at = 0.0

    def get_new_connection(self, conn_params: Any) -> Any:
        found = super().get_new_connection(conn_params)
        self._answered_at = monotonic()
        return found

    def is_usable(self) -> bool:
        if self._answered_lately() and not self.errors_occurred and self._is_quiet():
            return True
        is_alive: bool = super().is_usable()
        if is_alive:
            self._answered_at = monotonic()
        return is_alive

    def _answered_lately(self) -> bool:
        return monotonic() - self._answered_at < SURE_SECONDS

    def _is_quiet(self) -> bool:
        """Between two requests the database has nothing to say but farewell."""
        if self.connection is None or self.connection.closed:
            return False
        # Within a transaction, above all one that failed, only the database knows.
        if self.connection.info.transaction_status != TransactionStatus.IDLE:
            return False
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return not poll.poll(0)
