"""The delivery's own columns: where it goes, who takes it, what was picked, signed, refused."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from documents.models import Body, Document, PricedLine
from masterdata.fields import money_field, person_field, quantity_field
from orders.customer_order.models import CustomerOrderLine

ZERO = Decimal(0)


class Paid(models.TextChoices):
    """How the driver was paid."""

    CASH = "cash", _("Cash")
    TRANSFER = "transfer", _("Transfer shown on the phone")
    NONE = "none", _("Not paid")


class Delivery(Body):
    """`shares` is each order's part of the sum, struck at dispatch: the postings read it.

    `cod_due` is what the driver has to bring back. A direct shipment names its pick-up note.
    """

    DERIVED = (
        "vehicle",
        "driver_id",
        "carrier",
        "waybill",
        "freight_cost",
        "packages",
        "packages_note",
        "plan_on",
        "authorized_by_id",
        "picked_by_id",
        "checked_by_id",
        "loaded_by_id",
        "dispatched_at",
        "signed_at",
        "signer",
        "sign_note",
        "installed_at",
        "installer",
        "slip_filed_at",
        "slip_place",
        "no_scan_reason",
        "cod_due",
        "cod_collected",
        "cod_method",
        "cod_collected_at",
        "cod_handed_over",
        "override_reason",
        "override_sales_by_id",
        "override_finance_by_id",
        "shares",
    )
    NOT_COPIED = ("pickup_note_id",)
    ADDED, TAKEN_OFF = ("freight",), ("waiver",)

    warehouse = models.ForeignKey(
        "inventory.Warehouse", models.PROTECT, verbose_name=_("Warehouse"), related_name="+"
    )
    receiver = models.CharField(_("Receiver"), max_length=100, blank=True)
    phone = models.CharField(_("Phone"), max_length=60, blank=True)
    address = models.CharField(_("Delivery address"), max_length=300, blank=True)
    price_includes_tax = models.BooleanField(_("Price includes tax"), default=True)
    freight = money_field(verbose_name=_("Freight charged"), default=ZERO)
    waiver = money_field(verbose_name=_("Odd money waived"), default=ZERO)
    cod = models.BooleanField(_("Cash on delivery"), default=False)
    installation = models.BooleanField(_("With installation"), default=False)
    plan_on = models.DateField(_("Planned for"), null=True, blank=True)
    vehicle = models.CharField(_("Vehicle"), max_length=30, blank=True)
    driver = person_field(_("Driver"))
    carrier = models.CharField(_("Carrier"), max_length=60, blank=True)
    waybill = models.CharField(_("Waybill"), max_length=60, blank=True)
    freight_cost = money_field(verbose_name=_("Cost of freight"), default=ZERO)
    packages = models.PositiveIntegerField(_("Packages sent"), null=True, blank=True)
    packages_note = models.CharField(
        _("Why the packages differ from the list"), max_length=200, blank=True
    )
    pickup_note = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Pick-up note"),
        related_name="+",
    )
    authorized_by = person_field(_("Authorised by"))
    picked_by = person_field(_("Picked by"))
    checked_by = person_field(_("Checked by"))
    loaded_by = person_field(_("Loaded by"))
    dispatched_at = models.DateTimeField(_("Left at"), null=True, blank=True)
    signed_at = models.DateTimeField(_("Signed for at"), null=True, blank=True)
    signer = models.CharField(_("Signed by"), max_length=60, blank=True)
    sign_note = models.CharField(_("Note at signing"), max_length=300, blank=True)
    installed_at = models.DateTimeField(_("Installed at"), null=True, blank=True)
    installer = models.CharField(_("Installed by"), max_length=60, blank=True)
    slip_filed_at = models.DateTimeField(_("Slip filed at"), null=True, blank=True)
    slip_place = models.CharField(_("Where the slip is kept"), max_length=100, blank=True)
    no_scan_reason = models.CharField(_("Why there is no scan"), max_length=200, blank=True)
    cod_due = money_field(verbose_name=_("To collect"), default=ZERO)
    cod_collected = money_field(verbose_name=_("Collected"), default=ZERO)
    cod_method = models.CharField(
        _("How it was paid"), max_length=8, choices=Paid.choices, blank=True
    )
    cod_collected_at = models.DateTimeField(_("Collected at"), null=True, blank=True)
    cod_handed_over = money_field(verbose_name=_("Handed to the cashier"), default=ZERO)
    override_reason = models.CharField(_("Why before the money"), max_length=300, blank=True)
    override_sales_by = person_field(_("Allowed by sales"))
    override_finance_by = person_field(_("Allowed by finance"))
    shares = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("Delivery")
        verbose_name_plural = _("Deliveries")
        constraints = [
            models.CheckConstraint(
                name="delivery_sums_not_negative",
                condition=Q(
                    freight__gte=0,
                    waiver__gte=0,
                    freight_cost__gte=0,
                    cod_due__gte=0,
                    cod_collected__gte=0,
                    cod_handed_over__gte=0,
                ),
                violation_error_message=_("Freight, waiver and sums are not negative."),
            ),
            models.CheckConstraint(
                name="delivery_checked_by_another",
                condition=Q(picked_by__isnull=True)
                | Q(checked_by__isnull=True)
                | ~Q(picked_by=F("checked_by")),
                violation_error_message=_("Whoever picked does not check."),
            ),
            models.CheckConstraint(
                name="delivery_handed_over_within_collected",
                condition=Q(cod_handed_over__lte=F("cod_collected")),
                violation_error_message=_("More is handed over than was collected."),
            ),
        ]
        indexes = [
            models.Index("driver", "plan_on", name="delivery_by_driver"),
            models.Index(
                "dispatched_at", condition=Q(slip_filed_at__isnull=True), name="delivery_no_slip"
            ),
        ]

    @staticmethod
    def total_of(body: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> Decimal:
        """Goods + freight − waived odd money: what the customer owes for this delivery."""
        goods = sum((Decimal(row["gross"]) for row in rows), ZERO)
        return goods + Decimal(body.get("freight") or 0) - Decimal(body.get("waiver") or 0)


class DeliveryLines(models.Manager["DeliveryLine"]):
    """Lines always come with item and order line: guards and postings read both."""

    def get_queryset(self) -> Any:
        return (
            super().get_queryset().select_related("item", "unit", "bin", "order_line__body__head")
        )


class DeliveryLine(PricedLine):
    """`quantity` is what is to be sent; what is picked and what is refused is in base units.

    Amounts are of what is picked, once it is picked. A spare part has no order line and no price.
    """

    DERIVED = (
        "picked",
        "checked",
        "check_note",
        "bin_id",
        "refused",
        "refuse_reason",
        "refused_gross",
        "returned",
        "returned_gross",
        "cost",
    )

    body = models.ForeignKey(Delivery, models.PROTECT, related_name="lines", db_index=False)
    order_line = models.ForeignKey(
        CustomerOrderLine,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Order line"),
        related_name="delivery_lines",
    )
    spare = models.BooleanField(_("Spare part"), default=False)
    bin = models.ForeignKey(
        "inventory.Bin",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Bin"),
        related_name="+",
    )
    # None until it is picked; less than asked is a short pick, whose rest stays on the order.
    picked = quantity_field(verbose_name=_("Picked"), null=True, blank=True)
    checked = models.BooleanField(_("Checked"), default=False)
    check_note = models.CharField(_("Found at the check"), max_length=200, blank=True)
    refused = quantity_field(verbose_name=_("Refused by the customer"), default=ZERO)
    refused_gross = money_field(verbose_name=_("Amount refused"), default=ZERO)
    refuse_reason = models.CharField(_("Why refused"), max_length=200, blank=True)
    returned = quantity_field(verbose_name=_("Returned"), default=ZERO)
    returned_gross = money_field(verbose_name=_("Amount returned"), default=ZERO)
    # What the goods cost when they left; known after dispatch.
    cost = money_field(verbose_name=_("Cost"), null=True, blank=True)

    objects = DeliveryLines()

    class Meta(PricedLine.Meta):
        verbose_name = _("Delivery line")
        verbose_name_plural = _("Delivery lines")
        constraints = [
            *PricedLine.Meta.constraints,
            models.CheckConstraint(
                name="delivery_line_picked_within",
                condition=Q(picked__isnull=True) | Q(picked__gte=0, picked__lte=F("base_quantity")),
                violation_error_message=_("More is picked than is to be sent."),
            ),
            models.CheckConstraint(
                name="delivery_line_refused_within",
                condition=Q(refused__gte=0, returned__gte=0)
                & (Q(picked__isnull=True) | Q(refused__lte=F("picked") - F("returned"))),
                violation_error_message=_("More came back than was sent."),
            ),
            models.CheckConstraint(
                name="delivery_line_for_an_order_or_spare",
                condition=Q(order_line__isnull=False, spare=False)
                | Q(order_line__isnull=True, spare=True),
                violation_error_message=_("A line is for an order, or it is a spare part."),
            ),
            models.CheckConstraint(
                name="delivery_line_spare_is_free",
                condition=Q(spare=False) | Q(gross=0),
                violation_error_message=_("A spare part is free of charge."),
            ),
        ]
        indexes = [models.Index(fields=["item", "body"], name="delivery_line_by_item")]

    @property
    def sent(self) -> Decimal:
        """What leaves, in base units: what was picked, else what is asked for."""
        return self.base_quantity if self.picked is None else self.picked

    @property
    def kept(self) -> Decimal:
        """What stayed with the customer."""
        return self.sent - self.refused - self.returned
