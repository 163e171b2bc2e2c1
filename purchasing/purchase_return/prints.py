"""The return slip in print, on A4 and on carbonless paper; the supplier signs it (3.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.copies import RED, STUB, YELLOW, Copy
from documents.pages import Printing
from documents.slips import slip
from purchasing.purchase_order.prints import price_with_tax, specification
from purchasing.receipt.prints import few
from ui import formats
from ui.prints import Paper, PrintColumn

COPIES = (STUB, Copy(_("Finance"), RED), Copy(_("Supplier"), YELLOW))
COLUMNS = (
    PrintColumn(_("No."), lambda line: line.line_no, css="c-no"),
    PrintColumn(_("Item code"), lambda line: line.item.code, css="c-code", room=11),
    PrintColumn(_("Item name"), lambda line: line.item.name, css="c-name", room=16),
    PrintColumn(_("Specification"), lambda line: specification(line.item), css="c-spec", room=14),
    PrintColumn(_("Unit"), lambda line: line.unit.name, css="c-unit"),
    PrintColumn(
        _("Returned quantity"), lambda line: line.quantity, css="c-quantity", sum="quantity"
    ),
    PrintColumn(_("Price with tax"), price_with_tax, css="c-price", priced=True),
    PrintColumn(
        _("Amount with tax"), lambda line: line.gross, css="c-money", sum="money", priced=True
    ),
    PrintColumn(_("Reason"), lambda line: line.reason or line.body.reason, css="c-remark", room=16),
    PrintColumn(_("Outcome"), lambda line: line.get_outcome_display(), css="c-outcome", room=6),
)


def columns_on(paper: Paper) -> list[PrintColumn]:
    """The wide paper leaves name and reason more room before they shrink."""
    if not paper.continuous:
        return list(COLUMNS)
    wide = {"c-name", "c-remark"}
    return [replace(each, room=24) if each.css in wide else each for each in COLUMNS]


def return_slip(printing: Printing) -> Sequence[Mapping[str, Any]]:
    body, head = printing.body, printing.document
    return [
        slip(
            printing,
            columns_on(printing.paper),
            title=_("Goods return note"),
            facts=_facts(printing),
            signatures=_signatures(printing),
            notes="　".join(part for part in (head.remark, body.no_receipt_reason) if part),
            label_column=3,
        )
    ]


def _facts(printing: Printing) -> list[list[dict[str, Any]]]:
    body, head = printing.body, printing.document
    receipts = {line.receipt_line.body.head.number for line in printing.lines if line.receipt_line}
    sent = [part for part in (body.carrier, body.waybill) if part]
    return [
        [
            {
                "label": gettext("Supplier"),
                "value": head.party.name if head.party else "",
                "span": 2,
            },
            {"label": gettext("Document date"), "value": formats.day(head.date)},
            {"label": gettext("Warehouse"), "value": body.warehouse.name},
        ],
        [
            {"label": gettext("Original receipt"), "value": few(sorted(receipts)), "span": 2},
            {"label": gettext("Carrier, waybill"), "value": " ".join(sent), "span": 2},
        ],
        [
            {"label": gettext("Reason of return"), "value": _reasons(printing), "span": 3},
            {"label": gettext("Number of packages"), "value": body.packages},
        ],
    ]


def _reasons(printing: Printing) -> str:
    own = [line.reason for line in printing.lines if line.reason]
    return printing.body.reason or few(list(dict.fromkeys(own)), most=3)


def _signatures(printing: Printing) -> list[dict[str, Any]]:
    body, head = printing.body, printing.document
    keeper = body.warehouse.keeper
    return [
        {"label": gettext("Maker"), "name": head.maker.display_name},
        {"label": gettext("Purchaser"), "name": head.handler.display_name if head.handler else ""},
        {"label": gettext("Storekeeper"), "name": keeper.display_name if keeper else ""},
        {"label": gettext("Approver"), "name": head.approver.display_name if head.approver else ""},
        {"label": gettext("Received by the supplier"), "name": ""},
    ]
