"""The return note (退货单) and the application (退货申请单) in print (conventions 3.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.copies import THREE_COPIES
from documents.pages import Printing
from documents.slips import slip
from masterdata.units import Ratio, from_base
from ui import formats
from ui.prints import Paper, PrintColumn
from ui.punctuation import listed

COPIES = THREE_COPIES
MOST_NAMED = 3


def few(texts: Sequence[str]) -> str:
    found = list(dict.fromkeys(text for text in texts if text))
    return listed(found[:MOST_NAMED]) + ("…" if len(found) > MOST_NAMED else "")


def specification(line: Any) -> str:
    return " ".join(part for part in (line.item.specification, line.item.colour) if part)


def taken(line: Any) -> Any:
    """In the unit of the line, as the delivery slip told it."""
    return from_base(line.taken or 0, Ratio(line.ratio_numerator, line.ratio_denominator))


def counted(line: Any) -> Any:
    if line.counted is None:
        return None
    return from_base(line.counted, Ratio(line.ratio_numerator, line.ratio_denominator))


def reason(line: Any) -> str:
    return line.reason or line.body.reason


NAMES = (
    PrintColumn(_("No."), lambda line: line.line_no, css="c-no"),
    PrintColumn(_("Item code"), lambda line: line.item.code, css="c-code", room=11),
    PrintColumn(_("Item name"), lambda line: line.item.name, css="c-name", room=16),
    PrintColumn(_("Specification"), specification, css="c-spec", room=12),
    PrintColumn(_("Unit"), lambda line: line.unit.name, css="c-unit"),
)
NOTE = (
    *NAMES,
    PrintColumn(_("Returned quantity"), taken, css="c-quantity", sum="quantity"),
    PrintColumn(_("Price"), lambda line: line.price, css="c-price", priced=True),
    PrintColumn(_("Amount"), lambda line: line.gross, css="c-money", sum="money", priced=True),
    PrintColumn(_("Reason"), reason, css="c-remark", room=14),
    PrintColumn(_("Outcome"), lambda line: line.get_outcome_display(), css="c-outcome", room=8),
)
APPLICATION = (
    *NAMES,
    PrintColumn(
        _("Returned quantity"), lambda line: line.quantity, css="c-quantity", sum="quantity"
    ),
    PrintColumn(_("Reason"), reason, css="c-remark", room=14),
    PrintColumn(_("Wished outcome"), lambda line: line.get_wish_display(), css="c-outcome", room=8),
    PrintColumn(_("Counted quantity"), counted, css="c-quantity"),
)


def on(paper: Paper, columns: Sequence[PrintColumn]) -> list[PrintColumn]:
    """The wide paper leaves name and reason more room before they shrink."""
    if not paper.continuous:
        return list(columns)
    wide = {"c-name", "c-remark"}
    return [replace(each, room=24) if each.css in wide else each for each in columns]


def return_note(printing: Printing) -> Sequence[Mapping[str, Any]]:
    """退货单: what the firm took back and credits; the customer confirms it and sends it back."""
    return [
        slip(
            printing,
            on(printing.paper, NOTE),
            title=_("Sales return note"),
            facts=[*_facts(printing), *_found(printing)],
            signatures=_signatures(printing),
            notes=printing.document.remark,
            label_column=3,
        )
    ]


def application(printing: Printing) -> Sequence[Mapping[str, Any]]:
    """退货申请单: it travels with the goods; the storekeeper counts against it, so it tells no
    sum: what is credited is for the return note to say."""
    return [
        slip(
            replace(printing, hide_prices=True),
            on(printing.paper, APPLICATION),
            title=_("Application for a return"),
            facts=[*_facts(printing), *_asked(printing)],
            signatures=_signatures(printing),
            notes="　".join(
                part
                for part in (printing.document.remark, printing.body.no_delivery_reason)
                if part
            ),
            label_column=3,
        )
    ]


def _facts(printing: Printing) -> list[list[dict[str, Any]]]:
    body, head = printing.body, printing.document
    cited = [line for line in printing.lines if line.delivery_line_id]
    deliveries = sorted({line.delivery_line.body.head.number for line in cited})
    orders = sorted({line.order_line.body.head.number for line in cited if line.order_line})
    contact = " ".join(part for part in (body.contact, body.phone) if part)
    return [
        [
            {"label": gettext("Customer"), "value": head.party.name if head.party else ""},
            {"label": gettext("Contact"), "value": contact},
            {"label": gettext("Document date"), "value": formats.day(head.date)},
            {"label": gettext("Warehouse"), "value": body.warehouse.name},
        ],
        [
            {"label": gettext("Original delivery"), "value": few(deliveries), "span": 2},
            {"label": gettext("Customer order"), "value": few(orders), "span": 2},
        ],
    ]


def _found(printing: Printing) -> list[list[dict[str, Any]]]:
    body = printing.body
    came = [formats.day(body.received_at), body.carrier, body.waybill]
    return [
        [
            {"label": gettext("Reason of return"), "value": _reasons(printing), "span": 2},
            {
                "label": gettext("Arrived back"),
                "value": " ".join(str(part) for part in came if part),
                "span": 2,
            },
        ]
    ]


def _asked(printing: Printing) -> list[list[dict[str, Any]]]:
    body = printing.body
    return [
        [
            {"label": gettext("Reason of return"), "value": _reasons(printing), "span": 2},
            {"label": gettext("Approval valid until"), "value": formats.day(body.valid_until)},
            {"label": gettext("Number of packages"), "value": body.packages},
        ]
    ]


def _reasons(printing: Printing) -> str:
    return printing.body.reason or few([line.reason for line in printing.lines])


def _signatures(printing: Printing) -> list[dict[str, Any]]:
    body, head = printing.body, printing.document

    def name(person: Any) -> str:
        return person.display_name if person else ""

    return [
        {"label": gettext("Maker"), "name": head.maker.display_name},
        {"label": gettext("Approver"), "name": name(head.approver)},
        {"label": gettext("Storekeeper"), "name": name(body.received_by)},
        {"label": gettext("Graded by"), "name": name(body.graded_by)},
        {"label": gettext("Confirmed by the customer"), "name": body.confirmed_by},
    ]
