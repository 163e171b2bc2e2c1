"""Pays a payment request: the settlement is made and posted in the request's own transaction."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Required, TypedDict, Unpack

from documents import content, drafts, engine
from documents.errors import Refused
from documents.models import Document
from documents.refusals import refusals_of_guards
from documents.transactions import in_one_transaction
from finance.cash.models import CashAccount
from finance.parties.models import OpenItem
from finance.settlement.flow import SETTLEMENT
from finance.settlement.models import Kind
from masterdata.models import BankAccount, Party, User


class Paid(TypedDict, total=False):
    """What a payment is made of; `lines` are pairs of an open item's id and an amount."""

    account: Required[CashAccount]
    money: Required[Decimal]
    lines: Required[Sequence[tuple[int, Decimal]]]
    party: Required[Party]
    on: Required[date]
    at: Required[datetime]
    for_document: Document | None
    bank_account: BankAccount | None
    discount: Decimal


def pay(request_document: Document, *, actor: User, **paid: Unpack[Paid]) -> Document:
    """The posted settlement of an approved request, made by the cashier who pays it.

    What the lines do not take of the money becomes a prepayment. Refused in words, with nothing
    done, where an item is no longer open or the account does not hold the money.
    """
    return in_one_transaction(lambda: _pay(request_document, actor, paid))


def _pay(request: Document, actor: User, paid: Paid) -> Document:
    body = _body(request, paid)
    rows = _rows(paid["lines"])
    document = drafts.create(
        SETTLEMENT,
        actor=actor,
        head={"party": paid["party"], "date": paid["on"], "remark": request.remark},
        body=body,
        lines=rows,
        at=paid["at"],
    )
    stored = content.load_body(document)
    step = SETTLEMENT.step("pay")
    refusals = refusals_of_guards(stored, step, actor)
    if refusals:
        raise Refused(refusals[0], details=refusals[1:])
    outcome = engine.system(document.pk, step.code, at=paid["at"], cause=request, actor=actor)
    assert outcome is not None, "its guards were asked in this transaction"
    return outcome.document


def _body(request: Document, paid: Paid) -> dict[str, Any]:
    return {
        "kind": Kind.PAYMENT if paid["lines"] else Kind.PREPAYMENT,
        "account": paid["account"],
        "money": paid["money"],
        "discount": paid.get("discount") or Decimal(0),
        "for_document": paid.get("for_document"),
        "request": request,
        "bank_account": paid.get("bank_account"),
    }


def _rows(lines: Sequence[tuple[int, Decimal]]) -> list[dict[str, Any]]:
    """One row per item, whoever asked for it how often."""
    amounts: dict[int, Decimal] = {}
    for item, amount in lines:
        amounts[item] = amounts.get(item, Decimal(0)) + amount
    items = OpenItem.objects.in_bulk(amounts)
    return [{"open_item": items[pk], "amount": amount} for pk, amount in amounts.items()]
