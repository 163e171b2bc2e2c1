"""Cash vouchers through their real steps: two people, one account, never below its limit."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from documents import engine, opening
from documents.books import run_checks
from documents.errors import NotAllowed, Refused
from documents.models import Document
from finance.cash_voucher.models import CashVoucher
from masterdata.roles import Role
from tests.finance.cash.papers import account, holds
from tests.finance.cash_voucher.walk import approved, draft, make, person, step, submitted


@pytest.mark.usefixtures("books")
class TestOnePaper:
    def test_nothing_moves_before_the_approval(self) -> None:
        document = submitted("收 钱箱 60.00+40.00")
        assert holds("钱箱 0")

        step(document, "approve", Role.ACCOUNTANT)

        assert holds("钱箱 100.00")

    def test_an_expense_takes_what_there_is_and_no_more(self) -> None:
        approved("收 钱箱 100.00")
        approved("付 钱箱 99.00")
        document = submitted("付 钱箱 1.01")

        with pytest.raises(Refused) as refusal:
            step(document, "approve", Role.ACCOUNTANT)

        assert "钱箱" in refusal.value.details[0]
        assert holds("钱箱 1.00")
        assert Document.objects.get(pk=document.pk).state == "submitted"

    def test_a_transfer_moves_money_between_own_accounts(self) -> None:
        account("基本户", "bank")
        approved("收 钱箱 100.00")

        document = approved("转 钱箱→基本户 70.00")
        assert holds("钱箱 30.00")
        assert holds("基本户 70.00")

        step(document, "reverse", Role.DEPUTY_GENERAL_MANAGER, reason="转错")
        assert holds("钱箱 100.00")
        assert holds("基本户 0")

    def test_an_accountant_who_is_also_cashier_does_not_approve_his_own(self) -> None:
        document = submitted()
        maker = person(Role.CASHIER)
        maker.is_superuser = True
        maker.save()

        with pytest.raises(NotAllowed):
            engine.perform(document.pk, "approve", actor=maker)

    def test_money_already_spent_is_not_taken_back(self) -> None:
        income = approved("收 钱箱 100.00")
        approved("付 钱箱 40.00")

        with pytest.raises(Refused, match=r"40\.00"):
            step(income, "reverse", Role.ACCOUNTANT, reason="错")

    def test_a_rejected_paper_goes_back_with_the_reason(self) -> None:
        document = step(submitted(), "reject", Role.ACCOUNTANT, reason="缺发票")

        assert document.state == "draft"

    def test_income_says_from_whom(self) -> None:
        document = draft()
        CashVoucher.objects.update(other_side="")

        with pytest.raises(Refused):
            step(document, "submit", Role.CASHIER)

    def test_an_account_out_of_use_takes_no_voucher(self) -> None:
        document = draft()
        box = account("钱箱")
        box.is_active = False
        box.save()

        with pytest.raises(Refused, match="钱箱"):
            step(document, "submit", Role.CASHIER)

    def test_an_account_is_opened_once(self) -> None:
        first = approved("期初 钱箱 500.00")

        with pytest.raises(Refused, match=first.number):
            submitted("期初 钱箱 1.00")

        step(first, "reverse", Role.ACCOUNTANT, reason="录错")
        approved("期初 钱箱 450.00")
        assert holds("钱箱 450.00")

    def test_two_drafts_do_not_both_open_an_account(self) -> None:
        first, second = submitted("期初 钱箱 500.00"), submitted("期初 钱箱 500.00")
        step(first, "approve", Role.ACCOUNTANT)

        with pytest.raises(Refused, match=first.number):
            step(second, "approve", Role.ACCOUNTANT)

    def test_after_the_opening_is_closed_no_account_is_opened(self) -> None:
        document = submitted("期初 钱箱 500.00")
        opening.close(actor=person(Role.ACCOUNTANT), at=timezone.now())

        with pytest.raises(Refused):
            step(document, "approve", Role.ACCOUNTANT)
        assert approved("收 钱箱 5.00").state == "approved"

    def test_the_database_knows_transfers(self) -> None:
        draft("收 钱箱 1.00")
        box = account("钱箱")
        for wrong in ({"kind": "transfer"}, {"to_account": box}):
            with pytest.raises(IntegrityError), transaction.atomic():
                CashVoucher.objects.update(**wrong)

    @pytest.mark.parametrize("state", ["draft", "submitted", "approved", "reversed", "void"])
    def test_every_state_is_reached(self, state: str) -> None:
        assert make(state).state == state


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs real concurrent connections")
def test_the_last_money_of_a_box_is_spent_once() -> None:
    """Sixteen expenses of 30 want the 100 that are left: three get it, the rest are told."""
    approved("收 钱箱 100.00")
    papers = [submitted("付 钱箱 30.00") for _each in range(16)]
    approver, start = person(Role.ACCOUNTANT), threading.Barrier(len(papers))

    def spend(document: Document) -> str:
        try:
            start.wait()
            engine.perform(document.pk, "approve", actor=approver)
        except Refused as refusal:
            return str(refusal.details[0])
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(papers)) as people:
        answers = list(people.map(spend, papers))

    assert answers.count("done") == 3
    assert all("钱箱" in answer for answer in answers if answer != "done")
    assert holds("钱箱 10.00")
    assert run_checks() == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs real concurrent connections")
def test_transfers_there_and_back_never_wait_in_a_circle() -> None:
    account("基本户", "bank")
    approved("收 钱箱 1000.00")
    approved("收 基本户 1000.00")
    there = [submitted("转 钱箱→基本户 10.00") for _each in range(8)]
    back = [submitted("转 基本户→钱箱 10.00") for _each in range(8)]
    approver, start = person(Role.ACCOUNTANT), threading.Barrier(16)

    def move(document: Document) -> str:
        try:
            start.wait()
            return engine.perform(document.pk, "approve", actor=approver).document.state
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as people:
        answers = list(people.map(move, [*there, *back]))

    assert answers == ["approved"] * 16
    assert holds("钱箱 1000.00")
    assert run_checks() == []
