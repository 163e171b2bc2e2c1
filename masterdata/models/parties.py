"""Customers and suppliers, who are one table because one firm may be both (M2)."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from masterdata.fields import money_field, percent_field
from masterdata.models.people import Region

LONGEST_CREDIT = 3650


class Party(models.Model):
    code = models.CharField(_("Party code"), max_length=60, unique=True)
    name = models.CharField(_("Name"), max_length=200, db_index=True)
    short_name = models.CharField(_("Short name"), max_length=100, blank=True)
    pinyin = models.CharField(_("Pinyin initials"), max_length=200, blank=True, db_index=True)
    pinyin_edited = models.BooleanField(default=False, editable=False)
    is_customer = models.BooleanField(_("Customer"), default=False)
    is_supplier = models.BooleanField(_("Supplier"), default=False)
    is_active = models.BooleanField(_("Active"), default=True)
    blocked_for_orders = models.BooleanField(_("Blocked for new orders"), default=False)
    block_reason = models.CharField(_("Reason of the block"), max_length=300, blank=True)
    head_person = models.CharField(_("Head person"), max_length=100, blank=True)
    region = models.ForeignKey(
        Region,
        verbose_name=_("Region"),
        on_delete=models.PROTECT,
        related_name="parties",
        null=True,
        blank=True,
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Owner (sales representative)"),
        on_delete=models.PROTECT,
        related_name="owned_parties",
        null=True,
        blank=True,
    )
    level = models.CharField(_("Customer level"), max_length=20, blank=True)
    payment_terms = models.CharField(_("Payment terms"), max_length=200, blank=True)
    credit_days = models.PositiveSmallIntegerField(
        _("Credit days"), default=0, validators=[MaxValueValidator(LONGEST_CREDIT)]
    )
    credit_limit = money_field(_("Credit limit"), default=Decimal(0))
    tax_number = models.CharField(_("Tax number"), max_length=30, blank=True)
    tax_title = models.CharField(_("Invoice title"), max_length=200, blank=True)
    invoice_address = models.CharField(_("Invoice address"), max_length=300, blank=True)
    default_tax_rate = percent_field(_("Default tax rate (%)"), null=True, blank=True)
    remark = models.TextField(_("Remark"), max_length=2000, blank=True)
    to_complete = models.BooleanField(_("To be completed"), default=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Party")
        verbose_name_plural = _("Parties")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_customer=True) | Q(is_supplier=True),
                name="party_is_customer_or_supplier",
                violation_error_message=_("Tick customer, supplier or both."),
            ),
            models.CheckConstraint(
                condition=Q(blocked_for_orders=False) | ~Q(block_reason=""),
                name="party_block_has_a_reason",
                violation_error_message=_("Write down why new orders are blocked."),
            ),
            models.CheckConstraint(
                condition=Q(credit_days__lte=LONGEST_CREDIT),
                name="party_credit_within_ten_years",
                violation_error_message=_("Credit is given for at most ten years."),
            ),
            models.CheckConstraint(
                condition=Q(credit_limit__gte=0),
                name="party_credit_limit_not_negative",
                violation_error_message=_("The credit limit must not be negative."),
            ),
            models.CheckConstraint(
                condition=Q(default_tax_rate__isnull=True)
                | Q(default_tax_rate__gte=0, default_tax_rate__lte=100),
                name="party_tax_rate_between_0_and_100",
                violation_error_message=_("A tax rate lies between 0 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        return reverse("party_detail", args=[self.pk])


class Contact(models.Model):
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("Contact"), max_length=100)
    phone = models.CharField(_("Phone"), max_length=60, blank=True)
    mobile = models.CharField(_("Mobile"), max_length=40, blank=True)
    fax = models.CharField(_("Fax"), max_length=60, blank=True)
    email = models.EmailField(_("Mail"), blank=True)
    is_main = models.BooleanField(_("Main contact"), default=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Contact")
        verbose_name_plural = _("Contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["party"],
                condition=Q(is_main=True),
                name="one_main_contact_per_party",
                violation_error_message=_("A party has one main contact."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Address(models.Model):
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="addresses")
    receiver = models.CharField(_("Receiver"), max_length=100, blank=True)
    phone = models.CharField(_("Phone"), max_length=60, blank=True)
    address = models.CharField(_("Address"), max_length=300)
    is_default = models.BooleanField(_("Default"), default=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Address")
        verbose_name_plural = _("Addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["party"],
                condition=Q(is_default=True),
                name="one_default_address_per_party",
                violation_error_message=_("A party has one default address."),
            )
        ]

    def __str__(self) -> str:
        return self.address


class BankAccount(models.Model):
    """Where money goes; a new account is verified by a second person before it is paid to."""

    party = models.ForeignKey(
        Party, on_delete=models.CASCADE, related_name="bank_accounts", db_index=False
    )
    bank_name = models.CharField(_("Bank"), max_length=200)
    account_number = models.CharField(_("Account number"), max_length=40)
    account_name = models.CharField(_("Account name"), max_length=200, blank=True)
    is_default = models.BooleanField(_("Default"), default=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Verified by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    verified_at = models.DateTimeField(_("Verified at"), null=True, blank=True, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Bank account")
        verbose_name_plural = _("Bank accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["party", "account_number"],
                name="bank_account_once_per_party",
                violation_error_message=_("This party already has that account number."),
            ),
            models.UniqueConstraint(
                fields=["party"],
                condition=Q(is_default=True),
                name="one_default_bank_account_per_party",
                violation_error_message=_("A party has one default bank account."),
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True, verified_at__isnull=True)
                | Q(verified_by__isnull=False, verified_at__isnull=False),
                name="bank_account_verified_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank_name} {self.account_number}"
