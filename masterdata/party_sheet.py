"""Parties by spreadsheet, with their main contact, default address and default bank account."""

import re
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from masterdata.forms.parties import ACCOUNT, PartyForm
from masterdata.models import Address, BankAccount, Contact, Party
from masterdata.roles import may_see_purchase_prices
from masterdata.sheets import RowChecks, keep_one_each, sheet_for_editing, store_records
from ui.importer import Importer
from ui.imports import Heading

# The field of the row, and whose column it is.
CONTACT = {"contact": "name", "mobile": "mobile", "phone": "phone", "fax": "fax", "email": "email"}
ADDRESS = {"receiver": "receiver", "receiver_phone": "phone", "address": "address"}
ACCOUNT_PARTS = {"bank_name": "bank_name", "account_number": "account_number"}
PARTS = (
    (Contact, CONTACT, "contacts", "is_main"),
    (Address, ADDRESS, "addresses", "is_default"),
    (BankAccount, ACCOUNT_PARTS, "bank_accounts", "is_default"),
)


def _field(model: Any, name: str) -> Any:
    return model._meta.get_field(name).formfield(required=False)


class PartyRow(RowChecks, PartyForm):
    contact = _field(Contact, "name")
    mobile = _field(Contact, "mobile")
    phone = _field(Contact, "phone")
    fax = _field(Contact, "fax")
    email = _field(Contact, "email")
    receiver = _field(Address, "receiver")
    receiver_phone = _field(Address, "phone")
    address = _field(Address, "address")
    bank_name = _field(BankAccount, "bank_name")
    account_number = _field(BankAccount, "account_number")

    def clean_account_number(self) -> str:
        number = re.sub(r"\s", "", self.cleaned_data["account_number"])
        if number and not ACCOUNT.fullmatch(number):
            raise ValidationError(gettext("An account number has 4 to 40 digits or letters."))
        return number

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(cleaned.get("bank_name")) != bool(cleaned.get("account_number")):
            self.add_error("bank_name", gettext("Give bank and account number together."))
        receiver = cleaned.get("receiver") or cleaned.get("receiver_phone")
        if receiver and "address" in self.fields and not cleaned.get("address"):
            self.add_error("address", gettext("Give the address as well."))
        return cleaned


def _heading(name: str, *, required: bool = False, **more: Any) -> Heading:
    label = Party._meta.get_field(name).verbose_name
    return Heading(name, label, required=required, **more)


HEADINGS = (
    _heading("code", required=True, synonyms=("编码", "单位编码", "供应商编码", "客户编码")),
    _heading("name", required=True, synonyms=("单位名称", "供应商名称", "客户名称")),
    _heading("short_name"),
    _heading("is_supplier"),
    _heading("is_customer"),
    _heading("head_person"),
    Heading("contact", _("Contact")),
    Heading("mobile", _("Mobile")),
    Heading("phone", _("Phone")),
    Heading("fax", _("Fax")),
    Heading("email", _("Mail")),
    Heading("receiver", _("Receiver")),
    Heading("receiver_phone", _("Phone of the receiver")),
    Heading("address", _("Address")),
    _heading("region", hint=_("The region's code.")),
    _heading("owner", hint=_("Login name or full name.")),
    _heading("level"),
    _heading("payment_terms"),
    _heading("credit_days"),
    _heading("credit_limit"),
    _heading("default_tax_rate"),
    _heading("tax_number"),
    _heading("tax_title"),
    _heading("invoice_address"),
    Heading("bank_name", _("Bank")),
    Heading("account_number", _("Account number")),
    _heading("blocked_for_orders"),
    _heading("block_reason"),
    _heading("remark"),
    _heading("pinyin"),
    _heading("is_active"),
)


def save(rows: Sequence[Any], request: HttpRequest) -> int:
    parties = store_records(rows, request)
    for model, names, _relation, flag in PARTS:
        wanted = [
            (party, {own: form.cleaned_data.get(name) for name, own in names.items()})
            for form, party in zip(rows, parties, strict=True)
        ]
        for party, values in wanted:
            # A telephone number without a name still reaches somebody.
            if model is Contact and not values["name"] and any(values.values()):
                values["name"] = party.short_name or party.name[:100]
        keep_one_each(model, wanted, owner="party", flag=flag, request=request)
    return len(parties)


IMPORTER = Importer(
    form=PartyRow,
    headings=HEADINGS,
    save=save,
    key="code",
    form_kwargs=lambda request: {"actor": request.user},
    examples=(("GY001", "温州市恒固紧固件有限公司", "恒固", "是", "否", "叶恒", "叶小姐"),),
)


def export(request: HttpRequest) -> HttpResponse:
    """All parties for editing in a spreadsheet."""
    user: Any = request.user
    hidden = set() if may_see_purchase_prices(user) else {"credit_limit"}
    parties = Party.objects.select_related("region", "owner").order_by("code")
    parts = [
        Prefetch(relation, model._default_manager.filter(**{flag: True}), to_attr=f"own_{relation}")
        for model, _names, relation, flag in PARTS
    ]
    return sheet_for_editing(
        [heading for heading in HEADINGS if heading.name not in hidden],
        parties.prefetch_related(*parts).iterator(chunk_size=1000),
        values=_values,
        name=gettext("Parties for editing"),
    )


def _values(party: Party) -> dict[str, Any]:
    row: dict[str, Any] = {one.name: getattr(party, one.name, "") for one in HEADINGS}
    row["region"] = party.region.code if party.region else ""
    row["owner"] = party.owner.username if party.owner else ""
    for _model, names, relation, _flag in PARTS:
        own = next(iter(getattr(party, f"own_{relation}")), None)
        row |= {name: getattr(own, theirs, "") for name, theirs in names.items()}
    return row
