"""What the party ledger does with debts, payments, allocations and reversals."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from documents.errors import Refused
from finance.parties import ledger
from finance.parties.ledger import Pair
from finance.parties.models import Allocation, OpenItem
from tests.finance.parties.papers import (
    item,
    now,
    paper,
    payable,
    post,
    receivable,
    reverse,
    settle,
)
from tests.notation import owed, owing

pytestmark = pytest.mark.usefixtures("clean_parties")


def test_a_receipt_is_owed_and_a_payment_is_owed_no_more() -> None:
    post(payable("甲厂 100.00"))
    assert owed("甲厂 100.00")

    post(payable("甲厂 -30.00"))

    assert owed("甲厂 70.00")


def test_the_two_sides_of_a_party_stay_apart() -> None:
    post(payable("甲厂 100.00"))
    post(receivable("红星商场 40.00"))

    assert owed("甲厂 100.00")
    assert owing("红星商场 40.00")
    assert owed("红星商场 0")


def test_what_is_left_of_a_payment_is_the_prepayment() -> None:
    debt, payment = post(payable("甲厂 100.00")), post(payable("甲厂 -130.00"))

    settle(debt, payment, "100.00")

    assert item(debt).amount == item(debt).allocated
    assert item(payment).amount - item(payment).allocated == Decimal("-30.00")
    assert owed("甲厂 -30.00")


def test_one_payment_settles_several_debts_and_one_of_them_in_part() -> None:
    first, second = post(payable("甲厂 60.00")), post(payable("甲厂 60.00"))
    payment = post(payable("甲厂 -100.00"))

    settle(first, payment, "60.00")
    settle(second, payment, "40.00")

    assert item(second).allocated == Decimal("40.00")
    assert owed("甲厂 20.00")


def test_more_than_is_open_is_refused_and_every_item_named() -> None:
    debt, payment = post(payable("甲厂 60.00")), post(payable("甲厂 -50.00"))

    with pytest.raises(Refused) as refusal:
        settle(debt, payment, "70.00")

    said = refusal.value.details
    assert len(said) == 2
    assert debt.number in said[0]
    assert payment.number in said[1]
    assert Allocation.objects.count() == 0


def test_a_debt_of_less_than_a_yuan_is_settled_like_any_other() -> None:
    debt, payment = post(payable("甲厂 0.40")), post(payable("甲厂 -0.40"))

    settle(debt, payment, "0.40")

    assert item(debt).allocated == Decimal("0.40")
    assert owed("甲厂 0")


def test_what_is_left_of_a_debt_settled_in_part_is_the_most_that_is_settled() -> None:
    debt, payment = post(payable("甲厂 100.00")), post(payable("甲厂 -200.00"))
    settle(debt, payment, "60.00")

    with pytest.raises(Refused) as refusal:
        settle(debt, payment, "50.00")

    (said,) = refusal.value.details
    assert debt.number in said
    assert "40" in said
    assert item(debt).allocated == Decimal("60.00")


def test_the_same_item_twice_in_one_settlement_counts_together() -> None:
    debt = post(payable("甲厂 60.00"))
    first, second = post(payable("甲厂 -40.00")), post(payable("甲厂 -40.00"))
    pairs = [
        Pair(item(debt).pk, item(first).pk, Decimal(40)),
        Pair(item(debt).pk, item(second).pk, Decimal(40)),
    ]

    with pytest.raises(Refused), transaction.atomic():
        ledger.allocate(paper(), pairs, **now(0))


def test_another_party_does_not_settle_this_debt() -> None:
    debt, payment = post(payable("甲厂 60.00")), post(payable("乙厂 -60.00"))

    with pytest.raises(Refused):
        settle(debt, payment, "60.00")


@pytest.mark.parametrize("amount", ["60.00", "0.40"])
def test_a_debt_does_not_settle_a_debt(amount: str) -> None:
    debt, other = post(payable("甲厂 60.00")), post(payable(f"甲厂 {amount}"))

    with pytest.raises(Refused):
        settle(debt, other, amount)


def test_a_reversal_leaves_nothing_open() -> None:
    receipt = post(payable("甲厂 100.00", 1), payable("甲厂 5.00", 2))

    reverse(receipt)

    assert owed("甲厂 0")
    assert not [each for each in OpenItem.objects.all() if each.amount != each.allocated]


@pytest.mark.parametrize("amount", ["0.40", "-0.40"])
def test_a_reversal_of_less_than_a_yuan_leaves_nothing_open(amount: str) -> None:
    reverse(post(payable(f"甲厂 {amount}")))

    assert owed("甲厂 0")
    assert [each.amount - each.allocated for each in OpenItem.objects.all()] == [0, 0]


def test_a_reversal_twice_does_nothing_twice() -> None:
    receipt = post(payable("甲厂 100.00"))

    reverse(receipt)
    reverse(receipt)

    assert OpenItem.objects.count() == 2
    assert Allocation.objects.count() == 1


def test_a_settled_receipt_is_not_reversed_before_its_settlement() -> None:
    receipt, payment = post(payable("甲厂 100.00")), post(payable("甲厂 -100.00"))
    settlement = settle(receipt, payment, "60.00")

    with pytest.raises(Refused) as refusal:
        reverse(receipt)

    assert settlement.number in " ".join(refusal.value.details)
    assert [blocker.document for blocker in ledger.blockers(receipt)] == [settlement]


def test_when_the_settlement_is_reversed_the_way_is_free() -> None:
    receipt, payment = post(payable("甲厂 100.00")), post(payable("甲厂 -100.00"))
    settlement = settle(receipt, payment, "60.00")

    reverse(settlement)
    reverse(receipt)

    assert owed("甲厂 -100.00")
    assert item(payment).allocated == Decimal(0)


def test_a_paper_that_pays_and_settles_takes_both_back() -> None:
    receipt, payment = post(payable("甲厂 100.00")), paper()
    post(payable("甲厂 -100.00"), document=payment)
    pair = Pair(item(receipt).pk, item(payment).pk, Decimal(100))
    with transaction.atomic():
        ledger.allocate(payment, [pair], **now(0))

    reverse(payment)

    assert owed("甲厂 100.00")
    assert item(receipt).allocated == Decimal(0)


def test_the_page_of_a_paper_shows_its_items() -> None:
    (row,) = ledger.entries_of(post(payable("甲厂 100.00", 1)))

    assert row["amount"] == Decimal("100.00")
    assert "甲厂" in row["text"]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE finance_openitem SET amount = amount + 1",
        "DELETE FROM finance_openitem",
        "UPDATE finance_allocation SET amount = amount + 1",
        "DELETE FROM finance_allocation",
    ],
)
def test_items_and_allocations_are_never_changed_or_deleted(change: str) -> None:
    settle(post(payable("甲厂 100.00")), post(payable("甲厂 -100.00")), "60.00")

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_the_database_allows_no_more_than_the_item() -> None:
    post(payable("甲厂 100.00"))

    for allocated in (Decimal("100.01"), Decimal("-0.01")):
        with pytest.raises(IntegrityError), transaction.atomic():
            OpenItem.objects.update(allocated=allocated)


def test_posting_and_reversing_is_set_based() -> None:
    counts = {}
    for size in (1, 20, 200):
        entries = [payable(f"厂{n} 10.00", n) for n in range(1, size + 1)]
        document = paper()
        with CaptureQueriesContext(connection) as queries:
            post(*entries, document=document)
            reverse(document)
        counts[size] = len(queries)

    assert len(set(counts.values())) == 1, counts
