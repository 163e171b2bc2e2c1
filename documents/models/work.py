"""Tasks, links between papers, number counters, closed months, operations done."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from documents.models.head import Document
from documents.models.timeline import Event
from masterdata.roles import Role


class Task(models.Model):
    """待办: somebody is awaited; due in working days (D8)."""

    STATE = "state"

    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    # Whom it is about, where its paper tells of nobody or of several.
    party = models.ForeignKey(
        "masterdata.Party", models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=32, default=STATE)
    title = models.CharField(_("What is to be done"), max_length=120, blank=True)
    role = models.CharField(_("Role"), max_length=32, choices=Role.choices, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    opened_at = models.DateTimeField(_("Since"))
    due_at = models.DateTimeField(_("Due"), null=True)
    rule = models.CharField(_("Rule"), max_length=8, blank=True)
    escalate_to = models.CharField(max_length=32, choices=Role.choices, blank=True)
    escalated_at = models.DateTimeField(null=True)
    escalated_to = models.CharField(max_length=32, choices=Role.choices, blank=True)
    escalated_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    urged_at = models.DateTimeField(null=True)
    urged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("Task")
        verbose_name_plural = _("Tasks")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "kind"],
                condition=models.Q(closed_at__isnull=True, party__isnull=True),
                name="task_one_open_per_document",
            ),
            models.UniqueConstraint(
                fields=["document", "kind", "party"],
                condition=models.Q(closed_at__isnull=True, party__isnull=False),
                name="task_one_open_per_party",
            ),
            models.CheckConstraint(
                name="task_waits_for_someone",
                condition=models.Q(person__isnull=False) | ~models.Q(role=""),
            ),
        ]
        indexes = [
            models.Index(
                "role",
                "due_at",
                condition=models.Q(closed_at__isnull=True),
                name="task_open_by_role",
            ),
            models.Index(
                "person",
                "due_at",
                condition=models.Q(closed_at__isnull=True),
                name="task_open_by_person",
            ),
            models.Index(
                "escalated_at",
                condition=models.Q(closed_at__isnull=True, escalated_at__isnull=False),
                name="task_open_escalated",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.kind} {self.document_id}"


class Link(models.Model):
    """One paper led to another; the chain (单据链) is walked over these."""

    source = models.ForeignKey(Document, models.PROTECT, related_name="led_to", db_index=False)
    target = models.ForeignKey(Document, models.PROTECT, related_name="came_from")
    kind = models.CharField(max_length=24, default="led_to")

    class Meta:
        verbose_name = _("Link")
        verbose_name_plural = _("Links")
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="link_once"),
            models.CheckConstraint(
                name="link_not_to_itself", condition=~models.Q(source=models.F("target"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"


class NumberRule(models.Model):
    """How a type's numbers look; the default is prefix-YYYYMMDD-0001, begun anew each day."""

    class Reset(models.TextChoices):
        DAY = "day", _("Daily")
        MONTH = "month", _("Monthly")
        YEAR = "year", _("Yearly")

    type = models.CharField(_("Document type"), max_length=32, unique=True)
    prefix = models.CharField(
        _("Prefix"),
        max_length=8,
        unique=True,
        error_messages={"unique": _("This prefix is already used by another document.")},
    )
    reset = models.CharField(
        _("Begins anew"), max_length=5, choices=Reset.choices, default=Reset.DAY
    )
    digits = models.PositiveSmallIntegerField(_("Digits"), default=4)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Number rule")
        verbose_name_plural = _("Number rules")
        constraints = [
            models.CheckConstraint(
                name="number_rule_digits", condition=models.Q(digits__gte=3, digits__lte=8)
            )
        ]

    def __str__(self) -> str:
        return self.prefix


class NumberCounter(models.Model):
    """The last running number of a prefix and period; its row is the last lock taken."""

    prefix = models.CharField(max_length=8)
    period = models.CharField(max_length=8)
    last = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("Number counter")
        verbose_name_plural = _("Number counters")
        constraints = [
            models.UniqueConstraint(fields=["prefix", "period"], name="number_counter_once")
        ]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.period}-{self.last}"


class Period(models.Model):
    """A month of the books; posting holds its row shared, closing holds it alone."""

    month = models.DateField(_("Month"), unique=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("Period")
        verbose_name_plural = _("Periods")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class PeriodEvent(models.Model):
    """A closing or reopening of a month; append-only."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="events")
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed = models.BooleanField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("Period event")
        verbose_name_plural = _("Period events")

    def __str__(self) -> str:
        return f"{self.period} {self.closed}"


class Operation(models.Model):
    """A step that was done under a form's one-time key: sent again, it answers the same (D6)."""

    key = models.UUIDField(unique=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    step = models.CharField(max_length=32)
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("Operation")
        verbose_name_plural = _("Operations")

    def __str__(self) -> str:
        return str(self.key)
