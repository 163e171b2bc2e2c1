"""The receipt's own columns: how the goods came, what was found in them, where they went."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from documents.models import Body, PricedLine
from masterdata.fields import money_field, person_field, quantity_field
from purchasing.pickup_note.models import PickupNote
from purchasing.purchase_order.models import PurchaseOrderLine


class InvoiceKind(models.TextChoices):
    """Only a special VAT invoice lets the firm deduct the tax; else the tax is part of the cost."""

    SPECIAL = "special", _("Special VAT invoice")
    ORDINARY = "ordinary", _("Ordinary invoice")
    NONE = "none", _("No invoice")


class Receipt(Body):
    """`owed_invoice` is what the supplier still owes invoices for; below zero, a red one.

    Made of a pick-up note it says how the goods came: straight to the customer, or fetched.
    """

    DERIVED = ("owed_invoice",)
    NOT_COPIED = ("arrived_at", "packages", "delivery_note", "deliverer", "pickup_note_id")

    warehouse = models.ForeignKey(
        "inventory.Warehouse", models.PROTECT, verbose_name=_("Warehouse"), related_name="+"
    )
    arrived_at = models.DateTimeField(_("Arrived at"), null=True, blank=True)
    packages = models.PositiveIntegerField(_("Packages"), null=True, blank=True)
    delivery_note = models.CharField(_("Supplier's delivery note"), max_length=60, blank=True)
    deliverer = models.CharField(_("Delivered by"), max_length=60, blank=True)
    pickup_note = models.ForeignKey(
        PickupNote,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Pick-up note"),
        related_name="receipts",
    )
    invoice_kind = models.CharField(
        _("Invoice kind"),
        max_length=8,
        choices=InvoiceKind.choices,
        default=InvoiceKind.SPECIAL,
    )
    price_includes_tax = models.BooleanField(_("Price includes tax"), default=True)
    no_order_reason = models.CharField(_("Why without an order"), max_length=200, blank=True)
    owed_invoice = money_field(verbose_name=_("Invoice owed"), default=Decimal(0))

    class Meta:
        verbose_name = _("Receipt")
        verbose_name_plural = _("Receipts")
        indexes = [
            models.Index("head", condition=~Q(owed_invoice=0), name="receipt_owing_invoice"),
        ]

    @property
    def is_direct(self) -> bool:
        """直发: its goods never lay in a store of the firm."""
        return self.pickup_note is not None and self.pickup_note.is_direct

    @property
    def tax_is_deductible(self) -> bool:
        return self.invoice_kind == InvoiceKind.SPECIAL


class ReceiptLines(models.Manager["ReceiptLine"]):
    """Lines always come with their item and order line: guards and postings read both."""

    def get_queryset(self) -> Any:
        return (
            super().get_queryset().select_related("item", "unit", "bin", "order_line__body__head")
        )


class ReceiptLine(PricedLine):
    """`quantity` is what arrived; amounts are of the accepted part alone.

    What was returned and invoiced later is counted here, in base units and with tax.
    """

    DERIVED = (
        "inspected_by_id",
        "inspected_at",
        "returned_quantity",
        "returned_gross",
        "invoiced_quantity",
        "invoiced_gross",
    )
    NOT_COPIED = ("order_line_id", "unpacked", "over_reason", "reject_reason")

    body = models.ForeignKey(Receipt, models.PROTECT, related_name="lines", db_index=False)
    order_line = models.ForeignKey(
        PurchaseOrderLine,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Order line"),
        related_name="receipt_lines",
    )
    accepted = quantity_field(verbose_name=_("Accepted"))
    rejected = quantity_field(verbose_name=_("Rejected"), default=Decimal(0))
    base_accepted = quantity_field(verbose_name=_("Accepted, base units"))
    reject_reason = models.CharField(_("Reason of rejection"), max_length=200, blank=True)
    unpacked = models.BooleanField(_("Unpacked and inspected"), default=False)
    inspected_by = person_field(_("Inspected by"))
    inspected_at = models.DateTimeField(_("Inspected at"), null=True, blank=True)
    bin = models.ForeignKey(
        "inventory.Bin", models.PROTECT, verbose_name=_("Bin"), related_name="+"
    )
    over_reason = models.CharField(_("Why more than ordered"), max_length=200, blank=True)
    returned_quantity = quantity_field(verbose_name=_("Returned"), default=Decimal(0))
    returned_gross = money_field(verbose_name=_("Amount returned"), default=Decimal(0))
    invoiced_quantity = quantity_field(verbose_name=_("Invoiced"), default=Decimal(0))
    invoiced_gross = money_field(verbose_name=_("Amount invoiced"), default=Decimal(0))

    objects = ReceiptLines()

    class Meta(PricedLine.Meta):
        verbose_name = _("Receipt line")
        verbose_name_plural = _("Receipt lines")
        constraints = [
            *PricedLine.Meta.constraints,
            models.CheckConstraint(
                name="receipt_line_parts_not_negative",
                condition=Q(accepted__gte=0, rejected__gte=0, base_accepted__gte=0),
            ),
            models.CheckConstraint(
                name="receipt_line_parts_within",
                condition=Q(accepted__lte=F("quantity") - F("rejected")),
                violation_error_message=_("Accepted and rejected are more than what arrived."),
            ),
            models.CheckConstraint(
                name="receipt_line_returned_within",
                condition=Q(returned_quantity__gte=0, returned_quantity__lte=F("base_accepted")),
                violation_error_message=_("More is returned than was received."),
            ),
        ]
        indexes = [models.Index(fields=["item", "body"], name="receipt_line_by_item")]
