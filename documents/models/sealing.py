"""Seals over everything that is only ever appended, and when what was last looked after."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Seal(models.Model):
    """Closes what was appended since the seal before it; each names the hash of that one (V17)."""

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField(_("At"))
    rows = models.PositiveBigIntegerField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("Seal of the records")
        verbose_name_plural = _("Seals of the records")

    def __str__(self) -> str:
        return str(self.number)


class SealedSpan(models.Model):
    """Some rows of one table under a seal, each with a mark of its own: so a change is located.

    `marks` is one `id:mark` a row; `digest` seals them together with the span's bounds. `columns`
    are those that the marks speak of: a column that a later version adds changes no mark.
    """

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="spans")
    table = models.CharField(max_length=64)
    columns = models.TextField()
    after_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    marks = models.TextField()

    class Meta:
        verbose_name = _("Sealed rows")
        verbose_name_plural = _("Sealed rows")
        constraints = [
            models.UniqueConstraint(fields=["table", "after_id"], name="sealed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.after_id}–{self.last_id}"


class Milestone(models.Model):
    """When a duty of upkeep was last done and how it went: one row for each kind."""

    class Kind(models.TextChoices):
        BOOKS = "books", _("Check of the books")
        BACKUP = "backup", _("Backup")
        RESTORE = "restore", _("Restore")

    kind = models.CharField(max_length=16, choices=Kind.choices, unique=True)
    at = models.DateTimeField(_("At"))
    ok = models.BooleanField()
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("Milestone")
        verbose_name_plural = _("Milestones")

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
