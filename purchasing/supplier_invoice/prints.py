"""The match sheet: the three papers side by side on A4 landscape, for the file."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.pages import Printing
from documents.slips import slip
from purchasing.supplier_invoice.progress import COUNTED, match_of
from ui import formats
from ui.prints import PrintColumn


def _match(line: Any) -> Any:
    if not hasattr(line, "shown_match"):
        line.shown_match = match_of(line, counted=line.body.head.state in COUNTED)
    return line.shown_match


def _difference(line: Any) -> Any:
    return _match(line).difference or None


COLUMNS = (
    PrintColumn(_("No."), lambda line: line.line_no, css="c-no"),
    PrintColumn(
        _("Receipt"), lambda line: line.receipt_line.body.head.number, css="c-code", room=18
    ),
    PrintColumn(_("Item code"), lambda line: line.item.code, css="c-item", room=12),
    PrintColumn(_("Item name"), lambda line: line.item.name, css="c-name", room=18),
    PrintColumn(_("Ordered"), lambda line: _match(line).received.ordered, css="c-quantity"),
    PrintColumn(
        _("Received less returned"), lambda line: _match(line).received.quantity, css="c-quantity"
    ),
    PrintColumn(
        _("Invoiced before"),
        lambda line: _match(line).received.invoiced_quantity or None,
        css="c-quantity",
    ),
    PrintColumn(_("This invoice"), lambda line: line.base_quantity, css="c-quantity"),
    PrintColumn(_("Net amount"), lambda line: line.net, css="c-money", sum="money", priced=True),
    PrintColumn(_("Tax"), lambda line: line.tax, css="c-money", sum="money", priced=True),
    PrintColumn(
        _("Amount with tax"), lambda line: line.gross, css="c-money", sum="money", priced=True
    ),
    PrintColumn(
        _("At the receipt's price"),
        lambda line: _match(line).covered_gross,
        css="c-money",
        sum="money",
        priced=True,
    ),
    PrintColumn(_("Difference"), _difference, css="c-off", sum="money", priced=True),
)


def match_sheet(printing: Printing) -> Sequence[Mapping[str, Any]]:
    body, head = printing.body, printing.document
    party = head.party.name if head.party else ""
    dated = formats.day(body.invoice_date) if body.invoice_date else ""
    facts = [
        [
            {"label": gettext("Supplier"), "value": party, "span": 2},
            {"label": gettext("Document date"), "value": formats.day(head.date)},
            {"label": gettext("Invoice kind"), "value": body.get_invoice_kind_display()},
        ],
        [
            {"label": gettext("Invoice number"), "value": body.full_number, "span": 2},
            {"label": gettext("Invoice date"), "value": dated},
            {"label": gettext("Sum on the paper"), "value": formats.money(body.paper_gross)},
        ],
    ]
    signatures = [
        {"label": gettext("Maker"), "name": head.maker.display_name},
        {"label": gettext("Checked by"), "name": head.approver.display_name if head.approver
         else ""},
        {"label": gettext("Accountant"), "name": ""},
    ]  # fmt: skip
    return [
        slip(printing, COLUMNS, title=_("Invoice match sheet"), facts=facts, signatures=signatures)
    ]
