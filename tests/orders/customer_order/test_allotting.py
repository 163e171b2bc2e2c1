"""缺货分配: the page of short goods: who wants, who has, and giving it in turn or out of turn."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from documents.errors import NotAllowed, Refused
from orders.customer_order import allotting
from orders.customer_order.allotting import Choice
from orders.customer_order.release import reserved_of
from tests import factories
from tests.grounds import begins_with, kept
from tests.orders import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def reserved(document: Any) -> Decimal:
    return sum((part.quantity for part in reserved_of(document.pk)), Decimal(0))


@kept
def three(free: str = "12") -> tuple[Any, Any, Any]:
    """C, B and A want 10 each; then so much comes."""
    orders = [
        desk.order(buyer=desk.customer(f"{level}店", level=level), to="released")
        for level in ("C", "B", "A")
    ]
    desk.put(f"螺丝 {free} x 1.00")
    return tuple(reversed(orders))  # type: ignore[return-value]


def ids() -> tuple[int, int]:
    return factories.item("螺丝").pk, factories.warehouse("main").pk


def rows() -> list[allotting.Row]:
    return allotting.rows_of(*ids())


@begins_with(three)
def test_what_is_short_is_listed_with_what_is_free() -> None:
    three()

    (short,) = allotting.short_items()

    assert (short.orders, short.lacking, short.free) == (3, Decimal(30), Decimal(12))
    assert allotting.short_items(warehouse=factories.warehouse("branch").pk) == []


@begins_with(three)
def test_rows_stand_in_turn_with_what_falls_to_each() -> None:
    first, second, third = three()

    assert [(row.order, row.proposed, row.lacking) for row in rows()] == [
        (first, Decimal(10), Decimal(10)),
        (second, Decimal(2), Decimal(10)),
        (third, Decimal(0), Decimal(10)),
    ]


def give(quantities: dict[Any, str], *, take: dict[Any, str] | None = None, **more: Any) -> int:
    choices = [
        Choice(
            row,
            Decimal(quantities.get(row.order, "0")),
            Decimal((take or {}).get(row.order, "0")),
        )
        for row in rows()
    ]
    given = {"actor": desk.people().clerk, "reason": "", "at": timezone.now()} | more
    return allotting.give(choices, **given)


@begins_with(three)
def test_everybody_gets_what_falls_to_him() -> None:
    first, second, third = three()

    numbers = allotting.give_all(actor=desk.people().clerk, at=timezone.now())

    assert numbers == sorted([first.number, second.number])
    assert [reserved(order) for order in (first, second, third)] == [10, 2, 0]
    assert allotting.give_all(actor=desk.people().clerk, at=timezone.now()) == []


@begins_with(three)
def test_less_than_in_turn_is_given_by_the_clerk() -> None:
    first, second, _third = three()

    assert give({first: "4", second: "2"}) == 2

    assert (reserved(first), reserved(second)) == (Decimal(4), Decimal(2))


@begins_with(three)
def test_out_of_turn_the_clerk_is_refused_and_nothing_is_given() -> None:
    first, _second, third = three()

    with pytest.raises(NotAllowed) as told:
        give({first: "4", third: "6"})

    assert third.number in str(told.value)
    assert (reserved(first), reserved(third)) == (0, 0)


@begins_with(three)
def test_a_superior_gives_out_of_turn_with_a_reason() -> None:
    first, _second, third = three()
    manager = {"actor": desk.people().manager}
    with pytest.raises(Refused):
        give({first: "4", third: "6"}, **manager)

    give({first: "4", third: "6"}, reason="工期紧", **manager)

    assert (reserved(first), reserved(third)) == (Decimal(4), Decimal(6))
    assert third.events.order_by("-id").first().reason == "工期紧"


@begins_with(three, "10")
def test_a_superior_takes_from_one_for_another() -> None:
    first, second, third = three("10")
    allotting.give_all(actor=desk.people().clerk, at=timezone.now())

    give(
        {second: "3", third: "2"},
        take={first: "5"},
        actor=desk.people().director,
        reason="客户投诉",
    )

    assert [reserved(order) for order in (first, second, third)] == [5, 3, 2]


@begins_with(three)
def test_nothing_typed_is_said() -> None:
    three()

    with pytest.raises(Refused):
        give({})


# --- The pages -----------------------------------------------------------------------------------


@begins_with(three)
def test_the_list_links_to_the_item_and_allots_in_turn(client: Any, as_user: Any) -> None:
    first, second, _third = three()
    as_user(client, desk.people().clerk)
    address = reverse("order_allotting")
    page = client.get(address)
    assert reverse("order_allotting_item", args=ids()) in page.content.decode()

    answer = client.post(address, follow=True)

    assert answer.status_code == 200
    assert (reserved(first), reserved(second)) == (Decimal(10), Decimal(2))
    assert first.number in answer.content.decode()


@begins_with(three)
def test_the_items_page_proposes_and_keeps_what_was_typed(client: Any, as_user: Any) -> None:
    first, _second, third = three()
    as_user(client, desk.people().clerk)
    address = reverse("order_allotting_item", args=ids())
    page = client.get(address).content.decode()
    assert f'name="quantity_{first.pk}_1"' in page
    assert "take_" not in page

    refused = client.post(address, {f"quantity_{third.pk}_1": "6"})
    beyond = client.post(address, {f"quantity_{third.pk}_1": "60"})
    taken = client.post(address, {f"quantity_{first.pk}_1": "4"})

    assert (refused.status_code, beyond.status_code, taken.status_code) == (403, 422, 302)
    assert 'value="6"' in refused.content.decode()
    assert reserved(first) == Decimal(4)


@begins_with(three, "10")
def test_superiors_see_what_can_be_taken(client: Any, as_user: Any) -> None:
    first, second, _third = three("10")
    allotting.give_all(actor=desk.people().clerk, at=timezone.now())
    as_user(client, desk.people().manager)
    address = reverse("order_allotting_item", args=ids())
    page = client.get(address).content.decode()
    assert f'name="take_{first.pk}_1"' in page

    said = {f"take_{first.pk}_1": "5", f"quantity_{second.pk}_1": "5", "reason": "急"}
    client.post(address, said)

    assert (reserved(first), reserved(second)) == (Decimal(5), Decimal(5))


@begins_with(three)
def test_who_reads_only_sees_no_button_and_strangers_see_nothing(client: Any, as_user: Any) -> None:
    three()
    as_user(client, desk.person(desk.Role.PLANNER))
    for address in (reverse("order_allotting"), reverse("order_allotting_item", args=ids())):
        page = client.get(address)
        assert page.status_code == 200
        assert 'type="submit" form="record"' not in page.content.decode()
    as_user(client, desk.person(desk.Role.PURCHASER))

    assert client.get(reverse("order_allotting")).status_code == 403


def test_the_pages_take_the_same_few_queries_for_many_orders(
    django_assert_max_num_queries: Any,
) -> None:
    for _each in range(4):
        desk.order(to="released")
    desk.put("螺丝 12 x 1.00")

    with django_assert_max_num_queries(19):
        rows()
    with django_assert_max_num_queries(2):
        allotting.short_items()
