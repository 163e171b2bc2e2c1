"""Every step that uses more of a credit limit is asked by forgery, and says the figures."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from documents.errors import Refused
from documents.models import ApprovalRule, Document
from documents.pages import pages_of
from masterdata.models import User
from orders.customer_order import credit
from tests.orders import desk
from tests.orders.delivery import road
from tests.orders.sales_order_change import walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
D = Decimal


def limit(amount: str) -> Any:
    return desk.customer(credit_limit=D(amount))


def on_account(price: str = "2.50", *, to: str = "noticed") -> Document:
    return desk.order(f"螺丝 10 x {price}", to=to, terms="credit")


def without_director() -> None:
    desk.people()
    ApprovalRule.objects.filter(role="sales_director").delete()


def forged(document: Document, step: str, by: User, **data: Any) -> str:
    """What the server answers to a request that no page offered; the state must not move."""
    document.refresh_from_db()
    before, used = document.state, credit.exposure(desk.customer().pk)
    client = Client()
    client.force_login(by, backend="masterdata.backend.PeopleBackend")
    pages = pages_of(document.type)
    assert pages is not None
    url = pages.url("step", document.pk, step)
    response = client.post(url, {"version": document.version, "key": str(uuid4()), **data})
    document.refresh_from_db()
    assert document.state == before, "the state moved"
    assert credit.exposure(desk.customer().pk) == used, "more of the limit is used"
    assert response.status_code in (409, 422), response.status_code
    return response.content.decode()


def tells(page: str, *figures: str) -> None:
    """Limit, used, this, and by how much it is too much."""
    for figure in figures:
        assert figure in page, figure


def test_approval_beyond_the_limit() -> None:
    without_director()
    limit("30")
    on_account()
    document = on_account("1.50", to="approving")

    page = forged(document, "approve", desk.people().manager)

    tells(page, "30.00", "25.00", "15.00", "10.00")


def test_release_beyond_a_lowered_limit() -> None:
    limit("45")
    document = on_account()
    on_account("1.50")
    limit("35")

    page = forged(document, "release", desk.people().clerk)

    tells(page, "35.00", "15.00", "25.00", "5.00")


def test_a_change_that_makes_an_order_larger() -> None:
    without_director()
    limit("30")
    order = on_account(to="released")
    change = walk.change(order, walk.quantities(order, 13), to="submitted")

    page = forged(change, "approve", desk.people().manager)

    tells(page, "30.00", "25.00", "7.50", "2.50")


def test_taking_back_a_change_that_made_an_order_smaller() -> None:
    limit("30")
    order = on_account(to="released")
    change = walk.change(order, walk.quantities(order, 2), to="approved")
    on_account("2.00")

    page = forged(change, "reverse", desk.people().manager, reason="客户反悔")

    tells(page, "30.00", "20.00", "25.00", "15.00")
    again = desk.step(change, "reverse", desk.people().director, reason="总监同意")
    assert again.state == "reversed", "the director may"


def test_taking_back_a_change_that_made_an_order_larger_is_never_a_matter_of_credit() -> None:
    limit("50")
    order = on_account(to="released")
    change = walk.change(order, walk.quantities(order, 20), to="approved")
    limit("10")

    taken = desk.step(change, "reverse", desk.people().manager, reason="客户反悔")

    assert taken.state == "reversed"


def test_reopening_lines() -> None:
    limit("30")
    order = on_account(to="released")
    order = desk.step(order, "short_close", desk.people().clerk, reason="不要了")
    on_account("2.00")

    page = forged(order, "reopen_lines", desk.people().clerk, reason="又要")

    tells(page, "30.00", "20.00", "25.00", "15.00")


def test_only_the_lines_that_are_reopened_are_counted() -> None:
    limit("30")
    order = desk.order("螺丝 2 x 2.50, 螺母 8 x 2.50", to="released", terms="credit")
    order = desk.step(order, "short_close", desk.people().clerk, reason="不要了")
    on_account("2.00")
    small, large = desk.lines_of(order)

    with pytest.raises(Refused):
        desk.step(
            order,
            "reopen_lines",
            desk.people().clerk,
            reason="又要",
            data={"lines_chosen": [str(large.pk)]},
        )
    desk.step(
        order,
        "reopen_lines",
        desk.people().clerk,
        reason="又要",
        data={"lines_chosen": [str(small.pk)]},
    )

    assert credit.exposure(desk.customer().pk).used == D("25.00")


def test_handing_over_authorising_and_leaving() -> None:
    limit("30")
    order = road.ordered(terms="credit")
    plan = {"plan_on": timezone.localdate().isoformat()}
    drawn, loaded = road.drawn([order], "2"), road.go(road.drawn([order], "3"), "loaded")
    limit("20")

    pages = [
        forged(order, "hand_over", desk.people().clerk),
        forged(drawn, "authorize", desk.people().clerk, **plan),
        forged(loaded, "dispatch", road.chief()),
    ]

    for page in pages:
        tells(page, "20.00", "25.00", "5.00")


def test_what_the_director_signed_beyond_the_limit_is_delivered() -> None:
    limit("10")
    order = road.ordered(terms="credit")

    assert road.send([order]).state == "dispatched"


def test_a_change_that_the_director_signed_is_delivered_too() -> None:
    limit("30")
    order = road.ordered(terms="credit")
    walk.change(order, walk.quantities(order, 20), to="approved")

    assert road.send([order]).state == "dispatched"


def test_an_order_after_it_that_nobody_signed_waits() -> None:
    limit("30")
    road.send([road.ordered("螺丝 10 x 3.00", terms="credit")])
    limit("60")
    second = road.ordered("螺丝 10 x 3.00", terms="credit")
    limit("50")

    page = forged(
        road.drawn([second]),
        "authorize",
        desk.people().clerk,
        plan_on=timezone.localdate().isoformat(),
    )

    tells(page, "50.00", "30.00", "10.00")
    assert second.number in page
