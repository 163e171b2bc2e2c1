"""收款收据: who paid how much, what for, which way; in three copies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.copies import RED, STUB, YELLOW, Copy
from documents.pages import Printing
from documents.slips import slip
from finance.cash.models import AccountKind
from finance.remittance.figures import surplus_of
from finance.remittance.models import Kind
from ui import formats
from ui.prints import PrintColumn, page_table
from ui.punctuation import bracketed

TITLES = {
    Kind.RECEIPT: _("Receipt for money"),
    Kind.ALLOTMENT: _("Customer's money allotted"),
    Kind.REFUND: _("Refund to the customer"),
}
COPIES = (STUB, Copy(_("Money receipt"), RED), Copy(_("Bookkeeping"), YELLOW))
COLUMNS = (
    PrintColumn(_("No."), lambda row: row.number, css="c-no"),
    PrintColumn(_("Purpose"), lambda row: row.purpose, css="c-name", room=60),
    PrintColumn(_("Document"), lambda row: row.paper, css="c-reference", room=20),
    PrintColumn(_("Amount"), lambda row: row.amount, css="c-money", sum="money", priced=True),
)


@dataclass(frozen=True)
class Row:
    """What a part of the money is for."""

    number: int
    purpose: str
    paper: str
    amount: Decimal


def rows_of(body: Any) -> list[Row]:
    """The lines, and what is for nothing yet."""
    lines = list(body.lines.all())
    rows = [Row(line.line_no, _purpose(line), line.paper.number, line.amount) for line in lines]
    rest = body.money if body.kind == Kind.REFUND else surplus_of(body, lines)
    if rest:
        words = TITLES[Kind.REFUND] if body.kind == Kind.REFUND else _("Customer's own money")
        rows.append(Row(len(rows) + 1, str(words), "", rest))
    return rows


def _purpose(line: Any) -> str:
    words = gettext("Money for the order") if line.order_id else gettext("Old debt")
    return f"{words} {line.line_remark}".strip()


def receipt_slip(printing: Printing) -> Sequence[Mapping[str, Any]]:
    body = printing.body
    columns = [c for c in COLUMNS if not (c.priced and printing.hide_prices)]
    pages = page_table(columns, rows_of(body), per_page=printing.rows)
    made = slip(
        printing,
        (),
        title=TITLES[body.kind],
        facts=_facts(body),
        pages=pages,
        signatures=_signatures(printing),
        notes=printing.document.remark,
    )
    return [made | {"columns": columns}]


def _facts(body: Any) -> list[list[dict[str, Any]]]:
    customer = body.head.party.name if body.head.party else ""
    who = (
        f"{customer}{bracketed(body.payer)}" if body.payer and body.payer != customer else customer
    )
    label = _("Paid to") if body.kind == Kind.REFUND else _("Received from")
    cells = [
        {"label": gettext("Document date"), "value": formats.day(body.head.date)},
        {"label": gettext("Account"), "value": str(body.account or "")},
        {"label": gettext("Paid by way of"), "value": _way(body)},
    ]
    return [[{"label": label, "value": who, "span": 3}], cells]


def _way(body: Any) -> str:
    if body.kind == Kind.ALLOTMENT:
        return gettext("Customer's own money")
    in_cash = body.account is not None and body.account.kind == AccountKind.CASH
    return gettext("In cash") if in_cash else gettext("By bank")


def _signatures(printing: Printing) -> list[dict[str, Any]]:
    head, by = printing.document, printing.body.confirmed_by
    return [
        {"label": gettext("Money received by"), "name": by.display_name if by else ""},
        {"label": gettext("Handler"), "name": head.handler.display_name if head.handler else ""},
        {"label": gettext("Finance seal"), "name": ""},
    ]
