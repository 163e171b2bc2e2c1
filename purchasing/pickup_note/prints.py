"""The pick-up slip in print, A5: what the collector shows the supplier (conventions 3.5)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.pages import Printing
from documents.slips import slip
from purchasing.purchase_order.prints import specification
from ui import formats
from ui.prints import PrintColumn
from ui.punctuation import listed

COLUMNS = (
    PrintColumn(_("No."), lambda line: line.line_no, css="c-no"),
    PrintColumn(_("Item code"), lambda line: line.item.code, css="c-code", room=12),
    PrintColumn(_("Item name"), lambda line: line.item.name, css="c-name", room=16),
    PrintColumn(_("Specification"), lambda line: specification(line.item), css="c-spec", room=23),
    PrintColumn(_("Unit"), lambda line: line.unit.name, css="c-unit"),
    PrintColumn(
        _("Number of packages"), lambda line: line.packages, css="c-packages", sum="quantity"
    ),
    PrintColumn(_("Quantity"), lambda line: line.quantity, css="c-quantity", sum="quantity"),
    PrintColumn(_("Actually fetched"), lambda line: line.counted, css="c-quantity"),
    PrintColumn(_("Line remark"), lambda line: line.line_remark, css="c-remark", room=12),
)


def pickup_slip(printing: Printing) -> Sequence[Mapping[str, Any]]:
    return [
        slip(
            printing,
            COLUMNS,
            title=_("Pick-up note"),
            facts=_facts(printing),
            signatures=_signatures(printing),
            notes=printing.document.remark,
            label_column=3,
            capital="",
            total_text="",
            stamp=_stamp(printing),
        )
    ]


def _facts(printing: Printing) -> list[list[dict[str, Any]]]:
    body, head = printing.body, printing.document
    orders = {line.order_line.body for line in printing.lines}
    contracts = sorted({order.contract_number or order.head.number for order in orders})
    who = [body.collector_id_no, body.vehicle]
    return [
        [
            {
                "label": gettext("Supplier"),
                "value": head.party.name if head.party else "",
                "span": 2,
            },
            {"label": gettext("Document date"), "value": formats.day(head.date)},
            {"label": gettext("Supplier's note number"), "value": body.supplier_number},
        ],
        [
            {"label": gettext("Pick-up place"), "value": body.pickup_place, "span": 2},
            {"label": gettext("Contract number"), "value": listed(contracts[:2]), "span": 2},
        ],
        [
            {"label": gettext("Collector"), "value": body.collector},
            {"label": gettext("Where the goods go"), "value": body.get_way_display()},
            {
                "label": gettext("ID card / vehicle"),
                "value": " / ".join(part for part in who if part),
                "span": 2,
            },
        ],
    ]


def _signatures(printing: Printing) -> list[dict[str, Any]]:
    return [
        {"label": gettext("Maker"), "name": printing.document.maker.display_name},
        {"label": gettext("Supplier's seal"), "name": ""},
        {"label": gettext("Collector's signature"), "name": ""},
        {"label": gettext("Storekeeper"), "name": ""},
    ]


def _stamp(printing: Printing) -> str:
    """The note is no approval: only what is not filed, or is void, must not pass for one."""
    words = {"draft": gettext("Not filed"), "void": gettext("Void")}
    return words.get(printing.document.state, "")
