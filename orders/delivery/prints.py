"""The delivery slip (送货单) in copies, on A4 and on carbonless paper; all prints of a delivery."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.copies import FIVE_COPIES
from documents.pages import Print, Printing
from documents.slips import qr, slip, stamp
from orders.delivery import paper_heads as heads
from orders.delivery.account import account_of
from orders.delivery.goods_prints import receipt_slip, shipment_list
from orders.delivery.paper_rows import Row, charges, goods
from orders.delivery.queries import BINDING, OUT
from orders.delivery.store_prints import gate_pass, packing_list, picking_list
from ui import formats
from ui.prints import (
    A4,
    A5_LANDSCAPE,
    HALF_241,
    THIRD_241,
    Paper,
    PrintColumn,
    announced,
    page_table,
    width_of,
)

COLUMNS = (
    PrintColumn(_("No."), lambda row: row.number, css="c-no"),
    PrintColumn(_("Item code"), lambda row: row.code, css="c-code", room=9),
    PrintColumn(_("Item name"), lambda row: row.name, css="c-name", room=20),
    PrintColumn(_("Specification and model"), lambda row: row.specification, css="c-spec", room=12),
    PrintColumn(_("Colour"), lambda row: row.colour, css="c-colour", room=6),
    PrintColumn(_("Size"), lambda row: row.size, css="c-size", room=8),
    PrintColumn(_("Unit"), lambda row: row.unit, css="c-unit", room=4),
    PrintColumn(_("Parcels"), lambda row: row.packages, css="c-packs", sum="quantity"),
    PrintColumn(_("Quantity"), lambda row: row.quantity, css="c-quantity", sum="quantity"),
    PrintColumn(_("Price with tax"), lambda row: row.price, css="c-price", priced=True),
    PrintColumn(_("Discount %"), lambda row: row.discount, css="c-percent", priced=True),
    PrintColumn(_("Amount"), lambda row: row.amount, css="c-money", sum="money", priced=True),
    PrintColumn(_("Remark"), lambda row: row.remark, css="c-remark", room=7),
)
# Left out where no line has anything in them; the name takes the signs they leave free.
SPARED = {"c-colour": 7, "c-size": 8, "c-percent": 6}
NAME_ROOM = {A4.name: 13, HALF_241.name: 17, THIRD_241.name: 14}
PRICES_ROOM = 20
# Half-width signs: one line of continuous paper, and three of the sheet.
LINE_SIGNS, SHEET_SIGNS, LEAST_SIGNS = 118, 330, 40
# Smaller letters hold more of them.
SMALLER = Decimal("1.18")
TERMS = _("Count the goods on arrival; tell us of faults within 3 days.")


def columns_of(rows: Sequence[Row], paper: Paper, *, hide_prices: bool) -> list[PrintColumn]:
    told = {"c-colour": "colour", "c-size": "size", "c-percent": "discount"}
    empty = {css for css, name in told.items() if not any(getattr(row, name) for row in rows)}
    if hide_prices:
        empty.add("c-percent")
    room = NAME_ROOM[paper.name] + sum(SPARED[css] for css in empty) + PRICES_ROOM * hide_prices
    return [
        replace(column, room=room) if column.css == "c-name" else column
        for column in COLUMNS
        if column.css not in empty and not (column.priced and hide_prices)
    ]


def delivery_slip(printing: Printing) -> Sequence[Mapping[str, Any]]:
    rows = goods(printing.lines)
    if not printing.hide_prices:
        rows += charges(printing.body)
    columns = columns_of(rows, printing.paper, hide_prices=printing.hide_prices)
    low, terms = printing.paper.name == THIRD_241.name, printing.terms or str(TERMS)
    made = slip(
        printing,
        columns,
        title=_("Delivery slip"),
        pages=page_table(columns, rows, per_page=printing.rows, by_height=True),
        facts=_facts(printing),
        signatures=[*_signatures(printing), *(_receipt() if low else [])],
        debts=_debts(printing),
        terms=[terms],
        label_column=3,
        qr=qr(printing),
        stamp=mark(printing),
        **_notes(printing, terms),
    )
    return [made | {"receipt": [] if low else _receipt()}]


def mark(printing: Printing) -> str:
    """A direct shipment leaves by itself: its state says that it counts, nobody's signature."""
    counts = printing.document.state not in ("draft", "reversed", "void")
    return "" if counts else stamp(printing)


