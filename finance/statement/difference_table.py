"""A statement against the other side's sheet: a panel, a table, the rows of a workbook."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.pages.doors import may_make
from finance.statement import comparison
from finance.statement.flow import LIVE, OPEN_FOR_SHEETS, STATEMENT
from finance.statement.matching import Found, compared
from finance.statement.models import Statement, StatementLine, SupplierRow
from ui import formats
from ui.sheet_writer import SheetColumn, SheetPart

Context = Mapping[str, Any] | None
KINDS = {
    comparison.ONLY_OURS: (_("Only ours"), "warning"),
    comparison.ONLY_THEIRS: (_("Only theirs"), "bad"),
    comparison.AMOUNT: (_("Amount differs"), "bad"),
    comparison.DATE: (_("Date differs"), "warning"),
    comparison.MATCHED: (_("Matched"), "good"),
}


def end(label: Any) -> dict[str, Any]:
    return {"label": label, "align": "end"}


def cell(amount: Decimal | None) -> dict[str, Any]:
    """Zero is blank, less than nothing is red."""
    if not amount:
        return {"text": ""}
    return {"text": formats.money(amount), "tone": "bad" if amount < 0 else ""}


def differences(body: Statement, user: Any) -> Context:
    """Line by line against the other side's sheet, or the way to bring one in."""
    if body.head.state not in LIVE:
        return None
    found = compared(body)
    uploads = body.head.state in OPEN_FOR_SHEETS and may_make(user, STATEMENT)
    if found is None and not uploads:
        return None
    context: dict[str, Any] = {
        "upload_url": reverse("statement_upload", args=[body.pk]) if uploads else "",
        "has_sheet": found is not None,
    }
    if found is None:
        return context
    return context | {
        "export_url": reverse("statement_differences", args=[body.pk]),
        "fields": facts_of(found),
        "warnings": warnings_of(found),
        "table": table_of(found),
    }


def facts_of(found: Found) -> list[dict[str, Any]]:
    sheet = found.sheet
    counted = " · ".join(
        f"{label} {found.count(kind)}"
        for kind, (label, _tone) in KINDS.items()
        if found.count(kind)
    )
    values = [
        (_("Our closing"), formats.money(found.our_closing)),
        (_("Their closing"), formats.money(found.their_closing)),
        (_("Difference (ours − theirs)"), formats.money(found.difference)),
        (_("Result"), counted),
        (_("File"), f"{sheet.file_name} {sheet.read_by.display_name}"),
    ]
    tone = "bad" if found.difference else "good"
    return [
        {"label": label, "value": value, "tone": tone if place == 2 else ""}
        for place, (label, value) in enumerate(values)
    ]


def warnings_of(found: Found) -> list[str]:
    said = []
    if found.sheet.opening_is_ours:
        said.append(gettext("Their sheet names no opening balance; ours was taken for it."))
    if found.does_not_add_up:
        words = {
            "stated": formats.money(found.sheet.closing),
            "sum": formats.money(found.their_closing),
        }
        said.append(
            gettext("Their sheet states a closing of %(stated)s, but its lines come to %(sum)s.")
            % words
        )
    return said


def table_of(found: Found) -> dict[str, Any]:
    columns = [
        {"label": _("Result")},
        {"label": _("Our date")},
        {"label": _("Our number")},
        end(_("Our amount")),
        {"label": _("Their date")},
        {"label": _("Their number")},
        {"label": _("Their summary")},
        end(_("Their amount")),
        end(_("Difference")),
    ]
    rows = [_pair_row(found, pair) for pair in found.pairs]
    if found.opening_difference:
        rows.insert(0, _opening_row(found))
    footer = [{"text": ""}] * 8 + [{"text": formats.money(found.difference)}]
    return {
        "columns": columns,
        "rows": rows,
        "footer": [{"label": _("Total"), "cells": footer}],
    }


def _opening_row(found: Found) -> dict[str, Any]:
    return {
        "tone": "bad",
        "cells": [
            {"text": _("Opening differs")},
            *({"text": ""} for _blank in range(2)),
            cell(found.our_opening),
            *({"text": ""} for _blank in range(3)),
            cell(found.their_opening),
            cell(found.opening_difference),
        ],
    }


def _pair_row(found: Found, pair: comparison.Pair) -> dict[str, Any]:
    label, tone = KINDS[pair.kind]
    ours = found.ours[pair.ours.key] if pair.ours else None
    theirs = found.theirs[pair.theirs.key] if pair.theirs else None
    return {
        "tone": "" if pair.kind == comparison.MATCHED else tone,
        "cells": [
            {"text": label, "tone": tone},
            *_our_cells(ours),
            *_their_cells(theirs),
            cell(pair.difference),
        ],
    }


def _our_cells(line: StatementLine | None) -> list[dict[str, Any]]:
    if line is None:
        return [{"text": ""}] * 3
    return [
        {"text": formats.day(line.on_date)},
        {"text": line.document.number if line.document else ""},
        cell(line.amount),
    ]


def _their_cells(row: SupplierRow | None) -> list[dict[str, Any]]:
    if row is None:
        return [{"text": ""}] * 4
    return [
        {"text": formats.day(row.on_date)},
        {"text": row.number},
        {"text": row.summary},
        cell(row.amount),
    ]


# --- As a workbook ----------------------------------------------------------------------------

SHEET = (
    (_("Result"), "", 12),
    (_("Our date"), "yyyy-mm-dd", 12),
    (_("Our number"), "", 20),
    (_("Delivery note"), "", 16),
    (_("Invoice number"), "", 22),
    (_("Our amount"), "#,##0.00", 14),
    (_("Their date"), "yyyy-mm-dd", 12),
    (_("Their number"), "", 20),
    (_("Their summary"), "", 24),
    (_("Their amount"), "#,##0.00", 14),
    (_("Difference"), "#,##0.00", 14),
)


def sheet_of(body: Statement, found: Found) -> SheetPart:
    """Every pair with real dates and numbers, to be sent back to the other side."""
    totals = [gettext("Closing"), None, None, None, None, found.our_closing]
    totals += [None, None, None, found.their_closing, found.difference]
    period = f"{formats.day(body.first)} – {formats.day(body.last)}"
    return SheetPart(
        gettext("Differences"),
        [SheetColumn(str(label), form, width) for label, form, width in SHEET],
        sheet_rows(found),
        above=[f"{body.head.party} {body.head.number}", period],
        totals=totals,
    )


def sheet_rows(found: Found) -> list[list[Any]]:
    """The openings, then every pair; the last column adds up to the closings' difference."""
    opening = [None, None, None, None, found.our_opening, None, None, None, found.their_opening]
    rows = [[gettext("Opening"), *opening, found.opening_difference]]
    return rows + [_sheet_row(found, pair) for pair in found.pairs]


def _sheet_row(found: Found, pair: comparison.Pair) -> list[Any]:
    ours = found.ours[pair.ours.key] if pair.ours else None
    theirs = found.theirs[pair.theirs.key] if pair.theirs else None
    left: list[Any] = [None] * 5
    if ours is not None:
        number = ours.document.number if ours.document else ""
        left = [ours.on_date, number, ours.delivery_note, ours.invoice_no, ours.amount]
    right: list[Any] = [None] * 4
    if theirs is not None:
        right = [theirs.on_date, theirs.number, theirs.summary, theirs.amount]
    return [str(KINDS[pair.kind][0]), *left, *right, pair.difference]
