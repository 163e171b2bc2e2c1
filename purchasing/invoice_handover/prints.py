"""The hand-over list in print, A4: both sign it, and each keeps a copy (documents.md 17)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.pages import Printing
from documents.slips import slip
from purchasing.invoice_handover.effects import sheets_of
from purchasing.invoice_handover.models import Outcome
from ui import formats
from ui.prints import PrintColumn


def remark_of(line: Any) -> str:
    words = [str(line.get_outcome_display()) if line.outcome == Outcome.MISSING else "", line.note]
    return " ".join(word for word in words if word)


COLUMNS = (
    PrintColumn(_("No."), lambda line: line.line_no, css="c-no"),
    PrintColumn(_("Invoice number"), lambda line: line.invoice.full_number, css="c-invoice"),
    PrintColumn(
        _("Supplier"), lambda line: line.invoice.head.party.name, css="c-supplier", room=22
    ),
    PrintColumn(_("Invoice date"), lambda line: line.invoice.invoice_date, css="c-date"),
    PrintColumn(_("Net amount"), lambda line: line.net, css="c-money", sum="money", priced=True),
    PrintColumn(_("Tax"), lambda line: line.tax, css="c-money", sum="money", priced=True),
    PrintColumn(
        _("Amount with tax"), lambda line: line.gross, css="c-money", sum="money", priced=True
    ),
    PrintColumn(_("Sheets"), lambda line: Decimal(line.sheets), css="c-sheets", sum="quantity"),
    PrintColumn(_("Remark"), remark_of, css="c-remark", room=13),
)


def handover_slip(printing: Printing) -> Sequence[Mapping[str, Any]]:
    return [
        slip(
            printing,
            COLUMNS,
            title=_("Invoice hand-over"),
            facts=_facts(printing),
            signatures=_signatures(printing),
            notes=printing.document.remark,
            label_column=3,
        )
    ]


def _facts(printing: Printing) -> list[list[dict[str, Any]]]:
    lines = printing.lines
    missing = [line for line in lines if line.outcome == Outcome.MISSING]
    suppliers = {line.invoice.head.party_id for line in lines}
    return [
        [
            {"label": gettext("Document date"), "value": formats.day(printing.document.date)},
            {"label": gettext("Suppliers"), "value": len(suppliers)},
            {"label": gettext("Invoices"), "value": len(lines)},
            {"label": gettext("Sheets"), "value": sheets_of(lines)},
        ],
        [
            {"label": gettext("Handed over by"), "value": _name(printing.body.handed_by)},
            {"label": gettext("Signed for by"), "value": _name(printing.body.signed_by)},
            {"label": gettext("Papers missing"), "value": len(missing) or "—"},
            {"label": gettext("Sheets received"), "value": _received(printing)},
        ],
    ]


def _received(printing: Printing) -> str:
    """Empty until finance has counted: it is filled in by hand then."""
    lines = printing.lines
    if not any(line.outcome for line in lines):
        return ""
    return str(sheets_of(line for line in lines if line.outcome == Outcome.RECEIVED))


def _signatures(printing: Printing) -> list[dict[str, Any]]:
    body = printing.body
    return [
        {"label": gettext("Handed over by"), "name": _name(body.handed_by)},
        {"label": gettext("Date"), "name": formats.day(body.handed_on)},
        {"label": gettext("Signed for by"), "name": _name(body.signed_by)},
        {"label": gettext("Date"), "name": formats.day(body.signed_on)},
    ]


def _name(person: Any) -> str:
    return person.display_name if person else ""
