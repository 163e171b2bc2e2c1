"""What every printed paper shares: company, title, number and code, facts, pages, signatures."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.core.files.storage import Storage
from django.utils import timezone
from django.utils.translation import gettext

from documents import registry
from documents.copies import legend_columns, legend_of, title_of
from documents.models import Document
from documents.pages.declaration import Printing
from masterdata.models import Company
from masterdata.money import LARGEST_CAPITAL, capital_amount
from ui import formats
from ui.prints import (
    A4,
    Paper,
    PrintColumn,
    announced,
    barcode_svg,
    page_table,
    qr_svg,
    shrink,
    width_of,
)

SEALS = {"good"}
# Below this many columns before the first sum, the capitals need a line of their own.
FEWEST_LEADING = 4
# A half-width sign of 9 pt, and what the legend takes where the copies are many.
HALF_SIGN_MM = Decimal("1.62")
WIDEST_LEGEND_MM = Decimal("13.5")
# How many lines of the usual size three lines of the smallest hold.
LINES_OF_SMALLEST = Decimal("4.5")
LOWEST_WITH_QR_MM = Decimal(100)


def slip(
    printing: Printing,
    columns: Sequence[PrintColumn],
    *,
    title: Any = "",
    facts: Iterable[Iterable[Mapping[str, Any]]] = (),
    **more: Any,
) -> dict[str, Any]:
    """One slip as `print/base.html` takes it; `more` replaces or adds what a paper wants else.

    `debts` (rows of label and value) are left out where prices are hidden, so a copy without
    prices needs no thought of the paper's own beyond `priced=True` on its columns.
    """
    document, paper = printing.document, printing.paper
    document_type = registry.get(document.type)
    shown = [c for c in columns if not (c.priced and printing.hide_prices)]
    made: dict[str, Any] = {
        **_firm(paper),
        "title": title or document_type.label,
        "number": document.number,
        "barcode": barcode_svg(document.number, module_mm=0.5 if paper.continuous else 0.33),
        "facts": [list(row) for row in facts],
        "columns": shown,
        "pages": more.get("pages") or page_table(shown, printing.lines, per_page=printing.rows),
        "signatures": signatures(printing),
        "printed": printed(printing),
        "reprint": reprint(printing),
        "stamp": stamp(printing),
        "terms": [printing.terms] if printing.terms else [],
        "subtotals_only": printing.subtotals_only,
        **_copy(printing),
        **_sums(printing, shown),
    }
    made |= more
    made |= legend_columns(made.get("legend") or (), paper)
    made |= _notes(str(made.get("notes") or ""), paper)
    return made | ({"debts": []} if printing.hide_prices else {})


def _firm(paper: Paper) -> dict[str, Any]:
    """The logo stands on sheets; needles on carbonless paper would only blacken it."""
    company = Company.current()
    lines = [part for part in (company.address, company.phone) if part]
    made: dict[str, Any] = {"company_name": company.name, "company_lines": lines}
    if paper.name == A4.name and company.english_name:
        made["company_foreign_name"] = company.english_name
    logo = company.logo
    if logo and not paper.continuous and logo.storage.exists(logo.name):
        made["logo"] = _packed(logo.storage, logo.name, logo.storage.get_modified_time(logo.name))
    return made


@lru_cache(maxsize=2)
def _packed(storage: Storage, name: str, _changed_at: datetime) -> str:
    """Made once, not for each slip of a batch."""
    from ui.print_fetcher import packed_picture

    with storage.open(name) as file:
        return packed_picture(file)


def _copy(printing: Printing) -> dict[str, Any]:
    """The name of the one copy, or for carbonless paper the legend of all."""
    if not printing.copies:
        return {}
    if printing.copy:
        return {"copy_name": title_of(printing.copies, printing.copy)}
    return {"legend": legend_of(printing.copies)}


def _notes(text: str, paper: Paper) -> dict[str, Any]:
    """Continuous paper is low: a line or two of smaller letters, and the rest is announced."""
    if not paper.continuous:
        return {}
    line = int((paper.width_mm - 2 * paper.side_mm - WIDEST_LEGEND_MM) / HALF_SIGN_MM)
    if width_of(text) <= line:
        return {"notes": text}
    lines = 2 if paper.height_mm > LOWEST_WITH_QR_MM else 1
    return {"notes": announced(text, lines * line), "notes_css": "small"}


def fact(
    label: Any, value: Any, *, span: int = 1, room: int = 0, most: Decimal = LINES_OF_SMALLEST
) -> dict[str, Any]:
    """A cell of the head; `room` is how many half-width signs one line of it holds, label and
    all, `most` how many such lines in all. What is longer is announced, not cut.
    """
    text = "" if value is None else str(value)
    if room:
        whole = int(room * most) - width_of(f"{label}：")
        text = announced(text, whole)
    return {"label": label, "value": text, "span": span, "css": shrink(f"{label}：{text}", room)}


def qr(printing: Printing) -> Any:
    """For the phone of who carries the paper; the lowest paper has no room for it (3.6)."""
    if not printing.address or printing.paper.height_mm < LOWEST_WITH_QR_MM:
        return ""
    return qr_svg(printing.address)


def _sums(printing: Printing, shown: Sequence[PrintColumn]) -> dict[str, Any]:
    """The sum in capitals; on continuous paper it stands inside the total's row, for height."""
    total = printing.document.total
    if printing.hide_prices or printing.subtotals_only or abs(total) >= LARGEST_CAPITAL:
        return {}
    found: dict[str, Any] = {"capital": capital_amount(total), "total_text": formats.yuan(total)}
    leading = next((place for place, column in enumerate(shown) if column.sum), 0)
    if printing.paper.continuous and leading >= FEWEST_LEADING:
        found["capital_span"] = leading
    return found


def signatures(printing: Printing) -> list[dict[str, Any]]:
    document = printing.document
    approver = document.approver.display_name if document.approver else ""
    handler = document.handler.display_name if document.handler else ""
    return [
        {"label": gettext("Maker"), "name": document.maker.display_name},
        {"label": gettext("Handler"), "name": handler},
        {"label": gettext("Approver"), "name": approver},
    ]


def printed(printing: Printing) -> str:
    """When, by whom and for which time, so that a second print is known as one."""
    words = {
        "name": printing.user.display_name,
        "time": formats.moment(timezone.now()),
        "times": printing.times,
    }
    if printing.times > 1:
        return gettext("Printed %(time)s by %(name)s, print no. %(times)s (reprint)") % words
    return gettext("Printed %(time)s by %(name)s, print no. %(times)s") % words


def reprint(printing: Printing) -> str:
    """补打: stands beside the number, where nobody overlooks it."""
    if printing.times == 1:
        return ""
    return gettext("Reprint, no. %(times)s") % {"times": printing.times}


def stamp(printing: Printing) -> str:
    """Grey words across a paper that does not count (yet, or any more)."""
    document = printing.document
    state = registry.get(document.type).state(document.state)
    if state.tone in ("void", "bad") or state.code in ("void", "reversed"):
        return str(state.label)
    return "" if is_approved(document) else gettext("Not approved")


def is_approved(document: Document) -> bool:
    """Somebody approved it, or its state says that it counts."""
    state = registry.get(document.type).state(document.state)
    return document.approver_id is not None or state.tone in SEALS