def _facts(printing: Printing) -> list[list[dict[str, Any]]]:
    """Low paper has three rows; the sheet has room for the customer's own people too."""
    if not printing.paper.continuous:
        return [
            [heads.customer(printing), heads.orders(printing, span=4)],
            [heads.address(printing), heads.receiver(printing), heads.date(printing)],
            [heads.contact(printing), heads.seller(printing), heads.packages(printing)],
            [heads.vehicle(printing), heads.carrier(printing), heads.payment(printing, span=4)],
        ]
    return [
        [
            heads.customer(printing, span=3),
            heads.orders(printing, span=3),
            heads.date(printing),
        ],
        [heads.address(printing), heads.receiver(printing), heads.seller(printing)],
        [
            heads.vehicle(printing),
            heads.carrier(printing),
            heads.payment(printing, span=3),
            heads.packages(printing, span=1),
        ],
    ]


def _notes(printing: Printing, terms: str) -> dict[str, Any]:
    """On low paper remark and terms share one line, the remark in smaller letters if need be."""
    remark = printing.document.remark
    if not printing.paper.continuous:
        return {"notes": announced(remark, SHEET_SIGNS)}
    left = max(LINE_SIGNS - width_of(terms), LEAST_SIGNS)
    if width_of(remark) <= left:
        return {"notes": remark}
    return {"notes": announced(remark, int(left * SMALLER)), "notes_css": "small"}


def _debts(printing: Printing) -> list[dict[str, Any]]:
    """The debt line is asked of the ledger for those alone who may see it."""
    found = None if printing.hide_prices else account_of(printing.body)
    if found is None:
        return []
    figures = [(gettext("Amount of this delivery"), found.total)]
    if found.back:
        figures.append((gettext("Refused or returned"), found.back))
    figures += [
        (gettext("Received for it"), found.received),
        (gettext("Left to pay"), found.left),
        (gettext("Owed before"), found.before),
        (gettext("Owed in all"), found.in_all),
    ]
    return [{"label": label, "value": formats.money(value)} for label, value in figures]


def _signatures(printing: Printing) -> list[dict[str, Any]]:
    body, head = printing.body, printing.document
    return [
        heads.signature(gettext("Maker"), head.maker),
        heads.signature(gettext("Approver"), body.authorized_by or head.approver),
        heads.signature(gettext("Storekeeper"), body.picked_by),
        heads.signature(gettext("Checked by"), body.checked_by),
        heads.signature(gettext("Delivered by"), body.driver),
    ]


def _receipt() -> list[dict[str, Any]]:
    return [
        heads.signature(gettext("Customer (signature, seal)"), css="wide"),
        heads.signature(gettext("Date"), css="day"),
    ]


# --- All prints of a delivery ---

TEMPLATE = "orders/delivery/print_slip.html"
STYLES = ("css/print/delivery.css",)
# No paper, no goods: the store picks and packs what is authorised.
IN_FORCE = (*BINDING, *OUT)
ON_THE_VEHICLE = ("loaded", "dispatched")


def _without_prices(code: str, label: Any, slips: Any, **more: Any) -> Print:
    return Print(code, label, TEMPLATE, slips, styles=STYLES, states=IN_FORCE, **more)


PRINTS = (
    Print(
        "slip",
        _("Delivery slip"),
        TEMPLATE,
        delivery_slip,
        papers=(HALF_241, THIRD_241, A4),
        styles=STYLES,
        copies=FIVE_COPIES,
    ),
    _without_prices("picking", _("Picking list"), picking_list, papers=(HALF_241, A5_LANDSCAPE)),
    _without_prices("packing", _("Packing list"), packing_list),
    _without_prices("shipment", _("Shipment list"), shipment_list),
    _without_prices("receipt", _("Receipt slip"), receipt_slip, papers=(A5_LANDSCAPE,)),
    replace(
        _without_prices("gate", _("Gate pass"), gate_pass, papers=(A5_LANDSCAPE,)),
        states=ON_THE_VEHICLE,
    ),
)
