"""The pages of the supplier's invoice: entry from receipts, the three-way match, registers."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from documents.errors import Refused
from documents.models import Document
from documents.pages import DocumentPages, Panel, Print, Pull, Pulled
from masterdata.models import User
from purchasing.receipt.models import InvoiceKind
from purchasing.supplier_invoice.flow import SUPPLIER_INVOICE
from purchasing.supplier_invoice.forms import (
    SupplierInvoiceForm,
    SupplierInvoiceLineForm,
    shown,
)
from purchasing.supplier_invoice.lists import SupplierInvoiceFilter, SupplierInvoiceTable
from purchasing.supplier_invoice.models import Kind
from purchasing.supplier_invoice.panels import facts, outcome, three_way
from purchasing.supplier_invoice.prints import match_sheet
from purchasing.supplier_invoice.queries import billable, owing, require_one_supplier, rows_from
from ui.grid import Column
from ui.prints import A4_LANDSCAPE

ENTRY = (
    Column(
        "receipt_line",
        _("Receipt line"),
        "lookup",
        lookup="owed_line",
        width=190,
        fills={"quantity": "available", "rate": "rate"},
    ),
    Column("item_name", _("Item"), "readonly", width=200),
    Column("unit_name", _("Unit"), "readonly", width=60),
    Column("received", _("Received less returned"), "readonly", align="end", width=90),
    Column("invoiced", _("Invoiced before"), "readonly", align="end", width=90),
    Column("quantity", _("Quantity"), "quantity"),
    Column("billed_net", _("Net amount"), "money", priced=True, total=True),
    Column("rate", _("Tax rate (%)"), "percent", priced=True),
    Column("billed_tax", _("Tax"), "money", priced=True, total=True),
    Column("billed_gross", _("Amount with tax"), "money", priced=True, total=True),
    Column("line_remark", _("Line remark"), width=150),
)
SHOWN = (
    Column("receipt", _("Receipt"), "readonly", formula="receipt_line.body.head.number"),
    Column("code", _("Item code"), "readonly", formula="item.code"),
    Column("name", _("Item name"), "readonly", formula="item.name"),
    Column("specification", _("Specification"), "readonly", formula="item.specification"),
    Column("unit", _("Unit"), "readonly", formula="unit.name"),
    Column("quantity", _("Quantity"), "quantity", total=True),
    Column("price", _("Price with tax"), "price", priced=True),
    Column("net", _("Net amount"), "money", priced=True, total=True),
    Column("tax_rate", _("Tax rate (%)"), "percent", priced=True),
    Column("tax", _("Tax"), "money", priced=True, total=True),
    Column("gross", _("Amount with tax"), "money", priced=True, total=True),
    Column("line_remark", _("Line remark")),
)


USUAL_KIND = {
    InvoiceKind.SPECIAL: Kind.DIGITAL_SPECIAL,
    InvoiceKind.ORDINARY: Kind.DIGITAL_ORDINARY,
}


def take_receipts(documents: Sequence[Document], user: User) -> Pulled:
    """All that is left of these receipts; goods that went back make a red invoice of their own.

    The sums of the paper are not proposed: typed by hand they prove the lines.
    """
    require_one_supplier(documents)
    lines = billable().filter(body__in=[document.pk for document in documents])
    rows = rows_from(lines.order_by("body_id", "line_no"))
    if not rows:
        raise Refused(_("These receipts are invoiced already; choose others."))
    below = [row for row in rows if row["gross"] < 0]
    if below and len(below) < len(rows):
        raise Refused(
            _("Some of these receipts owe an invoice and some a red one. Take them apart.")
        )
    party = documents[0].party
    body = {
        "is_red": bool(below),
        "invoice_kind": USUAL_KIND[lines[0].body.invoice_kind],
        "seller_tax_number": party.tax_number if party else "",
    }
    return Pulled({"party": party}, body, [shown(row) for row in rows], documents)


INVOICE_PAGES = DocumentPages(
    SUPPLIER_INVOICE,
    table=SupplierInvoiceTable,
    filter=SupplierInvoiceFilter,
    head_form=SupplierInvoiceForm,
    line_form=SupplierInvoiceLineForm,
    columns=ENTRY,
    shown=SHOWN,
    pull=Pull("receipt", _("From receipts"), _("Enter the invoice"), owing, take_receipts),
    panels=(
        Panel(_("Three-way match"), "purchasing/_table_panel.html", three_way),
        Panel(_("Where the difference went"), "purchasing/_table_panel.html", outcome),
    ),
    facts=facts,
    prints=(
        Print(
            "match",
            _("Invoice match sheet"),
            "print/a4.html",
            match_sheet,
            papers=(A4_LANDSCAPE,),
            styles=("css/print/supplier_invoice.css",),
        ),
    ),
)
