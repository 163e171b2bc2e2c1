"""The pages of the settlement: entry beside the open items, how it adds up, the print."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from documents.pages import DocumentPages, Panel, Print
from documents.pages.doors import person
from finance.bank_accounts.payees import payee_once
from finance.settlement.figures import Figures, figures_of
from finance.settlement.flow import SETTLEMENT
from finance.settlement.forms import SettlementForm, SettlementLineForm
from finance.settlement.lists import SettlementFilter, SettlementTable
from finance.settlement.lookups import figures_row, item_row, may_use
from finance.settlement.models import Kind
from finance.settlement.open_rows import items_of, rows_of
from finance.settlement.prints import settlement_slip
from finance.settlement.proposal import propose
from ui import formats
from ui.grid import Column
from ui.ids import id_in
from ui.lookups import NumbersAsText
from ui.text import UnfitText, parse_decimal

ENTRY = (
    Column(
        "open_item",
        _("Document"),
        "lookup",
        lookup="open_item",
        width=180,
        fills={"left": "left"},
    ),
    Column("nature", _("Nature"), "readonly", width=90),
    Column("on_date", _("Document date"), "readonly", width=100),
    Column("due_on", _("Due date"), "readonly", width=100),
    Column("due", _("Amount"), "money", editable=False, priced=True, width=120),
    Column("settled", _("Settled"), "money", editable=False, priced=True, width=120),
    Column("applied", _("Applied for"), "money", editable=False, priced=True, width=120),
    Column("left", _("Amount open"), "money", editable=False, priced=True, width=120),
    Column("amount", _("Settle now"), "money", priced=True, width=130),
)
SHOWN = (
    Column("nature", _("Nature"), "readonly"),
    Column("number", _("Document"), "readonly", formula="open_item.document.number"),
    Column("on_date", _("Document date"), "date", formula="open_item.on_date"),
    Column("due_on", _("Due date"), "date", formula="open_item.due_on"),
    Column("description", _("Summary"), formula="open_item.description"),
    Column("due", _("Amount"), "money", priced=True, formula="open_item.amount"),
    Column("amount", _("Settle now"), "money", priced=True),
    Column("left", _("Still open"), "money", priced=True),
)


def how_it_adds_up(body: Any, user: Any) -> Mapping[str, Any] | None:
    """The identity that is fixed when it is submitted, and shown from the first draft on (V6)."""
    found = figures_of(body, body.lines.all())
    columns = ({"label": ""}, {"label": _("Where it comes from"), "align": "end"})
    columns += ({"label": ""}, {"label": _("Where it goes"), "align": "end"})
    rows, whole = (_of_refund if body.kind == Kind.REFUND else _of_payment)(body, found)
    cells = [[left, _money(brought), right, _money(taken)] for left, brought, right, taken in rows]
    total = [_money(each) if isinstance(each, Decimal) else each for each in whole]
    footer = {"label": _("Total"), "cells": [{"text": text} for text in ("", *total)]}
    table = {
        "columns": columns,
        "rows": [{"cells": [{"text": text} for text in row]} for row in cells],
        "footer": [footer],
    }
    return {"table": table}


def _of_payment(body: Any, found: Figures) -> tuple[Sequence[Any], Sequence[Any]]:
    used = _("Receivables set off") if body.kind == Kind.SET_OFF else _("Prepayment used")
    rows = (
        (_("Money paid"), found.money, _("Debts settled"), found.settled),
        (used, found.used, _("Surplus, becomes prepayment"), found.surplus),
        (_("Discount taken"), found.discount, "", None),
    )
    return rows, (found.brought, _("Total"), found.settled + found.surplus)


def _of_refund(_body: Any, found: Figures) -> tuple[Sequence[Any], Sequence[Any]]:
    """The same identity with the money, which is below zero, on the other side."""
    back, brought = -found.money, found.used + found.discount
    more = (
        (_("Discount taken"), found.discount, _("Debts settled"), found.settled),
        ("", None, _("Surplus, becomes prepayment"), found.surplus),
    )
    rows = [(_("Prepayment used"), found.used, _("Money back"), back)]
    rows += [row for row in more if row[1] or row[3]]
    return rows, (brought, _("Total"), back + found.settled + found.surplus)


def _money(value: Decimal | None) -> str:
    return "" if value is None else formats.money(value)


def told(body: Any) -> Mapping[str, Any]:
    """Whom it goes to once; money that came back without its sign."""
    found = payee_once(body)
    if body.kind == Kind.REFUND:
        back = {"label": _("Money back"), "value": formats.money(-body.money)}
        found["money"] = back if body.money else None
    return found


@require_GET
def open_items(request: HttpRequest) -> HttpResponse:
    """What the party has open, with the proposed amounts where `propose` is asked for."""
    if not may_use(person(request)):
        raise PermissionDenied(gettext("Your roles do not include this page."))
    party, kind = id_in(request.GET, "party"), request.GET.get("kind", "")
    if party is None or kind not in Kind.values:
        return JsonResponse({"rows": []})
    rows = rows_of(items_of(party, kind))
    amounts = {}
    if request.GET.get("propose"):
        debts = [row.as_open for row in rows if row.left > 0]
        credits = [row.as_open for row in rows if row.left < 0]
        money, discount = (_typed(request, name) for name in ("money", "discount"))
        amounts = propose(kind, debts, credits, money=money, discount=max(discount, Decimal(0)))
    found = [
        {**item_row(row.item), **figures_row(row), "amount": _plain(amounts.get(row.item.pk))}
        for row in rows
    ]
    return JsonResponse({"rows": found}, encoder=NumbersAsText)


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _typed(request: HttpRequest, name: str) -> Decimal:
    """What cannot be read yet counts as nothing; the form tells it when it is saved."""
    try:
        return parse_decimal(request.GET.get(name, "") or "0", places=2)
    except (UnfitText, ValueError):
        return Decimal(0)


SETTLEMENT_PAGES = DocumentPages(
    SETTLEMENT,
    table=SettlementTable,
    filter=SettlementFilter,
    head_form=SettlementForm,
    line_form=SettlementLineForm,
    columns=ENTRY,
    shown=SHOWN,
    told=told,
    panels=(Panel(_("How it adds up"), "finance/settlement/figures_panel.html", how_it_adds_up),),
    prints=(
        Print(
            "slip",
            _("Settlement"),
            "print/a4.html",
            settlement_slip,
            styles=("css/print/settlement.css",),
        ),
    ),
    templates={"form": "finance/settlement/form.html"},
)
SETTLEMENT_URLS = [
    path("open-items/", open_items, name="settlement_open_items"),
    *SETTLEMENT_PAGES.urls,
]
