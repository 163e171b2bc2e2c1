"""Pick-up notes in a line, always through the real steps.

note(order, "40")                    a draft of 40 of its first line, straight to the customer
note(order, "40", way="store")       fetched by our own people
filed(order, "40")                   with its scan, filed
sent_on(order, "40")                 and sent on
fetched(order, "40")                 by 老陈, to our own store
handed_over(order, "40")             counted by both
receive(document)                    the receipt of it, submitted; `approve` of the firm posts it
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from documents import attachments, drafts
from documents.models import Document
from masterdata.models import User
from masterdata.roles import Role
from purchasing.pickup_note.flow import PICKUP_NOTE
from purchasing.pickup_note.forms import of_order_line
from purchasing.pickup_note.models import PickupNote, PickupNoteLine
from purchasing.receipt.flow import RECEIPT
from purchasing.receipt.from_note import start_from
from tests import factories
from tests.purchasing import firm

PICTURE = b"%PDF-1.4\n%scan of the note "


def clerk() -> User:
    known = User.objects.filter(username="neiqin").first()
    return known or factories.user(Role.ORDER_CLERK, username="neiqin", name="内勤")


def note(order: Document, *quantities: str, way: str = "direct", **body: Any) -> Document:
    rows = [
        {"order_line": line, "packages": 4, **_of_order(line, quantity)}
        for line, quantity in zip(firm.order_lines(order), quantities, strict=True)
    ]
    given = {"supplier_number": "JC-0815", "pickup_place": "甲厂 3 号仓", "collector": "老陈"}
    return drafts.create(
        PICKUP_NOTE,
        actor=firm.people().purchaser,
        head={"party": order.party},
        body={"way": way, **given, **body},
        lines=rows,
        sources=[order],
    )


def _of_order(line: Any, quantity: str) -> dict[str, Any]:
    """What the entry form saves of a line; what it shows beside is no column."""
    row = of_order_line(line, Decimal(quantity))
    return {name: value for name, value in row.items() if name != "ordered"}


def scan(document: Document, name: str = "note.pdf") -> None:
    file = SimpleUploadedFile(
        name, PICTURE + name.encode() + b"\n%%EOF\n", content_type="application/pdf"
    )
    attachments.attach(document, file, by=firm.people().purchaser, at=firm.now())


def step(document: Document, code: str, actor: User, **options: Any) -> Document:
    taken = firm.step(document, code, actor, **options)
    taken.refresh_from_db()
    return taken


def filed(order: Document, *quantities: str, **more: Any) -> Document:
    document = note(order, *quantities, **more)
    scan(document)
    return step(document, "file", firm.people().purchaser)


def sent_on(order: Document, *quantities: str, **more: Any) -> Document:
    return forward(filed(order, *quantities, **more))


def forward(document: Document) -> Document:
    data = {
        "forwarded_to": "customer" if body(document).is_direct else "collector",
        "forwarded_name": "王老板",
        "forwarded_by_channel": "fax",
    }
    return step(document, "forward", clerk(), data=data)


def confirm(document: Document) -> Document:
    return step(document, "confirm", clerk(), data={"confirmed_name": "王老板"})


def fetched(order: Document, *quantities: str) -> Document:
    document = sent_on(order, *quantities, way="store")
    data = {"collector": "老陈", "vehicle": "粤A88888"}
    return step(document, "collect", clerk(), data=data)


def counts(
    document: Document, *quantities: str, reasons: Sequence[str] = ()
) -> dict[str, Mapping[int, Any]]:
    """What somebody counted of each line; all of it as the note says where nothing is given."""
    found = lines(document)
    told = quantities or [str(line.quantity) for line in found]
    why = [*reasons, *[""] * len(found)]
    return {
        "counts": {
            line.pk: {"quantity": Decimal(quantity), "reason": why[place]}
            for place, (line, quantity) in enumerate(zip(found, told, strict=True))
        }
    }


def counted(document: Document, *quantities: str, reasons: Sequence[str] = ()) -> Document:
    data = counts(document, *quantities, reasons=reasons)
    return step(document, "count", firm.people().storekeeper, data=data)


def agreed(document: Document, *quantities: str, reasons: Sequence[str] = ()) -> Document:
    data = counts(document, *quantities, reasons=reasons)
    return step(document, "agree", firm.people().purchaser, data=data)


def handed_over(order: Document, *quantities: str) -> Document:
    return agreed(counted(fetched(order, *quantities)))


def receive(document: Document, *quantities: str) -> Document:
    """A receipt of the note as its form would begin it; unpacked, and submitted."""
    head, given, rows = start_from(body(document))
    rows = [row | {"unpacked": True} for row in rows]
    if quantities:
        rows = [_of(row, quantity) for row, quantity in zip(rows, quantities, strict=True)]
    orders = [row["order_line"].body.head for row in rows]
    made = drafts.create(
        RECEIPT,
        actor=firm.people().purchaser,
        head=head,
        body=given,
        lines=rows,
        state="draft",
        sources=[*orders, document],
    )
    return step(made, "submit", firm.people().purchaser)


def _of(row: dict[str, Any], quantity: str) -> dict[str, Any]:
    from purchasing import lines as arithmetic

    typed = {n: v for n, v in row.items() if n not in ("accepted", "base_accepted")}
    return arithmetic.received(typed | {"quantity": Decimal(quantity)})


def body(document: Document) -> PickupNote:
    return PickupNote.objects.select_related("head__party").get(pk=document.pk)


def lines(document: Document) -> list[PickupNoteLine]:
    return list(PickupNoteLine.objects.filter(body=document.pk).order_by("line_no"))
