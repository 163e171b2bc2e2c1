"""Cash vouchers: one account (two for a transfer), and a line for every purpose."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from documents.models import Body, LineBase
from finance.cash.models import CashAccount
from masterdata.fields import money_field


class Kind(models.TextChoices):
    INCOME = "income", _("Money received")
    EXPENSE = "expense", _("Money spent")
    TRANSFER = "transfer", _("Transfer")
    OPENING = "opening", _("Opening balance")


class CashVoucher(Body):
    """Which account the money goes into or out of; debts are settled by other papers."""

    kind = models.CharField(_("Kind"), max_length=8, choices=Kind.choices, default=Kind.INCOME)
    account = models.ForeignKey(
        CashAccount, models.PROTECT, verbose_name=_("Account"), related_name="+"
    )
    to_account = models.ForeignKey(
        CashAccount,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("To account"),
        related_name="+",
    )
    other_side = models.CharField(_("Paid by or to"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("Cash voucher")
        verbose_name_plural = _("Cash vouchers")
        constraints = [
            models.CheckConstraint(
                name="cash_voucher_kind_is_known", condition=Q(kind__in=Kind.values)
            ),
            models.CheckConstraint(
                name="cash_voucher_transfer_has_two_accounts",
                condition=Q(kind=Kind.TRANSFER, to_account__isnull=False)
                | (~Q(kind=Kind.TRANSFER) & Q(to_account__isnull=True)),
                violation_error_message=_("A transfer, and nothing else, has a second account."),
            ),
            models.CheckConstraint(
                name="cash_voucher_two_different_accounts",
                condition=Q(to_account__isnull=True) | ~Q(to_account=F("account")),
                violation_error_message=_("Money is transferred between two different accounts."),
            ),
        ]


class CashVoucherLine(LineBase):
    """What the money is for; the direction is the paper's."""

    TOTAL_COLUMN = "amount"

    body = models.ForeignKey(CashVoucher, models.PROTECT, related_name="lines", db_index=False)
    purpose = models.CharField(_("Purpose"), max_length=200)
    amount = money_field(verbose_name=_("Amount"))
    reference = models.CharField(_("Reference"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("Cash voucher line")
        verbose_name_plural = _("Cash voucher lines")
        constraints = [
            models.UniqueConstraint(fields=["body", "line_no"], name="cash_voucher_line_no"),
            models.CheckConstraint(
                name="cash_voucher_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("Amounts are above zero; the kind says in or out."),
            ),
        ]
