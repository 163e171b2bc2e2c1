"""The demo firm's opening debts are entered by real steps, once."""

import pytest

from documents.models import Document
from finance.cash.models import CashAccount, CashBalance
from finance.demo import load
from masterdata import demo as people_and_goods
from tests.notation import owed, owing

pytestmark = pytest.mark.usefixtures("books")


def test_loading_twice_is_loading_once() -> None:
    people_and_goods.load()

    load()
    load()

    assert Document.objects.filter(type="opening_balance", state="approved").count() == 1
    assert owed("GY002 38450.00")
    assert owing("KH004 -8000.00")


def test_the_cash_box_and_the_banks_have_vouchers_in_every_state_once() -> None:
    people_and_goods.load()

    load()
    vouchers = Document.objects.filter(type="cash_voucher")
    papers, balances = vouchers.count(), list(CashBalance.objects.values_list("account", "amount"))
    load()

    states = set(vouchers.values_list("state", flat=True))
    assert states == {"draft", "submitted", "approved", "reversed", "void"}
    assert vouchers.count() == papers
    assert list(CashBalance.objects.values_list("account", "amount")) == balances
    assert len(balances) == len(CashAccount.objects.all()) == 3


def test_a_firm_without_the_demo_s_people_has_no_debts() -> None:
    load()

    assert not Document.objects.exists()
