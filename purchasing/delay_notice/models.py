"""The delay notice's columns: which lines come late, why, what is done, and the sales answer."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models import Body, LineBase
from masterdata.fields import quantity_field
from masterdata.models import Item
from purchasing.purchase_order.models import PurchaseOrder, PurchaseOrderLine

# 提前十日, read as calendar days (requirements §2, points that need a decision).
DAYS_AHEAD = 10


def deadline_of(contract_on: date) -> date:
    """The last day on which a delay may still be told in time (T8)."""
    return contract_on - timedelta(days=DAYS_AHEAD)


class Origin(models.TextChoices):
    BY_HAND = "hand", _("Written by the purchaser")
    PROMISE = "promise", _("Promised later than the contract says")
    UNCONFIRMED = "unconfirmed", _("Not confirmed ten days before the contract date")


class DelayNotice(Body):
    """`sent_on` and `on_time` are the measure of rule T8, written when it is sent."""

    DERIVED = ("sent_on", "on_time", "outcome")

    order = models.ForeignKey(
        PurchaseOrder, models.PROTECT, verbose_name=_("Purchase order"), related_name="notices"
    )
    origin = models.CharField(
        _("Why it was written"), max_length=12, choices=Origin.choices, default=Origin.BY_HAND
    )
    sent_on = models.DateField(_("Sent on"), null=True, blank=True)
    on_time = models.BooleanField(_("Ten days ahead"), null=True, editable=False)
    outcome = models.CharField(_("What was done"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Delay notice")
        verbose_name_plural = _("Delay notices")
        constraints = [
            models.CheckConstraint(
                name="delay_notice_measured_when_sent",
                condition=models.Q(sent_on__isnull=True, on_time__isnull=True)
                | models.Q(sent_on__isnull=False, on_time__isnull=False),
            )
        ]


class Answer(models.TextChoices):
    ACCEPT = "accept", _("Accepted as it is")
    OTHER_SOURCE = "other_source", _("Find another source")
    TELL_CUSTOMER = "tell_customer", _("The customer is told")


class DelayNoticeLine(LineBase):
    """Dates and quantity are the order line's, read anew when the notice is sent."""

    DERIVED = ("answer", "answer_text")

    body = models.ForeignKey(DelayNotice, models.PROTECT, related_name="lines", db_index=False)
    order_line = models.ForeignKey(
        PurchaseOrderLine, models.PROTECT, verbose_name=_("Order line"), related_name="delays"
    )
    item = models.ForeignKey(Item, models.PROTECT, verbose_name=_("Item"), related_name="+")
    open_quantity = quantity_field(verbose_name=_("Open quantity"), default=Decimal(0))
    contract_on = models.DateField(_("Contract date"))
    promised_on = models.DateField(_("New promise"), null=True, blank=True)
    reason = models.CharField(_("Reason of the delay"), max_length=200, blank=True)
    measure = models.CharField(_("What is done about it"), max_length=200, blank=True)
    customer_orders = models.CharField(_("Customer orders concerned"), max_length=200, blank=True)
    answer = models.CharField(
        _("Answer of the sales office"), max_length=16, choices=Answer.choices, blank=True
    )
    answer_text = models.CharField(_("Words to the answer"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Delayed line")
        verbose_name_plural = _("Delayed lines")
        constraints = [
            models.UniqueConstraint(fields=["body", "line_no"], name="delay_notice_line_no"),
            models.UniqueConstraint(
                fields=["body", "order_line"],
                name="delay_notice_line_once",
                violation_error_message=_("An order line stands twice in the notice."),
            ),
            models.CheckConstraint(
                name="delay_notice_line_answer_known",
                condition=models.Q(answer="") | models.Q(answer__in=Answer.values),
            ),
        ]

    @property
    def days(self) -> int | None:
        """How many days later than the contract; nothing is known of what is not promised."""
        return (self.promised_on - self.contract_on).days if self.promised_on else None
