"""What the invoices of a list do when the list moves; told by purchasing's reactions."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from documents import engine, registry
from documents.errors import Refused
from documents.models import Document
from masterdata.models import User
from purchasing.invoice_handover.models import InvoiceHandoverLine, Outcome
from purchasing.supplier_invoice.models import SupplierInvoice

HAND_OVER, SIGN, TAKE_BACK = "hand_over", "sign", "take_back"


def hand_over(document: Document, *, actor: User, at: datetime) -> None:
    for invoice in _invoices(document):
        _take(invoice, HAND_OVER, cause=document, actor=actor, at=at)


def sign(document: Document, *, actor: User, at: datetime) -> None:
    """Received papers are finance's; the others are purchasing's again, to be looked for."""
    outcomes = dict(_lines(document).values_list("invoice_id", "outcome"))
    missing = [pk for pk, outcome in outcomes.items() if outcome == Outcome.MISSING]
    for invoice in _invoices(document):
        step = TAKE_BACK if invoice.pk in missing else SIGN
        _take(invoice, step, cause=document, actor=actor, at=at)
    found = SupplierInvoice.objects.filter(pk__in=outcomes)
    found.exclude(pk__in=missing).update(missing_since=None)
    lost = found.filter(pk__in=missing, missing_since=None)
    lost.update(missing_since=document.invoicehandover.signed_on)


def take_back(document: Document, *, actor: User, at: datetime) -> None:
    """The list does not count any more: its invoices are matched as before, and free to be listed.

    What finance has booked meanwhile stays booked, unless the invoice itself can come back.
    """
    held = _lines(document).filter(on_list=True)
    for invoice in _invoices(document, held.values_list("invoice_id", flat=True)):
        known = registry.get(invoice.type).step(TAKE_BACK).from_states
        if invoice.state in known:
            _take(invoice, TAKE_BACK, cause=document, actor=actor, at=at)
    held.update(on_list=False)


def _lines(document: Document) -> QuerySet[InvoiceHandoverLine]:
    return InvoiceHandoverLine._base_manager.filter(body_id=document.pk)


def _invoices(document: Document, ids: Iterable[int] | None = None) -> list[Document]:
    """In the order of their ids, in which they are locked."""
    wanted = _lines(document).values_list("invoice_id", flat=True) if ids is None else ids
    return list(Document.objects.filter(pk__in=list(wanted)).order_by("pk"))


def _take(invoice: Document, step: str, *, cause: Document, actor: User, at: datetime) -> None:
    """An invoice that does not follow stops the whole list: neither of the two is half done."""
    if engine.system(invoice.pk, step, at=at, cause=cause, actor=actor) is None:
        raise Refused(
            _(
                "%(invoice)s cannot follow this list, it has moved on. Load the list anew and take"
                " the invoice out, or ask an accountant."
            )
            % {"invoice": invoice.number}
        )
