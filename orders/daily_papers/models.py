"""The columns that every daily paper has: its day, when it is due, and its frozen figures."""

from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models import Body

OPEN = ("draft", "returned")
GONE = "void"


class DailyPaper(Body):
    """`held_on` is the first day while the paper is not void: a time has one paper of a kind.

    The figures are stored when the paper is submitted (`frozen_at`); before that they are
    computed, so a draft always shows the books of this moment.
    """

    DERIVED: tuple[str, ...] = (
        "held_on",
        "last_day",
        "due_at",
        "submitted_at",
        "was_late",
        "frozen_at",
        "figures",
    )
    NOT_COPIED: tuple[str, ...] = ()

    held_on = models.DateField(null=True, editable=False)
    last_day = models.DateField(_("Last day"), null=True, editable=False)
    due_at = models.DateTimeField(_("Due"), null=True, editable=False)
    submitted_at = models.DateTimeField(_("Submitted at"), null=True, editable=False)
    # Sent back, it is due anew; that it came too late the first time stays known.
    was_late = models.BooleanField(_("Submitted late"), default=False, editable=False)
    frozen_at = models.DateTimeField(_("Figures of"), null=True, editable=False)
    figures = models.JSONField(default=dict, editable=False, encoder=DjangoJSONEncoder)

    class Meta:
        abstract = True

    def late_at(self, now: datetime) -> bool:
        """Handed in after its time, or not handed in and its time is past."""
        if self.was_late or self.due_at is None:
            return self.was_late
        return self.submitted_at is None and now > self.due_at
