"""Whose eyes a bank account needs: one pair for the first, two for a changed or a further one."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents.errors import NotAllowed, Refused
from documents.models import Task
from documents.recurring import run_all
from finance.bank_accounts import pages, rules
from finance.bank_accounts.models import BankVerification
from masterdata.models import BankAccount, User
from masterdata.roles import Role
from tests import factories
from tests.finance.payment_request import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client


def written(account: BankAccount, by: User, **changes: Any) -> BankAccount:
    """Typed by this person, as the supplier's page keeps it in the history."""
    for name, value in changes.items():
        setattr(account, name, value)
    account.verified_by = account.verified_at = None
    account._history_user = by  # type: ignore[attr-defined]
    account.save()
    return account


def entered(number: str = "62220001", supplier: str = "甲厂") -> BankAccount:
    party = factories.supplier(supplier)
    account = BankAccount(party=party, bank_name="工行", account_number=number)
    return written(account, desk.buyer())


def verify(account: BankAccount, by: User | None = None) -> BankAccount:
    return rules.verify(account.pk, by=by or desk.accountant(), at=timezone.now())


def test_a_first_account_needs_one_person_of_finance() -> None:
    account = entered()
    assert desk.accountant().display_name in str(rules.refusal(account))

    done = verify(account)

    assert rules.refusal(done) == ""
    assert rules.warning(done) == ""
    assert (done.verified_by, BankVerification.objects.get().needed) == (desk.accountant(), 1)


def test_whoever_wrote_the_account_does_not_verify_it() -> None:
    both = factories.user(Role.PURCHASER, Role.ACCOUNTANT)
    account = entered()
    written(account, both, account_number="62229999")
    written(account, desk.buyer(), account_number="62220001")

    with pytest.raises(Refused):
        verify(account, both)

    assert not BankVerification.objects.exists()


@pytest.mark.parametrize("role", [Role.PURCHASER, Role.PURCHASING_MANAGER, Role.CASHIER])
def test_only_finance_verifies(role: Role) -> None:
    with pytest.raises(NotAllowed):
        verify(entered(), desk.person(role, 9))


def test_a_changed_account_needs_two_people_and_warns() -> None:
    account = verify(entered())
    written(account, desk.buyer(), account_number="62228888")
    assert rules.refusal(account)

    once = verify(account)
    assert once.verified_at is None
    assert rules.refusal(once)
    with pytest.raises(Refused):
        verify(account)

    twice = verify(account, desk.deputy())
    assert rules.refusal(twice) == ""
    assert twice.verified_at is not None
    assert desk.buyer().display_name in str(rules.warning(twice))


def test_a_further_account_of_a_supplier_needs_two_people() -> None:
    verify(entered("62220001"))
    further = entered("62220002")

    assert verify(further).verified_at is None
    assert verify(further, desk.deputy()).verified_at is not None


def test_an_account_that_was_deleted_and_entered_anew_needs_two_people() -> None:
    verify(entered("62220001")).delete()

    assert verify(entered("62220002")).verified_at is None


def test_a_later_account_does_not_take_the_first_ones_verification_back() -> None:
    first = verify(entered("62220001"))
    second = entered("62220002")
    verify(second)
    verify(second, desk.deputy())

    assert rules.refusal(first) == ""


def test_a_tick_for_the_default_changes_nothing_that_was_vouched_for() -> None:
    account = verify(entered())
    account.is_default = True
    account.save()

    assert rules.refusal(account) == ""


# --- On requests ---------------------------------------------------------------------------------


def test_a_request_with_an_unverified_account_can_be_drafted_but_not_submitted() -> None:
    (debt,) = desk.owe("100.00")
    account = desk.account_of("甲厂", verified=False)
    request = desk.draft(desk.asking(debt, "100.00"), bank_account=account)

    with pytest.raises(Refused, match=account.account_number):
        desk.submit(request)


def test_cash_needs_no_account() -> None:
    (debt,) = desk.owe("100.00")
    request = desk.draft(desk.asking(debt, "100.00"), bank_account=None, method="cash")

    assert desk.submit(request).state == "submitted"


