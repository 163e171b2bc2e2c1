"""What stands around a statement: the books before it is sent, and what was posted since."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from finance.statement.account import Account, Entry, account_of
from finance.statement.difference_table import cell, end
from finance.statement.effects import lines_of
from finance.statement.flow import LIVE
from finance.statement.models import Statement, StatementLine
from ui import formats

MOVES = ("increase", "decrease", "discount")
Context = Mapping[str, Any] | None


def now(body: Statement) -> Account:
    return account_of(body.side, body.head.party_id, first=body.first, last=body.last)


# --- Before it is sent -----------------------------------------------------------------------


def preview(body: Statement, _user: Any) -> Context:
    """The lines as they would be frozen now."""
    if body.head.state != "draft" or body.head.party_id is None:
        return None
    lines = lines_now(body)
    columns = [
        {"label": _("Document date")},
        {"label": _("Number")},
        {"label": _("Summary")},
        *(end(label) for label in (_("Increase"), _("Decrease"), _("Settlement discount"))),
        end(_("Balance")),
    ]
    sums = [sum(getattr(line, name) for line in lines) for name in MOVES]
    footer = [{"text": ""}, {"text": ""}, {"text": ""}, *map(cell, sums)]
    footer.append({"text": formats.money(lines[-1].balance)})
    return {
        "table": {
            "columns": columns,
            "rows": [_preview_row(line) for line in lines],
            "footer": [{"label": _("Total"), "cells": footer}],
        }
    }


def lines_now(body: Statement) -> list[StatementLine]:
    """Not stored: what sending it would freeze."""
    lines = lines_of(body, now(body))
    papers = Document.objects.in_bulk({line.document_id for line in lines if line.document_id})
    for line in lines:
        line.document = papers.get(line.document_id)
    return lines


def _preview_row(line: StatementLine) -> dict[str, Any]:
    amounts = [cell(getattr(line, name)) for name in MOVES]
    number = line.document.number if line.document else ""
    return {
        "cells": [
            {"text": formats.day(line.on_date)},
            {"text": number},
            {"text": line.words},
            *amounts,
            {"text": formats.money(line.balance)},
        ]
    }


# --- After it was sent ------------------------------------------------------------------------


def since_then(body: Statement, _user: Any) -> Context:
    """What the ledger now says otherwise of these days; None while it says the same."""
    if body.head.state not in LIVE or body.head.party_id is None:
        return None
    found = now(body)
    frozen = Counter(_frozen(line) for line in body.lines.all() if not line.is_opening)
    today = Counter(_live(entry) for entry in found.entries)
    added, gone = list((today - frozen).elements()), list((frozen - today).elements())
    if not added and not gone and found.opening == body.opening:
        return None
    numbers = _numbers([row[0] for row in (*added, *gone)])
    rows = [_changed(row, numbers, _("Posted since")) for row in sorted(added, key=_by_date)]
    rows += [_changed(row, numbers, _("No longer there")) for row in sorted(gone, key=_by_date)]
    return {
        "sentence": gettext(
            "Since this statement was sent, the books of its days have changed: "
            "opening %(opening)s → %(opening_now)s, closing %(closing)s → %(closing_now)s. "
            "If it matters, void it and send a new one."
        )
        % {
            "opening": formats.money(body.opening),
            "opening_now": formats.money(found.opening),
            "closing": formats.money(body.closing),
            "closing_now": formats.money(found.closing),
        },
        "table": {
            "columns": [
                {"label": _("Change")},
                {"label": _("Document date")},
                {"label": _("Number")},
                end(_("Amount")),
            ],
            "rows": rows,
        },
    }


Moved = tuple[int, Any, Decimal]


def _frozen(line: StatementLine) -> Moved:
    assert line.document_id is not None
    return line.document_id, line.on_date, line.amount


def _live(entry: Entry) -> Moved:
    return entry.document_id, entry.on_date, entry.increase - entry.decrease - entry.discount


def _by_date(row: Moved) -> tuple[Any, int]:
    return row[1], row[0]


def _numbers(ids: Iterable[int]) -> dict[int, str]:
    return dict(Document.objects.filter(pk__in=set(ids)).values_list("pk", "number"))


def _changed(row: Moved, numbers: Mapping[int, str], label: Any) -> dict[str, Any]:
    pk, day, amount = row
    return {
        "cells": [
            {"text": label},
            {"text": formats.day(day)},
            {"text": numbers[pk]},
            cell(amount),
        ]
    }
