"""司机交款单 in print: what was collected on each delivery, handed over, counted; who signs."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.copies import STUB, YELLOW, Copy
from documents.pages import Printing
from documents.slips import slip
from masterdata.money import capital_amount
from ui import formats
from ui.prints import PrintColumn

COPIES = (STUB, Copy(_("Bookkeeping"), YELLOW))
COLUMNS = (
    PrintColumn(_("No."), lambda line: line.line_no, css="c-no"),
    PrintColumn(_("Delivery"), lambda line: line.delivery.number, css="c-reference", room=20),
    PrintColumn(_("Customer"), lambda line: line.delivery.party.name, css="c-name", room=40),
    PrintColumn(
        _("Cash handed over"), lambda line: line.amount, css="c-money", sum="money", priced=True
    ),
    PrintColumn(_("Counted"), lambda line: line.counted, css="c-money", sum="money", priced=True),
    PrintColumn(_("Line remark"), lambda line: line.line_remark, css="c-remark", room=20),
)


def handover_slip(printing: Printing) -> Sequence[Mapping[str, Any]]:
    body, head = printing.body, printing.document
    driver = head.handler.display_name if head.handler else ""
    facts = [
        [
            {"label": gettext("Driver"), "value": driver},
            {"label": gettext("Document date"), "value": formats.day(head.date)},
            {"label": gettext("Cash account"), "value": str(body.account or "")},
        ]
    ]
    notes = "　".join(part for part in (head.remark, body.difference_reason) if part)
    more = {"signatures": _signatures(printing), "notes": notes, **_in_capitals(printing)}
    return [slip(printing, COLUMNS, facts=facts, **more)]


def _in_capitals(printing: Printing) -> dict[str, str]:
    """What the cashier found is what he signs for, once he has counted."""
    counted = printing.body.counted
    if printing.hide_prices or counted is None:
        return {}
    return {"capital": capital_amount(counted), "total_text": formats.yuan(counted)}


def _signatures(printing: Printing) -> list[dict[str, Any]]:
    head, by = printing.document, printing.body.counted_by
    return [
        {"label": gettext("Driver"), "name": head.handler.display_name if head.handler else ""},
        {"label": gettext("Cashier"), "name": by.display_name if by else ""},
        {"label": gettext("Accountant"), "name": ""},
    ]
