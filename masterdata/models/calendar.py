"""The nation's days off and make-up working days, as the State Council announces them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Holiday(models.Model):
    date = models.DateField(_("Date"), unique=True)
    name = models.CharField(_("Name"), max_length=50)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Holiday")
        verbose_name_plural = _("Holidays")

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class MakeUpDay(models.Model):
    """A weekend day worked in exchange for a holiday."""

    date = models.DateField(_("Date"), unique=True)
    name = models.CharField(_("Name"), max_length=50)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Make-up working day")
        verbose_name_plural = _("Make-up working days")

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
