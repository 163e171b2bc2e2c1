"""The purchase order's own columns: contract data, three dates per line, what came of it."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from documents.models import Attachment, Body, PricedLine
from masterdata.fields import money_field, quantity_field
from purchasing.purchase_order.progress import open_of


class PurchaseOrder(Body):
    """`receiving_bin` is where the goods are expected; it is fixed when the supplier confirms,
    so that a later change of the warehouse's bins cannot tear an expectation apart."""

    DERIVED = (
        "contract_number",
        "signed_on",
        "our_signer",
        "their_signer",
        "scan_id",
        "no_scan_reason",
        "archive_place",
        "receiving_bin_id",
    )
    NOT_COPIED = ("wanted_on",)

    warehouse = models.ForeignKey(
        "inventory.Warehouse", models.PROTECT, verbose_name=_("Warehouse"), related_name="+"
    )
    receiving_bin = models.ForeignKey(
        "inventory.Bin", models.PROTECT, null=True, editable=False, related_name="+"
    )
    contract_number = models.CharField(_("Contract number"), max_length=40, blank=True)
    wanted_on = models.DateField(_("Wanted on"), null=True, blank=True)
    payment_terms = models.CharField(_("Payment terms"), max_length=200, blank=True)
    prepayment = money_field(verbose_name=_("Prepayment agreed"), default=Decimal(0), blank=True)
    delivery_place = models.CharField(_("Delivery place"), max_length=200, blank=True)
    price_includes_tax = models.BooleanField(_("Price includes tax"), default=True)
    signed_on = models.DateField(_("Signed on"), null=True, blank=True)
    our_signer = models.CharField(_("Our signer"), max_length=60, blank=True)
    their_signer = models.CharField(_("Supplier's signer"), max_length=60, blank=True)
    scan = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, verbose_name=_("Scan"), related_name="+"
    )
    no_scan_reason = models.CharField(_("Why there is no scan"), max_length=200, blank=True)
    archive_place = models.CharField(_("Where the original is kept"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("Purchase order")
        verbose_name_plural = _("Purchase orders")
        constraints = [
            models.UniqueConstraint(
                fields=["contract_number"],
                condition=~Q(contract_number=""),
                name="purchase_order_contract_number",
                violation_error_message=_("Another order bears this contract number."),
            ),
            models.CheckConstraint(
                name="purchase_order_prepayment_not_negative", condition=Q(prepayment__gte=0)
            ),
        ]


class LineState(models.TextChoices):
    """What became of a line; derived from its counters, never chosen."""

    OPEN = "open", _("Outstanding")
    RECEIVED = "received", _("Received in full")
    CLOSED = "closed", _("Closed short")


class PurchaseOrderLine(PricedLine):
    """Counters are in base units; the same item on several lines stays apart (lesson 4.1)."""

    DERIVED = (
        "received_quantity",
        "closed_quantity",
        "closed_now",
        "closed_reason",
        "line_state",
        "promised_on",
    )
    NOT_COPIED = ("need_on", "contract_on")

    body = models.ForeignKey(PurchaseOrder, models.PROTECT, related_name="lines", db_index=False)
    brand = models.CharField(_("Brand or maker"), max_length=60, blank=True)
    need_on = models.DateField(_("Needed on"), null=True, blank=True)
    contract_on = models.DateField(_("Contract date"), null=True, blank=True)
    promised_on = models.DateField(_("Promised on"), null=True, blank=True)
    received_quantity = quantity_field(verbose_name=_("Received"), default=Decimal(0))
    closed_quantity = quantity_field(verbose_name=_("Closed quantity"), default=Decimal(0))
    # What the last closing or reopening changed: the posting that follows it reads this.
    closed_now = quantity_field(default=Decimal(0), editable=False)
    closed_reason = models.CharField(_("Reason"), max_length=200, blank=True)
    line_state = models.CharField(
        _("Line state"), max_length=8, choices=LineState.choices, default=LineState.OPEN
    )

    class Meta(PricedLine.Meta):
        verbose_name = _("Order line")
        verbose_name_plural = _("Order lines")
        constraints = [
            *PricedLine.Meta.constraints,
            models.CheckConstraint(
                name="purchase_order_line_counters",
                condition=Q(received_quantity__gte=0, closed_quantity__gte=0),
            ),
            models.CheckConstraint(
                name="purchase_order_line_closed_within",
                condition=Q(closed_quantity__lte=F("base_quantity")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["item", "promised_on"],
                condition=Q(line_state="open"),
                name="order_line_open_by_item",
            )
        ]

    @property
    def open_quantity(self) -> Decimal:
        """What is still to come, in base units; never below zero."""
        return open_of(
            self.base_quantity, received=self.received_quantity, closed=self.closed_quantity
        )


class PromiseChange(models.Model):
    """One promise of the supplier, as it was given; the contract date stays as it was signed."""

    line = models.ForeignKey(
        PurchaseOrderLine, models.PROTECT, related_name="promises", db_index=False
    )
    at = models.DateTimeField(_("At"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    old_on = models.DateField(_("Old date"), null=True)
    new_on = models.DateField(_("New date"))
    source = models.CharField(_("Who said so"), max_length=100, blank=True)
    reason = models.CharField(_("Reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Promise")
        verbose_name_plural = _("Promises")
        indexes = [models.Index("line", "id", name="promise_of_line")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.new_on}"
