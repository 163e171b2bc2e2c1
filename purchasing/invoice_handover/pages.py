"""The pages of the hand-over list: from matched invoices, counted by finance, its print."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents.errors import Refused
from documents.models import Document
from documents.pages import DocumentPages, Print, Pull, Pulled
from masterdata.models import User
from purchasing.invoice_handover.effects import sheets_of
from purchasing.invoice_handover.flow import INVOICE_HANDOVER
from purchasing.invoice_handover.forms import HandoverHeadForm, HandoverLineForm
from purchasing.invoice_handover.lists import HandoverFilter, HandoverTable
from purchasing.invoice_handover.models import Outcome
from purchasing.invoice_handover.prints import handover_slip
from purchasing.invoice_handover.queries import row_of, to_hand_over
from purchasing.supplier_invoice.models import SupplierInvoice
from ui.grid import Column
from ui.prints import A4
from ui.punctuation import listed


def _amount(name: str, label: Any) -> Column:
    """The invoice's own, shown beside it."""
    return Column(name, label, "readonly", align="end", priced=True, total=True, width=115)


ENTRY = (
    Column(
        "invoice",
        _("Invoice number"),
        "lookup",
        lookup="matched_invoice",
        width=210,
        fills={"sheets": "sheets"},
    ),
    Column("supplier", _("Supplier"), "readonly", width=220),
    Column("invoice_date", _("Invoice date"), "readonly", width=110),
    Column("paper", _("Number"), "readonly", width=140),
    _amount("paper_net", _("Net amount")),
    _amount("paper_tax", _("Tax")),
    _amount("paper_gross", _("Amount with tax")),
    Column("sheets", _("Sheets"), align="end", width=70),
)
SHOWN = (
    Column("invoice_number", _("Invoice number"), "readonly", formula="invoice.full_number"),
    Column("supplier", _("Supplier"), "readonly", formula="invoice.head.party.name"),
    Column("invoice_date", _("Invoice date"), "date", formula="invoice.invoice_date"),
    Column("paper", _("Number"), "readonly", formula="invoice.head.number"),
    Column("net", _("Net amount"), "money", priced=True, total=True),
    Column("tax", _("Tax"), "money", priced=True, total=True),
    Column("gross", _("Amount with tax"), "money", priced=True, total=True),
    Column("sheets", _("Sheets"), "readonly", align="end"),
    Column("outcome", _("Counted by finance"), "readonly"),
    Column("note", _("Finance's note")),
)


def take_invoices(documents: Sequence[Document], user: User) -> Pulled:
    """Invoices of any suppliers in one list, in the order of their printed dates."""
    invoices = SupplierInvoice.objects.filter(head__in=[document.pk for document in documents])
    found = list(invoices.select_related("head__party").order_by("invoice_date", "head_id"))
    free = set(to_hand_over(user).filter(pk__in=[x.pk for x in found]).values_list("pk", flat=True))
    taken = [invoice for invoice in found if invoice.pk not in free]
    if taken:
        raise Refused(
            _("These invoices stand on a list already, or are not matched: %(invoices)s.")
            % {"invoices": listed(invoice.head.number for invoice in taken)}
        )
    return Pulled(lines=[row_of(invoice) for invoice in found], sources=documents)


def facts(body: Any, user: Any) -> Iterable[Mapping[str, Any]]:
    lines = list(body.lines.all())
    missing = [line for line in lines if line.outcome == Outcome.MISSING]
    yield {"label": _("Invoices"), "value": str(len(lines))}
    yield {"label": _("Sheets"), "value": str(sheets_of(lines))}
    if missing:
        yield {
            "label": _("Papers missing"),
            "value": str(len(missing)),
            "url": reverse("missing_invoices"),
            "tone": "bad",
        }


HANDOVER_PAGES = DocumentPages(
    INVOICE_HANDOVER,
    table=HandoverTable,
    filter=HandoverFilter,
    head_form=HandoverHeadForm,
    line_form=HandoverLineForm,
    columns=ENTRY,
    shown=SHOWN,
    facts=facts,
    pull=Pull(
        "supplier_invoice",
        _("From matched invoices"),
        _("List for hand-over"),
        to_hand_over,
        take_invoices,
    ),
    prints=(
        Print(
            "list",
            _("Invoice hand-over"),
            "purchasing/invoice_handover/print_list.html",
            handover_slip,
            papers=(A4,),
            styles=("css/print/invoice_handover.css",),
        ),
    ),
)
