"""The demo firm's suppliers send their invoices; the purchaser enters them, finance matches them.

Each has a key of its own, as the orders have: loading twice is loading once.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from documents import drafts
from documents.demo_firm import Firm
from documents.models import Document
from masterdata.models import Party
from masterdata.money import round_money
from purchasing.owed_invoices.actions import Talk, note_chase
from purchasing.owed_invoices.models import InvoiceChase
from purchasing.owed_invoices.queries import owing
from purchasing.purchase_order.chasing.models import Channel
from purchasing.receipt.models import Receipt, ReceiptLine
from purchasing.supplier_invoice.flow import SUPPLIER_INVOICE
from purchasing.supplier_invoice.models import Kind, Settled
from purchasing.supplier_invoice.queries import row_of, rows_from

KEY = uuid.UUID("c4a7d8b2-5f0d-4d57-8b3e-6f1f0e9a2b44")


@dataclass(frozen=True)
class Billed:
    """The receipts of a supplier by their days; the first line billed so many percent dearer."""

    supplier: str
    receipts: tuple[int, ...]
    ago: int
    fate: str = "matched"
    dearer: int = 0
    settled: str = ""


# The oldest first. `matched` are what a hand-over list takes.
INVOICES = (
    Billed("GY001", (38,), 30),
    Billed("GY002", (36,), 28),
    Billed("GY004", (34, 30), 26),
    Billed("GY005", (29,), 22),
    Billed("GY006", (15,), 12),
    Billed("GY007", (22,), 11, "reversed"),
    Billed("GY008", (27,), 10, "matched", 2, Settled.ACCEPT),
    Billed("GY011", (17,), 4, "difference", 3),
    Billed("GY009", (24,), 3, "matched", 1, Settled.DEBIT_NOTE),
    Billed("GY012", (20,), 3, "received"),
    Billed("GY003", (33,), 2, "received"),
    Billed("GY001", (11,), 1, "void"),
    Billed("GY002", (20, 18), 1),
    Billed("GY003", (12,), 0, "draft"),
)

# Who owes invoices and was asked for them: days ago, how, in how many days again, the answer.
TALKS = (
    ("GY003", 5, Channel.PHONE, 3, "下周一随货带来"),
    ("GY007", 6, Channel.WECHAT, 10, "税号印错，作废重开，本月内寄出"),
    ("GY004", 2, Channel.PHONE, 5, "月底汇总开一张"),
)


def load(firm: Firm) -> None:
    for number, billed in enumerate(INVOICES, start=1):
        key = uuid.uuid5(KEY, f"{billed.supplier} {billed.receipts}")
        if not Document.objects.filter(key=key).exists():
            _enter(firm, billed, key, number=number)


def _enter(firm: Firm, billed: Billed, key: uuid.UUID, *, number: int) -> None:
    days = [firm.day(ago) for ago in billed.receipts]
    papers = Document.objects.filter(type="receipt", party__code=billed.supplier, date__in=days)
    papers = papers.filter(state="approved").select_related("party", "maker")
    receipts = list(papers.order_by("pk"))
    lines = _rows(receipts, billed)
    if not lines:
        return
    day = firm.day(billed.ago)
    document = drafts.create(
        SUPPLIER_INVOICE,
        actor=receipts[0].maker,
        key=key,
        head={"date": day, "party": receipts[0].party},
        body=_paper(firm, billed, lines, number=number),
        lines=lines,
        sources=receipts,
        at=firm.at(billed.ago, 9),
        history=True,
    )
    _walk(firm, billed, document)


def _rows(receipts: list[Document], billed: Billed) -> list[dict[str, Any]]:
    found = ReceiptLine.objects.filter(body__in=[receipt.pk for receipt in receipts])
    rows = rows_from(found.select_related("body__head__party").order_by("body_id", "line_no"))
    if rows and billed.dearer:
        first = rows[0]
        gross = round_money(first["gross"] * (100 + billed.dearer) / 100)
        line, quantity = first["receipt_line"], first["base_quantity"]
        rows[0] = row_of(line, quantity=quantity, gross=gross)
    return rows


def _paper(
    firm: Firm, billed: Billed, lines: list[dict[str, Any]], *, number: int
) -> dict[str, Any]:
    """What is printed on it: a fully digital one, special where the receipt's tax is deducted."""
    receipt = Receipt.objects.get(pk=lines[0]["receipt_line"].body_id)
    special = receipt.tax_is_deductible
    day = firm.day(billed.ago)
    return {
        "invoice_kind": Kind.DIGITAL_SPECIAL if special else Kind.DIGITAL_ORDINARY,
        "invoice_number": f"{day:%y}4420000000{number:08}",
        "invoice_date": day,
        "seller_tax_number": receipt.head.party.tax_number if receipt.head.party else "",
        "paper_net": sum((line["net"] for line in lines), Decimal(0)),
        "paper_tax": sum((line["tax"] for line in lines), Decimal(0)),
        "no_scan_reason": "电子发票，原件在税务平台",
    }


def _walk(firm: Firm, billed: Billed, document: Document) -> None:
    ago, buyer = billed.ago, document.maker.username
    if billed.fate == "void":
        firm.step(document, "void", buyer, ago=ago, hour=10, reason="开票单位名称有误，已退供方")
    if billed.fate in ("draft", "void"):
        return
    document = firm.step(document, "submit", buyer, ago=ago, hour=10)
    if billed.fate == "received":
        return
    checked = "differ" if billed.dearer else "match"
    document = firm.step(document, checked, "caiwu", ago=ago, hour=14)
    if billed.settled:
        choice = {"choice": billed.settled}
        reason = "供方调价函已收" if billed.settled == Settled.ACCEPT else "按合同价，差额开红字"
        firm.step(
            document, "settle_difference", "caigoujl", ago=ago, hour=16, data=choice, reason=reason
        )
    if billed.fate == "reversed":
        reason = "税号印错，供方作废重开"
        firm.step(document, "reverse", "caiwu", ago=ago - 1, hour=9, reason=reason)


def ask(firm: Firm) -> None:
    """Last, when the hand-over lists are done: talks about what is owed now."""
    for supplier, ago, channel, days, said in TALKS:
        key = uuid.uuid5(KEY, f"talk {supplier}")
        owed = owing().filter(head__party__code=supplier).values_list("pk", flat=True)
        if InvoiceChase.objects.filter(key=key).exists() or not owed:
            continue
        contact = Party.objects.get(code=supplier).head_person or "会计"
        next_on = firm.day(ago) + timedelta(days=days)
        talk = Talk(contact, said, channel=channel, next_on=next_on)
        note_chase(owed, talk, actor=firm.people["caigou"], at=firm.at(ago, 11), key=key)
