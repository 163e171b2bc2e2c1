"""The pages of the remittance: entry beside what the customer has to pay, what became of it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from documents.pages import DocumentPages, Panel, Print, Pulled
from documents.pages import entry as kernel
from documents.pages.doors import person, require_maker
from documents.pages.entry_form import Entry
from finance.remittance import bank
from finance.remittance.figures import named, surplus_of
from finance.remittance.flow import REMITTANCE
from finance.remittance.forms import RemittanceForm, RemittanceLineForm
from finance.remittance.lists import RemittanceFilter, RemittanceTable
from finance.remittance.lookups import may_enter, may_match
from finance.remittance.models import Kind
from finance.remittance.open_rows import as_data, open_rows
from finance.remittance.prints import COPIES, receipt_slip
from finance.remittance.proposal import propose
from finance.remittance.pulling import pulls
from masterdata.models import Party
from masterdata.roles import may_see_list_prices
from ui import formats
from ui.grid import Column
from ui.ids import id_in
from ui.lookups import NumbersAsText
from ui.prints import A4, A5_LANDSCAPE, THIRD_241
from ui.text import UnfitText, parse_decimal

LEFT = {"due": "due"}
ENTRY = (
    Column("order", _("Customer order"), "lookup", lookup="payable_order", width=180, fills=LEFT),
    Column("open_item", _("Old debt"), "lookup", lookup="customer_debt", width=180, fills=LEFT),
    Column("on_date", _("Document date"), "readonly", width=100),
    Column("worth", _("Total"), "money", editable=False, priced=True, width=110),
    Column("paid", _("Paid before"), "money", editable=False, priced=True, width=110),
    Column("pending", _("Awaiting arrival"), "money", editable=False, priced=True, width=110),
    Column("due", _("Still to remit"), "money", editable=False, priced=True, width=110),
    Column("amount", _("Amount"), "money", priced=True, width=120),
    Column("line_remark", _("Line remark"), width=140),
)
SHOWN = (
    Column("nature", _("Nature"), "readonly"),
    Column("number", _("Document"), "readonly", formula="paper.number"),
    Column("on_date", _("Document date"), "date", formula="paper.date"),
    Column("amount", _("Amount"), "money", priced=True, total=True),
    Column("line_remark", _("Line remark")),
)


def how_it_adds_up(body: Any, user: Any) -> Mapping[str, Any] | None:
    """What came, what it is for, what stays the customer's own."""
    if body.kind != Kind.RECEIPT or not may_see_list_prices(user):
        return None
    lines = body.lines.all()
    rows = (
        (_("Amount remitted"), body.money),
        (_("For orders and old debts"), named(lines)),
        (_("Surplus, stays the customer's"), surplus_of(body, lines)),
    )
    cells = [{"cells": [{"text": label}, {"text": formats.money(sum_)}]} for label, sum_ in rows]
    columns = ({"label": ""}, {"label": _("Amount"), "align": "end"})
    return {"table": {"columns": columns, "rows": cells}}


def likely_lines(body: Any, user: Any) -> Mapping[str, Any] | None:
    """Before it is confirmed: the bank's unused lines of this amount, the likeliest first."""
    if body.head.state != "filed" or body.kind != Kind.RECEIPT or not may_match(user):
        return None
    rows = [
        {
            "cells": [
                {"text": formats.day(match.line.on_date)},
                {"text": match.line.payer, "tone": "good" if match.same_payer else ""},
                {"text": formats.money(match.line.amount)},
                {"text": str(match.line.account)},
                {"text": match.line.reference},
            ]
        }
        for match in bank.candidates(body)
    ]
    labels = (_("Date"), _("Payer"), _("Amount"), _("Account"), _("Bank's reference"))
    columns = [{"label": label} for label in labels]
    return {"table": {"columns": columns, "rows": rows}}


@require_GET
def open_orders(request: HttpRequest) -> HttpResponse:
    """What the customer has to pay, with the proposed amounts for the money that is typed."""
    if not may_enter(person(request)):
        raise PermissionDenied(gettext("Your roles do not include this page."))
    party = id_in(request.GET, "party")
    if party is None:
        return JsonResponse({"rows": []})
    found = open_rows(party, but=id_in(request.GET, "paper"))
    proposal = propose(
        _typed(request),
        debts=[row.wanted for row in found.debts],
        orders=[row.wanted for row in found.orders],
        asked=found.asked,
    )
    rows = [
        {**as_data(row), "amount": _plain(proposal.amounts.get(row.key))}
        for row in (*found.debts, *found.orders)
    ]
    asked = min(found.asked, sum((row.wanted.left for row in found.debts), Decimal(0)))
    due = asked + sum((row.wanted.left for row in found.orders), Decimal(0))
    return JsonResponse({"rows": rows, "due": due}, encoder=NumbersAsText)


def new(request: HttpRequest, *, pages: DocumentPages) -> HttpResponseBase:
    """Blank, or for `?party=` and `?kind=`: the page of a customer's money leads here."""
    if request.method != "GET" or not request.GET.get("party"):
        return kernel.new(request, pages=pages)
    require_maker(request, pages)
    party = id_in(request.GET, "party")
    customer = Party.objects.filter(pk=party, is_customer=True).first()
    kind = request.GET.get("kind", "")
    body = {"kind": kind} if kind in Kind.values else {}
    pulled = Pulled(head={"party": customer}, body=body)
    return Entry.blank(request, pages, pulled=pulled).page(key=uuid4())


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _typed(request: HttpRequest) -> Decimal:
    """What cannot be read yet counts as nothing; the form tells it when it is saved."""
    try:
        return parse_decimal(request.GET.get("money", "") or "0", places=2)
    except (UnfitText, ValueError):
        return Decimal(0)


REMITTANCE_PAGES = DocumentPages(
    REMITTANCE,
    table=RemittanceTable,
    filter=RemittanceFilter,
    head_form=RemittanceForm,
    line_form=RemittanceLineForm,
    columns=ENTRY,
    shown=SHOWN,
    panels=(
        Panel(_("How it adds up"), "finance/remittance/table_panel.html", how_it_adds_up),
        Panel(_("At the bank"), "finance/remittance/table_panel.html", likely_lines),
    ),
    prints=(
        Print(
            "receipt",
            _("Receipt for money"),
            "finance/cash_voucher/print_slip.html",
            receipt_slip,
            papers=(THIRD_241, A5_LANDSCAPE, A4),
            styles=("css/print/cash_voucher.css",),
            copies=COPIES,
        ),
    ),
    pull=pulls,
    sees_prices=may_see_list_prices,
    templates={"form": "finance/remittance/form.html"},
)
REMITTANCE_URLS = [
    path("new/", new, {"pages": REMITTANCE_PAGES}, name="remittance_new"),
    path("open-orders/", open_orders, name="remittance_open_orders"),
    *REMITTANCE_PAGES.urls,
]
