"""The chase list and the sales ledger on A4 landscape."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from masterdata.models import Company, User
from orders.receivables import ledger_pages, lists
from orders.receivables.access import require_reader
from orders.receivables.book import Book, BookRow, book_of
from orders.receivables.debtors import Debtor
from orders.receivables.pages import debtors_of
from ui import formats
from ui.listing import Memory, in_force
from ui.prints import A4_LANDSCAPE, PrintColumn, page_table, pdf_response, render_pdf
from ui.punctuation import clauses

SHEET = _("Receivables to be chased")
CHASED: Sequence[PrintColumn] = (
    PrintColumn(_("Party code"), lambda each: each.party.code, "c-code", room=10),
    PrintColumn(_("Customer"), lambda each: each.party.name, "c-name", room=24),
    PrintColumn(_("Owed"), lambda each: each.owed or None, "c-money", sum="money"),
    PrintColumn(_("Overdue"), lambda each: each.overdue or None, "c-money", sum="money"),
    PrintColumn(_("Due longest since"), lambda each: each.oldest_due, "c-day"),
    PrintColumn(_("0–30 days"), lambda each: each.days_30 or None, "c-money", sum="money"),
    PrintColumn(_("31–60 days"), lambda each: each.days_60 or None, "c-money", sum="money"),
    PrintColumn(_("61–90 days"), lambda each: each.days_90 or None, "c-money", sum="money"),
    PrintColumn(_("Over 90 days"), lambda each: each.older or None, "c-money", sum="money"),
    PrintColumn(_("Promised to pay on"), lambda each: _promised_on(each), "c-day"),
    PrintColumn(_("Promised amount"), lambda each: _promised(each), "c-money", sum="money"),
    PrintColumn(
        _("Promise to pay"), lambda each: str(lists.WORDS[each.standing]), "c-word", room=8
    ),
    PrintColumn(_("What was said"), lambda each: _said(each), "c-note", room=22),
    PrintColumn(_("Salesperson"), lambda each: _owner(each), "c-word", room=8),
)


def _promised_on(each: Debtor) -> Any:
    return each.promise.on if each.promise else None


def _promised(each: Debtor) -> Any:
    return each.promise.amount if each.promise else None


def _said(each: Debtor) -> str:
    return f"{formats.day(timezone.localdate(each.last.at))} {each.last.said}" if each.last else ""


def _owner(each: Debtor) -> str:
    return each.party.owner.display_name if each.party.owner else ""


@require_GET
def debtors_print(request: HttpRequest) -> HttpResponse:
    """What the list shows by its remembered conditions, and those conditions in words."""
    user = require_reader(request)
    asked = in_force(request, Memory.named(user, "debtors"), lists.DebtorFilter)
    conditions = lists.DebtorFilter(asked, request=request)
    found = lists.chosen(debtors_of(user), conditions)
    today = timezone.localdate()
    facts = [
        {"label": gettext("Day"), "value": formats.day(today)},
        {"label": gettext("Conditions"), "value": clauses(conditions.chips()) or "—", "span": 3},
    ]
    signers = (_("Prepared by"), _("Salesperson"), _("Accountant"), _("Sales director"))
    slip = _slip(user, SHEET, facts, signers) | {
        "number": f"{today:%Y%m%d}",
        "columns": CHASED,
        "pages": page_table(CHASED, found, per_page=A4_LANDSCAPE.rows),
        "label_column": 2,
    }
    return _answer(request, slip, f"{SHEET} {formats.day(today)}.pdf")


@require_GET
def sales_ledger_print(request: HttpRequest, pk: int) -> HttpResponse:
    """销售台账: customer and year, the opening, every row, the totals and the closing."""
    user = require_reader(request)
    party, year = ledger_pages.customer_of(pk, user), ledger_pages.year_in(request)
    found = book_of(party, year, today=timezone.localdate())
    table = ledger_pages.table_for(party, user)
    columns = _book_columns(table.readable, table.salesperson)
    rows = [ledger_pages.opening_row(found, year), *found.rows]
    facts = [
        {"label": gettext("Customer"), "value": f"{party.code} {party.name}", "span": 2},
        {"label": gettext("Year"), "value": str(year)},
        {"label": gettext("Salesperson"), "value": table.salesperson},
    ]
    signers = (_("Prepared by"), _("Reviewed by"), _("Submitted to (department manager)"))
    slip = _slip(user, ledger_pages.TITLE, facts, signers) | {
        "number": f"{party.code}-{year}",
        "columns": columns,
        "pages": page_table(columns, rows, per_page=A4_LANDSCAPE.rows),
        "label_column": 2,
        "debts": _ends(found),
    }
    return _answer(request, slip, f"{ledger_pages.TITLE} {party.code} {year}.pdf")


def _ends(found: Book) -> list[dict[str, Any]]:
    return [
        {"label": gettext("Opening"), "value": formats.money(found.opening)},
        {"label": gettext("Closing"), "value": formats.money(found.closing)},
    ]


def _book_columns(readable: frozenset[str], salesperson: str) -> list[PrintColumn]:
    def known(row: BookRow, number: str) -> str:
        may = row.paper is not None and row.paper.type in readable
        return number if may or not number else "—"

    return [
        PrintColumn(_("Date"), lambda row: row.on_date, "c-day"),
        PrintColumn(
            _("Order number"), lambda row: row.order_number or row.description, "c-name", room=20
        ),
        PrintColumn(_("Order amount"), lambda row: row.order_amount, "c-money", sum="money"),
        PrintColumn(_("Deposit"), lambda row: row.deposit or None, "c-money", sum="money"),
        PrintColumn(_("Shipped on"), lambda row: row.shipped_on, "c-day"),
        PrintColumn(
            _("Delivery or return"),
            lambda row: known(row, row.delivery_number),
            "c-number",
            room=20,
        ),
        PrintColumn(_("Amount shipped"), lambda row: row.shipped_amount, "c-money", sum="money"),
        PrintColumn(_("Received on"), lambda row: row.paid_on, "c-day"),
        PrintColumn(
            _("Paid in by the customer"), lambda row: row.paid_amount, "c-money", sum="money"
        ),
        PrintColumn(_("Other"), lambda row: row.other_amount, "c-money", sum="money"),
        PrintColumn(_("Receivable balance"), lambda row: row.balance, "c-money"),
        PrintColumn(_("Days overdue"), lambda row: str(row.days_overdue or ""), "c-count"),
        PrintColumn(_("Salesperson"), lambda row: salesperson, "c-word", room=8),
    ]


def _slip(user: User, title: Any, facts: list[Any], signers: Sequence[Any]) -> dict[str, Any]:
    names = {0: user.display_name}
    return {
        "company_name": Company.current().name,
        "title": title,
        "facts": [facts],
        "signatures": [
            {"label": label, "name": names.get(place, "")} for place, label in enumerate(signers)
        ],
        "printed": gettext("Printed %(time)s by %(name)s")
        % {"time": formats.moment(timezone.now()), "name": user.display_name},
    }


def _answer(request: HttpRequest, slip: dict[str, Any], name: str) -> HttpResponse:
    context = {
        "paper": A4_LANDSCAPE,
        "slips": [slip],
        "styles": ("css/print/receivables.css",),
    }
    return pdf_response(render_pdf(A4_LANDSCAPE.template, context, request=request), name)
