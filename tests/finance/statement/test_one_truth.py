"""Supplier's page = ledger = ageing = statement, to the cent, on every day (I3)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finance.parties import lists, queries
from finance.parties.models import OpenItem, Side
from finance.statement.account import account_of
from finance.statement.matching import compared
from finance.statement.models import Statement
from masterdata.models import Party
from masterdata.roles import Role
from tests import factories
from tests.finance.parties.papers import item, payable, post, reverse, settle
from tests.finance.settlement import desk
from tests.finance.statement.walk import draft, issue

D = Decimal
PAST = 40


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def agree_on(party: Party, *, first: date, last: date) -> None:
    """Five ways to the same figure."""
    items = OpenItem.objects.filter(side="payable", party=party, on_date__lte=last)
    ledger = sum(items.values_list("amount", flat=True), D(0))
    ageing = queries.ageing(Side.PAYABLE, on=last, party_id=party.pk).get(party.pk)
    page = list(lists.account(Side.PAYABLE, party.pk, first=first, last=last))
    moved = queries.movements(Side.PAYABLE, first=first, last=last).get(party.pk)
    found = account_of(Side.PAYABLE, party.pk, first=first, last=last)

    assert found.closing == ledger
    assert (ageing.balance if ageing else D(0)) == ledger
    assert (moved.closing if moved else D(0)) == ledger
    assert found.opening + sum((row.amount for row in page), D(0)) == ledger
    change = found.sum("increase") - found.sum("decrease") - found.sum("discount")
    assert found.opening + change == found.closing
    balance = found.opening
    for entry in found.entries:
        balance += entry.increase - entry.decrease - entry.discount
        assert entry.balance == balance


# What happens on a day so many days ago: a debt, a payment, a settlement of both, a reversal.
acts = st.lists(
    st.tuples(
        st.sampled_from(["owe", "pay", "settle", "undo"]),
        st.integers(0, PAST),
        st.integers(1, 99_999).map(lambda fen: D(fen) / 100),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=12,
)


def carry_out(history: list[tuple[str, int, Decimal, int]]) -> None:
    """Whatever of it is possible; the oldest day first, as the firm would do it."""
    debts, payments, undoable = [], [], []
    for act, days, amount, number in history:
        if act == "owe":
            debts.append(post(payable(f"甲厂 {amount}"), days_ago=days))
        elif act == "pay":
            payments.append(post(payable(f"甲厂 -{amount}"), days_ago=days))
        elif act == "settle" and debts and payments:
            debt, paid = debts[number % len(debts)], payments[number % len(payments)]
            rest = min(
                item(debt).amount - item(debt).allocated,
                item(paid).allocated - item(paid).amount,
                amount,
            )
            if rest > 0:
                undoable.append(settle(debt, paid, str(rest), days_ago=days))
        elif act == "undo" and undoable:
            reverse(undoable.pop(number % len(undoable)))


@pytest.mark.django_db
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts, st.integers(0, PAST), st.integers(0, 20))
def test_any_history_reads_the_same_everywhere_on_any_day(
    history: list[tuple[str, int, Decimal, int]], back: int, length: int
) -> None:
    from django.db import transaction

    with transaction.atomic():
        party = factories.supplier("甲厂")
        carry_out(history)
        agree_on(party, first=ago(back + length), last=ago(back))
        agree_on(party, first=ago(PAST + 1), last=ago(0))
        transaction.set_rollback(True)


@pytest.mark.usefixtures("books")
def test_settlements_with_discount_and_surplus_and_their_reversal(client: Client) -> None:
    first, second = desk.owe("100.33", "50.50")
    desk.settle((first, "100.33"), money="95.00", discount=D("5.33"))
    wrong = desk.settle((second, "20.00"), money="30.00")
    desk.reverse(wrong)
    party = desk.party()

    agree_on(party, first=ago(1), last=ago(0))
    agree_on(party, first=ago(30), last=ago(1))
    statement = Statement.objects.get(pk=issue(draft(days=1)).pk)
    lines = [
        (line.increase, line.decrease, line.discount)
        for line in statement.lines.order_by("line_no")
    ]
    assert (D(0), D("95.00"), D("5.33")) in lines, "money and discount are one line"
    assert statement.discount == D("5.33")
    assert statement.closing == D("50.50")
    assert compared(statement) is None

    client.force_login(factories.user(Role.ACCOUNTANT), backend="masterdata.backend.PeopleBackend")
    page = client.get(f"/finance/payables/{party.pk}/").content.decode()
    assert "50.50" in page
    assert "JS-" in page, "which paper settled what"
