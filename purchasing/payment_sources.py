"""What of purchasing leads to a payment request: receipts, prepayments by contract, invoices.

Finance knows nothing of these papers; here they say what is due and which debts they stand for.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from finance.payment_request import debts
from finance.payment_request.sources import (
    Contract,
    PaymentSource,
    Row,
    register_contracts,
    register_invoice_numbers,
    register_source,
)
from finance.payment_request.standing import of_papers
from masterdata.models import User
from purchasing.purchase_order.models import PurchaseOrder
from purchasing.receipt.models import ReceiptLine
from purchasing.supplier_invoice.models import SupplierInvoice, SupplierInvoiceLine

BILLED_IN = ("matched", "handed_over", "signed", "closed")
PREPAID_IN = ("approved", "signed", "active", "completed")


def agreed(order_ids: Iterable[int]) -> dict[int, Decimal]:
    """The prepayment that the order's contract speaks of, from its approval on."""
    orders = PurchaseOrder.objects.filter(
        pk__in=list(order_ids), prepayment__gt=0, head__state__in=PREPAID_IN, head__held=False
    )
    return dict(orders.values_list("pk", "prepayment"))


def orders_to_prepay(_user: User) -> "QuerySet[Document]":
    """A few orders have a prepayment at all, so what is free of it is worked out in Python."""
    prepaid = Document.objects.filter(
        type="purchase_order", state__in=PREPAID_IN, held=False, purchaseorder__prepayment__gt=0
    )
    standings = of_papers(prepaid.order_by().values_list("pk", flat=True))
    return prepaid.filter(pk__in=[pk for pk, each in standings.items() if each.free > 0])


def prepayment_rows(documents: Sequence[Document]) -> list[Row]:
    standings = of_papers(document.pk for document in documents)
    return [
        {
            "open_item": None,
            "source": document,
            "via": None,
            "amount": standings[document.pk].free,
        }
        for document in documents
        if document.pk in standings and standings[document.pk].free > 0
    ]


def contracts(document_ids: Iterable[int]) -> dict[int, list[Contract]]:
    """By receipt its orders, by order itself; two queries."""
    ids = set(document_ids)
    lines = ReceiptLine._base_manager.filter(body__in=ids, order_line__isnull=False)
    pairs = set(lines.order_by().values_list("body_id", "order_line__body_id"))
    found = PurchaseOrder.objects.filter(pk__in={*ids, *(order for _receipt, order in pairs)})
    orders = {order.pk: _contract(order) for order in found.select_related("head")}
    pairs |= {(pk, pk) for pk in ids & orders.keys()}
    by_paper: dict[int, list[Contract]] = {}
    for paper, order in sorted(pairs):
        by_paper.setdefault(paper, []).append(orders[order])
    return by_paper


def _contract(order: PurchaseOrder) -> Contract:
    head = order.head
    return Contract(head.pk, head.number, order.contract_number, head.total)


def invoices_to_pay(_user: User) -> "QuerySet[Document]":
    """Matched invoices of receipts of which something is free to ask for."""
    owing = debts.free().order_by().values("document_id")
    lines = SupplierInvoiceLine._base_manager.filter(receipt_line__body__in=owing)
    return Document.objects.filter(
        type="supplier_invoice", state__in=BILLED_IN, pk__in=lines.order_by().values("body_id")
    )


def invoiced_rows(documents: Sequence[Document]) -> list[Row]:
    """The debts of the receipts that these invoices bill, each up to what is billed of it.

    A receipt on two of the invoices is asked for through the first; what a settled difference
    added to the debt stands on the invoice itself.
    """
    ids = [document.pk for document in documents]
    lines = SupplierInvoiceLine._base_manager.filter(body__in=ids).order_by("body_id", "line_no")
    billed: dict[int, Decimal] = defaultdict(Decimal)
    invoice_of: dict[int, int] = {}
    for invoice, receipt, gross in lines.values_list("body_id", "receipt_line__body_id", "gross"):
        billed[receipt] += gross
        invoice_of.setdefault(receipt, invoice)
    papers = {document.pk: document for document in documents}
    via = {receipt: papers[invoice] for receipt, invoice in invoice_of.items()} | papers
    rows = debts.rows(debts.live().filter(document__in=via), via=via)
    found = []
    for row in rows:
        paper = row["source"].pk
        limit = billed[paper] if paper in invoice_of else row["amount"]
        amount = min(row["amount"], limit)
        if paper in invoice_of:
            billed[paper] -= amount
        if amount > 0:
            found.append(row | {"amount": amount})
    return found


def invoice_numbers(document_ids: Iterable[int]) -> dict[int, list[str]]:
    """By receipt the invoices that bill it, by invoice its own number; two queries."""
    ids = set(document_ids)
    found: dict[int, list[str]] = defaultdict(list)
    own = SupplierInvoice.objects.filter(pk__in=ids)
    for pk, number in own.values_list("pk", "invoice_number"):
        found[pk].append(number)
    lines = SupplierInvoiceLine._base_manager.filter(
        receipt_line__body__in=ids, body__head__state__in=BILLED_IN
    )
    pairs = lines.order_by().values_list("receipt_line__body_id", "body__invoice_number")
    for receipt, number in sorted(set(pairs)):
        found[receipt].append(number)
    return dict(found)


def register() -> None:
    register_source(
        PaymentSource(
            "receipt",
            _("From receipts"),
            _("Request payment"),
            debts.candidates_of("receipt"),
            debts.rows_of_papers,
        )
    )
    register_source(
        PaymentSource(
            "purchase_order",
            _("Prepayment of an order"),
            _("Request the prepayment"),
            orders_to_prepay,
            prepayment_rows,
            due=agreed,
        )
    )
    register_source(
        PaymentSource(
            "supplier_invoice",
            _("From invoices"),
            _("Request payment"),
            invoices_to_pay,
            invoiced_rows,
            through=True,
        )
    )
    register_contracts(contracts)
    register_invoice_numbers(invoice_numbers)
