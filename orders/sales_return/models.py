"""The return's own columns: what comes back from which delivery, what was counted, found, taken."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from documents.models import Body, PricedLine
from inventory.places.models import Bin, Warehouse
from masterdata.fields import money_field, quantity_field
from orders.customer_order.models import Channel
from orders.delivery.models import DeliveryLine

ZERO = Decimal(0)


class Outcome(models.TextChoices):
    """Credit: the money. Replace: the order's line is open again. Repair and reject: no money."""

    CREDIT = "credit", _("Credit the customer")
    REPLACE = "replace", _("Replace the goods")
    REPAIR = "repair", _("Repair the goods")
    REJECT = "reject", _("Do not take back")


# What a customer can wish for; that his goods are not taken back is for the firm to say.
WISHES = (Outcome.CREDIT, Outcome.REPLACE, Outcome.REPAIR)
# These end in money, and the goods count as returned.
PAID = (Outcome.CREDIT, Outcome.REPLACE)


def _person(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=label,
        related_name="+",
    )


class SalesReturn(Body):
    """Up to its approval it is an application (退货申请), from the posting on a return note."""

    DERIVED = (
        "no_delivery_reason",
        "vouched_by_id",
        "valid_until",
        "carrier",
        "waybill",
        "packages",
        "received_by_id",
        "received_at",
        "hold_bin_id",
        "graded_by_id",
        "graded_at",
        "drawn_by_id",
        "replied_at",
        "confirmed_by",
        "confirmed_at",
    )

    NOT_COPIED = ("no_photo_reason",)

    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, verbose_name=_("Warehouse"), related_name="+"
    )
    price_includes_tax = models.BooleanField(_("Price includes tax"), default=True)
    reason = models.CharField(_("Reason of return"), max_length=200, blank=True)
    no_photo_reason = models.CharField(_("Why there is no photo"), max_length=200, blank=True)
    contact = models.CharField(_("Contact at the customer"), max_length=60, blank=True)
    phone = models.CharField(_("Phone"), max_length=60, blank=True)
    # Goods that no delivery names are taken on the word of a sales representative.
    no_delivery_reason = models.CharField(_("Why without a delivery"), max_length=200, blank=True)
    vouched_by = _person(_("Vouched for by"))
    valid_until = models.DateField(_("Approval valid until"), null=True, blank=True)
    carrier = models.CharField(_("Carrier"), max_length=60, blank=True)
    waybill = models.CharField(_("Waybill"), max_length=60, blank=True)
    packages = models.PositiveIntegerField(_("Number of packages"), null=True, blank=True)
    received_by = _person(_("Received in store by"))
    received_at = models.DateTimeField(_("Received at"), null=True, blank=True)
    hold_bin = models.ForeignKey(
        Bin, models.PROTECT, null=True, blank=True, verbose_name=_("Hold bin"), related_name="+"
    )
    graded_by = _person(_("Graded by"))
    graded_at = models.DateTimeField(_("Graded at"), null=True, blank=True)
    drawn_by = _person(_("Drawn up by"))
    replied_at = models.DateTimeField(_("Replied at"), null=True, blank=True)
    confirmed_by = models.CharField(_("Confirmed by the customer"), max_length=60, blank=True)
    confirmed_at = models.DateTimeField(_("Customer confirmed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("Sales return")
        verbose_name_plural = _("Sales returns")
        constraints = [
            models.CheckConstraint(
                name="sales_return_graded_by_another",
                condition=Q(received_by__isnull=True)
                | Q(graded_by__isnull=True)
                | ~Q(received_by=F("graded_by")),
                violation_error_message=_("Whoever received the goods does not grade them."),
            ),
        ]


class SalesReturnLines(models.Manager["SalesReturnLine"]):
    """Lines always come with the delivery and the order they go back on: guards ask."""

    def get_queryset(self) -> models.QuerySet["SalesReturnLine"]:
        cited = ("delivery_line__body__head", "delivery_line__order_line__body__head")
        return super().get_queryset().select_related("item", "unit", "bin__warehouse", *cited)


class SalesReturnLine(PricedLine):
    """`quantity` is what the customer asked to send back; all that was found is in base units.

    The amounts are of what was asked for, and from the drawing up on of what was `taken`: all
    returns of one delivery line add up to exactly what it was billed at.
    """

    NOT_COPIED = ("delivery_line_id", "wish")
    DERIVED = (
        "counted",
        "count_note",
        "good",
        "to_repair",
        "scrap",
        "not_ours",
        "outcome",
        "grade_note",
        "bin_id",
        "taken",
        "cost",
    )

    body = models.ForeignKey(SalesReturn, models.PROTECT, related_name="lines", db_index=False)
    delivery_line = models.ForeignKey(
        DeliveryLine,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Delivery line"),
        related_name="return_lines",
    )
    reason = models.CharField(_("Reason of return"), max_length=200, blank=True)
    wish = models.CharField(
        _("Wished outcome"), max_length=8, choices=Outcome.choices, default=Outcome.CREDIT
    )
    # None until the goods are there.
    counted = quantity_field(verbose_name=_("Counted quantity"), null=True, blank=True)
    count_note = models.CharField(_("Why the count differs"), max_length=200, blank=True)
    good = quantity_field(verbose_name=_("Good"), default=ZERO)
    to_repair = quantity_field(verbose_name=_("To repair"), default=ZERO)
    scrap = quantity_field(verbose_name=_("Scrap"), default=ZERO)
    not_ours = quantity_field(verbose_name=_("Not ours"), default=ZERO)
    outcome = models.CharField(_("Outcome"), max_length=8, choices=Outcome.choices, blank=True)
    grade_note = models.CharField(_("Found at the check"), max_length=200, blank=True)
    bin = models.ForeignKey(
        Bin,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Bin of the good ones"),
        related_name="+",
    )
    # None until graded: what the firm keeps, in base units.
    taken = quantity_field(verbose_name=_("Accepted back"), null=True, blank=True)
    # What the counted goods brought into the hold bin; known after the receipt.
    cost = money_field(verbose_name=_("Cost"), null=True, blank=True)

    objects = SalesReturnLines()

    class Meta(PricedLine.Meta):
        verbose_name = _("Sales return line")
        verbose_name_plural = _("Sales return lines")
        constraints = [
            *PricedLine.Meta.constraints,
            models.CheckConstraint(
                name="sales_return_wish_known",
                condition=Q(wish__in=[each.value for each in WISHES]),
            ),
            models.CheckConstraint(
                name="sales_return_outcome_known",
                condition=Q(outcome__in=["", *Outcome.values]),
            ),
            models.CheckConstraint(
                name="sales_return_counts_not_negative",
                condition=Q(good__gte=0, to_repair__gte=0, scrap__gte=0, not_ours__gte=0)
                & (Q(counted__isnull=True) | Q(counted__gte=0)),
            ),
            models.CheckConstraint(
                name="sales_return_graded_what_was_counted",
                condition=Q(taken__isnull=True)
                | Q(counted=F("good") + F("to_repair") + F("scrap") + F("not_ours")),
                violation_error_message=_("Every counted piece gets one grade."),
            ),
            models.CheckConstraint(
                name="sales_return_taken_within",
                condition=Q(taken__isnull=True)
                | Q(
                    taken__gte=0,
                    taken__lte=F("good") + F("to_repair") + F("scrap"),
                )
                & Q(taken__lte=F("base_quantity")),
                violation_error_message=_("More is taken back than was approved."),
            ),
        ]
        indexes = [models.Index(fields=["item", "body"], name="sales_return_line_by_item")]

    @property
    def here(self) -> Decimal:
        """What the line is about now: asked for, then counted, then taken."""
        if self.taken is not None:
            return self.taken
        return self.base_quantity if self.counted is None else self.counted

    @property
    def usable(self) -> Decimal:
        """Of what was counted, what the firm could keep."""
        return self.good + self.to_repair + self.scrap

    @property
    def difference(self) -> Decimal:
        """Counted less asked for."""
        return ZERO if self.counted is None else self.counted - self.base_quantity

    @property
    def is_paid(self) -> bool:
        return self.outcome in PAID

    @property
    def order_line(self) -> Any:
        return None if self.delivery_line is None else self.delivery_line.order_line


class ReturnMessage(models.Model):
    """What was told to the customer of his return, how and when: decision, reply; append-only."""

    sales_return = models.ForeignKey(
        SalesReturn, models.PROTECT, related_name="sent", db_index=False
    )
    kind = models.CharField(_("What"), max_length=12)
    channel = models.CharField(_("Sent by"), max_length=8, choices=Channel.choices)
    receiver = models.CharField(_("Told to"), max_length=60)
    at = models.DateTimeField(_("At"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("Told by"), related_name="+"
    )
    note = models.CharField(_("Note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Message about a return")
        verbose_name_plural = _("Messages about returns")
        indexes = [models.Index("sales_return", "id", name="message_of_return")]

    def __str__(self) -> str:
        return f"{self.sales_return_id} {self.kind}"
