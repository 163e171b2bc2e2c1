"""What the store needs of a delivery in print: picking list, packing list, gate pass; no prices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.pages import Printing
from documents.slips import qr, slip
from orders.delivery import paper_heads as heads
from orders.delivery.paper_rows import TICK, asked, in_unit, packed, specification
from orders.delivery.picking import in_order
from ui import formats
from ui.prints import A5_LANDSCAPE, Paper, PrintColumn, page_table

# The sheet of half a page has one row of signatures and no sums of money: eight lines fit.
A5_ROWS = 8


def without_prices(printing: Printing) -> Printing:
    """These papers tell nobody a price and know no copies, whoever prints them."""
    return replace(printing, hide_prices=True, copies=(), copy=0, subtotals_only=False)


def rows_on(paper: Paper) -> int:
    return A5_ROWS if paper.name == A5_LANDSCAPE.name else paper.rows


# --- Picking list ---


def picked(line: Any) -> Any:
    """Empty until it is picked, to be written by hand."""
    return None if line.picked is None else in_unit(line, line.picked)


PICKING = (
    PrintColumn(_("No."), lambda line: line.line_no, css="c-no"),
    PrintColumn(_("Bin"), lambda line: line.bin.code if line.bin else "", css="c-bin", room=8),
    PrintColumn(_("Item code"), lambda line: line.item.code, css="c-code", room=9),
    PrintColumn(_("Item name"), lambda line: line.item.name, css="c-name", room=22),
    PrintColumn(
        _("Specification and model"),
        lambda line: specification(line.item),
        css="c-spec",
        room=11,
    ),
    PrintColumn(_("Colour"), lambda line: asked(line, "colour"), css="c-colour", room=6),
    PrintColumn(_("Unit"), lambda line: line.unit.name, css="c-unit", room=4),
    PrintColumn(_("To pick"), lambda line: line.quantity, css="c-quantity", sum="quantity"),
    PrintColumn(_("Picked quantity"), picked, css="c-quantity", sum="quantity"),
    PrintColumn(_("Checked"), lambda line: TICK if line.checked else "", css="c-tick"),
    PrintColumn(_("Remark"), lambda line: _told_of(line), css="c-remark", room=8),
)


def _told_of(line: Any) -> str:
    spare = gettext("Spare part") if line.spare else ""
    return heads.joined((spare, line.line_remark, line.check_note))


def picking_list(printing: Printing) -> Sequence[Mapping[str, Any]]:
    """In the order in which one walks past the bins."""
    plain = without_prices(printing)
    lines = in_order(plain.lines)
    made = slip(
        plain,
        PICKING,
        title=_("Picking list"),
        pages=page_table(PICKING, lines, per_page=rows_on(plain.paper), by_height=True),
        facts=_picking_facts(plain),
        signatures=_picking_signatures(plain),
        notes=plain.document.remark,
        label_column=4,
        qr=qr(plain),
    )
    return [made]


def _picking_facts(printing: Printing) -> list[list[dict[str, Any]]]:
    body = printing.body
    wanted = formats.day(body.plan_on) if body.plan_on else ""
    return [
        [
            heads.cell(printing, gettext("Warehouse"), body.warehouse.name),
            heads.customer(printing),
            heads.cell(printing, gettext("Wanted on"), wanted),
        ],
        [
            heads.vehicle(printing),
            heads.orders(printing, span=4),
            heads.packages(printing),
        ],
    ]


def _picking_signatures(printing: Printing) -> list[dict[str, Any]]:
    body = printing.body
    return [
        heads.signature(gettext("Picker"), body.picked_by),
        heads.signature(gettext("Checker (warehouse supervisor)"), body.checked_by),
        heads.signature(gettext("Loader"), body.loaded_by),
        heads.signature(gettext("Driver"), body.driver),
    ]


# --- Packing list ---

PACKING = (
    PrintColumn(_("Parcel no."), lambda one: one.span, css="c-span", room=9),
    PrintColumn(_("Item code"), lambda one: one.row.code, css="c-code", room=9),
    PrintColumn(_("Item name"), lambda one: one.row.name, css="c-name", room=18),
    PrintColumn(
        _("Specification and model"),
        lambda one: heads.joined((one.row.specification, one.row.colour, one.row.size)),
        css="c-measures",
        room=20,
    ),
    PrintColumn(_("Per parcel"), lambda one: one.per_parcel, css="c-each", room=9),
    PrintColumn(_("Parcels"), lambda one: one.count, css="c-packs", sum="quantity"),
    PrintColumn(_("Quantity"), lambda one: one.row.quantity, css="c-quantity", sum="quantity"),
    PrintColumn(_("Unit"), lambda one: one.row.unit, css="c-unit", room=4),
    # Items know neither weight nor volume: they are written by hand where somebody asks for them.
    PrintColumn(_("Net kg"), lambda one: "", css="c-weight"),
    PrintColumn(_("Gross kg"), lambda one: "", css="c-weight"),
    PrintColumn(_("m³"), lambda one: "", css="c-weight"),
)


def packing_list(printing: Printing) -> Sequence[Mapping[str, Any]]:
    plain = without_prices(printing)
    body = plain.body
    made = slip(
        plain,
        PACKING,
        title=_("Packing list"),
        pages=page_table(PACKING, packed(plain.lines), per_page=plain.rows, by_height=True),
        facts=_packing_facts(plain),
        signatures=[
            heads.signature(gettext("Packed by"), body.picked_by),
            heads.signature(gettext("Checked by"), body.checked_by),
            heads.signature(gettext("Date")),
        ],
        notes=heads.joined((plain.document.remark, body.packages_note)),
        label_column=3,
        qr=qr(plain),
    )
    return [made]


def _packing_facts(printing: Printing) -> list[list[dict[str, Any]]]:
    party = printing.document.party
    mark = heads.joined((str(party) if party else "", printing.document.number))
    return [
        [heads.customer(printing), heads.contracts(printing, span=4)],
        [heads.address(printing), heads.receiver(printing, span=4)],
        [
            heads.cell(printing, gettext("Shipping mark"), mark, span=4),
            heads.left_on(printing),
            heads.packages(printing),
        ],
        [heads.vehicle(printing, span=4), heads.carrier(printing, span=4)],
    ]


# --- Gate pass ---


@dataclass(frozen=True)
class Load:
    """What the guard compares with what stands on the vehicle."""

    goods: str
    packages: int
    vehicle: str
    driver: str
    carrier: str


GATE = (
    PrintColumn(_("Goods"), lambda load: load.goods, css="c-name", room=34),
    PrintColumn(_("Packages in all"), lambda load: load.packages, css="c-count"),
    PrintColumn(_("Vehicle"), lambda load: load.vehicle, css="c-vehicle", room=14),
    PrintColumn(_("Driver"), lambda load: load.driver, css="c-vehicle", room=14),
    PrintColumn(_("Carrier, waybill"), lambda load: load.carrier, css="c-vehicle", room=14),
)
MOST_NAMES = 3


def gate_pass(printing: Printing) -> Sequence[Mapping[str, Any]]:
    """放行条: no paper, no way out."""
    plain = without_prices(printing)
    body = plain.body
    made = slip(
        plain,
        GATE,
        title=_("Gate pass"),
        pages=page_table(GATE, [_load(plain)], per_page=1, by_height=True),
        facts=[
            [heads.customer(plain, span=6), heads.left_on(plain)],
            [
                heads.address(plain, span=6),
                heads.cell(plain, gettext("Warehouse"), body.warehouse.name),
            ],
        ],
        signatures=[
            heads.signature(gettext("Released by"), body.loaded_by),
            heads.signature(gettext("Driver"), body.driver),
            heads.signature(gettext("Gate guard")),
            heads.signature(gettext("Time out"), css="day"),
        ],
        terms=[gettext("The guard counts the packages, signs and keeps this pass.")],
        qr=qr(plain),
        bare="gate",
    )
    return [made]


def _load(printing: Printing) -> Load:
    body = printing.body
    names = list(dict.fromkeys(line.item.name for line in printing.lines if line.sent > 0))
    return Load(
        goods=heads.few(names, most=MOST_NAMES),
        packages=heads.number_of_packages(printing),
        vehicle=body.vehicle,
        driver=body.driver.display_name if body.driver else "",
        carrier=heads.joined((body.carrier, body.waybill)),
    )
