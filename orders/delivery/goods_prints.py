"""What goes with the goods and comes back signed: shipment list in two copies, receipt slip."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.copies import CUSTOMER, FIVE_COPIES, title_of
from documents.pages import Printing
from documents.slips import qr, slip
from masterdata.models import Company
from orders.delivery import paper_heads as heads
from orders.delivery.paper_rows import BOX, Row, goods
from orders.delivery.store_prints import rows_on, without_prices
from ui.prints import PrintColumn, page_table

# 一式两份: one stays with the customer, one comes back signed.
PAIR = (CUSTOMER, FIVE_COPIES[-1])

SHIPMENT = (
    PrintColumn(_("No."), lambda row: row.number, css="c-no"),
    PrintColumn(_("Item code"), lambda row: row.code, css="c-code", room=11),
    PrintColumn(_("Item name"), lambda row: row.name, css="c-name", room=28),
    PrintColumn(
        _("Specification and model"), lambda row: _measures(row), css="c-measures", room=22
    ),
    PrintColumn(_("Unit"), lambda row: row.unit, css="c-unit", room=4),
    PrintColumn(_("Quantity"), lambda row: row.quantity, css="c-quantity", sum="quantity"),
    PrintColumn(_("Spares, accessories"), lambda row: row.spare, css="c-spare", room=10),
    PrintColumn(_("Remark"), lambda row: row.remark, css="c-remark", room=12),
)


def _measures(row: Row) -> str:
    return heads.joined((row.specification, row.colour, row.size))


def shipment_list(printing: Printing) -> Sequence[Mapping[str, Any]]:
    plain = without_prices(printing)
    rows = [replace(row, remark=_own(row)) for row in goods(plain.lines)]
    made = slip(
        plain,
        SHIPMENT,
        title=_("Shipment list"),
        pages=page_table(SHIPMENT, rows, per_page=plain.rows, by_height=True),
        facts=[
            [heads.customer(plain), heads.contracts(plain, span=4)],
            [heads.address(plain), heads.receiver(plain), heads.left_on(plain)],
            [
                heads.vehicle(plain),
                heads.carrier(plain, span=4),
                heads.packages(plain),
            ],
        ],
        signatures=[
            heads.signature(gettext("Shipped out by"), plain.body.loaded_by),
            heads.signature(gettext("Received by (signature)"), css="wide"),
            heads.signature(gettext("Date"), css="day"),
        ],
        notes=plain.document.remark,
        label_column=3,
        qr=qr(plain),
    )
    return [made | {"copy_name": title_of(PAIR, number)} for number in (1, 2)]


def _own(row: Row) -> str:
    """The word for a spare part has its own column here."""
    return row.remark.removeprefix(row.spare).strip() if row.spare else row.remark


# --- Receipt slip ---


@dataclass(frozen=True)
class Due:
    """What should arrive; what did arrive is written by hand."""

    number: str = ""
    name: str = ""
    measures: str = ""
    unit: str = ""
    quantity: Decimal | None = None
    packages: Decimal | None = None


RECEIPT = (
    PrintColumn(_("No."), lambda due: due.number, css="c-no"),
    PrintColumn(_("Item name"), lambda due: due.name, css="c-name", room=22),
    PrintColumn(_("Specification and model"), lambda due: due.measures, css="c-measures", room=22),
    PrintColumn(_("Unit"), lambda due: due.unit, css="c-unit", room=4),
    PrintColumn(_("Quantity due"), lambda due: due.quantity, css="c-quantity", sum="quantity"),
    PrintColumn(_("Parcels due"), lambda due: due.packages, css="c-packs", sum="quantity"),
    PrintColumn(_("Pieces received"), lambda due: "", css="c-hand"),
    PrintColumn(_("Damaged"), lambda due: "", css="c-hand"),
    PrintColumn(_("Pieces missing"), lambda due: "", css="c-hand"),
    PrintColumn(_("Remark"), lambda due: "", css="c-hand"),
)


def receipt_slip(printing: Printing) -> Sequence[Mapping[str, Any]]:
    """回执: one sheet that is easily sent back, however many lines the delivery has."""
    plain = without_prices(printing)
    body = plain.body
    made = slip(
        plain,
        RECEIPT,
        title=_("Receipt slip"),
        pages=page_table(RECEIPT, _due(plain), per_page=rows_on(plain.paper), by_height=True),
        facts=[
            [heads.customer(plain), heads.contracts(plain), heads.packages(plain)],
            [heads.receiver(plain, span=4), heads.vehicle(plain), heads.left_on(plain)],
        ],
        signatures=[
            heads.signature(gettext("Customer (signature, seal)"), css="wide"),
            heads.signature(gettext("Date"), css="day"),
        ],
        terms=[_installation(body), _send_back()],
        label_column=2,
        qr=qr(plain),
        bare="receipt",
    )
    return [made]


def _due(printing: Printing) -> list[Due]:
    """Line by line where they fit on the sheet, else all in one row and space for what is wrong."""
    rows = goods(printing.lines)
    if len(rows) <= rows_on(printing.paper):
        return [
            Due(row.number, str(row.name), _measures(row), row.unit, row.quantity, row.packages)
            for row in rows
        ]
    words = {"count": len(rows), "number": printing.document.number}
    told = gettext("All %(count)s lines of %(number)s") % words
    packages = sum((row.packages or Decimal(0) for row in rows), Decimal(0))
    return [Due(name=told, packages=packages)]


def _installation(body: Any) -> str:
    if not body.installation:
        return gettext("Installation: not ordered.")
    words = {"box": BOX, "line": "＿" * 6}
    return (
        gettext("Installation: %(box)s done %(box)s not yet %(box)s faulty. Installed by %(line)s")
        % words
    )


def _send_back() -> str:
    company = Company.current()
    where = heads.joined((company.address, company.fax or company.phone))
    return gettext("Please sign and send this slip back: %(where)s") % {"where": where}
