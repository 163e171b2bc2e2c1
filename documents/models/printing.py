"""How the slips of a document type are printed: its copies, terms, rows, and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class PrintSetting(models.Model):
    """打印设置; a type without a row prints as its declaration says."""

    type = models.CharField(_("Document type"), max_length=32, unique=True)
    # [{"name", "colour", "priced"}], in the order of the copies.
    copies = models.JSONField(_("Slip copies"), default=list)
    terms = models.CharField(_("Terms at the foot"), max_length=200, blank=True)
    # {name of the paper: rows}; a paper that is not named has its usual rows.
    rows = models.JSONField(_("Rows per page"), default=dict, blank=True)
    approved_only = models.BooleanField(_("Print only when approved"), default=False)
    subtotals_only = models.BooleanField(_("Each page stands alone"), default=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Print setting")
        verbose_name_plural = _("Print settings")

    def __str__(self) -> str:
        return self.type
