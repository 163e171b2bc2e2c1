"""The settlement in print: what was owed, paid before and settled now, item by item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.pages import Printing
from documents.slips import slip
from finance.settlement.figures import figures_of
from finance.settlement.history import settled_before
from finance.settlement.models import Kind, nature_of
from ui import formats
from ui.prints import PrintColumn, page_table

NONE = Decimal(0)
COLUMNS = (
    PrintColumn(_("No."), lambda row: row.line.line_no, css="c-no"),
    PrintColumn(_("Document"), lambda row: row.item.document.number, css="c-number", room=20),
    PrintColumn(_("Date"), lambda row: row.item.on_date, css="c-date"),
    PrintColumn(_("Nature"), lambda row: nature_of(row.item), css="c-nature", room=12),
    PrintColumn(_("Payable"), lambda row: row.due, css="c-money", priced=True),
    PrintColumn(_("Paid before"), lambda row: row.before, css="c-money", priced=True),
    PrintColumn(_("Settle now"), lambda row: row.now, css="c-money", sum="money", priced=True),
    PrintColumn(_("Balance"), lambda row: row.balance, css="c-money", priced=True),
)


@dataclass(frozen=True)
class Row:
    """One item as this paper found it: a debt above zero, what is used for it below."""

    line: Any
    sign: int
    before: Decimal

    @property
    def item(self) -> Any:
        return self.line.open_item

    @property
    def due(self) -> Decimal:
        return self.sign * abs(self.item.amount)

    @property
    def now(self) -> Decimal:
        return Decimal(self.sign * self.line.amount)

    @property
    def balance(self) -> Decimal:
        return self.due - self.before - self.now


def rows_of(body: Any) -> list[Row]:
    before = settled_before(body)
    found = []
    for line in body.lines.all():
        sign = 1 if line.is_debt and line.open_item.side == "payable" else -1
        found.append(Row(line, sign, sign * before[line.open_item_id] or NONE))
    return found


def settlement_slip(printing: Printing) -> Sequence[Mapping[str, Any]]:
    columns = [c for c in COLUMNS if not (c.priced and printing.hide_prices)]
    pages = page_table(columns, rows_of(printing.body), per_page=printing.paper.rows - 4)
    made = slip(
        printing,
        (),
        title=_("Settlement"),
        facts=_facts(printing),
        pages=pages,
        notes=_notes(printing),
        signatures=_signatures(printing),
    )
    return [made | {"columns": columns}]


def _facts(printing: Printing) -> list[list[dict[str, Any]]]:
    body, head = printing.body, printing.document
    rows = [
        [
            _fact(_("Supplier"), head.party.name if head.party else "", span=2),
            _fact(_("Document date"), formats.day(head.date)),
            _fact(_("Kind"), body.get_kind_display()),
        ],
        [
            _fact(_("Payee"), body.payee, span=2),
            _fact(_("Cash or bank account"), body.account or ""),
            _fact(_("Payment request"), body.request.number if body.request else ""),
        ],
        [
            _fact(_("Bank and account"), f"{body.payee_bank} {body.payee_account}", span=2),
            _fact(_("Prepaid order"), body.for_document.number if body.for_document else ""),
            _fact(_("Handler"), head.handler.display_name if head.handler else ""),
        ],
    ]
    return rows if printing.hide_prices else rows + _sums(body)


def _sums(body: Any) -> list[list[dict[str, Any]]]:
    found = figures_of(body, body.lines.all())
    used = _("Receivables set off") if body.kind == Kind.SET_OFF else _("Prepayment used")
    return [
        [
            _fact(_("Money back"), formats.money(-found.money))
            if body.kind == Kind.REFUND
            else _fact(_("Money paid"), formats.money(found.money)),
            _fact(used, formats.money(found.used)),
            _fact(_("Discount taken"), formats.money(found.discount)),
            _fact(_("Debts settled"), formats.money(found.settled)),
        ],
    ]


def _fact(label: Any, value: Any, **more: Any) -> dict[str, Any]:
    return {"label": str(label), "value": str(value), **more}


def _notes(printing: Printing) -> str:
    """The surplus, the consents and reasons, the remark."""
    body = printing.body
    surplus = figures_of(body, body.lines.all()).surplus
    parts = [printing.document.remark, body.prepayment_reason]
    if surplus > 0 and not printing.hide_prices:
        words = {"amount": formats.money(surplus)}
        parts.append(gettext("Surplus, becomes prepayment: %(amount)s") % words)
    if body.our_consent_by:
        words = {
            "ours": body.our_consent_by.display_name,
            "theirs": body.their_consent_by,
            "day": formats.day(body.their_consent_on),
            "note": body.consent_note,
        }
        parts.append(gettext("Set off by consent: %(ours)s; %(theirs)s, %(day)s, %(note)s") % words)
    return "　".join(part for part in parts if part)


def _signatures(printing: Printing) -> list[dict[str, Any]]:
    head = printing.document
    approver = head.approver.display_name if head.approver else ""
    return [
        {"label": gettext("Maker"), "name": head.maker.display_name},
        {"label": gettext("Checked by"), "name": approver},
        {"label": gettext("Cashier"), "name": ""},
        {"label": gettext("Purchasing manager"), "name": ""},
        {"label": gettext("Supplier signs"), "name": ""},
    ]
