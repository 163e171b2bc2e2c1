"""The sales report's columns: of which kind, region and time; notes beside customers as lines."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from documents.models import LineBase
from masterdata.fields import money_field
from masterdata.models import Party, Region
from orders.daily_papers.models import DailyPaper
from orders.sales_report.periods import Kind


class SalesReport(DailyPaper):
    """A report without a region is of the whole firm, with the customers of no region.

    What the list shows of the figures (`sales`, `ordered`, `received`) is kept at the submit.
    """

    DERIVED = (*DailyPaper.DERIVED, "ordered", "sales", "received")
    NOT_COPIED = (*DailyPaper.NOT_COPIED, "complaints", "exceptions")

    kind = models.CharField(_("Report"), max_length=8, choices=Kind.choices)
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Region"),
        related_name="+",
        help_text=_("Empty: the whole firm."),
    )
    day = models.DateField(_("Day or first day"), help_text=_("Any day of the time it tells of."))
    complaints = models.PositiveSmallIntegerField(_("Complaints"), null=True, blank=True)
    exceptions = models.CharField(_("What was unusual"), max_length=500, blank=True)
    ordered = money_field(verbose_name=_("Ordered"), null=True, editable=False)
    sales = money_field(verbose_name=_("Net sales"), null=True, editable=False)
    received = money_field(verbose_name=_("Paid in by the customer"), null=True, editable=False)

    class Meta:
        verbose_name = _("Sales report")
        verbose_name_plural = _("Sales reports")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "region", "held_on"],
                name="sales_report_once_a_time",
                violation_error_message=_("This report is there already; use that one."),
            ),
            # A region that is not named would not make two rows alike.
            models.UniqueConstraint(
                fields=["kind", "held_on"],
                condition=Q(region__isnull=True),
                name="sales_report_once_for_the_firm",
                violation_error_message=_("This report is there already; use that one."),
            ),
            models.CheckConstraint(
                name="sales_report_holds_its_own_day",
                condition=Q(held_on__isnull=True) | Q(held_on=F("day")),
            ),
            models.CheckConstraint(
                name="sales_report_kind_is_known", condition=Q(kind__in=Kind.values)
            ),
        ]
        indexes = [models.Index("due_at", name="sales_report_by_due")]


class SalesReportLine(LineBase):
    """备注: what the sender says of one customer; it stands in that customer's row."""

    body = models.ForeignKey(SalesReport, models.PROTECT, related_name="lines", db_index=False)
    party = models.ForeignKey(Party, models.PROTECT, verbose_name=_("Customer"), related_name="+")
    note = models.CharField(_("Remark"), max_length=200)

    class Meta:
        verbose_name = _("Note to a customer")
        verbose_name_plural = _("Notes to customers")
        constraints = [
            models.UniqueConstraint(fields=["body", "line_no"], name="sales_report_line_no"),
            models.UniqueConstraint(
                fields=["body", "party"],
                name="sales_report_one_note_each",
                violation_error_message=_("A customer has one note in a report."),
            ),
        ]
