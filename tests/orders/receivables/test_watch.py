"""What cannot be refused is told: money taken back, a lowered limit; and who may raise one."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents import tasks
from documents.models import Task
from masterdata.models import Party
from masterdata.roles import Role
from orders.customer_order import credit
from orders.receivables import watch
from tests.finance.remittance import desk as money
from tests.orders import desk
from tests.orders.receivables import chase

pytestmark = pytest.mark.django_db
D = Decimal


def told() -> list[Task]:
    return list(tasks.open_tasks().filter(kind=watch.KIND).order_by("pk"))


def limit(amount: str) -> Party:
    return desk.customer(credit_limit=D(amount))


def test_a_remittance_that_is_taken_back_beyond_the_limit_is_told_to_the_director() -> None:
    limit("30")
    delivery = chase.on_account(buyer=desk.customer())
    (item,) = delivery.open_items.all()
    paid = money.remit("20.00", (item, "20.00"), customer=delivery.party)
    desk.order(to="noticed", terms="credit", text="螺丝 10 x 2.00")
    assert told() == []

    money.reverse(paid)

    (task,) = told()
    assert (task.document, task.role) == (paid, Role.SALES_DIRECTOR)


def test_within_the_limit_nobody_is_told() -> None:
    limit("30")
    delivery = chase.on_account(buyer=desk.customer())
    (item,) = delivery.open_items.all()

    money.reverse(money.remit("20.00", (item, "20.00"), customer=delivery.party))

    assert told() == []


def test_a_customer_without_any_credit_exceeds_none() -> None:
    order = desk.order(to="noticed")

    money.reverse(desk.remit(order, "25.00"))

    assert told() == []


def test_money_that_comes_takes_the_task_away() -> None:
    limit("30")
    delivery = chase.on_account(buyer=desk.customer())
    (item,) = delivery.open_items.all()
    paid = money.remit("20.00", (item, "20.00"), customer=delivery.party)
    desk.order(to="noticed", terms="credit", text="螺丝 10 x 2.00")
    money.reverse(paid)
    assert len(told()) == 1

    money.remit("20.00", (item, "20.00"), customer=delivery.party)

    assert told() == []


@pytest.mark.parametrize("way", ["refund", "allot"])
def test_own_money_that_goes_elsewhere_beyond_the_limit_is_told(way: str) -> None:
    """It was set against his debts; refunded, or kept for an order, it is so no longer."""
    limit("50")
    chase.on_account(buyer=desk.customer())
    desk.order(to="noticed", terms="credit", text="螺丝 10 x 2.00")
    prepaid = desk.order(to="noticed")
    desk.own_money("20.00")
    limit("30")
    assert watch.is_beyond(credit.exposure(desk.customer().pk)) is False

    paper = money.refund("20.00") if way == "refund" else money.allot((prepaid, "20.00"))

    assert [task.document for task in told()] == [paper]


# --- The limit itself ----------------------------------------------------------------------------


def saved(client: Client, user: Any, amount: str) -> Any:
    party = desk.customer()
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    page = client.get(reverse("party_edit", args=[party.pk]))
    form = page.context["form"]
    data = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    given = {
        name: "" if value is None else value for name, value in data.items() if value is not False
    }
    for grid in page.context["grids"]:
        formset = grid["formset"]
        given |= {f"{formset.prefix}-TOTAL_FORMS": 0, f"{formset.prefix}-INITIAL_FORMS": 0}
    given |= {"credit_limit": amount, "version": page.context["version"]}
    return client.post(reverse("party_edit", args=[party.pk]), given)


def words(response: Any) -> str:
    return " ".join(str(one) for one in get_messages(response.wsgi_request))


def test_a_lowered_limit_is_told_at_once_with_its_figures(client: Client) -> None:
    limit("30")
    desk.order(to="released", terms="credit")

    answer = saved(client, desk.people().director, "20")

    assert Party.objects.get().credit_limit == D(20), answer.content.decode()[:3000]
    said = words(answer)
    assert "20.00" in said
    assert "25.00" in said
    assert "5.00" in said
    assert len(told()) == 1
    saved(client, desk.people().director, "26")
    assert told() == [], "raised again"


def test_the_nightly_round_closes_what_is_within_the_limit_again(client: Client) -> None:
    limit("30")
    desk.order(to="released", terms="credit")
    saved(client, desk.people().director, "20")
    limit("26")

    assert watch.clear(at=timezone.now()) == 1


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.ORDER_CLERK, False),
        (Role.SALES_REP, False),
        (Role.REGIONAL_MANAGER, False),
        (Role.SALES_DIRECTOR, True),
        (Role.ADMINISTRATOR, True),
    ],
)
def test_who_sells_against_a_limit_does_not_raise_it(client: Client, role: Role, may: bool) -> None:
    limit("30")

    answer = saved(client, desk.person(role, 4), "31")

    assert answer.status_code == (302 if may else 422)
    assert Party.objects.get().credit_limit == (D(31) if may else D(30))


def test_a_clerk_may_lower_a_limit(client: Client) -> None:
    limit("30")

    saved(client, desk.people().clerk, "29")

    assert Party.objects.get().credit_limit == D(29)


def test_a_sheet_does_not_raise_a_limit_either(client: Client) -> None:
    limit("30")
    client.force_login(desk.people().clerk, backend="masterdata.backend.PeopleBackend")
    headings = "单位编码\t名称\t客户\t信用额度"
    rows = f"{headings}\n{desk.CUSTOMER}\t红星\t是\t9000"

    answer = client.post(reverse("party_import"), {"pasted": rows})

    assert answer.status_code == 422
    assert Party.objects.get().credit_limit == D(30)
