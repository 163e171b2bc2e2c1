"""The receipt slip in print, on A4 and on carbonless paper (conventions 3.3, 3.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.copies import RED, STUB, YELLOW, Copy
from documents.pages import Printing
from documents.slips import slip
from masterdata.units import Ratio, from_base
from purchasing.purchase_order.prints import price_with_tax, specification
from ui import formats
from ui.prints import THIRD_241, Paper, PrintColumn
from ui.punctuation import clauses, listed

COPIES = (STUB, Copy(_("Finance"), RED), Copy(_("Warehouse"), YELLOW, priced=False))


def ordered(line: Any) -> Decimal | None:
    """What the order says, in the unit of this line."""
    if line.order_line is None:
        return None
    ratio = Ratio(line.ratio_numerator, line.ratio_denominator)
    return from_base(line.order_line.base_quantity, ratio)


COLUMNS = (
    PrintColumn(_("No."), lambda line: line.line_no, css="c-no"),
    PrintColumn(_("Item code"), lambda line: line.item.code, css="c-code", room=9),
    PrintColumn(_("Item name"), lambda line: line.item.name, css="c-name", room=16),
    PrintColumn(_("Specification"), lambda line: specification(line.item), css="c-spec", room=10),
    PrintColumn(_("Unit"), lambda line: line.unit.name, css="c-unit"),
    PrintColumn(_("Ordered quantity"), ordered, css="c-quantity"),
    PrintColumn(
        _("Arrived quantity"), lambda line: line.quantity, css="c-quantity", sum="quantity"
    ),
    PrintColumn(_("Accepted"), lambda line: line.accepted, css="c-quantity", sum="quantity"),
    PrintColumn(
        _("Rejected"), lambda line: line.rejected or None, css="c-quantity", sum="quantity"
    ),
    PrintColumn(_("Price with tax"), price_with_tax, css="c-price", priced=True),
    PrintColumn(
        _("Amount with tax"), lambda line: line.gross, css="c-money", sum="money", priced=True
    ),
    PrintColumn(_("Bin"), lambda line: line.bin.code, css="c-bin", room=6),
)


def columns_on(paper: Paper, *, hide_prices: bool) -> list[PrintColumn]:
    """Wide paper, and columns that are left out, leave the name more room before it shrinks."""
    room = (22 if paper.continuous else 16) + (21 if hide_prices else 0)
    return [replace(each, room=room) if each.css == "c-name" else each for each in COLUMNS]


def receipt_slip(printing: Printing) -> Sequence[Mapping[str, Any]]:
    return [
        slip(
            printing,
            columns_on(printing.paper, hide_prices=printing.hide_prices),
            title=_("Goods received note"),
            facts=_facts(printing),
            signatures=_signatures(printing),
            notes=_notes(printing),
            label_column=3,
        )
    ]


def _facts(printing: Printing) -> list[list[dict[str, Any]]]:
    body, head = printing.body, printing.document
    orders = {line.order_line.body for line in printing.lines if line.order_line}
    by_number = sorted(orders, key=lambda order: order.head.number)
    arrived = formats.moment(body.arrived_at) if body.arrived_at else ""
    contracts = [order.contract_number for order in by_number if order.contract_number]
    rows: list[list[dict[str, Any]]] = [
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
            {
                "label": gettext("Purchase order"),
                "value": few([order.head.number for order in by_number]),
                "span": 2,
            },
            {"label": gettext("Arrived at"), "value": arrived},
            {"label": gettext("Delivery note"), "value": body.delivery_note},
        ],
        [
            {"label": gettext("Contract number"), "value": few(contracts), "span": 2},
            {"label": gettext("Packages"), "value": body.packages},
            {"label": gettext("Invoice kind"), "value": body.get_invoice_kind_display()},
        ],
    ]
    # The lowest paper has no height for what the order says anyway.
    return rows[:2] if printing.paper.name == THIRD_241.name else rows


def few(numbers: list[str], most: int = 2) -> str:
    rest = f" +{len(numbers) - most}" if len(numbers) > most else ""
    return listed(numbers[:most]) + rest


def _signatures(printing: Printing) -> list[dict[str, Any]]:
    body, head = printing.body, printing.document
    inspectors = {line.inspected_by.display_name for line in printing.lines if line.inspected_by}
    keeper = body.warehouse.keeper
    return [
        {"label": gettext("Maker"), "name": head.maker.display_name},
        {"label": gettext("Purchaser"), "name": head.handler.display_name if head.handler else ""},
        {"label": gettext("Inspected by"), "name": listed(sorted(inspectors)[:2])},
        {"label": gettext("Storekeeper"), "name": keeper.display_name if keeper else ""},
        {"label": gettext("Approver"), "name": head.approver.display_name if head.approver else ""},
        {"label": gettext("Delivered by"), "name": body.deliverer},
    ]


def _notes(printing: Printing) -> str:
    """Why goods were rejected or came without an order; the remark of the paper."""
    found = [
        f"{line.line_no} {line.reject_reason}" for line in printing.lines if line.reject_reason
    ]
    rejected = gettext("Rejected: %(lines)s") % {"lines": clauses(found)} if found else ""
    parts = [printing.document.remark, printing.body.no_order_reason, rejected]
    return "　".join(part for part in parts if part)
