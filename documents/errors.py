"""Refusals: every "no" of the kernel is a sentence that says what to do."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from masterdata.models import User

type_of_sentence = str | Promise


class Refused(Exception):
    """The act is refused; `sentence` tells the user what to do, `details` name each case."""

    def __init__(
        self, sentence: type_of_sentence, *, details: Sequence[type_of_sentence] = ()
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.details = [str(detail) for detail in details]

    def __str__(self) -> str:
        return " ".join([str(self.sentence), *self.details])


class NotAllowed(Refused):
    """The actor may not do this, whatever the state of the paper."""


class Busy(Refused):
    """The database stayed busy through every retry; nothing was done."""


class StaleVersion(Refused):
    """Somebody saved the paper after the actor opened it (D7)."""

    def __init__(self, *, changed_by: "User | None", changed_at: datetime) -> None:
        super().__init__(
            _("%(name)s changed this document at %(time)s, after you opened it. Nothing was lost.")
            % {
                "name": changed_by.display_name if changed_by else "?",
                "time": f"{timezone.localtime(changed_at):%Y-%m-%d %H:%M}",
            }
        )
        self.changed_by = changed_by
        self.changed_at = changed_at
