"""The demo customers' money: claimed by the clerk, found at the bank; and the drivers' cash."""

import uuid
from decimal import Decimal
from typing import Any

from documents import drafts
from documents.demo_firm import Firm
from documents.models import Document
from finance.cash_handover.flow import CASH_HANDOVER
from finance.demo_cash import BANK, BOX, account_of
from finance.remittance.flow import REMITTANCE
from finance.remittance.models import BankLine
from masterdata.models import Party

__all__ = ["BANK", "account_of", "claim", "hand_over", "remit"]

KEY = uuid.UUID("8e1d4b7a-93c2-4f06-a1b5-6c0f7e2d9a48")


def remit(firm: Firm, order: Document, money: Decimal, *, ago: int) -> None:
    """The slip is faxed, finance is told at once, and finds the money in the afternoon."""
    if order.party is None or money <= 0:
        return
    claimed = claim(firm, order.party, money, ago=ago, order=order)
    line = BankLine.objects.create(
        account=account_of(BANK),
        on_date=firm.day(ago),
        amount=money,
        payer=order.party.name,
        reference=f"{firm.day(ago):%m%d}{claimed.pk:05}",
        entered_by=firm.people["chuna"],
        entered_at=firm.at(ago, 13),
    )
    data = {"bank_line": line}
    firm.step(claimed, "confirm", "caiwu", ago=ago, hour=14, data=data)


def claim(
    firm: Firm, party: Party, money: Decimal, *, ago: int, order: Document | None = None
) -> Document:
    """What the customer says he paid; for an order, or for nothing yet."""
    at = firm.at(ago, 11)
    document = drafts.create(
        REMITTANCE,
        actor=firm.people["gendan"],
        key=uuid.uuid5(KEY, f"{party.code} {money} {order.pk if order else 0}"),
        head={"date": firm.day(ago), "party": party},
        body={
            "money": money,
            "payer": party.name,
            "bank": "客户开户行",
            "reported_at": at,
            "no_slip_reason": "电话告知，汇款底单后补",
        },
        lines=[{"order": order, "amount": money}] if order else [],
        at=at,
        history=True,
    )
    if document.state == "draft":
        document = firm.step(document, "file", "gendan", ago=ago, hour=11)
    return document


def hand_over(firm: Firm, delivery: Document, money: Decimal, *, ago: int) -> None:
    """The driver brings the cash back the same day, the cashier counts it."""
    driver = firm.people["siji"]
    document = drafts.create(
        CASH_HANDOVER,
        actor=driver,
        head={"date": firm.day(ago), "handler": driver},
        body={},
        lines=[{"delivery": delivery, "amount": money}],
        at=firm.at(ago, 17),
        history=True,
    )
    document = firm.step(document, "hand", "siji", ago=ago, hour=17)
    lines: Any = document.cashhandover.lines  # type: ignore[attr-defined]
    counts = {line.pk: line.amount for line in lines.all()}
    data = {"account": account_of(BOX), "counts": counts, "difference_reason": ""}
    firm.step(document, "count", "chuna", ago=ago, hour=18, data=data)
