"""The change's columns: each line is the order line as it shall be, beside what it was."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import Body, PricedLine
from masterdata.fields import percent_field, price_field, quantity_field
from masterdata.units import Ratio, to_base
from orders.customer_order.models import CustomerOrder, CustomerOrderLine

ZERO = Decimal(0)


class SalesOrderChange(Body):
    """`freed` is what the change gave up of the order's reservations: its posting reads it."""

    DERIVED = ("freed",)

    order = models.ForeignKey(
        CustomerOrder, models.PROTECT, verbose_name=_("Customer order"), related_name="changes"
    )
    reason = models.CharField(_("Reason for the change"), max_length=300)
    freed = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("Change of a customer order")
        verbose_name_plural = _("Changes of customer orders")


class SalesOrderChangeLine(PricedLine):
    """Without an order line it adds one; `closes` gives up what is open and changes no more.

    `made_line` is what an added line became, `closed_part` what was given up: both are needed to
    take the change back.
    """

    DERIVED = ("made_line_id", "closed_part")

    body = models.ForeignKey(SalesOrderChange, models.PROTECT, related_name="lines", db_index=False)
    order_line = models.ForeignKey(
        CustomerOrderLine,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Order line"),
        related_name="changes",
    )
    old_quantity = quantity_field(verbose_name=_("Old quantity"), default=ZERO)
    old_price = price_field(verbose_name=_("Old price"), default=ZERO)
    old_discount = percent_field(_("Old discount"), default=Decimal(100))
    old_wanted_on = models.DateField(_("Old date"), null=True, blank=True)
    wanted_on = models.DateField(_("New date"), null=True, blank=True)
    colour = models.CharField(_("Colour"), max_length=100, blank=True)
    size = models.CharField(_("Size"), max_length=100, blank=True)
    closes = models.BooleanField(_("Take the rest off"), default=False)
    price_source = models.CharField(_("Price from"), max_length=60, blank=True)
    special_reason = models.CharField(_("Why this price"), max_length=200, blank=True)
    made_line = models.ForeignKey(
        CustomerOrderLine,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    closed_part = quantity_field(default=ZERO, editable=False)

    class Meta(PricedLine.Meta):
        verbose_name = _("Changed line")
        verbose_name_plural = _("Changed lines")
        constraints = [
            *PricedLine.Meta.constraints,
            models.UniqueConstraint(fields=["body", "order_line"], name="sales_change_line_once"),
            models.CheckConstraint(
                name="sales_change_closes_a_line",
                condition=Q(closes=False) | Q(order_line__isnull=False),
                violation_error_message=_("Only a line of the order can be taken off."),
            ),
        ]

    @property
    def old_base_quantity(self) -> Decimal:
        return to_base(self.old_quantity, Ratio(self.ratio_numerator, self.ratio_denominator))
