"""A credit settles a debt in the very posting that brings one of them."""

from decimal import Decimal

import pytest
from django.db import transaction

from documents.errors import Refused
from documents.models import Document
from finance.parties import ledger
from finance.parties.ledger import Payable, Settles
from finance.parties.models import Allocation, OpenItem
from tests.finance.parties.papers import item, now, paper, payable, post, reverse, settle
from tests.notation import owed

pytestmark = pytest.mark.usefixtures("clean_parties")


def pay(money: str, *settling: Settles) -> Document:
    """A paper that pays on line 9 and settles in the same posting."""
    document = paper()
    with transaction.atomic():
        ledger.post(document, [payable(f"甲厂 -{money}", 9), *settling], **now(0))
    return document


def test_a_payment_settles_debts_that_stand_in_the_books() -> None:
    first, second = post(payable("甲厂 60.00")), post(payable("甲厂 60.00"))

    payment = pay(
        "100.00",
        Settles(Decimal(60), debit_item=item(first).pk, credit_line=9),
        Settles(Decimal(40), debit_item=item(second).pk, credit_line=9),
    )

    assert item(payment).allocated == -100
    assert item(second).allocated == 40
    assert owed("甲厂 20.00")


def test_what_settles_nothing_stays_open_of_the_payment() -> None:
    debt = post(payable("甲厂 60.00"))

    payment = pay("100.00", Settles(Decimal(60), debit_item=item(debt).pk, credit_line=9))

    assert item(payment).amount - item(payment).allocated == -40


def test_two_items_of_one_posting_settle_each_other() -> None:
    document = paper()
    entries = [
        payable("甲厂 30.00", 1),
        payable("甲厂 -30.00", 2),
        Settles(Decimal(30), debit_line=1, credit_line=2),
    ]

    with transaction.atomic():
        ledger.post(document, entries, **now(0))

    assert not [each for each in OpenItem.objects.all() if each.amount != each.allocated]


def test_two_items_of_the_books_settle_each_other_without_a_new_one() -> None:
    debt, credit = post(payable("甲厂 30.00")), post(payable("甲厂 -50.00"))
    entry = Settles(Decimal(30), debit_item=item(debt).pk, credit_item=item(credit).pk)

    with transaction.atomic():
        ledger.post(paper(), [entry], **now(0))

    assert (item(debt).allocated, item(credit).allocated) == (30, -30)


def test_more_than_is_open_undoes_the_whole_posting() -> None:
    debt = post(payable("甲厂 60.00"))

    with pytest.raises(Refused) as refused:
        pay("100.00", Settles(Decimal(61), debit_item=item(debt).pk, credit_line=9))

    assert debt.number in refused.value.details[0]
    assert owed("甲厂 60.00")
    assert Allocation.objects.count() == 0


def test_a_reversal_takes_back_the_payment_and_what_it_settled() -> None:
    debt = post(payable("甲厂 60.00"))
    payment = pay("60.00", Settles(Decimal(60), debit_item=item(debt).pk, credit_line=9))

    reverse(payment)

    assert item(debt).allocated == 0
    assert owed("甲厂 60.00")


def test_a_payment_whose_rest_was_used_waits_for_that_to_be_undone() -> None:
    first, second = post(payable("甲厂 60.00")), post(payable("甲厂 40.00"))
    payment = pay("100.00", Settles(Decimal(60), debit_item=item(first).pk, credit_line=9))
    later = settle(second, payment, "40.00")

    with pytest.raises(Refused) as refused:
        reverse(payment)

    assert later.number in " ".join(refused.value.details)


@pytest.mark.parametrize(
    "sides",
    [
        {"debit_item": 1},
        {"credit_line": 1},
        {"debit_item": 1, "debit_line": 2, "credit_item": 3},
        {"debit_item": 1, "credit_item": 3, "credit_line": 4},
    ],
)
def test_a_settlement_names_one_debit_and_one_credit(sides: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="names one"):
        Settles(Decimal(1), **sides)


def test_a_line_that_the_posting_does_not_make_is_a_fault_of_the_program() -> None:
    debt = post(payable("甲厂 60.00"))
    entries = [
        Payable(item(debt).party_id, Decimal(-60), None, 9),
        Settles(Decimal(60), debit_item=item(debt).pk, credit_line=8),
    ]

    with pytest.raises(KeyError), transaction.atomic():
        ledger.post(paper(), entries, **now(0))
