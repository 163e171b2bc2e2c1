"""Forms of customers and suppliers, their contacts, addresses and bank accounts, and regions."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from masterdata.children import line_form
from masterdata.forms.bounds import Bounded
from masterdata.models import Address, BankAccount, Contact, Party, Region, User
from masterdata.pinyin_codes import set_codes
from masterdata.roles import CHANGE_SUPPLIERS, RAISE_CREDIT_LIMITS, has_any
from ui.forms import LineFormSet, LookupField, ModelForm

ACCOUNT = re.compile(r"[0-9A-Za-z-]{4,40}")


class RegionForm(ModelForm):
    class Meta:
        model = Region
        fields = ("code", "name")


class PartyForm(Bounded, ModelForm):
    region = LookupField("region", Region.objects.all(), label=_("Region"), required=False)
    owner = LookupField(
        "user", User.objects.all(), label=_("Owner (sales representative)"), required=False
    )

    class Meta:
        model = Party
        fields = (
            "code", "name", "short_name", "pinyin", "is_customer", "is_supplier", "is_active",
            "head_person", "region", "owner", "level", "payment_terms", "credit_days",
            "credit_limit", "tax_number", "tax_title", "invoice_address", "default_tax_rate",
            "blocked_for_orders", "block_reason", "remark",
        )  # fmt: skip
        widgets = {"remark": forms.Textarea(attrs={"rows": 2})}  # noqa: RUF012
        help_texts = {  # noqa: RUF012
            "pinyin": _("Left empty, made from the name. Several codes: separate by a blank."),
            "level": _("A comes first when goods are short."),
            "default_tax_rate": _("Left empty, the rate of the item counts."),
        }

    usual = ("credit_days", "credit_limit")

    def __init__(self, *args: Any, actor: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor = actor
        self.bound("credit_limit", low=0)
        self.bound("default_tax_rate", low=0, high=100)

    def clean(self) -> dict[str, Any]:
        """A clerk of the sales side changes customers; suppliers are the purchasers' matter."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        party: Party = self.instance
        is_supplier = cleaned.get("is_supplier", party.is_supplier) or party.is_supplier
        is_customer = cleaned.get("is_customer", party.is_customer)
        if not is_supplier and not is_customer:
            self.add_error(None, gettext("Tick customer, supplier or both."))
        if is_supplier and not has_any(self.actor, CHANGE_SUPPLIERS):
            self.add_error(None, gettext("Suppliers are changed by the purchasing department."))
        if self._raises_limit(cleaned) and not has_any(self.actor, RAISE_CREDIT_LIMITS):
            sentence = gettext("The sales director raises a credit limit; ask him to enter it.")
            self.add_error("credit_limit" if "credit_limit" in self.fields else None, sentence)
        if cleaned.get("blocked_for_orders") and not cleaned.get("block_reason"):
            self.add_error("block_reason", gettext("Write down why new orders are blocked."))
        return cleaned

    def _raises_limit(self, cleaned: dict[str, Any]) -> bool:
        """Against what stood there: the record takes the new values after this."""
        wanted = cleaned.get("credit_limit")
        return wanted is not None and bool(wanted > self.instance.credit_limit)

    def prepare(self) -> Party:
        party: Party = self.instance
        set_codes(party, self)
        return party


ContactLine = line_form(Contact, ("name", "mobile", "phone", "fax", "email", "is_main"))
AddressLine = line_form(Address, ("receiver", "phone", "address", "is_default"))
_AccountLine = line_form(BankAccount, ("bank_name", "account_number", "account_name", "is_default"))


class AccountLine(_AccountLine):  # type: ignore[misc,valid-type]
    """Accounts are typed in groups of four; kept without the blanks."""

    def clean_account_number(self) -> str:
        number = re.sub(r"\s", "", str(self.cleaned_data["account_number"]))
        if not ACCOUNT.fullmatch(number):
            raise ValidationError(gettext("An account number has 4 to 40 digits or letters."))
        return number


def _at_most_one(formset: LineFormSet, flag: str, *, sentence: Any) -> None:
    if sum(bool(row[flag]) for row in formset.cleaned_data) > 1:
        raise ValidationError(sentence)


def contacts_fit(formset: LineFormSet) -> None:
    _at_most_one(formset, "is_main", sentence=_("A party has one main contact."))


def addresses_fit(formset: LineFormSet) -> None:
    _at_most_one(formset, "is_default", sentence=_("A party has one default address."))


def accounts_fit(formset: LineFormSet) -> None:
    _at_most_one(formset, "is_default", sentence=_("A party has one default bank account."))
    numbers = [row["account_number"] for row in formset.cleaned_data]
    if len(numbers) != len(set(numbers)):
        raise ValidationError(_("This party already has that account number."))
