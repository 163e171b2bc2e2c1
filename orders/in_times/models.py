"""One row per clock of an in-time: what it is of, whose it is, when it ran."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from masterdata.roles import Role


class Rule(models.TextChoices):
    """Which promptness is measured (rules T1–T4; R30 is finance's own)."""

    T1 = "T1", _("① Reply to the customer's order")
    T2 = "T2", _("② Tell finance of a remittance")
    T3 = "T3", _("③ Hand the order over for delivery")
    R30 = "R30", _("Finance checks a remittance")
    T4 = "T4", _("The customer pays in time")

    @property
    def desk(self) -> Role:
        """Who answers for it where no person is named."""
        return Role.ACCOUNTANT if self is Rule.R30 else Role.ORDER_CLERK


class InTime(models.Model):
    """Begun once; only its stop and its escalation are written later.

    `minutes` are working minutes. A clock that was dropped, because its paper was cancelled, has
    a stop and no minutes, and counts nowhere.
    """

    rule = models.CharField(_("In-time"), max_length=8, choices=Rule.choices)
    document = models.ForeignKey(
        Document, models.PROTECT, verbose_name=_("Document"), related_name="in_times"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        verbose_name=_("Person"),
        related_name="in_times",
        db_index=False,
    )
    started_at = models.DateTimeField(_("Started"))
    due_at = models.DateTimeField(_("Due"))
    stopped_at = models.DateTimeField(_("Stopped"), null=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    minutes = models.PositiveIntegerField(_("Working minutes"), null=True)
    escalated_at = models.DateTimeField(_("Passed on to the superior"), null=True)

    class Meta:
        verbose_name = _("In-time")
        verbose_name_plural = _("In-times")
        constraints = [
            models.UniqueConstraint(fields=["rule", "document", "started_at"], name="in_time_once"),
            models.UniqueConstraint(
                fields=["rule", "document"],
                condition=Q(stopped_at__isnull=True),
                name="in_time_one_running",
            ),
            models.CheckConstraint(
                name="in_time_stopped_by_somebody",
                condition=Q(stopped_at__isnull=True, stopped_by__isnull=True, minutes__isnull=True)
                | Q(stopped_at__isnull=False, stopped_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index("started_at", "id", name="in_time_by_start"),
            models.Index("person", "started_at", name="in_time_by_person"),
            models.Index("stopped_at", name="in_time_by_stop"),
            models.Index(
                "due_at", condition=Q(stopped_at__isnull=True), name="in_time_running_by_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.document_id}"

    @property
    def who(self) -> str:
        return self.person.display_name if self.person else str(Rule(self.rule).desk.label)

    @property
    def is_running(self) -> bool:
        return self.stopped_at is None

    @property
    def was_dropped(self) -> bool:
        return self.stopped_at is not None and self.minutes is None


STOPPED_LATE = Q(minutes__isnull=False, stopped_at__gt=F("due_at"))
COUNTED = Q(minutes__isnull=False)
