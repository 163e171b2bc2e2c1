"""The log of chasing invoices: who was asked for which receipts' invoices, and what he said."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from masterdata.fields import money_field
from masterdata.models import Party
from purchasing.purchase_order.chasing.models import Channel
from purchasing.receipt.models import Receipt


class InvoiceChase(models.Model):
    """One talk with a supplier about invoices he owes; never changed, the next one answers it.

    `key` is the form's: the same form sent twice is one talk.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    party = models.ForeignKey(
        Party,
        models.PROTECT,
        verbose_name=_("Supplier"),
        related_name="invoice_chases",
        db_index=False,
    )
    at = models.DateTimeField(_("At"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("Entered by"), related_name="+"
    )
    channel = models.CharField(
        _("How"), max_length=8, choices=Channel.choices, default=Channel.PHONE
    )
    contact = models.CharField(_("Spoke with"), max_length=60)
    said = models.CharField(_("What was said"), max_length=500)
    next_on = models.DateField(_("Ask again on"), null=True, blank=True)

    class Meta:
        verbose_name = _("Invoice chase")
        verbose_name_plural = _("Invoice chases")
        indexes = [models.Index(fields=["party", "-at"], name="invoice_chase_of_party")]

    def __str__(self) -> str:
        return f"{self.party} {self.at:%Y-%m-%d}"


class InvoiceChaseReceipt(models.Model):
    """One receipt that was spoken of, and what was owed for it then."""

    chase = models.ForeignKey(InvoiceChase, models.PROTECT, related_name="receipts", db_index=False)
    receipt = models.ForeignKey(
        Receipt, models.PROTECT, related_name="invoice_chases", db_index=False
    )
    owed = money_field(verbose_name=_("Invoice owed"))

    class Meta:
        verbose_name = _("Chased receipt")
        verbose_name_plural = _("Chased receipts")
        constraints = [
            models.UniqueConstraint(fields=["chase", "receipt"], name="invoice_chase_once_per_talk")
        ]
        indexes = [models.Index(fields=["receipt", "-chase"], name="invoice_chase_of_receipt")]

    def __str__(self) -> str:
        return f"{self.chase_id} {self.receipt_id}"
