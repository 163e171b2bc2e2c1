"""Opening stock: a warehouse's goods on the first day, with what they cost."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import Body, LineBase
from inventory.places.models import Bin, Warehouse
from masterdata.fields import money_field, price_field, quantity_field
from masterdata.models import Item


class OpeningStock(Body):
    """All goods of one warehouse, or a part of them."""

    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, verbose_name=_("Warehouse"), related_name="+"
    )

    class Meta:
        verbose_name = _("Opening stock")
        verbose_name_plural = _("Opening stock")


class OpeningStockLine(LineBase):
    """Quantity in the item's own unit; the amount is quantity × unit cost, rounded once."""

    TOTAL_COLUMN = "amount"

    body = models.ForeignKey(OpeningStock, models.PROTECT, related_name="lines", db_index=False)
    item = models.ForeignKey(Item, models.PROTECT, verbose_name=_("Item"), related_name="+")
    bin = models.ForeignKey(Bin, models.PROTECT, verbose_name=_("Bin"), related_name="+")
    quantity = quantity_field(verbose_name=_("Quantity"))
    unit_cost = price_field(verbose_name=_("Unit cost"), default=Decimal(0))
    amount = money_field(verbose_name=_("Amount"), default=Decimal(0))

    class Meta:
        verbose_name = _("Opening stock line")
        verbose_name_plural = _("Opening stock lines")
        constraints = [
            models.UniqueConstraint(fields=["body", "line_no"], name="opening_stock_line_no"),
            models.CheckConstraint(
                name="opening_stock_quantity_positive",
                condition=Q(quantity__gt=0),
                violation_error_message=_("Opening quantities are more than nothing."),
            ),
            models.CheckConstraint(
                name="opening_stock_cost_not_negative",
                condition=Q(unit_cost__gte=0, amount__gte=0),
                violation_error_message=_("Opening stock is not worth less than nothing."),
            ),
        ]
