"""Orders begun from the list of missing goods: how much, of whom, for whose sake, and only once."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents import links
from documents.models import Document
from inventory.demand.actions import set_demand
from inventory.demand.queries import Lack, open_demand
from masterdata.models import Item, Party
from masterdata.roles import Role
from purchasing.purchase_order.from_demand import Made, order_lacking, shares, to_order
from purchasing.purchase_order.models import PurchaseOrder
from tests import factories
from tests.documents.races import at_once, deadlocks, refusals
from tests.inventory.demand.orders import TODAY, needed, want
from tests.purchasing import firm

URL = "purchase_order_from_demand"


def supplied(code: str, supplier: str = "甲厂", **fields: Any) -> Item:
    return factories.item(code, default_supplier=factories.supplier(supplier), **fields)


def make(*items: Item) -> Made:
    ids = [item.pk for item in items]
    return order_lacking(ids, actor=firm.people().purchaser, at=timezone.now())


def ordered(document: Document) -> list[tuple[str, Decimal]]:
    return [(line.item.code, line.quantity) for line in firm.order_lines(document)]


def lack(warehouse: int, demanded: str, expected: str = "0") -> Lack:
    return Lack(1, warehouse, Decimal(demanded), Decimal(expected), None, ())


@pytest.mark.parametrize(
    ("found", "prepared", "expected"),
    [
        ([lack(1, "5")], {}, {(1, 1): 5}),
        ([lack(1, "5", "2")], {}, {(1, 1): 3}),
        ([lack(1, "5", "9")], {}, {}),
        ([lack(1, "5")], {(1, 1): Decimal(2)}, {(1, 1): 3}),
        ([lack(1, "5", "3")], {(1, 1): Decimal(2)}, {}),
        ([lack(1, "5"), lack(2, "3")], {}, {(1, 1): 5, (1, 2): 3}),
        ([lack(1, "5"), lack(2, "3", "6")], {}, {(1, 1): 2}),
        ([lack(1, "5"), lack(2, "3")], {(1, 2): Decimal(6)}, {(1, 1): 2}),
    ],
)
def test_no_more_is_ordered_than_is_lacking(
    found: list[Lack], prepared: dict[Any, Decimal], expected: dict[Any, int]
) -> None:
    assert shares(found, prepared) == expected


@pytest.mark.parametrize(
    ("lacking", "minimum", "decimals", "expected"),
    [("5", "0", 0, "5"), ("5", "20", 0, "20"), ("5.2", "0", 0, "6"), ("5.21", "0", 1, "5.3")],
)
def test_it_is_rounded_up(lacking: str, minimum: str, decimals: int, expected: str) -> None:
    found = to_order(Decimal(lacking), minimum=Decimal(minimum), decimals=decimals)

    assert found == Decimal(expected)


@pytest.mark.django_db
@pytest.mark.usefixtures("books")
class TestDrafts:
    """What the ticked items become."""

    def test_one_draft_for_each_supplier_with_what_is_lacking(self) -> None:
        bolt = supplied("螺丝", list_purchase_price=Decimal("2.26"))
        nut, plate = supplied("螺母", minimum_order=Decimal(50)), supplied("铁皮", "乙厂")
        first = needed("螺丝 5, 螺母 3", needed_on=TODAY + timedelta(days=2))
        second = needed("螺丝 4, 铁皮 1", needed_on=TODAY)

        made = make(bolt, nut, plate)

        assert made.left_out == []
        found = {str(each.party): ordered(each) for each in made.orders}
        assert found[str(bolt.default_supplier)] == [("螺丝", 9), ("螺母", 50)]
        assert found[str(plate.default_supplier)] == [("铁皮", 1)]
        order = PurchaseOrder.objects.get(head__party__code="甲厂")
        line = order.lines.get(item=bolt)
        assert (order.wanted_on, line.need_on, order.head.state) == (TODAY, TODAY, "draft")
        assert line.gross > 0
        assert {first, second} <= set(links.sources_of(order.head))

    def test_the_order_served_does_not_wait_for_the_purchase(self) -> None:
        bolt = supplied("螺丝")
        document = needed("螺丝 5")

        (order,) = make(bolt).orders

        assert links.dependants(document) == []
        assert order in links.chain(document)

    def test_what_is_on_drafts_or_on_order_is_not_ordered_again(self) -> None:
        bolt = supplied("螺丝")
        needed("螺丝 5")
        make(bolt)

        again = make(bolt)

        assert again.orders == []
        assert "螺丝" in again.left_out[0]
        assert open_demand().get().prepared == 5
        needed("螺丝 2")
        assert [ordered(each) for each in make(bolt).orders] == [[("螺丝", 2)]]

    def test_what_a_supplier_confirmed_is_coming(self) -> None:
        bolt = supplied("螺丝")
        firm.order("螺丝 5 x 1")
        needed("螺丝 6")

        assert open_demand().get().lacking == 1
        assert [ordered(each) for each in make(bolt).orders] == [[("螺丝", 1)]]

    def test_each_warehouse_gets_its_own_order(self) -> None:
        bolt = supplied("螺丝")
        needed("螺丝 5")
        needed("螺丝 3", warehouse="branch")

        made = make(bolt)

        places = PurchaseOrder.objects.filter(head__in=made.orders)
        assert set(places.values_list("warehouse__code", "lines__quantity")) == {
            ("main", Decimal(5)),
            ("branch", Decimal(3)),
        }

    def test_items_nobody_is_to_bring_are_named(self) -> None:
        blocked = supplied("螺丝", "丙厂")
        Party.objects.filter(code="丙厂").update(blocked_for_orders=True, block_reason="质量")
        lonely, idle = factories.item("孤品"), supplied("闲品")
        needed("螺丝 1, 孤品 2")

        made = make(blocked, lonely, idle)

        assert made.orders == []
        assert [code for code in ("螺丝", "孤品", "闲品") if code in " ".join(made.left_out)] == [
            "螺丝",
            "孤品",
            "闲品",
        ]
        assert any("丙厂" in sentence for sentence in made.left_out)

    def test_a_purchaser_ticks_and_gets_the_draft(self, client: Client) -> None:
        bolt, lonely = supplied("螺丝"), factories.item("孤品")
        needed("螺丝 5, 孤品 1")
        client.force_login(firm.people().purchaser, backend="masterdata.backend.PeopleBackend")

        empty = client.post(reverse(URL))
        answer = client.post(reverse(URL), {"ids": [bolt.pk, lonely.pk]})

        assert empty.status_code == 302
        order = Document.objects.get(type="purchase_order")
        assert answer["Location"] == reverse("purchase_order_detail", args=[order.pk])
        told = [str(each) for each in get_messages(answer.wsgi_request)]
        assert any("孤品" in sentence for sentence in told)
        assert any(order.number in sentence for sentence in told)

    @pytest.mark.parametrize("role", [Role.STOREKEEPER, Role.ORDER_CLERK, Role.PLANNER])
    def test_who_makes_no_orders_is_refused(self, client: Client, role: Role) -> None:
        bolt = supplied("螺丝")
        needed("螺丝 5")
        client.force_login(factories.user(role), backend="masterdata.backend.PeopleBackend")

        assert client.post(reverse(URL), {"ids": [bolt.pk]}).status_code == 403
        assert not Document.objects.filter(type="purchase_order").exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs real row locks")
def test_two_buyers_at_once_order_it_once() -> None:
    before = deadlocks()
    manager, buyer = firm.people().manager, firm.people().purchaser
    for number in range(4):
        items = [supplied(f"货{number}"), supplied(f"料{number}")]
        needed(f"货{number} 5, 料{number} 2")
        ids = [item.pk for item in items]

        answers = at_once(
            *(partial(order_lacking, ids, actor=who, at=timezone.now()) for who in (manager, buyer))
        )

        assert refusals(answers) == []
        assert sorted(len(made.orders) for made in answers) == [0, 1]
    assert deadlocks() == before


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs real row locks")
def test_ordering_and_a_step_that_says_the_demand_anew_do_not_wait_in_a_circle() -> None:
    before = deadlocks()
    buyer = firm.people().purchaser
    for number in range(6):
        item = supplied(f"件{number}")
        document = needed(f"件{number} 5")

        def say_anew(document: Document = document, code: str = item.code) -> None:
            with transaction.atomic():
                Document.objects.select_for_update().get(pk=document.pk)
                set_demand(document, [want(f"{code} 4")], at=timezone.now())

        answers = at_once(
            partial(order_lacking, [item.pk], actor=buyer, at=timezone.now()), say_anew
        )

        (line,) = firm.order_lines(answers[0].orders[0])
        assert line.quantity in (4, 5)
    assert deadlocks() == before
