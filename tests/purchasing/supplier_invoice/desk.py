"""Invoices of the tests: from receipts, by the real steps, by the people whose work it is."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import count
from typing import Any

from documents import content, drafts, engine
from documents.models import Document
from masterdata.models import User
from masterdata.roles import Role
from purchasing.receipt.models import Receipt, ReceiptLine
from purchasing.supplier_invoice.flow import SUPPLIER_INVOICE
from purchasing.supplier_invoice.models import Kind, SupplierInvoice
from purchasing.supplier_invoice.queries import row_of, usual_gross
from tests import factories
from tests.grounds import kept
from tests.purchasing import firm

_running = count(1)


def accountant() -> User:
    return _person("kuaiji", Role.ACCOUNTANT)


def deputy() -> User:
    return _person("fuzong", Role.DEPUTY_GENERAL_MANAGER)


def _person(username: str, role: Role) -> User:
    known = User.objects.filter(username=username).first()
    return known or factories.user(role, username=username, name=username)


def number() -> str:
    """The next number of a fully digital invoice."""
    return f"2644{next(_running):016d}"


@kept
def received(text: str = "螺丝 100 x 2.26", *quantities: str, **more: Any) -> Document:
    """An approved receipt of an order of these lines, whole unless quantities are given."""
    order = firm.order(text, supplier=more.pop("supplier", "甲厂"))
    wanted = quantities or tuple(str(line.quantity) for line in firm.order_lines(order))
    return firm.receipt([order], *wanted, **more)


def lines_of(receipts: Sequence[Document]) -> list[ReceiptLine]:
    lines = ReceiptLine.objects.filter(body__in=[receipt.pk for receipt in receipts])
    return list(lines.select_related("body__head__party").order_by("body_id", "line_no"))


def rows(receipts: Sequence[Document], *billed: str) -> list[dict[str, Any]]:
    """`quantity[=gross]` per line of the receipts; without gross at the receipt's price."""
    found = []
    for line, text in zip(lines_of(receipts), billed, strict=True):
        if text == "-":
            continue
        quantity, _equals, gross = text.partition("=")
        amount = Decimal(gross) if gross else usual_gross(line, Decimal(quantity))
        found.append(row_of(line, quantity=Decimal(quantity), gross=amount))
    return found


def draft(receipts: Sequence[Document], *billed: str, **more: Any) -> Document:
    """An invoice of these receipts, entered by the purchaser; body columns may be given."""
    lines = more.pop("lines", None) or rows(receipts, *billed)
    body = {
        "invoice_kind": Kind.DIGITAL_SPECIAL,
        "invoice_number": number(),
        "invoice_date": firm.today(),
        "no_scan_reason": "电子票已归档",
        "paper_net": sum((line["net"] for line in lines), Decimal(0)),
        "paper_tax": sum((line["tax"] for line in lines), Decimal(0)),
        **more,
    }
    return drafts.create(
        SUPPLIER_INVOICE,
        actor=firm.people().purchaser,
        head={"party": receipts[0].party},
        body=body,
        lines=lines,
        sources=receipts,
    )


def submitted(receipts: Sequence[Document], *billed: str, **more: Any) -> Document:
    return firm.step(draft(receipts, *billed, **more), "submit", firm.people().purchaser)


def matched(receipts: Sequence[Document], *billed: str, **more: Any) -> Document:
    return match(submitted(receipts, *billed, **more))


def match(invoice: Document) -> Document:
    return firm.step(invoice, "match", accountant())


def differing(receipts: Sequence[Document], *billed: str, **more: Any) -> Document:
    return firm.step(submitted(receipts, *billed, **more), "differ", accountant())


def settle(invoice: Document, choice: str) -> Document:
    data = {"choice": choice}
    manager = firm.people().manager
    return firm.step(invoice, "settle_difference", manager, data=data, reason="供方涨价,已同意")


def by_program(invoice: Document, *steps: str) -> Document:
    """Steps that the hand-over list takes for it."""
    for step in steps:
        outcome = engine.system(invoice.pk, step, at=firm.now(), cause=invoice)
        assert outcome is not None, step
        invoice = outcome.document
    return invoice


def reverse(invoice: Document) -> Document:
    return firm.step(invoice, "reverse", accountant(), reason="发票作废重开")


def owed_invoice(receipt: Document) -> Decimal:
    return Receipt.objects.values_list("owed_invoice", flat=True).get(pk=receipt.pk)


def body_of(invoice: Document) -> SupplierInvoice:
    body: SupplierInvoice = content.load_body(invoice)
    return body
