"""The transfer slip in print, on A4 and on carbonless paper: it goes with the goods."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.copies import RED, STUB, YELLOW, Copy
from documents.pages import Printing
from documents.slips import slip
from masterdata.units import Ratio, from_base
from ui import formats
from ui.prints import PrintColumn

COPIES = (
    STUB,
    Copy(_("Sending warehouse"), RED),
    Copy(_("Receiving warehouse"), YELLOW),
)
COUNTED = ("in", "closed")


def counted(line: Any) -> Any:
    """Empty until it is counted, to be written by hand."""
    if line.body.head.state not in COUNTED:
        return None
    came = line.received_quantity + line.late_quantity
    return from_base(came, Ratio(line.ratio_numerator, line.ratio_denominator))


COLUMNS = (
    PrintColumn(_("No."), lambda line: line.line_no, css="c-no"),
    PrintColumn(_("Item code"), lambda line: line.item.code, css="c-code", room=12),
    PrintColumn(_("Item name"), lambda line: line.item.name, css="c-name", room=20),
    PrintColumn(_("Specification"), lambda line: line.item.specification, css="c-spec", room=14),
    PrintColumn(_("Unit"), lambda line: line.unit.name, css="c-unit"),
    PrintColumn(_("Quantity"), lambda line: line.quantity, css="c-quantity", sum="quantity"),
    PrintColumn(_("From bin"), lambda line: line.from_bin.code, css="c-bin", room=6),
    PrintColumn(_("To bin"), lambda line: line.to_bin.code, css="c-bin", room=6),
    PrintColumn(_("Counted in"), counted, css="c-quantity", sum="quantity"),
    PrintColumn(_("Remark"), lambda line: line.line_remark, css="c-remark", room=10),
)


def transfer_slip(printing: Printing) -> Sequence[Mapping[str, Any]]:
    return [
        slip(
            printing,
            COLUMNS,
            facts=_facts(printing),
            signatures=_signatures(printing),
            notes=printing.document.remark,
            label_column=3,
            capital="",
            total_text="",
        )
    ]


def _facts(printing: Printing) -> list[list[dict[str, Any]]]:
    body, head = printing.body, printing.document
    served = body.for_document.number if body.for_document else ""
    return [
        [
            {"label": gettext("From warehouse"), "value": body.from_warehouse.name},
            {"label": gettext("To warehouse"), "value": body.to_warehouse.name},
            {"label": gettext("Document date"), "value": formats.day(head.date)},
        ],
        [
            {"label": gettext("Reason of transfer"), "value": body.reason},
            {"label": gettext("Fetched for"), "value": served},
            {
                "label": gettext("Wanted on"),
                "value": formats.day(body.wanted_on) if body.wanted_on else "",
            },
        ],
    ]


def _signatures(printing: Printing) -> list[dict[str, Any]]:
    body, head = printing.body, printing.document
    people = (
        (gettext("Maker"), head.maker),
        (gettext("Approver"), head.approver),
        (gettext("Shipped by"), body.shipped_by),
        (gettext("Counted in by"), body.received_by),
    )
    return [{"label": label, "name": who.display_name if who else ""} for label, who in people]
