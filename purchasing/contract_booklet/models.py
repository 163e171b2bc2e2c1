"""The booklet's columns: a month, and one line per contract number that belongs to it."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models import Body, LineBase
from masterdata.fields import money_field
from purchasing.purchase_order.models import PurchaseOrder


class ContractBooklet(Body):
    """`bound_month` is the month while the booklet stands submitted: a month is bound once."""

    DERIVED = ("bound_month", "submitted_on", "due_on")
    NOT_COPIED = ("month",)

    month = models.DateField(_("Month"), help_text=_("Any day of the month."))
    bound_month = models.DateField(null=True, editable=False)
    due_on = models.DateField(_("Due"), null=True, blank=True)
    submitted_on = models.DateField(_("Submitted on"), null=True, blank=True)

    class Meta:
        verbose_name = _("Contract booklet")
        verbose_name_plural = _("Contract booklets")
        constraints = [
            models.UniqueConstraint(
                fields=["bound_month"],
                name="contract_booklet_month_bound_once",
                violation_error_message=_("The contracts of this month are bound already."),
            ),
        ]

    @property
    def on_time(self) -> bool | None:
        if self.submitted_on is None or self.due_on is None:
            return None
        return self.submitted_on <= self.due_on


class Kind(models.TextChoices):
    """Why a number stands in the booklet."""

    CONTRACT = "contract", _("Contract")
    VOID = "void", _("Void number")
    UNSIGNED = "unsigned", _("Not signed yet")
    ELSEWHERE = "elsewhere", _("Bound elsewhere")
    MISSING = "missing", _("Missing number")


class Fulfilment(models.TextChoices):
    """How far the contract had come when the booklet was bound."""

    NONE = "none", _("Nothing received")
    PART = "part", _("Partly received")
    FULL = "full", _("Fully received")
    SHORT = "short", _("Closed short")
    FILED = "filed", _("Filed")
    VOID = "void", _("Void")


class ContractBookletLine(LineBase):
    """Copies, not references: a bound booklet says for good what was so on that day."""

    TOTAL_COLUMN = "amount"

    body = models.ForeignKey(ContractBooklet, models.PROTECT, related_name="lines", db_index=False)
    kind = models.CharField(_("Kind"), max_length=9, choices=Kind.choices)
    order = models.ForeignKey(
        PurchaseOrder,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Purchase order"),
        related_name="+",
    )
    order_number = models.CharField(_("Purchase order"), max_length=32, blank=True)
    contract_number = models.CharField(_("Contract No."), max_length=90)
    signed_on = models.DateField(_("Day of signing"), null=True, blank=True)
    supplier = models.CharField(_("Supplier"), max_length=200, blank=True)
    subject = models.CharField(_("Subject of contract"), max_length=200, blank=True)
    amount = money_field(verbose_name=_("Amount"), default=Decimal(0))
    delivery_on = models.DateField(_("Delivery date"), null=True, blank=True)
    fulfilment = models.CharField(
        _("Fulfilment"), max_length=8, choices=Fulfilment.choices, blank=True
    )
    archive_place = models.CharField(_("Original kept at"), max_length=100, blank=True)
    explanation = models.CharField(_("Explanation"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Booklet line")
        verbose_name_plural = _("Booklet lines")
        constraints = [
            models.UniqueConstraint(fields=["body", "line_no"], name="contract_booklet_line_no"),
            models.CheckConstraint(
                name="contract_booklet_line_of_an_order",
                condition=models.Q(kind=Kind.MISSING, order__isnull=True)
                | (~models.Q(kind=Kind.MISSING) & models.Q(order__isnull=False)),
            ),
        ]
