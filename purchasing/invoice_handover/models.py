"""The hand-over list: which paper invoices change hands, how many sheets, and what arrived."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from documents.models import Body, LineBase
from masterdata.fields import money_field, person_field
from purchasing.supplier_invoice.models import SupplierInvoice


class InvoiceHandover(Body):
    """Who gave the papers and who took them: both names stand on the printed list."""

    DERIVED = ("handed_on", "handed_by_id", "signed_on", "signed_by_id")

    handed_on = models.DateField(_("Handed over on"), null=True, blank=True)
    handed_by = person_field(_("Handed over by"))
    signed_on = models.DateField(_("Signed for on"), null=True, blank=True)
    signed_by = person_field(_("Signed for by"))

    class Meta:
        verbose_name = _("Invoice hand-over")
        verbose_name_plural = _("Invoice hand-overs")


class Outcome(models.TextChoices):
    """What finance found of a paper when it counted."""

    RECEIVED = "received", _("Paper received")
    MISSING = "missing", _("Paper missing")


class HandoverLines(models.Manager["InvoiceHandoverLine"]):
    """Lines come with their invoice and its supplier: guards, pages and print read both."""

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("invoice__head__party")


class InvoiceHandoverLine(LineBase):
    """One invoice; `on_list` while it was handed over by this list and has not come back."""

    DERIVED = ("on_list", "outcome", "note")

    body = models.ForeignKey(InvoiceHandover, models.PROTECT, related_name="lines", db_index=False)
    invoice = models.ForeignKey(
        SupplierInvoice,
        models.PROTECT,
        verbose_name=_("Invoice"),
        related_name="handovers",
        db_index=False,
    )
    sheets = models.PositiveIntegerField(_("Sheets"), default=1)
    net = money_field(verbose_name=_("Net amount"))
    tax = money_field(verbose_name=_("Tax"))
    gross = money_field(verbose_name=_("Amount with tax"))
    on_list = models.BooleanField(default=False, editable=False)
    outcome = models.CharField(
        _("Counted by finance"), max_length=8, choices=Outcome.choices, blank=True
    )
    note = models.CharField(_("Finance's note"), max_length=200, blank=True)

    objects = HandoverLines()

    class Meta:
        verbose_name = _("Invoice handed over")
        verbose_name_plural = _("Invoices handed over")
        constraints = [
            models.UniqueConstraint(fields=["body", "line_no"], name="invoice_handover_line_no"),
            models.UniqueConstraint(
                fields=["body", "invoice"],
                name="invoice_handover_line_once",
                violation_error_message=_("An invoice stands twice in the list."),
            ),
            models.UniqueConstraint(
                fields=["invoice"],
                condition=Q(on_list=True),
                name="invoice_handover_on_one_list",
                violation_error_message=_(
                    "One of these invoices was handed over with another list already; load anew."
                ),
            ),
            models.CheckConstraint(
                name="invoice_handover_line_gross_is_net_and_tax",
                condition=Q(gross=F("net") + F("tax")),
            ),
            models.CheckConstraint(
                name="invoice_handover_line_has_sheets",
                condition=Q(sheets__gte=1),
                violation_error_message=_("An invoice has at least one sheet."),
            ),
            models.CheckConstraint(
                name="invoice_handover_line_outcome_known",
                condition=Q(outcome="") | Q(outcome__in=Outcome.values),
            ),
        ]
        indexes = [models.Index(fields=["invoice", "body"], name="invoice_handover_by_invoice")]
