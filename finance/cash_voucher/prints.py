"""收款收据 and its sisters: who paid, what for, in figures and capitals; on carbonless paper."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.copies import RED, STUB, YELLOW, Copy
from documents.pages import Printing
from documents.slips import slip
from finance.cash.models import AccountKind
from finance.cash_voucher.models import CashVoucher, Kind
from ui import formats
from ui.prints import PrintColumn

TITLES = {
    Kind.INCOME: _("Receipt for money"),
    Kind.EXPENSE: _("Payment voucher"),
    Kind.TRANSFER: _("Transfer voucher"),
    Kind.OPENING: _("Cash voucher"),
}
OTHER_SIDE = {Kind.INCOME: _("Received from"), Kind.EXPENSE: _("Paid to")}
COPIES = (STUB, Copy(_("Money receipt"), RED), Copy(_("Bookkeeping"), YELLOW))
COLUMNS = (
    PrintColumn(_("No."), lambda line: line.line_no, css="c-no"),
    PrintColumn(_("Purpose"), lambda line: line.purpose, css="c-name", room=60),
    PrintColumn(_("Reference"), lambda line: line.reference, css="c-reference", room=20),
    PrintColumn(_("Amount"), lambda line: line.amount, css="c-money", sum="money", priced=True),
)


def voucher_slip(printing: Printing) -> Sequence[Mapping[str, Any]]:
    body = printing.body
    return [
        slip(
            printing,
            COLUMNS,
            title=TITLES[body.kind],
            facts=_facts(body),
            signatures=_signatures(printing),
            notes=printing.document.remark,
        )
    ]


def _facts(body: CashVoucher) -> list[list[dict[str, Any]]]:
    account = str(body.account)
    if body.to_account:
        account = f"{body.account} → {body.to_account}"
    cells = [
        {"label": gettext("Document date"), "value": formats.day(body.head.date)},
        {"label": gettext("Account"), "value": account},
        {"label": gettext("Paid by way of"), "value": _way(body)},
    ]
    if body.kind not in OTHER_SIDE:
        return [cells]
    who = body.other_side or (body.head.party.name if body.head.party else "")
    return [[{"label": OTHER_SIDE[body.kind], "value": who, "span": 3}], cells]


def _way(body: CashVoucher) -> str:
    in_cash = body.kind != Kind.TRANSFER and body.account.kind == AccountKind.CASH
    return gettext("In cash") if in_cash else gettext("By bank")


def _signatures(printing: Printing) -> list[dict[str, Any]]:
    """The handler signs beside the cashier; the seal stands where the firm's papers have it."""
    head = printing.document
    cashier = (
        gettext("Money received by") if printing.body.kind == Kind.INCOME else gettext("Cashier")
    )
    return [
        {"label": cashier, "name": head.maker.display_name},
        {"label": gettext("Handler"), "name": head.handler.display_name if head.handler else ""},
        {"label": gettext("Approver"), "name": head.approver.display_name if head.approver else ""},
        {"label": gettext("Finance seal"), "name": ""},
    ]
