"""The cash ledger's tables: the accounts, what went in and out of them, and their balances."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from documents.models import Document
from masterdata.fields import money_field
from masterdata.models import Party


class AccountKind(models.TextChoices):
    CASH = "cash", _("Cash box")
    BANK = "bank", _("Bank account")


class CashAccount(models.Model):
    """A cash box or a bank account of the firm; only a bank lends, up to the overdraft."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    name = models.CharField(_("Name"), max_length=100)
    kind = models.CharField(
        _("Account kind"), max_length=4, choices=AccountKind.choices, default=AccountKind.BANK
    )
    bank_name = models.CharField(_("Bank"), max_length=100, blank=True)
    account_number = models.CharField(_("Account number"), max_length=50, blank=True)
    overdraft = money_field(verbose_name=_("Overdraft"), default=Decimal(0))
    is_active = models.BooleanField(_("Active"), default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Cash or bank account")
        verbose_name_plural = _("Cash and bank accounts")
        constraints = [
            models.CheckConstraint(
                name="cash_account_kind_is_known", condition=Q(kind__in=AccountKind.values)
            ),
            models.CheckConstraint(
                name="cash_account_box_lends_nothing",
                condition=Q(kind=AccountKind.BANK, overdraft__gte=0) | Q(overdraft=0),
                violation_error_message=_("Only a bank account may be overdrawn."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CashEntry(models.Model):
    """Money into (+) or out of (−) one account; never changed, only answered by its opposite."""

    account = models.ForeignKey(
        CashAccount,
        models.PROTECT,
        verbose_name=_("Account"),
        related_name="entries",
        db_index=False,
    )
    document = models.ForeignKey(
        Document, models.PROTECT, verbose_name=_("Document"), related_name="cash_entries"
    )
    line_no = models.PositiveIntegerField(_("No."), default=0)
    party = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Party"),
        related_name="cash_entries",
    )
    description = models.CharField(_("Summary"), max_length=200, blank=True)
    amount = money_field(verbose_name=_("Amount"))
    on_date = models.DateField(_("Document date"))
    posted_at = models.DateTimeField(_("Posted at"))
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("Posted by"),
        related_name="+",
        db_index=False,
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )

    class Meta:
        verbose_name = _("Cash entry")
        verbose_name_plural = _("Cash entries")
        constraints = [
            models.CheckConstraint(name="cash_entry_is_not_zero", condition=~Q(amount=0)),
        ]
        indexes = [
            models.Index(fields=["account", "on_date", "id"], name="cash_entry_by_account"),
            models.Index(fields=["on_date", "id"], name="cash_entry_by_day"),
            models.Index(
                fields=["reverses"], condition=Q(reverses__isnull=False), name="cash_entry_reversed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.amount}"


class CashBalance(models.Model):
    """What an account's entries add up to, and how far down it may go (a copy of −overdraft)."""

    account = models.OneToOneField(
        CashAccount, models.PROTECT, verbose_name=_("Account"), related_name="balance"
    )
    amount = money_field(verbose_name=_("Balance"), default=Decimal(0))
    floor = money_field(verbose_name=_("Lowest balance"), default=Decimal(0))

    class Meta:
        verbose_name = _("Cash balance")
        verbose_name_plural = _("Cash balances")
        constraints = [
            models.CheckConstraint(
                name="cash_balance_above_floor",
                condition=Q(amount__gte=F("floor"), floor__lte=0),
                violation_error_message=_("There is not enough money in the account."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.amount}"
