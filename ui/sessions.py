"""Sessions in the database, as Django keeps them; every request reads one, by a kept query."""

from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import OperationalError
from django.db.models import QuerySet

from ui import prepared
from ui.values import WORD, Given, present


class SessionStore(DatabaseStore):
    def _validate_session_key(self, key: Any) -> bool:
        """A cookie may say anything; PostgreSQL takes no NUL, even to say that there is none."""
        is_long: bool = super()._validate_session_key(key)  # type: ignore[misc]
        return is_long and key.isprintable()

    def _get_session_from_db(self) -> Any:
        found = prepared.rows("session", self._alive, session=self.session_key)
        if not found:
            self._session_key = None
        return found[0] if found else None

    def save(self, must_create: bool = False) -> None:
        """Django takes every fault of the database for a session that somebody else has ended, and
        answers 400. A database that is away is answered as such: 503, and it passes."""
        try:
            super().save(must_create=must_create)
        except UpdateError as fault:
            if isinstance(fault.__context__, OperationalError):
                raise fault.__context__ from None
            raise

    def _alive(self) -> "QuerySet[Any, Any]":
        sessions = self.get_model_class()._default_manager
        return sessions.filter(session_key=Given("session", WORD), expire_date__gt=present())
