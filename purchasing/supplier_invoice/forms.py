"""Entry of a supplier's invoice: typed, or read from its QR code; lines tied to receipt lines."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.flow import DocumentType
from documents.forms import HeadForm, LineForm, Row
from masterdata.models import Party, User
from masterdata.money import round_money
from masterdata.units import Ratio, to_base
from purchasing.receipt.models import ReceiptLine
from purchasing.supplier_invoice import numbers, qr
from purchasing.supplier_invoice.checks import already_entered
from purchasing.supplier_invoice.matching import net_of
from purchasing.supplier_invoice.models import Kind, SupplierInvoice, SupplierInvoiceLine
from purchasing.supplier_invoice.progress import first_entry
from purchasing.supplier_invoice.queries import terms_of, usual_gross
from ui.forms import DateField, DecimalField, LookupField, longest

NONE = Decimal(0)
SAME_IN_CODE = {
    "code": "code",
    "invoice_number": "number",
    "invoice_date": "invoice_date",
    "check_code": "check_code",
}


class SupplierInvoiceForm(HeadForm):
    """Digits tell an old form from a digital one; what the QR code says need not be typed."""

    wide_fields = ("remark",)

    party = LookupField("supplier", Party.objects.filter(is_supplier=True), label=_("Supplier"))
    qr_text = forms.CharField(
        label=_("QR code of the invoice"),
        max_length=300,
        required=False,
        help_text=_("Scan or paste it; saving fills in what is still empty."),
    )
    invoice_kind = forms.ChoiceField(
        label=_("Invoice kind"), choices=Kind.choices, initial=Kind.DIGITAL_SPECIAL
    )
    code = forms.CharField(
        label=_("Invoice code"),
        max_length=12,
        required=False,
        help_text=_("Only old forms have one."),
    )
    invoice_number = forms.CharField(label=_("Invoice number"), max_length=20, required=False)
    invoice_date = DateField(label=_("Invoice date"), required=False)
    paper_net = DecimalField(label=_("Net amount on the paper"), places=2, required=False)
    paper_tax = DecimalField(label=_("Tax on the paper"), places=2, required=False)
    seller_tax_number = forms.CharField(
        label=_("Seller's tax number"), max_length=30, required=False
    )
    check_code = forms.CharField(label=_("Check code"), max_length=20, required=False)
    is_red = forms.BooleanField(label=_("Red invoice"), required=False)
    blue = LookupField(
        "blue_invoice",
        SupplierInvoice.objects.select_related("head__party"),
        label=_("Blue invoice it corrects"),
        required=False,
    )
    no_scan_reason = forms.CharField(
        label=_("Why there is no scan"),
        max_length=longest(SupplierInvoice, "no_scan_reason"),
        required=False,
    )

    @classmethod
    def starting(cls, document_type: DocumentType, user: User) -> Row:
        return super().starting(document_type, user) | {"invoice_kind": Kind.DIGITAL_SPECIAL}

    def clean_qr_text(self) -> str:
        text = str(self.cleaned_data["qr_text"])
        self.scanned = None
        if text:
            try:
                self.scanned = qr.parse(text)
            except qr.Unreadable as fault:
                raise ValidationError(fault.args[0]) from fault
        return text

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if getattr(self, "scanned", None) is not None:
            self._take_from_code(data, self.scanned)
        for name in ("code", "invoice_number"):
            data[name] = str(data.get(name) or "").replace(" ", "")
        kind = str(data.get("invoice_kind") or Kind.DIGITAL_SPECIAL)
        data["invoice_kind"] = numbers.kind_by_digits(kind, data["code"], data["invoice_number"])
        for name in ("paper_net", "paper_tax"):
            data[name] = data.get(name) or NONE
        self._check_number(data)
        return data

    def _take_from_code(self, data: dict[str, Any], scanned: Any) -> None:
        """What is empty is filled in; what was typed otherwise is asked about."""
        for name, source in SAME_IN_CODE.items():
            said, typed = getattr(scanned, source), data.get(name)
            if typed in (None, ""):
                data[name] = said
            elif said and typed != said:
                self.add_error(name, _("The QR code says %(said)s.") % {"said": said})
        if "invoice_kind" not in self.changed_data:
            data["invoice_kind"] = scanned.kind
        net, tax = data.get("paper_net"), data.get("paper_tax")
        if scanned.gross is not None and net is not None and tax is None:
            data["paper_tax"] = scanned.gross - net
        elif scanned.gross is not None and None not in (net, tax) and net + tax != scanned.gross:
            said = scanned.gross
            self.add_error("paper_tax", _("With tax, the QR code says %(said)s.") % {"said": said})
        if scanned.net is not None and net is None:
            data["paper_net"] = scanned.net

    def _check_number(self, data: dict[str, Any]) -> None:
        if not data["invoice_number"]:
            if not self.has_error("invoice_number"):
                self.add_error("invoice_number", _("Enter the invoice number, or scan its code."))
            return
        if data.get("invoice_date") is None:
            self._refuse("invoice_date", _("Enter the date of the invoice."))
        elif data["invoice_date"] > timezone.localdate():
            self._refuse("invoice_date", _("The invoice date lies in the future."))
        digits = (data["invoice_kind"], data["code"], data["invoice_number"])
        self._refuse("code", numbers.fault_of_code(*digits))
        self._refuse("invoice_number", numbers.fault_of_number(*digits))
        own = self.document.pk if self.document else None
        first = first_entry(self._key(data), but=own)
        self._refuse("invoice_number", already_entered(first) if first else "")

    def _refuse(self, name: str, sentence: Any) -> None:
        if sentence and not self.has_error(name):
            self.add_error(name, sentence)

    def _key(self, data: dict[str, Any]) -> str | None:
        party = data.get("party")
        number = data.get("invoice_number", "")
        return numbers.key_of(party.pk if party else None, data.get("code", ""), number)

    @property
    def body(self) -> Row:
        row = super().body
        party = self.cleaned_data.get("party")
        if not row.get("seller_tax_number") and party is not None:
            row["seller_tax_number"] = party.tax_number
        return row | {"live_key": self._key(self.cleaned_data)}


class SupplierInvoiceLineForm(LineForm):
    """Net and tax as printed; what is left empty follows, in the end from the receipt's price."""

    model = SupplierInvoiceLine
    priced_fields: ClassVar[tuple[str, ...]] = (
        "billed_net",
        "billed_tax",
        "billed_gross",
        "rate",
    )

    receipt_line = LookupField(
        "owed_line",
        ReceiptLine.objects.select_related("body__head__party"),
        label=_("Receipt line"),
    )
    quantity = DecimalField(label=_("Quantity"), places=4, required=False)
    billed_net = DecimalField(label=_("Net amount"), places=2, required=False)
    rate = DecimalField(
        label=_("Tax rate (%)"), places=2, min_value=0, max_value=100, required=False
    )
    billed_tax = DecimalField(label=_("Tax"), places=2, required=False)
    billed_gross = DecimalField(label=_("Amount with tax"), places=2, required=False)
    line_remark = forms.CharField(label=_("Line remark"), max_length=200, required=False)

    @classmethod
    def stored(cls, line: Any) -> Row:
        return shown(super().stored(line))

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        line = data.get("receipt_line")
        if self.errors or line is None:
            return data
        quantity = data.get("quantity")
        if quantity is not None and quantity != round(quantity, line.unit.decimals):
            sentence = _("%(unit)s has at most %(places)s decimal places.")
            words = {"unit": line.unit.name, "places": line.unit.decimals}
            self.add_error("quantity", sentence % words)
            return data
        net, tax, gross = (data.get(f"billed_{name}") for name in ("net", "tax", "gross"))
        if None not in (net, tax, gross) and net + tax != gross:
            self.add_error("billed_gross", _("Net amount and tax do not add up to this."))
        if not quantity and not any((net, tax, gross)):
            self.add_error("quantity", _("Enter the quantity, or the amount that is corrected."))
        return data

    def row(self, head: HeadForm) -> Row:
        data = self.cleaned_data
        line: ReceiptLine = data["receipt_line"]
        ratio = Ratio(line.ratio_numerator, line.ratio_denominator)
        quantity = data.get("quantity") or NONE
        base = to_base(quantity, ratio)
        row = terms_of(line, base) | {"quantity": quantity}
        rate = data.get("rate")
        row["tax_rate"] = line.tax_rate if rate is None else rate
        given = tuple(data.get(f"billed_{name}") for name in ("net", "tax", "gross"))
        amounts = amounts_of(given, row["tax_rate"], usual=lambda: usual_gross(line, base))
        net, tax, gross = amounts
        row |= {"net": net, "tax": tax, "gross": gross}
        return row | {"line_remark": data.get("line_remark", "")}


def amounts_of(
    given: tuple[Decimal | None, ...], rate: Decimal, *, usual: Any
) -> tuple[Decimal, Decimal, Decimal]:
    """Net, tax and gross from those that were typed; `usual()` is the gross where none was."""
    net, tax, gross = given
    if net is None and gross is None and tax is not None:
        gross = usual()
    if net is not None:
        if tax is None:
            tax = round_money(net * rate / 100) if gross is None else gross - net
        return net, tax, net + tax
    gross = usual() if gross is None else gross
    net = net_of(gross, rate) if tax is None else gross - tax
    return net, gross - net, gross


def shown(row: Row) -> Row:
    """A stored line in the cells of the grid."""
    cells = {"rate": row["tax_rate"]}
    return row | cells | {f"billed_{name}": row[name] for name in ("net", "tax", "gross")}
