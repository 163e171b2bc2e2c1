"""The demo firm's money side is made by its people's own steps; loading twice is loading once."""

import pytest

from documents.models import Document, Event
from finance import demo as finance_demo
from finance.bank_accounts import rules
from finance.bank_accounts.models import BankVerification
from finance.cash.models import CashEntry
from inventory import demo as inventory_demo
from masterdata import demo as masterdata_demo
from masterdata.models import BankAccount
from purchasing import demo, demo_money
from purchasing.owed_invoices.models import InvoiceChase

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]

REACHED = {
    "purchase_return": {"draft", "submitted", "approved", "posted", "reversed", "void"},
    "supplier_invoice": {
        "draft",
        "received",
        "difference",
        "matched",
        "handed_over",
        "signed",
        "closed",
        "reversed",
        "void",
    },
    "invoice_handover": {"draft", "handed", "signed", "void"},
    "settlement": {"draft", "submitted", "posted", "reversed", "void"},
    "payment_request": {
        "draft",
        "submitted",
        "approved",
        "part_paid",
        "paid",
        "returned",
        "void",
    },
    "statement": {"draft", "issued", "agreed", "disputed", "void"},
    "contract_booklet": {"accepted"},
    "delay_notice": {"draft", "sent", "read", "answered", "closed"},
    "meeting_sheet": {"draft", "submitted", "read"},
    "cash_voucher": {"draft", "submitted", "approved", "reversed", "void"},
}


def load() -> None:
    for part in (masterdata_demo, inventory_demo, finance_demo, demo, demo_money):
        part.load()


def counted() -> list[int]:
    tables = (Document, Event, CashEntry, BankAccount, BankVerification, InvoiceChase)
    return [model._default_manager.count() for model in tables]


def test_the_money_side_has_papers_in_nearly_every_state_and_loads_once() -> None:
    load()
    once = counted()

    demo_money.load()

    assert counted() == once
    for code, states in REACHED.items():
        found = set(Document.objects.filter(type=code).values_list("state", flat=True))
        assert found >= states, code
    assert InvoiceChase.objects.count() == 3
    _accounts_are_in_every_standing()
    _settlements_are_of_every_kind()


def _accounts_are_in_every_standing() -> None:
    standings = rules.standings_of(list(BankAccount.objects.filter(party__is_supplier=True)))
    found = {(len(each.rounds), each.needed) for each in standings.values()}
    assert found >= {(0, 1), (1, 1), (2, 2), (1, 2)}


def _settlements_are_of_every_kind() -> None:
    posted = Document.objects.filter(type="settlement", state="posted")
    kinds = set(posted.values_list("settlement__kind", flat=True))
    assert kinds == {"payment", "prepayment", "offset", "refund", "set_off"}
    assert posted.filter(settlement__discount__gt=0, settlement__request=None).exists()
    assert posted.filter(settlement__surplus__gt=0, settlement__kind="payment").exists()
    assert posted.filter(settlement__for_document__isnull=False).exists()
    assert posted.filter(settlement__credits_used__gt=0, settlement__money__gt=0).exists()


def test_without_opened_books_and_people_nothing_is_paid() -> None:
    demo_money.load()
    masterdata_demo.load()
    demo_money.load()

    assert not Document.objects.exists()
