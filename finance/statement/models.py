"""The statement, its frozen lines, and the other side's own sheet."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents import registry
from documents.models import Attachment, Body, Document, LineBase
from finance.parties.models import Side
from masterdata.fields import money_field

NONE = Decimal(0)


class Statement(Body):
    """One party, one side, one period; the amounts are frozen when it is sent."""

    FIGURES = ("opening", "increase", "decrease", "discount", "closing", "not_invoiced", "overdue")
    ANSWER = ("answered_by", "answered_on", "scan_id", "no_scan_reason")
    NOT_COPIED = (*FIGURES, *ANSWER)

    side = models.CharField(_("Side"), max_length=10, choices=Side.choices, default=Side.PAYABLE)
    first = models.DateField(_("First day"))
    last = models.DateField(_("Last day"))
    reply_days = models.PositiveSmallIntegerField(_("Reply within (days)"), default=7)
    opening = money_field(verbose_name=_("Opening"), default=NONE)
    increase = money_field(verbose_name=_("Increase"), default=NONE)
    decrease = money_field(verbose_name=_("Decrease"), default=NONE)
    discount = money_field(verbose_name=_("Settlement discount"), default=NONE)
    closing = money_field(verbose_name=_("Closing"), default=NONE)
    not_invoiced = money_field(verbose_name=_("Of which not invoiced"), default=NONE)
    overdue = money_field(verbose_name=_("Of which overdue"), default=NONE)
    answered_by = models.CharField(_("Answered by"), max_length=60, blank=True)
    answered_on = models.DateField(_("Answered on"), null=True, blank=True)
    scan = models.ForeignKey(
        Attachment,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Scan of the signed reply"),
        related_name="+",
    )
    no_scan_reason = models.CharField(_("Why there is no scan"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Statement of account")
        verbose_name_plural = _("Statements of account")
        constraints = [
            models.CheckConstraint(
                name="statement_period_has_an_order",
                condition=Q(first__lte=F("last")),
                violation_error_message=_("The first day lies after the last one."),
            ),
            models.CheckConstraint(
                name="statement_adds_up",
                condition=Q(
                    closing=F("opening") + F("increase") - F("decrease") - F("discount"),
                ),
            ),
            models.CheckConstraint(
                name="statement_side_is_known", condition=Q(side__in=Side.values)
            ),
        ]


class StatementLine(LineBase):
    """The opening (without a paper), then one line per paper and day, with the balance after it."""

    COPIED = False

    body = models.ForeignKey(Statement, models.PROTECT, related_name="lines", db_index=False)
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Document"),
        related_name="+",
    )
    on_date = models.DateField(_("Document date"))
    description = models.CharField(_("Summary"), max_length=200, blank=True)
    increase = money_field(verbose_name=_("Increase"), default=NONE)
    decrease = money_field(verbose_name=_("Decrease"), default=NONE)
    discount = money_field(verbose_name=_("Settlement discount"), default=NONE)
    balance = money_field(verbose_name=_("Balance"))
    delivery_note = models.CharField(_("Delivery note"), max_length=100, blank=True)
    invoice_no = models.CharField(_("Invoice number"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Statement line")
        verbose_name_plural = _("Statement lines")
        constraints = [
            models.UniqueConstraint(fields=["body", "line_no"], name="statement_line_no"),
            models.CheckConstraint(
                name="statement_line_says_how_much",
                condition=Q(increase__gte=0, decrease__gte=0, discount__gte=0),
            ),
        ]

    @property
    def words(self) -> str:
        """What it is, in the reader's language, and what the posting said."""
        if self.document is None:
            return gettext("Opening balance")
        known = {each.code: each.label for each in registry.all_types()}
        label = known.get(self.document.type, self.document.type)
        return f"{label} {self.description}".strip()

    @property
    def is_opening(self) -> bool:
        return self.document_id is None

    @property
    def amount(self) -> Decimal:
        """What the line adds to the balance."""
        return self.increase - self.decrease - self.discount


class SupplierSheet(models.Model):
    """The other side's own list, as it was read; a new one takes its place."""

    statement = models.OneToOneField(
        Statement, models.PROTECT, primary_key=True, related_name="sheet"
    )
    opening = money_field(verbose_name=_("Their opening"), default=NONE)
    opening_is_ours = models.BooleanField(default=False)
    closing = money_field(verbose_name=_("Their closing"), null=True, blank=True)
    file_name = models.CharField(_("File"), max_length=120, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("Read by"), related_name="+"
    )
    read_at = models.DateTimeField(_("Read at"))

    class Meta:
        verbose_name = _("Sheet of the other side")
        verbose_name_plural = _("Sheets of the other side")

    def __str__(self) -> str:
        return self.file_name


class SupplierRow(models.Model):
    """One line of it; the amount is signed as ours is: + raises what is owed."""

    sheet = models.ForeignKey(SupplierSheet, models.PROTECT, related_name="rows", db_index=False)
    row_no = models.PositiveIntegerField(_("No."))
    on_date = models.DateField(_("Document date"), null=True, blank=True)
    number = models.CharField(_("Number"), max_length=200, blank=True)
    summary = models.CharField(_("Summary"), max_length=200, blank=True)
    amount = money_field(verbose_name=_("Amount"))

    class Meta:
        verbose_name = _("Row of the other side")
        verbose_name_plural = _("Rows of the other side")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "row_no"], name="supplier_row_no"),
        ]

    def __str__(self) -> str:
        return f"{self.row_no} {self.amount}"
