"""The settlement's own columns: money, discount and what its lines add up to."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from documents.models import Body, Document, LineBase
from finance.parties.models import OpenItem, Side
from masterdata.fields import money_field, person_field
from masterdata.models import BankAccount

Row = Mapping[str, Any]


class Kind(models.TextChoices):
    """What a settlement does; the kinds with money move a cash or bank account."""

    PAYMENT = "payment", _("Payment to the supplier")
    PREPAYMENT = "prepayment", _("Prepayment")
    OFFSET = "offset", _("Offset without money")
    REFUND = "refund", _("Refund of a prepayment")
    SET_OFF = "set_off", _("Set-off of payable against receivable")


class Settlement(Body):
    """One act of settling; below zero `money` came back from the supplier.

    The three sums are struck from the lines when the paper is submitted, and are empty before.
    """

    DERIVED = ("credits_used", "debts_settled", "surplus")
    NOT_COPIED = (
        "request_id",
        "payee",
        "payee_bank",
        "payee_account",
        "prepayment_reason",
        "reason_by_id",
        "our_consent_by_id",
        "our_consent_at",
        "their_consent_by",
        "their_consent_on",
        "consent_note",
    )

    kind = models.CharField(_("Kind"), max_length=12, choices=Kind.choices, default=Kind.PAYMENT)
    account = models.ForeignKey(
        "finance.CashAccount",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Cash or bank account"),
        related_name="+",
    )
    money = money_field(verbose_name=_("Money paid"), default=Decimal(0))
    discount = money_field(verbose_name=_("Discount taken"), default=Decimal(0))
    for_document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Prepaid order"),
        related_name="prepaid_by",
    )
    request = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Payment request"),
        related_name="settlements",
    )
    bank_account = models.ForeignKey(
        BankAccount,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Supplier's bank account"),
        related_name="+",
    )
    payee = models.CharField(_("Payee"), max_length=200, blank=True)
    payee_bank = models.CharField(_("Payee's bank"), max_length=200, blank=True)
    payee_account = models.CharField(_("Payee's account number"), max_length=40, blank=True)
    prepayment_reason = models.CharField(
        _("Why prepaid without an order"), max_length=500, blank=True
    )
    reason_by = person_field(_("Reason given by"))
    our_consent_by = person_field(_("Our consent by"))
    our_consent_at = models.DateTimeField(_("Our consent at"), null=True, blank=True)
    their_consent_by = models.CharField(_("Their consent by"), max_length=60, blank=True)
    their_consent_on = models.DateField(_("Their consent on"), null=True, blank=True)
    consent_note = models.CharField(_("Letter, or why there is none"), max_length=200, blank=True)
    credits_used = money_field(verbose_name=_("Prepayment used"), null=True, blank=True)
    debts_settled = money_field(verbose_name=_("Debts settled"), null=True, blank=True)
    surplus = money_field(verbose_name=_("Surplus, becomes prepayment"), null=True, blank=True)

    class Meta:
        verbose_name = _("Settlement")
        verbose_name_plural = _("Settlements")
        constraints = [
            models.CheckConstraint(
                name="settlement_adds_up",
                condition=Q(
                    credits_used__isnull=True, debts_settled__isnull=True, surplus__isnull=True
                )
                | Q(
                    credits_used__gte=0,
                    debts_settled__gte=0,
                    surplus__gte=0,
                    surplus=F("money") + F("credits_used") + F("discount") - F("debts_settled"),
                ),
                violation_error_message=_(
                    "Money, prepayment used and discount are not what is settled and left over."
                ),
            ),
            models.CheckConstraint(
                name="settlement_kind_is_known", condition=Q(kind__in=Kind.values)
            ),
            models.CheckConstraint(
                name="settlement_discount_not_negative",
                condition=Q(discount__gte=0),
                violation_error_message=_("A discount is not negative."),
            ),
            models.CheckConstraint(
                name="settlement_money_fits_its_kind",
                condition=Q(kind="refund", money__lte=0)
                | Q(kind__in=("payment", "prepayment"), money__gte=0)
                | Q(kind__in=("offset", "set_off"), money=0),
                violation_error_message=_(
                    "A refund is money below zero, a payment above it; an offset has no money."
                ),
            ),
        ]

    @staticmethod
    def total_of(body: Row, rows: Iterable[Row]) -> Decimal:
        """The money where it moves any, else the payables that are settled."""
        if body.get("kind") not in (Kind.OFFSET, Kind.SET_OFF):
            return Decimal(body.get("money") or 0)
        amounts = {_item_of(row): Decimal(row["amount"]) for row in rows}
        debts = OpenItem.objects.filter(pk__in=amounts, side=Side.PAYABLE, amount__gt=0)
        return sum((amounts[pk] for pk in debts.values_list("pk", flat=True)), Decimal(0))


def _item_of(row: Row) -> int:
    item = row.get("open_item")
    return int(row["open_item_id"] if item is None else item.pk)


def nature_of(item: OpenItem) -> Any:
    """What an open item is, in a word."""
    if item.side == Side.RECEIVABLE:
        return _("Receivable")
    if item.amount > 0:
        return _("Debt")
    return _("Prepayment") if item.document.type == "settlement" else _("Credit with the supplier")


class SettlementLines(models.Manager["SettlementLine"]):
    """Lines always come with their item and its paper: guards, postings and prints read both."""

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("open_item__document")


class SettlementLine(LineBase):
    """So much of one open item: of a debt it is settled, of a credit it is used."""

    body = models.ForeignKey(Settlement, models.PROTECT, related_name="lines", db_index=False)
    open_item = models.ForeignKey(
        OpenItem, models.PROTECT, verbose_name=_("Open item"), related_name="+"
    )
    amount = money_field(verbose_name=_("Settle now"))

    objects = SettlementLines()

    class Meta:
        verbose_name = _("Settlement line")
        verbose_name_plural = _("Settlement lines")
        constraints = [
            models.UniqueConstraint(fields=["body", "line_no"], name="settlement_line_no"),
            models.UniqueConstraint(
                fields=["body", "open_item"],
                name="settlement_item_once",
                violation_error_message=_("Each open item stands in one line only."),
            ),
            models.CheckConstraint(
                name="settlement_line_is_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("An amount to settle is more than nothing."),
            ),
        ]

    @property
    def is_debt(self) -> bool:
        return self.open_item.amount > 0

    @property
    def nature(self) -> Any:
        return nature_of(self.open_item)

    @property
    def left(self) -> Decimal:
        """What is open of the item now, always above zero."""
        left: Decimal = abs(self.open_item.amount) - abs(self.open_item.allocated)
        return left
