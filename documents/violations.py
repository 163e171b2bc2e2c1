"""Turn what the database refused into a sentence; the database says no last (STYLE 7)."""

import logging

from django.apps import apps
from django.db import IntegrityError
from django.db.models import BaseConstraint, CheckConstraint, UniqueConstraint
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents.errors import Refused
from documents.frozen import FROZEN
from documents.month_trigger import CLOSED

logger = logging.getLogger(__name__)
APPEND_ONLY = "is append-only"
# What Django says, in any language, of a constraint without a sentence of its own.
DEFAULT = BaseConstraint.default_violation_error_message


def refused_by(error: IntegrityError) -> Refused | IntegrityError:
    """The refusal that names the violated rule, if a constraint with a message can be found.

    Changing what is only ever appended, or frozen, is a fault of the program, never of the user:
    it stays the error that it is.
    """
    text = str(error)
    if APPEND_ONLY in text or FROZEN in text:
        return error
    if CLOSED in text:
        return Refused(_("This month is closed. Use a date in the open month."))
    logger.warning("the database refused: %s", text.replace("\n", " "))
    message = _message_for(text)
    if message:
        return Refused(message)
    return Refused(
        _("Somebody else saved the same thing a moment ago. Look at it anew and try again.")
    )


def _message_for(text: str) -> str | Promise | None:
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if not isinstance(constraint, CheckConstraint | UniqueConstraint):
                continue
            message = constraint.violation_error_message
            if constraint.name in text and message is not DEFAULT:
                return message
    return None
