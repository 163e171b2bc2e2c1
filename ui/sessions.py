"""Sessions in the database, as Django keeps them; every request reads one, by a kept query."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import QuerySet

from ui import prepared
from ui.prepared import WORD, Given, present


class SessionStore(DatabaseStore):
    def _get_session_from_db(self) -> Any:
        found = prepared.rows("session", self._alive, session=self.session_key)
        if not found:
            self._session_key = None
        return found[0] if found else None

    def _alive(self) -> "QuerySet[Any, Any]":
        sessions = self.get_model_class()._default_manager
        return sessions.filter(session_key=Given("session", WORD), expire_date__gt=present())
