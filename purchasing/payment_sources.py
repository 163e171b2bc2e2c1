"""What of purchasing leads to a payment request: receipts, prepayments by contract, invoices.

Finance knows nothing of these papers; here they say what is due and which debts they stand for.
"""

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
    register_source,
)
from finance.payment_request.standing import of_papers
from masterdata.models import User
from purchasing.purchase_order.models import PurchaseOrder
from purchasing.receipt.models import ReceiptLine

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
    register_contracts(contracts)