def test_an_account_that_changes_after_submission_stops_approval_and_payment() -> None:
    (debt,) = desk.owe("100.00")
    request = desk.approved(desk.asking(debt, "100.00"))
    account = written(desk.account_of("甲厂"), desk.buyer(), account_number="62220000666")
    verify(account)
    with pytest.raises(Refused):
        desk.pay(request)

    verify(account, desk.deputy())
    with pytest.raises(Refused, match=request.paymentrequest.payee_account):
        desk.pay(request)

    assert desk.state_of(request) == "approved"


def test_the_page_of_a_request_warns_of_a_changed_account(client: Client) -> None:
    (debt,) = desk.owe("100.00")
    account = written(desk.account_of("甲厂"), desk.buyer(), account_number="62220000666")
    verify(account)
    verify(account, desk.deputy())
    request = desk.submit(desk.draft(desk.asking(debt, "100.00"), bank_account=account))
    signed_in(client, desk.manager())

    page = client.get(reverse("payment_request_detail", args=[request.pk])).content.decode()

    assert str(rules.warning(account)) in page


# --- The list ------------------------------------------------------------------------------------


def test_finance_verifies_ticked_accounts_and_is_told_what_is_missing(client: Client) -> None:
    first, second = entered("62220001"), entered("62220002", supplier="乙厂")
    signed_in(client, desk.accountant())
    assert {row.pk for row in client.get(reverse("bank_accounts")).context["table"].data.data} == {
        first.pk,
        second.pk,
    }

    client.post(reverse("bank_accounts_verify"), {"ids": [first.pk]})

    page = client.get(reverse("bank_accounts"))
    assert [row.pk for row in page.context["table"].data.data] == [second.pk]
    signed_in(client, desk.buyer())
    assert client.post(reverse("bank_accounts_verify"), {"ids": [second.pk]}).status_code == 403


def test_more_accounts_than_are_verified_at_once_are_refused_and_none_is_left_out_silently(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_AT_ONCE", 1)
    accounts = [entered("62220001"), entered("62220002", supplier="乙厂")]
    signed_in(client, desk.accountant())
    ids = [account.pk for account in accounts]

    page = client.post(reverse("bank_accounts_verify"), {"ids": ids}, follow=True)

    assert "最多勾选 1 个" in page.content.decode()
    assert not BankAccount.objects.filter(verified_at__isnull=False).exists()


def test_the_list_asks_the_same_few_questions_for_many_accounts(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        verify(entered(f"6222000{number}", supplier=f"供应商{number}"))
    signed_in(client, desk.accountant())

    with django_assert_max_num_queries(23):
        client.get(reverse("bank_accounts"), {"party": ""})


def test_the_button_on_the_suppliers_page_goes_the_same_way(client: Client) -> None:
    account = verify(entered())
    written(account, desk.buyer(), account_number="62228888")
    signed_in(client, desk.accountant())

    client.post(reverse("party_verify_accounts", args=[account.party_id]))

    account.refresh_from_db()
    assert account.verified_at is None
    assert len(rules.standing_of(account).rounds) == 1


def test_accounts_that_wait_are_a_task_of_the_accountant() -> None:
    account = entered()

    run_all(now=timezone.now())
    task = Task.objects.get(kind="verify_accounts")
    assert (task.role, task.closed_at) == (Role.ACCOUNTANT, None)

    verify(account)
    run_all(now=timezone.now())
    task.refresh_from_db()
    assert task.closed_at is not None


def test_a_first_round_is_named_and_its_maker_is_offered_nothing_more(client: Client) -> None:
    account = verify(entered())
    written(account, desk.buyer(), account_number="62228888")
    verify(account)
    party, listed = reverse("party_detail", args=[account.party_id]), reverse("bank_accounts")
    button, box = reverse("party_verify_accounts", args=[account.party_id]), 'name="ids"'

    signed_in(client, desk.accountant())
    page = client.get(party).content.decode()
    assert f"1/2 {desk.accountant().display_name}" in page
    assert button not in page
    rows = client.get(listed).content.decode()
    assert f"1/2 {desk.accountant().display_name}" in rows
    assert box not in rows

    signed_in(client, desk.deputy())
    assert button in client.get(party).content.decode()
    assert box in client.get(listed).content.decode()


def test_an_account_in_another_name_shows_it_beside_the_number(client: Client) -> None:
    written(entered(), desk.buyer(), account_name="王五")
    signed_in(client, desk.accountant())

    assert "62220001 · 王五" in client.get(reverse("bank_accounts")).content.decode()
