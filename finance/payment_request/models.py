"""What is asked to be paid, line by line, and what was paid of it by whom."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from documents.models import Attachment, Body, Document, LineBase
from finance.parties.models import OpenItem
from masterdata.fields import money_field
from masterdata.models import BankAccount


class Method(models.TextChoices):
    TRANSFER = "transfer", _("Bank transfer")
    ACCEPTANCE = "acceptance", _("Acceptance bill")
    CASH = "cash", _("Cash")
    CHEQUE = "cheque", _("Cheque")


class PaymentRequest(Body):
    """The payee is copied at submit, with the fingerprint of the account that it was then."""

    DERIVED = ("payee", "payee_bank", "payee_account", "account_fingerprint")
    NOT_COPIED = ("wanted_on",)

    bank_account = models.ForeignKey(
        BankAccount,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Supplier's bank account"),
        related_name="+",
    )
    method = models.CharField(
        _("Payment method"), max_length=10, choices=Method.choices, default=Method.TRANSFER
    )
    purpose = models.CharField(_("Purpose of payment"), max_length=200, blank=True)
    wanted_on = models.DateField(_("Wanted payment date"), null=True, blank=True)
    attachment_count = models.PositiveSmallIntegerField(_("Number of attachments"), default=0)
    payee = models.CharField(_("Payee"), max_length=200, blank=True)
    payee_bank = models.CharField(_("Payee's bank"), max_length=200, blank=True)
    payee_account = models.CharField(_("Payee's account number"), max_length=40, blank=True)
    account_fingerprint = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("Payment request")
        verbose_name_plural = _("Payment requests")
        constraints = [
            models.CheckConstraint(
                name="payment_request_method_is_known", condition=Q(method__in=Method.values)
            ),
        ]


class PaymentRequestLines(models.Manager["PaymentRequestLine"]):
    """Lines always come with their debt and the paper it stands for: every guard reads both."""

    def get_queryset(self) -> Any:
        related = ("open_item__document", "source", "via")
        return super().get_queryset().select_related(*related)


class PaymentRequestLine(LineBase):
    """So much of one open debt; or, without a debt, of what is agreed to be paid in advance.

    `via` is the invoice through which it was asked for. `dropped` is what nobody will pay any
    more: it frees the debt for another request.
    """

    TOTAL_COLUMN = "amount"
    DERIVED = ("paid", "dropped")

    body = models.ForeignKey(PaymentRequest, models.PROTECT, related_name="lines", db_index=False)
    open_item = models.ForeignKey(
        OpenItem,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Open item"),
        related_name="requested_by",
    )
    source = models.ForeignKey(
        Document, models.PROTECT, verbose_name=_("Source"), related_name="payment_lines"
    )
    via = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Asked for by invoice"),
        related_name="+",
    )
    amount = money_field(verbose_name=_("Requested now"))
    paid = money_field(verbose_name=_("Paid on this request"), default=Decimal(0))
    dropped = money_field(verbose_name=_("Not paid any more"), default=Decimal(0))

    objects = PaymentRequestLines()

    class Meta:
        verbose_name = _("Payment request line")
        verbose_name_plural = _("Payment request lines")
        constraints = [
            models.UniqueConstraint(fields=["body", "line_no"], name="payment_request_line_no"),
            models.CheckConstraint(
                name="payment_request_line_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("An amount to pay is more than nothing."),
            ),
            models.CheckConstraint(
                name="payment_request_line_paid_within",
                condition=Q(paid__gte=0, dropped__gte=0, amount__gte=F("paid") + F("dropped")),
                violation_error_message=_("More is paid than was approved. Lower the amount."),
            ),
        ]

    @property
    def rest(self) -> Decimal:
        """What is still to be paid on this line."""
        rest: Decimal = self.amount - self.paid - self.dropped
        return rest


class Payment(models.Model):
    """What one settlement paid of one line; with the settlement it is taken back."""

    line = models.ForeignKey(
        PaymentRequestLine, models.PROTECT, related_name="payments", db_index=False
    )
    settlement = models.ForeignKey(Document, models.PROTECT, related_name="request_payments")
    amount = money_field(verbose_name=_("Amount"))
    payer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("Paid by"), related_name="+"
    )
    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("Requested by"), related_name="+"
    )
    at = models.DateTimeField(_("At"))
    slip = models.ForeignKey(
        Attachment,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Bank slip"),
        related_name="+",
    )
    slip_number = models.CharField(_("Bank slip number"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("Payment of a request")
        verbose_name_plural = _("Payments of requests")
        constraints = [
            models.UniqueConstraint(fields=["line", "settlement"], name="payment_once_per_line"),
            models.CheckConstraint(name="payment_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="payment_by_another_person",
                condition=~Q(payer=F("requester")),
                violation_error_message=_("Nobody pays what he asked for himself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.amount}"
