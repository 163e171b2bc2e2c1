"""The entry form of the payment request: to whom, how and when; per line a debt and an amount."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from documents.flow import DocumentType
from documents.forms import HeadForm, LineForm, Row
from documents.models import Document
from finance.parties.models import OpenItem, Side
from finance.payment_request.checks import TO_AN_ACCOUNT
from finance.payment_request.models import Method, PaymentRequest, PaymentRequestLine
from masterdata.models import BankAccount, Party, User
from ui.forms import DateField, DecimalField, IntegerField, LookupField

MOST_ATTACHMENTS = 999


def default_account(party: Party | None) -> BankAccount | None:
    """The one that the supplier's page marks; else his only one."""
    if party is None:
        return None
    accounts = list(party.bank_accounts.order_by("-is_default", "pk")[:2])
    if accounts and (accounts[0].is_default or len(accounts) == 1):
        return accounts[0]
    return None


class PaymentRequestForm(HeadForm):
    wide_fields: ClassVar[tuple[str, ...]] = ("purpose", "remark")

    party = LookupField("supplier", Party.objects.filter(is_supplier=True), label=_("Supplier"))
    method = forms.ChoiceField(
        label=_("Payment method"), choices=Method.choices, initial=Method.TRANSFER
    )
    bank_account = LookupField(
        "payee_account",
        BankAccount.objects.select_related("party"),
        label=_("Supplier's bank account"),
        required=False,
        help_text=_("Left empty, the supplier's default account."),
    )
    wanted_on = DateField(label=_("Wanted payment date"), required=False)
    attachment_count = IntegerField(
        label=_("Number of attachments"),
        min_value=0,
        max_value=MOST_ATTACHMENTS,
        required=False,
        help_text=_("Paper slips handed in; files are attached to the document itself."),
    )
    purpose = forms.CharField(
        label=_("Purpose of payment"),
        max_length=int(PaymentRequest._meta.get_field("purpose").max_length or 0),
        required=False,
    )

    @classmethod
    def starting(cls, document_type: DocumentType, user: User) -> Row:
        return super().starting(document_type, user) | {"method": Method.TRANSFER}

    def clean_attachment_count(self) -> int:
        return int(self.cleaned_data["attachment_count"] or 0)

    def clean(self) -> Row:
        data = self.cleaned_data
        party, account = data.get("party"), data.get("bank_account")
        if account is not None and party is not None and account.party_id != party.pk:
            self.add_error(
                "bank_account",
                ValidationError(
                    _("%(account)s is not an account of %(party)s. Choose one of theirs."),
                    params={"account": account, "party": party},
                ),
            )
        if account is None and data.get("method") in TO_AN_ACCOUNT:
            data["bank_account"] = default_account(party)
        return data


class PaymentRequestLineForm(LineForm):
    """A debt, or an order that is paid in advance; never both."""

    model = PaymentRequestLine

    open_item = LookupField(
        "open_debt",
        OpenItem.objects.filter(
            side=Side.PAYABLE, amount__gt=0, reverses=None, reversed_by=None
        ).select_related("document"),
        label=_("Debt"),
        required=False,
    )
    source = LookupField(
        "advance_order", Document.objects.all(), label=_("Order to prepay"), required=False
    )
    via = LookupField(
        "payment_via", Document.objects.all(), label=_("Asked for by invoice"), required=False
    )
    amount = DecimalField(label=_("Requested now"), places=2)

    @classmethod
    def stored(cls, line: Any) -> Row:
        """The paper of a debt is not an order to prepay."""
        row = super().stored(line)
        return row | ({"source": None} if line.open_item_id else {})

    def clean_amount(self) -> Any:
        amount = self.cleaned_data["amount"]
        if amount is not None and amount <= 0:
            raise ValidationError(_("An amount to pay is more than nothing."))
        return amount

    def clean(self) -> Row:
        data = self.cleaned_data
        given = [data.get(name) for name in ("open_item", "source")]
        if not self.errors and sum(each is not None for each in given) != 1:
            raise ValidationError(_("Choose a debt, or an order to prepay; one of the two."))
        return data

    def row(self, head: HeadForm) -> Row:
        row = super().row(head)
        item = row["open_item"]
        return row | ({"source": item.document} if item is not None else {})


def as_typed(rows: Sequence[Row]) -> list[Row]:
    """Rows of a source as the grid begins with them."""
    return [row | ({"source": None} if row.get("open_item") else {}) for row in rows]
