"""Work that is done later, by the worker: who wants it, how far it is, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """后台作业. The queue of django-tasks says what is next; this row is what must not be lost.

    A worker has a job as long as its row bears the `holder` that this attempt drew: whoever was
    thought dead and comes back finds another one there, and can finish nothing. `owner` is empty
    where the program itself wants the work; `key` may be there once, such as the duties of a day.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="jobs", db_index=False
    )
    kind = models.CharField(max_length=24)
    # Of the program's own jobs an English msgid, shown in the reader's language.
    title = models.CharField(max_length=200)
    data = models.JSONField(default=dict)
    key = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    not_before = models.DateTimeField()
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    holder = models.CharField(max_length=64, blank=True)
    task_id = models.UUIDField(null=True)
    # The name under which the result lies; random, and empty when there is none (any more).
    file = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sentence = models.CharField(max_length=500, blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    UNFINISHED = (Status.WAITING, Status.RUNNING)
    AGAIN = (Status.FAILED, Status.CANCELLED)

    class Meta:
        verbose_name = _("Background job")
        verbose_name_plural = _("Background jobs")
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="job_key_once"),
            models.CheckConstraint(
                name="job_status_is_known",
                condition=Q(status__in=("waiting", "running", "done", "failed", "cancelled")),
            ),
            models.CheckConstraint(
                name="job_that_runs_is_held",
                condition=~Q(status="running")
                | (Q(beat_at__isnull=False) & ~Q(holder="") & Q(attempts__gt=0)),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-id"], name="job_of_owner"),
            models.Index(
                "owner", condition=Q(status__in=("waiting", "running")), name="job_unfinished"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class JobMark(models.Model):
    """One part of a job that is done and must not be done again, whichever attempt comes by."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="marks", db_index=False)
    part = models.CharField(max_length=80)
    value = models.JSONField(null=True)

    class Meta:
        verbose_name = _("Part of a job")
        verbose_name_plural = _("Parts of jobs")
        constraints = [models.UniqueConstraint(fields=["job", "part"], name="job_part_once")]

    def __str__(self) -> str:
        return f"{self.job_id} {self.part}"
