"""三单匹配 as a table beside the invoice: ordered, received, invoiced before, now, differences."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from purchasing.supplier_invoice import matching
from purchasing.supplier_invoice.matching import Match
from purchasing.supplier_invoice.progress import matches_of
from ui import formats

COLUMNS = (
    ("", _("Line")),
    ("end", _("Ordered")),
    ("end", _("Received less returned")),
    ("end", _("Invoiced before")),
    ("end", _("This invoice")),
    ("end", _("Quantity differs by")),
    ("end", _("At the receipt's price")),
    ("end", _("Amount on the invoice")),
    ("end", _("Amount differs by")),
)


OUTCOME = {
    "debt": _("Added to the debt"),
    "stock_cost": _("Added to the stock"),
    "variance": _("Price variance"),
}


def three_way(body: Any, user: Any) -> Mapping[str, Any] | None:
    lines = list(body.lines.all())
    if not lines or body.head.state in ("reversed", "void"):
        return None
    matches = matches_of(body)
    rows = [_row(line, each) for line, each in zip(lines, matches, strict=True)]
    total = matching.total_difference(matches)
    footer = [{"text": ""} for _column in COLUMNS[1:-1]]
    footer.append({"text": formats.money(total), "tone": _tone(total)})
    columns = [{"label": label, "align": align} for align, label in COLUMNS]
    label = gettext("Together (tolerance %(line)s per line, %(invoice)s per invoice)") % {
        "line": matching.PER_LINE,
        "invoice": matching.PER_INVOICE,
    }
    footers = [{"label": label, "cells": [{"text": ""}, *footer]}]
    return {"table": {"columns": columns, "rows": rows, "footer": footers}}


def _row(line: Any, each: Match) -> dict[str, Any]:
    received = each.received
    excess = each.quantity_difference
    cells = [
        {"text": f"{line.line_no} {line.item.code} {line.item.name}"},
        {"text": formats.quantity(received.ordered) if received.ordered is not None else "—"},
        {"text": formats.quantity(received.quantity)},
        {"text": formats.quantity(received.invoiced_quantity)},
        {"text": formats.quantity(each.billed.quantity)},
        {"text": formats.quantity(excess) if excess else "", "tone": "bad" if excess else ""},
        {"text": formats.money(each.covered_gross)},
        {"text": formats.money(each.billed.gross)},
        {"text": formats.money(each.difference) if each.difference else "",
         "tone": "" if each.is_near else "bad"},
    ]  # fmt: skip
    return {"cells": cells, "tone": "" if each.is_near else "bad"}


def outcome(body: Any, user: Any) -> Mapping[str, Any] | None:
    """Into the debt, onto goods still here, or nowhere: only where there was a difference."""
    lines = list(body.lines.all())
    moved = [each for each in lines if any(getattr(each, name) for name in OUTCOME)]
    if not moved and not body.settled_by or body.head.state in ("reversed", "void"):
        return None
    columns = [{"label": _("Line")}]
    columns += [{"label": label, "align": "end"} for label in OUTCOME.values()]
    rows = [
        {
            "cells": [
                {"text": f"{line.line_no} {line.item.code} {line.item.name}"},
                *({"text": formats.money(getattr(line, name))} for name in OUTCOME),
            ]
        }
        for line in moved or lines
    ]
    return {"table": {"columns": columns, "rows": rows}}


def _tone(total: Any) -> str:
    return "bad" if abs(total) > matching.PER_INVOICE else ""


def facts(body: Any, user: Any) -> Iterable[Mapping[str, Any]]:
    """The sum on the paper, and a warning where the seller is not whom the file says."""
    yield {"label": _("Sum on the paper"), "value": formats.money(body.paper_gross)}
    if body.difference:
        yield {"label": _("Difference"), "value": formats.money(body.difference), "tone": "bad"}
    party = body.head.party
    known = party.tax_number if party else ""
    if known and body.seller_tax_number and known != body.seller_tax_number:
        yield {
            "label": _("Another tax number than in the supplier's file"),
            "value": known,
            "tone": "bad",
        }
