"""The differences on paper, to be gone through with the other side on the telephone."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.pages import Printing
from documents.slips import slip
from finance.statement.difference_table import sheet_rows
from finance.statement.matching import compared
from ui import formats
from ui.prints import PrintColumn, page_table


def _cell(place: int) -> Any:
    return lambda row: row[place]


COLUMNS = (
    PrintColumn(_("Result"), _cell(0), "c-result"),
    PrintColumn(_("Our date"), _cell(1), "c-date"),
    PrintColumn(_("Our number"), _cell(2), "c-numbers", room=20),
    PrintColumn(_("Delivery note"), _cell(3), "c-note", room=13),
    PrintColumn(_("Our amount"), _cell(5), "c-money", priced=True),
    PrintColumn(_("Their date"), _cell(6), "c-date"),
    PrintColumn(_("Their number"), _cell(7), "c-numbers", room=20),
    PrintColumn(_("Their summary"), _cell(8), "c-name", room=14),
    PrintColumn(_("Their amount"), _cell(9), "c-money", priced=True),
    PrintColumn(_("Difference"), _cell(10), "c-money", sum="money", priced=True),
)


def difference_list(printing: Printing) -> Sequence[Mapping[str, Any]]:
    """Without a sheet of the other side there is nothing to compare, which the paper says."""
    body, head = printing.body, printing.document
    found = compared(body)
    shown = [c for c in COLUMNS if not (c.priced and printing.hide_prices)]
    rows = sheet_rows(found) if found else []
    period = f"{formats.day(body.first)} – {formats.day(body.last)}"
    notes = "" if found else gettext("The other side has sent no sheet yet.")
    if found:
        words = {
            "ours": formats.money(found.our_closing),
            "theirs": formats.money(found.their_closing),
        }
        notes = gettext("Our closing %(ours)s, their closing %(theirs)s.") % words
    made = slip(
        printing,
        (),
        title=_("Differences"),
        facts=[
            [
                {"label": gettext("Party"), "value": head.party.name if head.party else ""},
                {"label": gettext("Statement period"), "value": period},
            ]
        ],
        pages=page_table(shown, rows, per_page=printing.paper.rows),
        label_column=3,
        capital="",
        notes=notes,
        stamp="",
    )
    return [made | {"columns": shown}]
