"""Two people at the same moment: what is left of a limit is used once, and a talk is noted once."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from documents import engine
from documents.books import run_checks
from documents.models import Document
from masterdata.models import User
from masterdata.roles import Role
from orders.customer_order import credit
from orders.receivables import actions
from orders.receivables.actions import Talk
from orders.receivables.models import DebtTalk
from tests.documents.races import at_once, refusals
from tests.orders import desk
from tests.orders.receivables import chase
from tests.orders.sales_order_change import walk

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs real concurrent connections"
    ),
]
D = Decimal


def taking(document: Document, step: str, actor: User, **options: Any) -> Callable[[], Any]:
    return lambda: engine.perform(document.pk, step, actor=actor, **options)


def limit(amount: str) -> None:
    desk.customer(credit_limit=D(amount))


def on_account(*, to: str) -> Document:
    return desk.order("螺丝 10 x 2.50", to=to, terms="credit")


def free() -> Decimal:
    return credit.exposure(desk.customer().pk).free


def test_two_releases_against_one_limit_never_go_beyond_it() -> None:
    """Both were approved; since then the limit was lowered to what neither fits beside the other.

    An order that waits counts like a released one, so the second must go before the first leaves.
    """
    limit("50")
    orders = [on_account(to="noticed") for _each in range(2)]
    limit("30")
    first, second = desk.people().clerk, desk.person(Role.ORDER_CLERK, 2)

    answers = at_once(taking(orders[0], "release", first), taking(orders[1], "release", second))

    assert len(refusals(answers)) == 2
    assert all("30.00" in str(refused) for refused in refusals(answers))
    desk.step(orders[1], "withdraw_notice", first, reason="额度不够")
    assert desk.step(orders[0], "release", first).state == "released"
    assert free() == D(5)


def test_a_release_and_an_approval_do_not_both_use_the_last_of_the_limit() -> None:
    limit("50")
    waiting, coming = on_account(to="noticed"), on_account(to="approving")
    limit("30")
    clerk, manager = desk.people().clerk, desk.people().manager

    answers = at_once(taking(waiting, "release", clerk), taking(coming, "approve", manager))

    (refused,) = refusals(answers)
    assert "20.00" in str(refused)
    assert (desk.state_of(waiting), desk.state_of(coming)) == ("released", "approving")
    assert free() == D(5)


def test_two_changes_do_not_both_use_the_last_of_the_limit() -> None:
    limit("60")
    orders = [on_account(to="released") for _each in range(2)]
    changes = [walk.change(order, walk.quantities(order, 14), to="submitted") for order in orders]
    first, second = desk.people().manager, desk.person(Role.REGIONAL_MANAGER, 2)

    answers = at_once(taking(changes[0], "approve", first), taking(changes[1], "approve", second))

    (refused,) = refusals(answers)
    assert "10.00" in str(refused)
    assert sorted(desk.state_of(each) for each in changes) == ["approved", "submitted"]
    assert free() == 0
    assert run_checks() == []


def test_two_reopenings_do_not_both_use_the_last_of_the_limit() -> None:
    limit("30")
    orders = []
    for _each in range(2):
        order = on_account(to="released")
        closed = desk.step(order, "short_close", desk.people().clerk, reason="不要了")
        orders.append(closed)
    first, second = desk.people().clerk, desk.person(Role.ORDER_CLERK, 2)

    answers = at_once(
        taking(orders[0], "reopen_lines", first, reason="又要"),
        taking(orders[1], "reopen_lines", second, reason="又要"),
    )

    (refused,) = refusals(answers)
    assert "20.00" in str(refused)
    assert free() == D(5)


def test_a_form_sent_twice_at_once_notes_one_talk() -> None:
    chase.on_account()
    talk, key, clerk = Talk(desk.customer().pk, "王老板", "下周"), uuid4(), desk.people().clerk
    now = timezone.now()

    def note() -> Any:
        return actions.note_talks([talk], actor=clerk, at=now, key=key)

    answers = at_once(note, note)

    assert refusals(answers) == []
    assert DebtTalk.objects.count() == 1
