"""Accounts and shorthand for tests of the cash ledger alone."""

from decimal import Decimal

from django.db import transaction

from documents.models import Document
from finance.cash import ledger, queries
from finance.cash.entry import Cash
from finance.cash.models import CashAccount
from tests.finance.parties.papers import now, paper


def account(code: str, kind: str = "cash", overdraft: str = "0") -> CashAccount:
    known = CashAccount.objects.filter(code=code).first()
    return known or CashAccount.objects.create(
        code=code, name=code, kind=kind, overdraft=Decimal(overdraft)
    )


def cash(text: str, line_no: int = 0) -> Cash:
    """`account amount`."""
    code, amount = text.split()
    return Cash(account(code).pk, Decimal(amount), line_no)


def post(*movements: str, document: Document | None = None, days_ago: int = 0) -> Document:
    document = document or paper()
    entries = [cash(each, number) for number, each in enumerate(movements, start=1)]
    with transaction.atomic():
        ledger.post(document, entries, **now(days_ago))
    return document


def reverse(document: Document) -> None:
    with transaction.atomic():
        ledger.reverse(document, **now(0))


def holds(text: str) -> bool:
    """`account amount`: what is in it now, by the cache and by the entries."""
    code, amount = text.split()
    pk = account(code).pk
    cached = queries.balances([pk]).get(pk, Decimal(0))
    summed = queries.balances_at(now(0)["on"]).get(pk, Decimal(0))
    assert cached == summed, (cached, summed)
    assert cached == Decimal(amount), (cached, amount)
    return True
