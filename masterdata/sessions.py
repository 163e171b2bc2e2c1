"""Ending a person's sessions: whoever is deactivated or gets other rights is logged out at once."""

from django.contrib.sessions.models import Session

from masterdata.models import User


def end_sessions(person: User, *, except_key: str | None = None) -> int:
    """Deletes every stored session of the person; the count is for the log."""
    own = [
        session.session_key
        for session in Session.objects.iterator(chunk_size=500)
        if session.session_key != except_key
        and session.get_decoded().get("_auth_user_id") == str(person.pk)
    ]
    return Session.objects.filter(session_key__in=own).delete()[0]
