"""The payment notice (打款通知单) in print: what is asked for now, and where to pay it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.pages import Printing
from documents.slips import slip
from finance.parties.funds import Funds, funds_of
from orders.customer_order.prints import (
    Cell,
    account_cells,
    capital_of,
    signatures_of,
    usual_terms,
)
from ui import formats
from ui.prints import PrintColumn, page_table


@dataclass(frozen=True)
class Asked:
    """What is asked for now, and what it is called: 订金, 余款 or 全款."""

    purpose: str
    order_total: Decimal
    to_remit: Decimal
    arrived: Decimal
    amount: Decimal


def asked_of(body: Any, got: Funds) -> Asked:
    """Money that was set off is no money that arrived: the total to remit is without it."""
    arrived = max(got.paid - body.credit_used, Decimal(0))
    left = max(body.total_to_remit - arrived, Decimal(0))
    deposit = max(body.deposit_due - got.paid, Decimal(0))
    if 0 < deposit < body.head.total - got.paid:
        purpose, amount = gettext("Deposit"), deposit
    elif arrived:
        purpose, amount = gettext("Balance due"), left
    else:
        purpose, amount = gettext("Full amount"), left
    return Asked(purpose, body.head.total, body.total_to_remit, arrived, amount)


NOTICE_COLUMNS = (
    PrintColumn(_("Kind of payment"), lambda row: row.purpose, css="c-purpose"),
    PrintColumn(_("Order amount"), lambda row: row.order_total, css="c-money", priced=True),
    PrintColumn(_("Total to remit"), lambda row: row.to_remit, css="c-money", priced=True),
    PrintColumn(_("Received so far"), lambda row: row.arrived, css="c-money", priced=True),
    PrintColumn(_("To be paid now"), lambda row: row.amount, css="c-money", priced=True),
)


def notice(printing: Printing) -> Sequence[Mapping[str, Any]]:
    body = printing.body
    asked = asked_of(body, funds_of([body.pk])[body.pk])
    columns = [c for c in NOTICE_COLUMNS if not (c.priced and printing.hide_prices)]
    made = slip(
        printing,
        (),
        title=_("Payment notice"),
        facts=_notice_facts(printing),
        pages=page_table(columns, [asked], per_page=1),
        signatures=signatures_of(printing),
        notes=printing.document.remark,
        subtotals_only=True,
    )
    more: dict[str, Any] = {"stamp": "", "columns": columns}
    if not printing.hide_prices:
        more |= {
            "remit": formats.yuan(asked.amount),
            "remit_capital": capital_of(asked.amount),
            "account": account_cells(body),
        }
    return [made | more | {"terms": [printing.terms] if printing.terms else usual_terms()[1:]}]


def _notice_facts(printing: Printing) -> list[list[Cell]]:
    body, head = printing.body, printing.document
    party = head.party
    return [
        [
            {"label": gettext("Customer"), "value": party.name if party else "", "span": 2},
            {"label": gettext("Date"), "value": formats.day(head.date)},
        ],
        [
            {"label": gettext("Customer order"), "value": head.number},
            {"label": gettext("Customer's order number"), "value": body.customer_number},
            {"label": gettext("Payment terms"), "value": body.get_terms_display()},
        ],
    ]
