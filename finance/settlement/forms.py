"""The entry form of the settlement: the money, and beside each open item how much of it."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from documents.flow import DocumentType
from documents.forms import HeadForm, LineForm, Row
from documents.models import Document
from finance.cash.models import CashAccount
from finance.parties.models import OpenItem
from finance.settlement.checks import MAKERS_OF
from finance.settlement.models import Kind, SettlementLine
from masterdata.models import BankAccount, Party, User
from masterdata.roles import has_any
from ui.forms import DecimalField, LookupField

WITHOUT_MONEY = (Kind.OFFSET, Kind.SET_OFF)
MONEY_FIELDS = ("account", "money", "for_document", "bank_account")


def kinds_for(user: User) -> list[Kind]:
    return [kind for kind in Kind if has_any(user, MAKERS_OF[kind])]


class SettlementForm(HeadForm):
    """Who handles no money has no fields for it, and only the kinds that move none."""

    remembered = ("account",)
    priced_fields = ("money", "discount")

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    party = LookupField("supplier", Party.objects.filter(is_supplier=True), label=_("Supplier"))
    money = DecimalField(
        label=_("Money paid"),
        places=2,
        required=False,
        help_text=_("A refund is entered below zero."),
    )
    discount = DecimalField(label=_("Discount taken"), places=2, min_value=0, required=False)
    account = LookupField(
        "cash_account",
        CashAccount.objects.all(),
        label=_("Cash or bank account"),
        required=False,
    )
    bank_account = LookupField(
        "payee_account",
        BankAccount.objects.all(),
        label=_("Supplier's bank account"),
        required=False,
    )
    for_document = LookupField(
        "prepayable", Document.objects.all(), label=_("Prepaid order"), required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = kinds_for(self.user)
        field: Any = self.fields["kind"]
        field.choices = [(kind.value, kind.label) for kind in kinds]
        if not any(kind not in WITHOUT_MONEY for kind in kinds):
            for name in MONEY_FIELDS:
                self.fields.pop(name, None)

    @classmethod
    def starting(cls, document_type: DocumentType, user: User) -> Row:
        kinds = kinds_for(user)
        start = {"kind": kinds[0]} if kinds else {}
        return super().starting(document_type, user) | start

    def clean_money(self) -> Any:
        return self.cleaned_data["money"] or 0

    def clean_discount(self) -> Any:
        return self.cleaned_data["discount"] or 0

    def clean(self) -> Row:
        """What the kind itself rules out is said at once, not only when it is submitted."""
        data = self.cleaned_data
        kind, money = data.get("kind"), data.get("money") or 0
        if kind in WITHOUT_MONEY and money:
            sentence = _("This kind moves no money. Clear it, or choose “Payment to the supplier”.")
            self.add_error("money", sentence)
        if kind == Kind.REFUND and money > 0:
            self.add_error("money", _("A refund comes back: enter it below zero."))
        if kind in (Kind.PAYMENT, Kind.PREPAYMENT) and money < 0:
            self.add_error("money", _("Money that comes back is a refund; choose that kind."))
        return data


class SettlementLineForm(LineForm):
    """A row without an amount is only shown: it settles nothing and is not kept."""

    model = SettlementLine
    grid_context: ClassVar[dict[str, str]] = {"party": "party", "kind": "kind"}

    open_item = LookupField(
        "open_item",
        OpenItem.objects.filter(reverses=None).select_related("document", "party"),
        label=_("Document"),
        required=False,
    )
    amount = DecimalField(label=_("Settle now"), places=2, min_value=0, required=False)

    def clean(self) -> Row:
        data = self.cleaned_data
        if data.get("amount") and data.get("open_item") is None and not self.errors:
            raise ValidationError(_("Choose the document that this amount settles."))
        return data

    @classmethod
    def finish(cls, rows: list[Row], *, head: HeadForm) -> list[Row]:
        """Debts before what is used for them; the rest of the rows said nothing."""
        kept = [row for row in rows if row.get("amount") and row.get("open_item")]
        return sorted(kept, key=lambda row: row["open_item"].amount < 0)
