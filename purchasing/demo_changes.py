"""Orders of the demo firm that were changed, and goods that its people fetch with a pick-up note.

Loading twice changes nothing: an order that has a change or a note gets no other.
"""

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from documents import approvals, attachments, drafts
from documents.demo_firm import Firm
from masterdata.models import User
from masterdata.roles import Role
from purchasing import lines as arithmetic
from purchasing.order_change.actions import begin, row_from
from purchasing.order_change.models import OrderChange
from purchasing.pickup_note.flow import PICKUP_NOTE
from purchasing.pickup_note.forms import of_order_line
from purchasing.pickup_note.models import PickupNote
from purchasing.purchase_order.models import PurchaseOrder, PurchaseOrderLine

DESKS = ("caigou", "caigou2", "caigoujl", "zongjingli", "gendan")
SIGNERS = {
    str(Role.PURCHASING_MANAGER): "caigoujl",
    str(Role.GENERAL_MANAGER): "zongjingli",
}
SCAN = b"%PDF-1.4\n% demo: the supplier's note\n%%EOF\n"


@dataclass(frozen=True)
class Changed:
    """So much more of the first line of the supplier's newest order."""

    ago: int
    supplier: str
    why: str
    more: int
    approved: bool = False


CHANGES = (
    Changed(4, "GY009", "客户追加，交期不变", 8, approved=True),
    Changed(1, "GY007", "图纸改版，减少数量", -2),
)
FETCHED = ("GY004", 1)


def load() -> None:
    people = {user.username: user for user in User.objects.filter(username__in=DESKS)}
    if len(people) < len(DESKS):
        return
    firm = Firm(people, timezone.localdate())
    for change in CHANGES:
        _change(firm, change)
    _fetch(firm, *FETCHED)


def _order(supplier: str) -> PurchaseOrder | None:
    """The supplier's newest order of which goods are still to come."""
    active = PurchaseOrder.objects.filter(head__party__code=supplier, head__state="active")
    return active.select_related("head__party", "head__maker").order_by("-pk").first()


def _lines(order: PurchaseOrder) -> list[Any]:
    return list(PurchaseOrderLine.objects.filter(body=order).order_by("line_no"))


def _change(firm: Firm, change: Changed) -> None:
    order = _order(change.supplier)
    if order is None or OrderChange.objects.filter(order=order).exists():
        return
    rows = [
        arithmetic.ordered(row_from(line) | {"quantity": line.quantity + change.more})
        for line in _lines(order)[:1]
    ]
    buyer = order.head.maker
    ago = change.ago
    paper = begin(order, actor=buyer, reason=change.why, rows=rows, at=firm.at(ago, 9))
    paper = firm.step(paper, "submit", buyer.username, ago=ago, hour=9)
    while change.approved and (desk := approvals.desk_of(paper)):
        paper = firm.step(paper, "approve", SIGNERS[str(desk.role)], ago=ago, hour=15)


def _fetch(firm: Firm, supplier: str, ago: int) -> None:
    """The supplier's note came by fax; it was sent on to our driver, who has yet to go there."""
    order = _order(supplier)
    if order is None or PickupNote.objects.filter(head__party=order.head.party).exists():
        return
    rows = []
    for line in _lines(order):
        if line.open_quantity > 0:
            row = {"order_line": line, "packages": 3, **of_order_line(line, line.open_quantity)}
            # What the entry form shows beside the line is no column of it.
            rows.append({name: value for name, value in row.items() if name != "ordered"})
    buyer = order.head.maker
    paper = drafts.create(
        PICKUP_NOTE,
        actor=buyer,
        head={"party": order.head.party, "date": firm.day(ago)},
        body={
            "way": "store",
            "supplier_number": "TH-20318",
            "pickup_place": "供方 2 号仓",
            "collector": "谢大勇",
        },
        lines=rows,
        sources=[order.head],
        at=firm.at(ago, 10),
        history=True,
    )
    scan = SimpleUploadedFile("提货单.pdf", SCAN, content_type="application/pdf")
    attachments.attach(paper, scan, by=buyer, at=firm.at(ago, 10))
    paper = firm.step(paper, "file", buyer.username, ago=ago, hour=10)
    data = {
        "forwarded_to": "collector",
        "forwarded_name": "谢大勇",
        "forwarded_by_channel": "photo",
    }
    firm.step(paper, "forward", "gendan", ago=ago, hour=11, data=data)
