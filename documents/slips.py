"""What every printed paper shares: company, title, number and code, facts, pages, signatures."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from documents import registry
from documents.pages.declaration import Printing
from masterdata.models import Company
from masterdata.money import LARGEST_CAPITAL, capital_amount
from ui import formats
from ui.prints import PrintColumn, barcode_svg, page_table

SEALS = {"good"}


def slip(
    printing: Printing,
    columns: Sequence[PrintColumn],
    *,
    title: Any = "",
    facts: Iterable[Iterable[Mapping[str, Any]]] = (),
    **more: Any,
) -> dict[str, Any]:
    """One slip as `print/base.html` takes it; `more` replaces or adds what a paper wants else."""
    document, paper = printing.document, printing.paper
    document_type = registry.get(document.type)
    company = Company.current()
    shown = [c for c in columns if not (c.priced and printing.hide_prices)]
    made: dict[str, Any] = {
        "company_name": company.name,
        "company_lines": [part for part in (company.address, company.phone) if part],
        "title": title or document_type.label,
        "number": document.number,
        "barcode": barcode_svg(document.number, module_mm=0.5 if paper.continuous else 0.33),
        "facts": [list(row) for row in facts],
        "columns": shown,
        "pages": page_table(shown, printing.lines, per_page=paper.rows),
        "signatures": signatures(printing),
        "printed": printed(printing),
        "stamp": stamp(printing),
    }
    if not printing.hide_prices and abs(document.total) < LARGEST_CAPITAL:
        made["capital"] = capital_amount(document.total)
        made["total_text"] = formats.yuan(document.total)
    return made | more


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
    """When and by whom; from the second time on also how often, so that copies are known."""
    words = {
        "name": printing.user.display_name,
        "time": formats.moment(timezone.now()),
        "times": printing.times,
    }
    if printing.times > 1:
        return gettext("Printed %(time)s by %(name)s, print no. %(times)s (reprint)") % words
    return gettext("Printed %(time)s by %(name)s") % words


def stamp(printing: Printing) -> str:
    """Grey words across a paper that does not count (yet, or any more)."""
    document = printing.document
    state = registry.get(document.type).state(document.state)
    if state.tone in ("void", "bad") or state.code in ("void", "reversed"):
        return str(state.label)
    return "" if state.tone in SEALS else gettext("Not approved")
