"""Matched invoices in look-up boxes, by their printed number or the supplier's name."""

from typing import Any

from django.db.models import QuerySet

from documents.visibility import visible_to
from masterdata.roles import may_see_purchase_prices
from purchasing.invoice_handover.queries import MATCHED
from purchasing.supplier_invoice.models import SupplierInvoice
from ui import formats, lookups
from ui.lookups import Lookup, Row, ranked_search


def find(user: Any, q: str, params: dict[str, str]) -> QuerySet[SupplierInvoice]:
    invoices = SupplierInvoice.objects.filter(head__in=visible_to(user), head__state=MATCHED)
    return ranked_search(
        invoices.select_related("head__party"),
        q,
        exact=("invoice_number", "head__number"),
        prefix=("head__party__pinyin",),
        contains=("invoice_number", "head__number", "head__party__name"),
    )


def row(invoice: SupplierInvoice) -> Row:
    return {
        "id": invoice.pk,
        "code": invoice.full_number,
        "name": f"{invoice.head.party.name} {invoice.head.number}",
        "text": invoice.full_number,
        "supplier": invoice.head.party.name,
        "invoice_date": formats.day(invoice.invoice_date),
        "paper": invoice.head.number,
        "paper_net": invoice.paper_net,
        "paper_tax": invoice.paper_tax,
        "paper_gross": invoice.paper_gross,
        "sheets": 1,
    }


def register() -> None:
    lookups.register(
        Lookup(
            "matched_invoice",
            find,
            row,
            exact=("invoice_number", "head__number"),
            may_use=may_see_purchase_prices,
        )
    )
