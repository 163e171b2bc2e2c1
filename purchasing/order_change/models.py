"""The change order's columns: each line is the order line as it shall be, beside what it was."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models import Body, PricedLine
from masterdata.fields import price_field, quantity_field
from masterdata.units import Ratio, to_base
from purchasing.purchase_order.models import PurchaseOrder, PurchaseOrderLine


class OrderChange(Body):
    order = models.ForeignKey(
        PurchaseOrder, models.PROTECT, verbose_name=_("Purchase order"), related_name="changes"
    )
    reason = models.CharField(_("Reason for the change"), max_length=300)

    class Meta:
        verbose_name = _("Order change")
        verbose_name_plural = _("Order changes")


class OrderChangeLine(PricedLine):
    """Quantity, price and date are the new ones; `old_…` are kept for the eye and the check."""

    body = models.ForeignKey(OrderChange, models.PROTECT, related_name="lines", db_index=False)
    order_line = models.ForeignKey(
        PurchaseOrderLine, models.PROTECT, verbose_name=_("Order line"), related_name="changes"
    )
    old_quantity = quantity_field(verbose_name=_("Old quantity"))
    old_price = price_field(verbose_name=_("Old price"))
    old_contract_on = models.DateField(_("Old contract date"), null=True, blank=True)
    contract_on = models.DateField(_("New contract date"), null=True, blank=True)

    class Meta(PricedLine.Meta):
        verbose_name = _("Changed line")
        verbose_name_plural = _("Changed lines")
        constraints = [
            *PricedLine.Meta.constraints,
            models.UniqueConstraint(fields=["body", "order_line"], name="order_change_line_once"),
        ]

    @property
    def old_base_quantity(self) -> Decimal:
        return to_base(self.old_quantity, Ratio(self.ratio_numerator, self.ratio_denominator))
