"""The note's columns: the supplier's number, the place, whom it was sent on to, and two counts."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import Body, LineBase
from masterdata.fields import person_field, quantity_field
from masterdata.models import Item, Unit
from masterdata.units import Ratio, from_base
from purchasing.purchase_order.models import PurchaseOrderLine


class Way(models.TextChoices):
    """Where the goods go: to the customer, or by our own people into our own store."""

    DIRECT = "direct", _("Straight to the customer")
    STORE = "store", _("Fetched and stored")


class Channel(models.TextChoices):
    """How a paper reached somebody."""

    FAX = "fax", _("Fax")
    MAIL = "mail", _("By post")
    PHOTO = "photo", _("Picture by phone")
    PHONE = "phone", _("Read out by phone")
    HAND = "hand", _("By hand")


class Addressee(models.TextChoices):
    CUSTOMER = "customer", _("Customer")
    OFFICE = "office", _("The sales office")
    COLLECTOR = "collector", _("Whoever fetches the goods")


class PickupNote(Body):
    """What is written later than the filing is derived: it comes with a step, not with an edit."""

    DERIVED = (
        "forwarded_to",
        "forwarded_name",
        "forwarded_by_channel",
        "forwarded_at",
        "confirmed_name",
        "confirmed_at",
        "collector",
        "collector_id_no",
        "vehicle",
        "collected_at",
        "counted_by_id",
        "counted_at",
        "agreed_by_id",
        "agreed_at",
    )
    NOT_COPIED = ("supplier_number",)

    way = models.CharField(_("Where the goods go"), max_length=8, choices=Way.choices)
    supplier_number = models.CharField(_("Supplier's note number"), max_length=60, blank=True)
    came_by = models.CharField(
        _("How the note came"), max_length=8, choices=Channel.choices, default=Channel.FAX
    )
    pickup_place = models.CharField(_("Pick-up place"), max_length=200, blank=True)
    collector = models.CharField(_("Collector"), max_length=60, blank=True)
    collector_id_no = models.CharField(_("Collector's ID number"), max_length=30, blank=True)
    vehicle = models.CharField(_("Vehicle"), max_length=30, blank=True)
    forwarded_to = models.CharField(
        _("Sent on to"), max_length=10, choices=Addressee.choices, blank=True
    )
    forwarded_name = models.CharField(_("Sent on to whom"), max_length=60, blank=True)
    forwarded_by_channel = models.CharField(
        _("Sent on by"), max_length=8, choices=Channel.choices, blank=True
    )
    forwarded_at = models.DateTimeField(_("Sent on at"), null=True, blank=True)
    confirmed_name = models.CharField(_("Arrival confirmed by"), max_length=60, blank=True)
    confirmed_at = models.DateTimeField(_("Arrival confirmed at"), null=True, blank=True)
    collected_at = models.DateTimeField(_("Fetched at"), null=True, blank=True)
    counted_by = person_field(_("Counted by the storekeeper"))
    counted_at = models.DateTimeField(_("Counted at"), null=True, blank=True)
    agreed_by = person_field(_("Counted by the purchaser"))
    agreed_at = models.DateTimeField(_("Handed over at"), null=True, blank=True)

    class Meta:
        verbose_name = _("Pick-up note")
        verbose_name_plural = _("Pick-up notes")
        constraints = [
            models.CheckConstraint(name="pickup_note_way_known", condition=Q(way__in=Way.values)),
            models.CheckConstraint(
                name="pickup_note_counted_by_two",
                condition=Q(counted_by__isnull=True)
                | Q(agreed_by__isnull=True)
                | ~Q(counted_by=models.F("agreed_by")),
                violation_error_message=_("The goods are counted by two people."),
            ),
        ]

    @property
    def is_direct(self) -> bool:
        return self.way == Way.DIRECT


class PickupNoteLines(models.Manager["PickupNoteLine"]):
    """Lines always come with what they are of: guards and prints read it."""

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("item", "unit", "order_line__body__head")


class PickupNoteLine(LineBase):
    """In the unit of the order's line; both counts are in the same unit."""

    DERIVED = ("counted", "agreed", "difference_reason")

    body = models.ForeignKey(PickupNote, models.PROTECT, related_name="lines", db_index=False)
    order_line = models.ForeignKey(
        PurchaseOrderLine,
        models.PROTECT,
        verbose_name=_("Order line"),
        related_name="pickup_lines",
    )
    item = models.ForeignKey(
        Item, models.PROTECT, verbose_name=_("Item"), related_name="+", db_index=False
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("Unit"), related_name="+")
    ratio_numerator = models.PositiveIntegerField(_("Units per pack"), default=1)
    ratio_denominator = models.PositiveIntegerField(default=1)
    quantity = quantity_field(verbose_name=_("Quantity"))
    base_quantity = quantity_field(verbose_name=_("Base quantity"))
    packages = models.PositiveIntegerField(_("Number of packages"), null=True, blank=True)
    counted = quantity_field(verbose_name=_("Counted by the storekeeper"), null=True, blank=True)
    agreed = quantity_field(verbose_name=_("Counted by the purchaser"), null=True, blank=True)
    difference_reason = models.CharField(_("Reason of difference"), max_length=200, blank=True)
    line_remark = models.CharField(_("Line remark"), max_length=200, blank=True)

    objects = PickupNoteLines()

    class Meta:
        verbose_name = _("Pick-up note line")
        verbose_name_plural = _("Pick-up note lines")
        constraints = [
            models.UniqueConstraint(fields=["body", "line_no"], name="pickup_note_line_no"),
            models.UniqueConstraint(
                fields=["body", "order_line"],
                name="pickup_note_line_once",
                violation_error_message=_("An order line stands twice in the note."),
            ),
            models.CheckConstraint(
                name="pickup_note_line_quantity_positive",
                condition=Q(quantity__gt=0, base_quantity__gt=0),
            ),
            models.CheckConstraint(
                name="pickup_note_line_ratio_positive",
                condition=Q(ratio_numerator__gt=0, ratio_denominator__gt=0),
            ),
            models.CheckConstraint(
                name="pickup_note_line_counts_not_negative",
                condition=(Q(counted__isnull=True) | Q(counted__gte=0))
                & (Q(agreed__isnull=True) | Q(agreed__gte=0)),
            ),
        ]
        indexes = [models.Index(fields=["item", "body"], name="pickup_line_by_item")]

    @property
    def ratio(self) -> Ratio:
        return Ratio(self.ratio_numerator, self.ratio_denominator)

    @property
    def arriving(self) -> Decimal:
        """What the receipt is made of: what both counted, else what the note says."""
        return self.quantity if self.agreed is None else self.agreed

    @property
    def ordered(self) -> Decimal:
        return from_base(self.order_line.base_quantity, self.ratio)
