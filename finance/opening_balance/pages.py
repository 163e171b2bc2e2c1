"""The pages of opening balances; lines come from the grid, pasted cells or a spreadsheet."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.filters import DocumentFilter
from documents.pages import DocumentPages, Print, Printing
from documents.slips import slip
from documents.tables import DocumentTable
from finance.opening_balance.flow import OPENING_BALANCE
from finance.opening_balance.forms import OpeningBalanceForm, OpeningBalanceLineForm
from finance.parties.models import Side
from ui import formats
from ui.grid import Column
from ui.prints import PrintColumn


class OpeningBalanceTable(DocumentTable):
    party = None
    goods = None


class OpeningBalanceFilter(DocumentFilter):
    document_type = OPENING_BALANCE
    more_filters = ("handler", "maker")
    party = None
    item = None


def printed(printing: Printing) -> list[Mapping[str, Any]]:
    """The list to be signed: who owed what when the books were opened."""
    document = printing.document
    columns = (
        PrintColumn(_("No."), lambda line: str(line.line_no), "c-no"),
        PrintColumn(_("Party"), lambda line: str(line.party), "c-name", room=28),
        PrintColumn(_("Side"), lambda line: line.get_side_display(), "c-date"),
        PrintColumn(_("Original date"), lambda line: line.dated, "c-date"),
        PrintColumn(_("Due date"), lambda line: line.due_on, "c-date"),
        PrintColumn(_("Reference"), lambda line: line.reference, "c-note", room=20),
        PrintColumn(_("Amount"), lambda line: line.amount, "c-money", sum="money", priced=True),
    )
    rows = [[{"label": _("Document date"), "value": formats.day(document.date)}]]
    return [slip(printing, columns, facts=rows)]


OPENING_BALANCE_PAGES = DocumentPages(
    OPENING_BALANCE,
    table=OpeningBalanceTable,
    filter=OpeningBalanceFilter,
    head_form=OpeningBalanceForm,
    line_form=OpeningBalanceLineForm,
    columns=(
        Column("side", _("Side"), "choice", choices=Side.choices, width=110),
        Column("party", _("Party"), "lookup", lookup="party", width=220),
        Column("amount", _("Amount"), "money", width=130, priced=True, total=True),
        Column("dated", _("Original date"), "date", width=120),
        Column("due_on", _("Due date"), "date", width=120),
        Column("reference", _("Reference"), "text", width=180),
    ),
    shown=(
        Column("side", _("Side"), formula="get_side_display"),
        Column("party", _("Party")),
        Column("amount", _("Amount"), "money", priced=True, total=True),
        Column("dated", _("Original date"), "date"),
        Column("due_on", _("Due date"), "date"),
        Column("reference", _("Reference")),
    ),
    prints=(Print("list", _("Opening balance"), "print/a4.html", printed),),
)
