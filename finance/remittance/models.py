"""The remittance's own columns: who paid what into which account, and what it is for."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import Body, Document, LineBase
from finance.parties.models import OpenItem
from masterdata.fields import money_field, person_field

ZERO = Decimal(0)


class Kind(models.TextChoices):
    """Money that came, the customer's own money given to orders, money that goes back to him."""

    RECEIPT = "receipt", _("Remittance")
    ALLOTMENT = "allotment", _("Customer's money allotted")
    REFUND = "refund", _("Refund to the customer")


class BankLine(models.Model):
    """到账: one line of the bank's own statement; a claim uses it once.

    Entered or imported by finance before or while a remittance is confirmed.
    """

    account = models.ForeignKey(
        "finance.CashAccount",
        models.PROTECT,
        verbose_name=_("Account"),
        related_name="+",
        db_index=False,
    )
    on_date = models.DateField(_("Date"))
    amount = money_field(verbose_name=_("Amount"))
    payer = models.CharField(_("Payer"), max_length=200, blank=True)
    reference = models.CharField(_("Bank's reference"), max_length=60)
    note = models.CharField(_("Bank's note"), max_length=200, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("Entered by"), related_name="+"
    )
    entered_at = models.DateTimeField(_("Entered at"))
    # A line entered by mistake stays, with who withdrew it and why; no claim may use it.
    withdrawn_by = person_field(_("Withdrawn by"))
    withdrawn_at = models.DateTimeField(_("Withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("Why withdrawn"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Bank line")
        verbose_name_plural = _("Bank lines")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "reference"],
                name="bank_line_once",
                violation_error_message=_("This bank line is entered already."),
            ),
            models.CheckConstraint(
                name="bank_line_is_more_than_nothing",
                condition=Q(amount__gt=0),
                violation_error_message=_("An amount that came in is more than nothing."),
            ),
        ]
        indexes = [models.Index("account", "on_date", name="bank_line_by_day")]

    def __str__(self) -> str:
        return f"{self.on_date} {self.payer} {self.amount}"


class Remittance(Body):
    """`money` is what came (or, of a refund, went back); an allotment moves none.

    Whatever the lines do not name stays the customer's own money (多付余款).
    """

    DERIVED = (
        "bank_line_id",
        "confirmed_by_id",
        "confirmed_at",
        "account_id",
        "filed_by_id",
        "surplus",
    )
    NOT_COPIED = ("paid_at", "reported_at", "slip_number", "no_slip_reason")

    kind = models.CharField(_("Kind"), max_length=10, choices=Kind.choices, default=Kind.RECEIPT)
    money = money_field(verbose_name=_("Amount remitted"), default=ZERO)
    payer = models.CharField(_("Payer"), max_length=200, blank=True)
    bank = models.CharField(_("Payer's bank"), max_length=200, blank=True)
    paid_at = models.DateTimeField(_("Paid at"), null=True, blank=True)
    # When the customer said that he had paid: the second in-time runs from here.
    reported_at = models.DateTimeField(_("Reported at"), null=True, blank=True)
    slip_number = models.CharField(_("Number on the slip"), max_length=60, blank=True)
    no_slip_reason = models.CharField(_("Why there is no slip"), max_length=200, blank=True)
    filed_by = person_field(_("Filed by"))
    # What the lines leave of the money; struck when it is filed.
    surplus = money_field(verbose_name=_("Surplus, stays the customer's"), null=True, blank=True)
    account = models.ForeignKey(
        "finance.CashAccount",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Paid into"),
        related_name="+",
    )
    bank_line = models.OneToOneField(
        BankLine,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Bank line"),
        related_name="remittance",
    )
    confirmed_by = person_field(_("Confirmed by"))
    confirmed_at = models.DateTimeField(_("Confirmed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("Remittance")
        verbose_name_plural = _("Remittances")
        constraints = [
            models.CheckConstraint(
                name="remittance_money_fits_its_kind",
                condition=Q(kind__in=("receipt", "refund"), money__gte=0)
                | Q(kind="allotment", money=0),
                violation_error_message=_("An allotment moves no money of its own."),
            ),
        ]

    @staticmethod
    def total_of(body: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> Decimal:
        """The money that moves, else what is allotted."""
        if body.get("kind") != Kind.ALLOTMENT:
            return Decimal(body.get("money") or 0)
        return sum((Decimal(row["amount"]) for row in rows), ZERO)


class RemittanceLines(models.Manager["RemittanceLine"]):
    """Lines always come with what they pay for."""

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("order", "open_item__document")


class RemittanceLine(LineBase):
    """So much for a customer order, or for an old debt that is open in the books."""

    body = models.ForeignKey(Remittance, models.PROTECT, related_name="lines", db_index=False)
    order = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Customer order"),
        related_name="remitted_by",
    )
    open_item = models.ForeignKey(
        OpenItem,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Old debt"),
        related_name="+",
    )
    amount = money_field(verbose_name=_("Amount"))
    line_remark = models.CharField(_("Line remark"), max_length=200, blank=True)

    objects = RemittanceLines()

    class Meta:
        verbose_name = _("Remittance line")
        verbose_name_plural = _("Remittance lines")
        constraints = [
            models.UniqueConstraint(fields=["body", "line_no"], name="remittance_line_no"),
            models.CheckConstraint(
                name="remittance_line_is_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("An amount is more than nothing."),
            ),
            models.CheckConstraint(
                name="remittance_line_for_one_thing",
                condition=Q(order__isnull=False, open_item__isnull=True)
                | Q(order__isnull=True, open_item__isnull=False),
                violation_error_message=_("A line is for an order or for an old debt."),
            ),
        ]

    @property
    def paper(self) -> Document:
        """The order, or the paper that the old debt comes from."""
        return self.order if self.order is not None else self._debt.document

    @property
    def left(self) -> Decimal | None:
        """What is open of the old debt now; of an order nothing is owed before it is sent."""
        if self.open_item is None:
            return None
        left: Decimal = self.open_item.amount - self.open_item.allocated
        return left

    @property
    def nature(self) -> Any:
        return _("Customer order") if self.order_id else _("Old debt")

    @property
    def _debt(self) -> OpenItem:
        assert self.open_item is not None
        return self.open_item
