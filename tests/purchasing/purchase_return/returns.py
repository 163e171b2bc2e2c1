"""Returns for tests, from receipts or free, always through the real steps."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from documents import drafts
from documents.models import Document
from finance.parties.models import OpenItem
from inventory.places.models import Bin
from purchasing import lines as arithmetic
from purchasing.purchase_return.flow import PURCHASE_RETURN
from purchasing.purchase_return.forms import give_amounts
from purchasing.receipt.models import ReceiptLine
from tests import factories
from tests.grounds import kept
from tests.purchasing import firm

HANDED_OVER = {"carrier": "顺丰", "waybill": "SF-1001", "packages": 2}
COPIED = ("item", "unit", "ratio_numerator", "ratio_denominator", "price", "price_includes_tax")
MORE_COPIED = ("discount", "tax_rate", "is_gift", "bin")


def receipt_lines(receipt: Document) -> list[ReceiptLine]:
    lines = ReceiptLine.objects.filter(body_id=receipt.pk).select_related("body__head")
    return list(lines.order_by("line_no"))


def rows(receipts: Sequence[Document], *quantities: str, **more: Any) -> list[dict[str, Any]]:
    """Lines of a return from all lines of these receipts; 0 leaves a line out."""
    found = [line for each in receipts for line in receipt_lines(each)]
    made = [
        _row(line, Decimal(text)) | more
        for line, text in zip(found, quantities, strict=True)
        if Decimal(text)
    ]
    give_amounts(made)
    return made


def _row(line: ReceiptLine, quantity: Decimal) -> dict[str, Any]:
    row = {name: getattr(line, name) for name in (*COPIED, *MORE_COPIED)}
    base = quantity * line.ratio_numerator / line.ratio_denominator
    return row | {
        "receipt_line": line,
        "quantity": quantity,
        "base_quantity": base,
        "outcome": "credit",
        "reason": "漆面起泡",
    }


def draft(receipts: Sequence[Document], *quantities: str, **more: Any) -> Document:
    return drafts.create(
        PURCHASE_RETURN,
        actor=firm.people().purchaser,
        head={"party": receipts[0].party},
        body={"warehouse": factories.warehouse("main")},
        lines=rows(receipts, *quantities, **more),
        sources=receipts,
    )


def free(text: str, *, supplier: str = "甲厂", body: Any = None, **more: Any) -> Document:
    """A draft without a receipt, from `螺丝 3 x 2.26`."""
    warehouse = factories.warehouse("main")
    home = Bin.objects.get(warehouse=warehouse, code="ZC")
    ordered = firm.priced(text)
    lines = [
        arithmetic.ordered(
            {n: v for n, v in row.items() if n != "contract_on"}
            | {"bin": home, "reason": "不合格", "outcome": "credit"}
            | more
        )
        for row in ordered
    ]
    return drafts.create(
        PURCHASE_RETURN,
        actor=firm.people().purchaser,
        head={"party": factories.supplier(supplier)},
        body={"warehouse": warehouse, "no_receipt_reason": "原单遗失"} | (body or {}),
        lines=lines,
    )


def submit(document: Document) -> Document:
    return firm.step(document, "submit", firm.people().purchaser)


def approve(document: Document) -> Document:
    if document.state == "draft":
        document = submit(document)
    return firm.step(document, "approve", firm.people().manager)


def ship(document: Document) -> Document:
    """Through all its steps, until the goods have left."""
    if document.state != "approved":
        document = approve(document)
    return firm.step(document, "ship", firm.people().storekeeper, data=HANDED_OVER)


def returned(receipts: Sequence[Document], *quantities: str, **more: Any) -> Document:
    return ship(draft(receipts, *quantities, **more))


def reverse(document: Document) -> Document:
    return firm.step(document, "reverse", firm.people().manager, reason="供方将货退回")


@kept
def received(text: str = "螺丝 100 x 2.26", *quantities: str, **more: object) -> Document:
    """A receipt of one order; `begins_with(received)` gives a test one that is walked already."""
    return firm.receipt([firm.order(text)], *(quantities or ("40",)), **more)


def open_items(document: Document) -> list[Decimal]:
    items = OpenItem.objects.filter(document=document, reverses=None)
    return [item.amount - item.allocated for item in items]
