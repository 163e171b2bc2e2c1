"""What a customer's account and statement show of his remittances: money that came, once."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from finance.parties import lists, queries
from finance.parties.models import Side
from finance.statement.account import account_of
from masterdata.roles import Role
from tests import factories
from tests.finance.remittance import desk

pytestmark = pytest.mark.django_db


def today() -> Any:
    return timezone.localdate()


def customer() -> int:
    return int(factories.customer(desk.CUSTOMER).pk)


def statement() -> list[tuple[Decimal, Decimal, Decimal]]:
    account = account_of(Side.RECEIVABLE, customer(), first=today(), last=today())
    return [(each.increase, each.decrease, each.balance) for each in account.entries]


def test_a_remittance_of_many_lines_is_one_line_of_the_statement() -> None:
    old, young = desk.owes("30.00", "50.00")

    desk.remit("100.00", (old, "30.00"), (young, "50.00"))

    assert statement()[-1] == (0, 100, -20)


def test_an_allotment_is_no_movement() -> None:
    (debt,) = desk.owes("60.00")
    desk.remit("100.00")
    before = statement()
    paper = desk.allot((debt, "60.00"))

    assert statement() == before
    movement = queries.movements(Side.RECEIVABLE, first=today(), last=today())[customer()]
    assert (movement.increase, movement.decrease, movement.closing) == (60, 100, -40)
    shown = lists.account(Side.RECEIVABLE, customer())
    assert paper.pk not in {item.document_id for item in shown}
    assert [item.running for item in shown] == [60, -40]


def test_a_reversed_allotment_is_none_either() -> None:
    (debt,) = desk.owes("60.00")
    desk.remit("100.00")
    before = statement()

    desk.reverse(desk.allot((debt, "60.00")))

    assert statement() == before
    movement = queries.movements(Side.RECEIVABLE, first=today(), last=today())[customer()]
    assert (movement.increase, movement.decrease) == (60, 100)


def test_a_refund_is_a_movement() -> None:
    desk.remit("100.00")
    desk.refund("40.00")

    assert statement()[-1][2] == -60
    movement = queries.movements(Side.RECEIVABLE, first=today(), last=today())[customer()]
    assert (movement.increase, movement.decrease) == (40, 100)


def test_ageing_is_of_what_is_still_owed() -> None:
    (debt,) = desk.owes("60.00")
    desk.remit("100.00", (debt, "50.00"))

    ageing = queries.ageing(Side.RECEIVABLE, on=today(), party_id=customer())[customer()]

    assert (ageing.owed, ageing.prepaid) == (10, 50)


def test_the_account_opens_with_an_allotment_in_it(client: Client) -> None:
    (debt,) = desk.owes("60.00")
    desk.remit("100.00")
    desk.allot((debt, "60.00"))
    client.force_login(desk.person(Role.ACCOUNTANT))

    page = client.get(f"/finance/receivables/{customer()}/")

    assert page.status_code == 200
