"""The figures of a closed month as they were at its closing; append-only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models import PeriodEvent


class MonthFigures(models.Model):
    """One row per closing; a month that was reopened and closed again has two."""

    event = models.OneToOneField(
        PeriodEvent, models.PROTECT, verbose_name=_("Closing of the month"), related_name="figures"
    )
    figures = models.JSONField(_("Figures"))
    hash = models.CharField(_("Hash"), max_length=64)

    class Meta:
        verbose_name = _("Figures of a month")
        verbose_name_plural = _("Figures of months")

    def __str__(self) -> str:
        return f"{self.event_id} {self.hash[:8]}"
