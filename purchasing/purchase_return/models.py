"""The return's own columns: where from and why; per line which receipt it goes back on."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import Body, PricedLine
from inventory.places.models import Bin, Warehouse
from purchasing.purchase_order.models import PurchaseOrderLine
from purchasing.receipt.models import ReceiptLine


class Outcome(models.TextChoices):
    """Replace: the order's line is open again and goods come anew. Credit: it is not."""

    REPLACE = "replace", _("Replace the goods")
    CREDIT = "credit", _("Credit the amount")


class PurchaseReturn(Body):
    """`carrier` to `packages` are written when the storekeeper hands the goods over."""

    NOT_COPIED = ("carrier", "waybill", "packages", "no_receipt_reason")

    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, verbose_name=_("Warehouse"), related_name="+"
    )
    price_includes_tax = models.BooleanField(_("Price includes tax"), default=True)
    reason = models.CharField(_("Reason of return"), max_length=200, blank=True)
    no_receipt_reason = models.CharField(_("Why without a receipt"), max_length=200, blank=True)
    carrier = models.CharField(_("Carrier"), max_length=60, blank=True)
    waybill = models.CharField(_("Waybill"), max_length=60, blank=True)
    packages = models.PositiveIntegerField(_("Number of packages"), null=True, blank=True)

    class Meta:
        verbose_name = _("Purchase return")
        verbose_name_plural = _("Purchase returns")


class PurchaseReturnLines(models.Manager["PurchaseReturnLine"]):
    """Lines always come with the receipt and order they go back on: guards and postings ask."""

    def get_queryset(self) -> models.QuerySet["PurchaseReturnLine"]:
        cited = ("receipt_line__body__head", "receipt_line__order_line__body__head")
        return super().get_queryset().select_related("item", "unit", "bin__warehouse", *cited)


class PurchaseReturnLine(PricedLine):
    """Of a receipt line it returns at most what was received; its price is that of the receipt.

    The amounts are settled when the goods leave, so that all returns of one receipt line add up
    to exactly what it cost.
    """

    NOT_COPIED = ("receipt_line_id", "outcome", "unbought_reason")

    body = models.ForeignKey(PurchaseReturn, models.PROTECT, related_name="lines", db_index=False)
    receipt_line = models.ForeignKey(
        ReceiptLine,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Receipt line"),
        related_name="return_lines",
    )
    reason = models.CharField(_("Reason of return"), max_length=200, blank=True)
    outcome = models.CharField(
        _("Outcome"), max_length=8, choices=Outcome.choices, default=Outcome.CREDIT
    )
    unbought_reason = models.CharField(
        _("Why though not bought from this supplier"), max_length=200, blank=True
    )
    bin = models.ForeignKey(Bin, models.PROTECT, verbose_name=_("Bin"), related_name="+")

    objects = PurchaseReturnLines()

    class Meta(PricedLine.Meta):
        verbose_name = _("Return line")
        verbose_name_plural = _("Return lines")
        constraints = [
            *PricedLine.Meta.constraints,
            models.CheckConstraint(
                name="purchase_return_outcome_known", condition=Q(outcome__in=Outcome.values)
            ),
        ]
        indexes = [models.Index(fields=["item", "body"], name="return_line_by_item")]

    @property
    def order_line(self) -> PurchaseOrderLine | None:
        """The order line that is open again by this; none where the outcome is a credit."""
        if self.receipt_line is None or self.outcome != Outcome.REPLACE:
            return None
        return self.receipt_line.order_line

    @property
    def cost(self) -> Decimal | None:
        """What the goods came in with; unknown without a receipt: they leave at the average."""
        if self.receipt_line is None:
            return None
        return self.net if self.receipt_line.body.tax_is_deductible else self.gross
