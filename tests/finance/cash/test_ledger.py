"""What the cash ledger does with money in, money out, its limits and reversals."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from documents.books import run_checks
from documents.errors import Refused
from finance.cash import ledger, queries
from finance.cash.entry import Cash
from finance.cash.models import CashAccount, CashBalance, CashEntry
from tests.finance.cash.conftest import CHECKS
from tests.finance.cash.papers import account, holds, post, reverse
from tests.finance.parties.papers import now, paper

pytestmark = pytest.mark.usefixtures("clean_cash")


def test_money_comes_and_goes() -> None:
    post("钱箱 100.00")
    post("钱箱 -30.00")

    assert holds("钱箱 70.00")


def test_a_transfer_moves_the_same_sum() -> None:
    post("钱箱 100.00")

    post("钱箱 -60.00", "基本户 60.00")

    assert holds("钱箱 40.00")
    assert holds("基本户 60.00")


def test_a_box_is_never_below_zero_and_the_refusal_names_it() -> None:
    post("钱箱 100.00")

    with pytest.raises(Refused) as refusal:
        post("钱箱 -100.01")

    (sentence,) = refusal.value.details
    assert "钱箱" in sentence
    assert "0.01" in sentence
    assert holds("钱箱 100.00")


def test_every_account_that_lacks_money_is_named() -> None:
    with pytest.raises(Refused) as refusal:
        post("钱箱 -5.00", "备用金 -6.00")

    assert len(refusal.value.details) == 2
    assert not CashEntry.objects.exists()


def test_a_paper_may_fill_a_box_and_empty_it() -> None:
    post("钱箱 -50.00", "钱箱 50.00")

    assert holds("钱箱 0")


def test_a_bank_lends_up_to_its_overdraft() -> None:
    account("基本户", "bank", "500.00")
    post("基本户 -500.00")

    with pytest.raises(Refused, match="基本户"):
        raise_details("基本户 -0.01")

    assert holds("基本户 -500.00")


def test_who_lacks_money_is_told_how_far_the_bank_would_lend() -> None:
    account("基本户", "bank", "500.00")
    post("基本户 -200.00", "钱箱 1.00")

    with pytest.raises(Refused) as refused:
        post("基本户 -300.01", "钱箱 -2.00")

    bank, box = sorted(refused.value.details)
    assert ["500.00" in bank, "-200.00" in bank, "0.01" in bank] == [True] * 3
    assert ["透支" in bank, "透支" in box] == [True, False]


def raise_details(movement: str) -> None:
    """The refusal with its first detail as its sentence."""
    try:
        post(movement)
    except Refused as refusal:
        raise Refused(refusal.details[0]) from refusal


def test_a_larger_overdraft_holds_from_the_next_movement_on() -> None:
    bank = account("基本户", "bank")
    bank.overdraft = Decimal(100)
    bank.save()

    post("基本户 -80.00")

    assert CashBalance.objects.get(account=bank).floor == Decimal(-100)


def test_movement_after_movement_a_bank_lends_no_more_and_no_less() -> None:
    bank = account("基本户", "bank", "100.00")

    for movement in ("基本户 -30.00", "基本户 10.00", "基本户 -40.00"):
        post(movement)

    assert CashBalance.objects.get(account=bank).floor == Decimal(-100)


def test_an_overdraft_is_not_lowered_below_what_is_owed_to_the_bank() -> None:
    bank = account("基本户", "bank", "100.00")
    post("基本户 -80.00")
    bank.overdraft = Decimal("79.99")

    with pytest.raises(Refused, match=r"基本户.*80\.00"):
        ledger.set_floor(bank)

    bank.overdraft = Decimal(80)
    bank.save()
    ledger.set_floor(bank)
    assert CashBalance.objects.get(account=bank).floor == Decimal(-80)


def test_an_account_out_of_use_takes_nothing_more_but_is_reversed() -> None:
    deposit = post("钱箱 100.00")
    CashAccount.objects.update(is_active=False)

    with pytest.raises(Refused, match="钱箱"):
        post("钱箱 1.00")
    reverse(deposit)

    assert holds("钱箱 0")


def test_every_account_out_of_use_is_named() -> None:
    account("钱箱")
    account("备用金")
    CashAccount.objects.update(is_active=False)

    with pytest.raises(Refused) as refused:
        post("钱箱 1.00", "备用金 1.00")

    said = [str(refused.value), *map(str, refused.value.details)]
    assert ["备用金" in said[0], "钱箱" in said[1]] == [True, True]
    assert len(said) == 2


def test_an_account_short_of_less_than_a_yuan_is_short() -> None:
    post("钱箱 0.50")

    with pytest.raises(Refused) as refused:
        post("钱箱 -0.90")

    assert "0.40" in refused.value.details[0]
    assert holds("钱箱 0.50")


def test_what_comes_in_and_what_goes_out_is_called_so() -> None:
    post("基本户 1.00")

    first, second = ledger.entries_of(post("钱箱 0.50", "基本户 -0.50"))

    assert (str(first["label"]), str(second["label"])) == ("收入", "付出")


def test_a_long_description_is_cut_to_what_the_column_holds() -> None:
    entry = Cash(account("钱箱").pk, Decimal(1), 1, "字" * 300)
    with transaction.atomic():
        ledger.post(paper(), [entry], **now(0))

    assert CashEntry.objects.get().description == "字" * 200


def test_a_paper_that_moves_no_money_is_asked_for_it_once() -> None:
    empty, told = paper(), now(0)

    with CaptureQueriesContext(connection) as asked:
        assert ledger.blockers(empty) == []
    assert len(asked) == 1
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        ledger.reverse(empty, **told)
    assert len(asked) == 1


def test_a_reversal_answers_each_entry_once() -> None:
    deposit = post("钱箱 100.00", "基本户 20.00")

    reverse(deposit)
    reverse(deposit)

    assert CashEntry.objects.count() == 4
    assert holds("钱箱 0")
    assert holds("基本户 0")


def test_money_that_is_gone_cannot_be_taken_back() -> None:
    deposit = post("钱箱 100.00")
    post("钱箱 -60.00")

    with pytest.raises(Refused) as refusal:
        reverse(deposit)

    (blocker,) = ledger.blockers(deposit)
    assert refusal.value.details == [blocker.sentence]
    assert "60.00" in blocker.sentence


def test_the_page_of_a_paper_shows_its_movements() -> None:
    first, second = ledger.entries_of(post("钱箱 100.00", "基本户 5.00"))

    assert (first["amount"], second["amount"]) == (Decimal(100), Decimal(5))
    assert "钱箱" in first["text"]


def test_a_movement_of_nothing_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="nothing"):
        Cash(1, Decimal(0))


def test_a_period_opens_with_what_was_there_before() -> None:
    post("钱箱 100.00", days_ago=9)
    post("钱箱 40.00", days_ago=5)
    post("钱箱 -30.00", days_ago=5)
    today = now(0)["on"]

    flow = queries.flows(first=today - timedelta(days=6), last=today)[account("钱箱").pk]

    assert (flow.opening, flow.money_in, flow.money_out) == (100, 40, 30)
    assert flow.closing == Decimal(110)
    assert queries.balances_at(today - timedelta(days=6))[account("钱箱").pk] == Decimal(100)


@pytest.mark.parametrize(
    "change",
    ["UPDATE finance_cashentry SET amount = amount + 1", "DELETE FROM finance_cashentry"],
)
def test_entries_are_never_changed_or_deleted(change: str) -> None:
    post("钱箱 100.00")

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_the_database_lets_no_balance_below_its_floor() -> None:
    post("钱箱 100.00")

    with pytest.raises(IntegrityError), transaction.atomic():
        CashBalance.objects.update(amount=Decimal("-0.01"))


def test_only_a_bank_account_may_be_overdrawn() -> None:
    box = account("钱箱")

    with pytest.raises(IntegrityError), transaction.atomic():
        CashAccount.objects.filter(pk=box.pk).update(overdraft=Decimal(1))


def test_posting_and_reversing_is_set_based() -> None:
    counts = {}
    for size in (1, 20, 200):
        movements = [f"户{number} 10.00" for number in range(size)]
        for each in movements:
            account(each.split()[0])
        entries = [Cash(account(f"户{n}").pk, Decimal(10), n) for n in range(size)]
        document = paper()
        with CaptureQueriesContext(connection) as counted:
            with transaction.atomic():
                ledger.post(document, entries, **now(0))
            reverse(document)
        counts[size] = len(counted)

    assert len(set(counts.values())) == 1, counts


def test_a_wrong_balance_bites() -> None:
    post("钱箱 100.00")
    with transaction.atomic():
        CashBalance.objects.update(amount=Decimal(99))
        assert [breach.check for breach in run_checks(CHECKS)] == ["cash_balances"]
        CashBalance.objects.update(amount=Decimal(100))


def test_an_account_below_its_limit_bites() -> None:
    account("基本户", "bank", "50.00")
    post("基本户 -50.00")
    CashAccount.objects.update(overdraft=Decimal(40))

    assert [breach.check for breach in run_checks(CHECKS)] == ["cash_floors"]

    CashAccount.objects.update(overdraft=Decimal(50))
