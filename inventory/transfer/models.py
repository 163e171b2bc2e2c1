"""The transfer's own columns: from where to where, for whose sake; per line what became of it."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from documents.models import Body, Document, LineBase
from inventory.places.models import Bin, Warehouse
from masterdata.fields import person_field, quantity_field
from masterdata.models import Item, Unit


class Transfer(Body):
    """`transit_bin` is where the goods are booked while they are on their way."""

    DERIVED = ("transit_bin_id", "shipped_by_id", "shipped_at", "received_by_id", "received_at")
    NOT_COPIED = ("for_document_id", "wanted_on")

    from_warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, verbose_name=_("From warehouse"), related_name="+"
    )
    to_warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, verbose_name=_("To warehouse"), related_name="+"
    )
    reason = models.CharField(_("Reason of transfer"), max_length=200, blank=True)
    for_document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Fetched for"),
        related_name="+",
    )
    wanted_on = models.DateField(_("Wanted on"), null=True, blank=True)
    transit_bin = models.ForeignKey(
        Bin, models.PROTECT, null=True, blank=True, verbose_name=_("In transit"), related_name="+"
    )
    shipped_by = person_field(_("Shipped by"))
    shipped_at = models.DateTimeField(_("In transit since"), null=True, blank=True)
    received_by = person_field(_("Counted in by"))
    received_at = models.DateTimeField(_("Counted in at"), null=True, blank=True)

    class Meta:
        verbose_name = _("Stock transfer")
        verbose_name_plural = _("Stock transfers")
        constraints = [
            models.CheckConstraint(
                name="transfer_between_two_warehouses",
                condition=~Q(from_warehouse=F("to_warehouse")),
                violation_error_message=_("A transfer goes from one warehouse to another."),
            ),
        ]


class TransferLines(models.Manager["TransferLine"]):
    """Lines always come with their item and bins: guards and postings read them."""

    def get_queryset(self) -> Any:
        bins = ("from_bin__warehouse", "to_bin__warehouse")
        return super().get_queryset().select_related("item", "unit", *bins)


class TransferLine(LineBase):
    """What arrived, came late or went back is counted in base units, like the stock itself."""

    DERIVED = ("received_quantity", "late_quantity", "returned_quantity", "difference_reason")

    body = models.ForeignKey(Transfer, models.PROTECT, related_name="lines", db_index=False)
    item = models.ForeignKey(
        Item, models.PROTECT, verbose_name=_("Item"), related_name="+", db_index=False
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("Unit"), related_name="+")
    ratio_numerator = models.PositiveIntegerField(_("Units per pack"), default=1)
    ratio_denominator = models.PositiveIntegerField(default=1)
    quantity = quantity_field(verbose_name=_("Quantity"))
    base_quantity = quantity_field(verbose_name=_("Base quantity"))
    from_bin = models.ForeignKey(Bin, models.PROTECT, verbose_name=_("From bin"), related_name="+")
    to_bin = models.ForeignKey(Bin, models.PROTECT, verbose_name=_("To bin"), related_name="+")
    received_quantity = quantity_field(verbose_name=_("Counted in"), default=Decimal(0))
    late_quantity = quantity_field(verbose_name=_("Came late"), default=Decimal(0))
    returned_quantity = quantity_field(verbose_name=_("Taken back"), default=Decimal(0))
    difference_reason = models.CharField(_("Reason of difference"), max_length=200, blank=True)
    line_remark = models.CharField(_("Line remark"), max_length=200, blank=True)

    objects = TransferLines()

    class Meta:
        verbose_name = _("Transfer line")
        verbose_name_plural = _("Transfer lines")
        constraints = [
            models.UniqueConstraint(fields=["body", "line_no"], name="transfer_line_no"),
            models.CheckConstraint(
                name="transfer_line_quantity_positive",
                condition=Q(quantity__gt=0, base_quantity__gt=0),
            ),
            models.CheckConstraint(
                name="transfer_line_ratio_positive",
                condition=Q(ratio_numerator__gt=0, ratio_denominator__gt=0),
            ),
            models.CheckConstraint(
                name="transfer_line_parts_not_negative",
                condition=Q(
                    received_quantity__gte=0, late_quantity__gte=0, returned_quantity__gte=0
                ),
            ),
            models.CheckConstraint(
                name="transfer_line_parts_within",
                condition=Q(
                    received_quantity__lte=F("base_quantity")
                    - F("late_quantity")
                    - F("returned_quantity")
                ),
                violation_error_message=_("More is counted in than was shipped."),
            ),
        ]
        indexes = [models.Index(fields=["item", "body"], name="transfer_line_by_item")]

    @property
    def missing(self) -> Decimal:
        """What left and has neither come nor gone back; all of it before it is counted in."""
        settled = self.received_quantity + self.late_quantity + self.returned_quantity
        return Decimal(self.base_quantity - settled)
