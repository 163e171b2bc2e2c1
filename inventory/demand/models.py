"""One row per line of a paper that lacks goods; the paper's own app writes and clears them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from inventory.places.models import Warehouse
from masterdata.fields import quantity_field
from masterdata.models import Item


class Demand(models.Model):
    """What a released paper still lacks of an item in a warehouse, in base units (O5)."""

    document = models.ForeignKey(
        Document, models.PROTECT, verbose_name=_("Document"), related_name="demands", db_index=False
    )
    line_no = models.PositiveIntegerField(_("No."))
    item = models.ForeignKey(
        Item, models.PROTECT, verbose_name=_("Item"), related_name="demands", db_index=False
    )
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, verbose_name=_("Warehouse"), related_name="+"
    )
    quantity = quantity_field(verbose_name=_("Quantity"))
    needed_on = models.DateField(_("Needed on"), null=True, blank=True)
    opened_at = models.DateTimeField(_("Since"))

    class Meta:
        verbose_name = _("Demand")
        verbose_name_plural = _("Demands")
        constraints = [
            models.UniqueConstraint(fields=["document", "line_no"], name="demand_once_per_line"),
            models.CheckConstraint(name="demand_positive", condition=Q(quantity__gt=0)),
        ]
        indexes = [models.Index(fields=["item", "warehouse"], name="demand_by_item")]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.line_no} {self.quantity}"
