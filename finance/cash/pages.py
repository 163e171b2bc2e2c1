"""The pages of the firm's accounts: the list with what is in each, and one account's data."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from finance.cash import ledger, queries
from finance.cash.access import KEEPERS, READERS
from finance.cash.models import AccountKind, CashAccount
from masterdata.fields import MoneyField
from masterdata.models import User
from masterdata.roles import has_any
from ui import formats
from ui.filters import ChoiceFilter, FilterSet, TextFilter, YesNoFilter
from ui.forms import ModelForm
from ui.imports import Heading
from ui.pages import Importer, RecordPages
from ui.tables import BooleanColumn, Column, LinkColumn, MoneyColumn, Table

NONE = Decimal(0)


def may_view(user: User) -> bool:
    return has_any(user, READERS)


def may_change(user: User) -> bool:
    return has_any(user, KEEPERS)


class CashAccountForm(ModelForm):
    """What is in the account limits what may be changed of it."""

    class Meta:
        model = CashAccount
        fields = (
            "code",
            "name",
            "kind",
            "bank_name",
            "account_number",
            "overdraft",
            "is_active",
        )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["overdraft"].required = False

    def clean_overdraft(self) -> Decimal:
        overdraft: Decimal = self.cleaned_data["overdraft"] or NONE
        if overdraft < 0:
            raise forms.ValidationError(_("The overdraft is an amount above zero, or nothing."))
        return overdraft

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk is None:
            return cleaned
        held = queries.balances([self.instance.pk]).get(self.instance.pk, NONE)
        if held < -(cleaned.get("overdraft") or NONE) and "overdraft" not in self.errors:
            self.add_error(
                "overdraft",
                _("The account is overdrawn by %(amount)s now; allow at least that much.")
                % {"amount": formats.money(-held)},
            )
        if held and "is_active" in self.changed_data and not cleaned.get("is_active"):
            self.add_error(
                "is_active",
                _("There is still %(amount)s in this account. Transfer it first.")
                % {"amount": formats.money(held)},
            )
        return cleaned


class CashAccountTable(Table):
    """账户余额."""

    code = LinkColumn(
        _("Code"), url=lambda record: reverse("cash_account_detail", args=[record.pk])
    )
    name = Column(_("Name"))
    kind = Column(_("Account kind"))
    bank_name = Column(_("Bank"))
    account_number = Column(_("Account number"))
    held = MoneyColumn(_("Balance"), footer="sum")
    overdraft = MoneyColumn(_("Overdraft"), blank_zero=True)
    is_active = BooleanColumn(_("Active"))

    def row_url(self, record: CashAccount) -> str:
        return reverse("cash_account_detail", args=[record.pk])


class CashAccountFilter(FilterSet):
    q = TextFilter(fields=("code", "name", "bank_name", "account_number"))
    kind = ChoiceFilter(choices=AccountKind.choices, label=_("Account kind"))
    active = YesNoFilter(field_name="is_active", label=_("Active"))


def with_balances(_request: HttpRequest) -> QuerySet[CashAccount]:
    nothing = Value(NONE, MoneyField())
    held = Coalesce(F("balance__amount"), nothing, output_field=MoneyField())
    return CashAccount.objects.annotate(held=held).order_by("code")


def save_account(form: Any, _request: HttpRequest) -> CashAccount:
    """The overdraft holds at once, not only from the next movement on."""
    with transaction.atomic():
        account: CashAccount = form.save()
        ledger.set_floor(account)
    return account


def save_all(made: Any, request: HttpRequest) -> int:
    for form in made:
        save_account(form, request)
    return len(made)


def sections_of(account: CashAccount, _request: HttpRequest) -> list[dict[str, Any]]:
    held = queries.balances([account.pk]).get(account.pk, NONE)
    facts = (
        (_("Code"), account.code),
        (_("Name"), account.name),
        (_("Account kind"), account.get_kind_display()),
        (_("Bank"), account.bank_name),
        (_("Account number"), account.account_number),
        (_("Overdraft"), formats.money(account.overdraft) if account.overdraft else ""),
        (_("Balance"), formats.money(held)),
        (_("Active"), _("Yes") if account.is_active else _("No")),
    )
    return [{"title": "", "fields": [{"label": label, "value": value} for label, value in facts]}]


def actions_of(account: CashAccount, _request: HttpRequest) -> list[dict[str, Any]]:
    url = reverse("cash_journal", args=[account.pk])
    return [{"label": _("Journal"), "url": url, "icon": "journal-text"}]


HEADINGS = (
    Heading("code", _("Code"), required=True),
    Heading("name", _("Name"), required=True),
    Heading("kind", _("Account kind"), required=True),
    Heading("bank_name", _("Bank")),
    Heading("account_number", _("Account number")),
    Heading("overdraft", _("Overdraft")),
    Heading("is_active", _("Active")),
)
CASH_ACCOUNTS = RecordPages(
    model=CashAccount,
    name="cash_account",
    table=CashAccountTable,
    filter=CashAccountFilter,
    form=CashAccountForm,
    title=_("Cash or bank account"),
    title_plural=_("Cash and bank"),
    may_view=may_view,
    may_change=may_change,
    queryset=with_balances,
    save=save_account,
    sections=sections_of,
    actions=actions_of,
    importer=Importer(
        form=CashAccountForm,
        headings=HEADINGS,
        key="code",
        save=save_all,
        examples=(("JB", "基本户", "bank", "工商银行", "6222 0000 0000 0000", "0", "1"),),
    ),
)
