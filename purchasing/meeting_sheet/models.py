"""The meeting sheet's columns: a week, the plan as lines, and the figures as they stood."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.models import Body, Document, LineBase
from masterdata.fields import money_field
from masterdata.models import Party
from purchasing.meeting_sheet.weeks import week_for

ZERO = Decimal(0)


def coming_week() -> date:
    return week_for(timezone.localdate())


class Method(models.TextChoices):
    """How it shall be paid."""

    TRANSFER = "transfer", _("Bank transfer")
    ACCEPTANCE = "acceptance", _("Acceptance bill")
    CASH = "cash", _("Cash")
    CHEQUE = "cheque", _("Cheque")


class Priority(models.IntegerChoices):
    """What is paid first when the money does not suffice."""

    URGENT = 1, _("Urgent")
    NORMAL = 2, _("Normal")
    CAN_WAIT = 3, _("Can wait")


class MeetingSheet(Body):
    """`held_week` is the week while the sheet is not void: a week has one sheet.

    The figures are stored when the sheet is submitted (`frozen_at`); until then they are computed.
    """

    DERIVED = ("held_week", "due_at", "frozen_at", "is_late", "available", "reader_comment")
    NOT_COPIED = ("week_on",)

    week_on = models.DateField(_("Week from"), default=coming_week, editable=False)
    held_week = models.DateField(null=True, editable=False)
    due_at = models.DateTimeField(_("Due"), null=True, editable=False)
    frozen_at = models.DateTimeField(_("Figures of"), null=True, editable=False)
    is_late = models.BooleanField(_("Late"), default=False, editable=False)
    available = money_field(verbose_name=_("Available money"), null=True, editable=False)
    reader_comment = models.CharField(
        _("Reader's comment"), max_length=500, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("Weekly meeting sheet")
        verbose_name_plural = _("Weekly meeting sheets")
        constraints = [
            models.UniqueConstraint(
                fields=["held_week"],
                name="meeting_sheet_once_a_week",
                violation_error_message=_("This week has its meeting sheet already; use that one."),
            ),
            models.CheckConstraint(
                name="meeting_sheet_holds_its_own_week",
                condition=Q(held_week__isnull=True) | Q(held_week=F("week_on")),
            ),
        ]


class MeetingSheetLine(LineBase):
    """用款计划: one payment that is planned for the week."""

    TOTAL_COLUMN = "amount"

    body = models.ForeignKey(MeetingSheet, models.PROTECT, related_name="lines", db_index=False)
    party = models.ForeignKey(Party, models.PROTECT, verbose_name=_("Supplier"), related_name="+")
    contract_number = models.CharField(_("Contract or order"), max_length=100, blank=True)
    purpose = models.CharField(_("Purpose"), max_length=200)
    planned_on = models.DateField(_("Planned day"))
    amount = money_field(verbose_name=_("Amount"))
    priority = models.PositiveSmallIntegerField(
        _("Priority"), choices=Priority.choices, default=Priority.NORMAL
    )
    method = models.CharField(
        _("Payment method"), max_length=10, choices=Method.choices, default=Method.TRANSFER
    )
    line_remark = models.CharField(_("Line remark"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Planned payment")
        verbose_name_plural = _("Planned payments")
        constraints = [
            models.UniqueConstraint(fields=["body", "line_no"], name="meeting_sheet_line_no"),
            models.CheckConstraint(
                name="meeting_sheet_line_is_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("A planned payment is more than nothing."),
            ),
            models.CheckConstraint(
                name="meeting_sheet_priority_is_known", condition=Q(priority__in=Priority.values)
            ),
            models.CheckConstraint(
                name="meeting_sheet_method_is_known", condition=Q(method__in=Method.values)
            ),
        ]


class FrozenRow(models.Model):
    """A row of a block as it stood when the sheet was submitted; written once, with the others."""

    row_no = models.PositiveIntegerField(_("No."))
    party = models.ForeignKey(Party, models.PROTECT, verbose_name=_("Supplier"), related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["body", "row_no"], name="%(class)s_row_no"),
        ]

    def __str__(self) -> str:
        return f"{self.row_no} {self.party_id}"


class MeetingPaid(FrozenRow):
    """A: a payment of last week."""

    body = models.ForeignKey(MeetingSheet, models.PROTECT, related_name="paid_rows", db_index=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    on_date = models.DateField(_("Date"))
    contract_number = models.CharField(_("Contract number"), max_length=200, blank=True)
    amount = money_field(verbose_name=_("Amount"))
    method = models.CharField(_("Payment method"), max_length=100, blank=True)

    class Meta(FrozenRow.Meta):
        verbose_name = _("Payment of last week")
        verbose_name_plural = _("Payments of last week")


class MeetingOwed(FrozenRow):
    """B: what a supplier is owed, of that overdue, and the first day it falls due."""

    body = models.ForeignKey(MeetingSheet, models.PROTECT, related_name="owed_rows", db_index=False)
    owed = money_field(verbose_name=_("Payable"))
    prepaid = money_field(verbose_name=_("Prepaid"), default=ZERO)
    overdue = money_field(verbose_name=_("Of which overdue"), default=ZERO)
    earliest_due = models.DateField(_("Earliest due date"), null=True)

    class Meta(FrozenRow.Meta):
        verbose_name = _("Debt to a supplier")
        verbose_name_plural = _("Debts to suppliers")


class MeetingInvoice(FrozenRow):
    """C: what a supplier owes in invoices for goods received."""

    body = models.ForeignKey(
        MeetingSheet, models.PROTECT, related_name="invoice_rows", db_index=False
    )
    amount = money_field(verbose_name=_("Received without invoice"))
    earliest_on = models.DateField(_("Earliest receipt"))
    days = models.PositiveIntegerField(_("Days"))

    class Meta(FrozenRow.Meta):
        verbose_name = _("Invoices owed by a supplier")
        verbose_name_plural = _("Invoices owed by suppliers")


class MeetingOutcome(FrozenRow):
    """E: what was planned for last week, and what was paid."""

    body = models.ForeignKey(
        MeetingSheet, models.PROTECT, related_name="outcome_rows", db_index=False
    )
    planned = money_field(verbose_name=_("Planned"), default=ZERO)
    paid = money_field(verbose_name=_("Paid"), default=ZERO)

    class Meta(FrozenRow.Meta):
        verbose_name = _("Plan against paid")
        verbose_name_plural = _("Plan against paid")
