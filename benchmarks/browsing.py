"""Papers as browsers send them: each form of them posted to the web server, one after the other.

What is timed is the sum of the answers to the forms; pages that people look at in between are
measured by themselves.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from benchmarks.desk import HttpDesk
from benchmarks.masters import Masters
from benchmarks.walking import VAT, Goods
from documents.models import Document
from masterdata.models import Party
from masterdata.roles import Role
from purchasing.purchase_order.models import PurchaseOrderLine

Form = list[tuple[str, str]]


class Browser:
    """Who buys, at the web server; what it answered took `ms` so far."""

    def __init__(self, desk: HttpDesk, masters: Masters) -> None:
        self.desk, self.masters, self.ms = desk, masters, 0.0

    def purchase(self, supplier: Party, goods: Goods) -> tuple[Document, Document]:
        order = self.enter("purchase_order", self._order(supplier, goods), Role.PURCHASER)
        today = timezone.localdate()
        signing = {
            "contract_number": f"HT-{uuid.uuid4().hex[:12]}",
            "signed_on": today.isoformat(),
            "our_signer": "周丽",
            "their_signer": "叶恒",
            "no_scan_reason": "尚未寄回",
        }
        promised = {"promised_on": (today + timedelta(days=7)).isoformat()}
        manager = Role.PURCHASING_MANAGER
        self.take(order, "submit", Role.PURCHASER)
        self.take(order, "approve", manager)
        if Document.objects.filter(pk=order.pk, state="submitted").exists():
            self.take(order, "approve", Role.GENERAL_MANAGER)  # a large order has his desk too
        self.take(order, "sign", Role.PURCHASER, signing)
        self.take(order, "confirm", Role.PURCHASER, promised)
        receipt = self.enter("receipt", self._receipt(order), Role.PURCHASER)
        self.take(receipt, "submit", Role.PURCHASER)
        self.take(receipt, "approve", manager)
        return order, receipt

    def _order(self, supplier: Party, goods: Goods) -> Form:
        day = timezone.localdate() + timedelta(days=7)
        rows = [row | {"contract_on": day.isoformat()} for row in typed(goods)]
        return sent(self.head(supplier), rows)

    def _receipt(self, order: Document) -> Form:
        lines = PurchaseOrderLine.objects.filter(body_id=order.pk).order_by("line_no")
        rows = [
            {
                "order_line": line.pk,
                "item": line.item_id,
                "unit": line.unit_id,
                "quantity": line.quantity,
                "price": line.price,
                "tax_rate": line.tax_rate,
                "unpacked": "1",
                "bin": self.masters.bin.pk,
            }
            for line in lines
        ]
        supplier = Party.objects.get(pk=order.party_id)
        return sent(self.head(supplier) | {"invoice_kind": "special"}, rows)

    def head(self, supplier: Party) -> dict[str, Any]:
        return {
            "party": supplier.pk,
            "date": timezone.localdate().isoformat(),
            "warehouse": self.masters.warehouse.pk,
            "price_includes_tax": "1",
        }

    def enter(self, code: str, form: Form, role: Role) -> Document:
        key = uuid.uuid4()
        self._post(reverse(f"{code}_new"), [*form, ("key", str(key))], role)
        return Document.objects.get(key=key)

    def take(
        self, document: Document, step: str, role: Role, data: Mapping[str, str] | None = None
    ) -> None:
        version = Document.objects.values_list("version", flat=True).get(pk=document.pk)
        form = [*(data or {}).items(), ("version", str(version)), ("key", str(uuid.uuid4()))]
        self._post(reverse(f"{document.type}_step", args=[document.pk, step]), form, role)

    def _post(self, url: str, form: Form, role: Role) -> None:
        status, text, ms = self.desk.post(url, form, role=role)
        if status != 302:
            raise RuntimeError(f"{url} answered {status}: {_told(text)}")
        self.ms += ms


def typed(goods: Goods) -> list[dict[str, Any]]:
    """What a clerk types into each line, buying or selling."""
    return [
        {
            "item": item.pk,
            "unit": item.unit_id,
            "quantity": quantity,
            "price": price,
            "tax_rate": VAT,
        }
        for item, quantity, price in goods
    ]


def sent(head: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Form:
    counts = {"TOTAL": len(rows), "INITIAL": 0}
    form = [(name, str(value)) for name, value in head.items()]
    form += [(f"lines-{name}_FORMS", str(count)) for name, count in counts.items()]
    form += [
        (f"lines-{number}-{name}", str(value))
        for number, row in enumerate(rows)
        for name, value in row.items()
    ]
    return form


def _told(text: bytes) -> str:
    """The sentences of a refusal, out of the page that shows them."""
    import re

    plain = re.sub(r"<[^>]+>", " ", text.decode(errors="replace"))
    return " ".join(plain.split())[:600]
