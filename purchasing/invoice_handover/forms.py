"""The entry form of the list: which invoices, and how many sheets each has."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from documents.forms import HeadForm, LineForm, Row
from purchasing.invoice_handover.models import InvoiceHandoverLine
from purchasing.invoice_handover.queries import MATCHED, row_of
from purchasing.supplier_invoice.models import SupplierInvoice
from ui.forms import IntegerField, LookupField

MOST_SHEETS = 10_000


class HandoverHeadForm(HeadForm):
    """Invoices of all suppliers lie in one pile, so there is no party."""

    party = None


class HandoverLineForm(LineForm):
    """Supplier and amounts are the invoice's, whatever a form may say."""

    model = InvoiceHandoverLine

    invoice = LookupField(
        "matched_invoice",
        SupplierInvoice.objects.select_related("head__party"),
        label=_("Invoice number"),
    )
    sheets = IntegerField(
        label=_("Sheets"), min_value=1, max_value=MOST_SHEETS, required=False, initial=1
    )

    def clean_invoice(self) -> SupplierInvoice:
        invoice: SupplierInvoice = self.cleaned_data["invoice"]
        if invoice.head.state != MATCHED:
            raise ValidationError(
                _(
                    "%(number)s is not a matched invoice that purchasing still has. Choose one of"
                    " the list that opens."
                ),
                params={"number": invoice.head.number},
            )
        return invoice

    @classmethod
    def finish(cls, rows: list[Row], *, head: HeadForm) -> list[Row]:
        """An invoice typed twice stands once, with the sheets typed last."""
        typed: dict[int, Any] = {row["invoice"].pk: row for row in rows}
        return [
            row_of(row["invoice"]) | {"sheets": row.get("sheets") or 1} for row in typed.values()
        ]
