"""The delivery's pages: from orders, step by step through the forms, lists, slips, the digest."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from documents.models import Document
from documents.pages import pages_of
from documents.pages.lists import source_of
from masterdata.models import Region, User
from masterdata.roles import Role
from orders.delivery.models import Delivery
from tests import factories
from tests.documents.paper_forms import key, sent
from tests.grounds import begins_with
from tests.orders import desk
from tests.orders.delivery import road
from ui.steady import Steady

pytestmark = pytest.mark.django_db
D = Decimal
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client


def post(client: Client, document: Document, step: str, **data: Any) -> Any:
    document.refresh_from_db()
    url = reverse("delivery_step", args=[document.pk, step])
    return client.post(url, {"version": document.version, "key": key(), **data})


def head(order: Document, **more: Any) -> dict[str, Any]:
    return {
        "party": order.party,
        "date": f"{timezone.localdate():%Y-%m-%d}",
        "warehouse": factories.warehouse("main"),
        "key": key(),
        **more,
    }


def entered(client: Client, order: Document, *lines: dict[str, Any], **more: Any) -> Document:
    url = f"{reverse('delivery_new')}?from={order.pk}"
    response = client.post(url, sent(head(order, **more), lines))
    assert response.status_code == 302, response.context["form"].errors
    found = Document.objects.filter(type="delivery").order_by("pk").last()
    assert found is not None
    return found


# --- Entry ---------------------------------------------------------------------------------------


@begins_with(road.ordered, "螺丝 10 x 2.50", freight=D(30))
def test_a_new_delivery_starts_from_what_is_kept_for_the_order(client: Client) -> None:
    order = road.ordered("螺丝 10 x 2.50", freight=D(30))
    road.drawn([order], "3")
    signed_in(client, desk.people().billing)

    page = client.get(reverse("delivery_new"), {"from": order.pk})

    (row,) = page.context["grid"].rows
    assert row["values"]["quantity"] == "7"
    assert (row["values"]["ordered"], row["values"]["on_deliveries"]) == ("10", "3")
    assert row["values"]["kept"] == "10"
    body = page.context["form"]
    assert body["address"].value() == "广州市天河路 1 号"
    assert D(body["freight"].value()) == 0, "it rides with the first"


def test_what_lies_nowhere_is_left_out(client: Client) -> None:
    desk.put("螺丝 4 x 1.00")
    order = road.ordered("螺丝 10 x 2.50", stock="0")
    signed_in(client, desk.people().billing)

    page = client.get(reverse("delivery_new"), {"from": order.pk})

    assert [row["values"]["quantity"] for row in page.context["grid"].rows] == ["4"]


@begins_with(road.ordered, "螺丝 10 x 2.50")
def test_a_typed_line_takes_the_orders_price_whatever_is_forged(client: Client) -> None:
    order = road.ordered("螺丝 10 x 2.50")
    (line,) = desk.lines_of(order)
    signed_in(client, desk.people().billing)

    document = entered(
        client,
        order,
        {"order_line": line, "item": line.item, "quantity": "4", "price": "0.01", "gross": "0.04"},
    )

    (made,) = road.lines(document)
    assert (made.gross, made.price) == (D("10.00"), D("2.50"))
    assert document.total == D("10.00")
    assert road.go(document, "dispatched").state == "dispatched"


@begins_with(road.ordered, "螺丝 10 x 2.50")
def test_a_line_of_no_order_is_a_spare_part_or_refused(client: Client) -> None:
    order = road.ordered("螺丝 10 x 2.50")
    (line,) = desk.lines_of(order)
    part = factories.item("备用螺丝")
    own = {"order_line": line, "item": line.item, "quantity": "4"}
    signed_in(client, desk.people().billing)
    url = reverse("delivery_new")

    refused = client.post(url, sent(head(order), [own, {"item": part, "quantity": "2"}]))
    document = entered(client, order, own, {"item": part, "quantity": "2", "spare": "1"})

    assert refused.status_code == 422
    assert [each.spare for each in road.lines(document)] == [False, True]
    assert road.lines(document)[1].gross == 0


@begins_with(road.ordered, "螺丝 10 x 2.50")
def test_an_edited_delivery_keeps_counting_itself_out(client: Client) -> None:
    order = road.ordered("螺丝 10 x 2.50")
    document = road.drawn([order], "4")
    signed_in(client, desk.people().billing)

    page = client.get(reverse("delivery_edit", args=[document.pk]))

    (row,) = page.context["grid"].rows
    assert row["values"]["on_deliveries"] == "0"


# --- Steps by their forms ------------------------------------------------------------------------


@begins_with(road.ordered, "螺丝 10 x 2.50")
def test_from_authorisation_to_the_filed_slip_by_the_forms(client: Client) -> None:
    order = road.ordered("螺丝 10 x 2.50")
    document = road.drawn([order], "4")
    (line,) = road.lines(document)
    clerk, keeper, chief = desk.people().clerk, road.keeper(), road.chief()
    today = timezone.localdate().isoformat()
    road_book: list[tuple[User, str, dict[str, Any]]] = [
        (clerk, "authorize", {"plan_on": today}),
        (keeper, "pick", {f"picked_{line.pk}": "3", f"bin_{line.pk}": line.bin_id}),
        (chief, "check", {f"checked_{line.pk}": "on", f"note_{line.pk}": "齐"}),
        (keeper, "load", {"vehicle": "粤A1", "driver": road.driver().pk, "packages": "3"}),
        (chief, "dispatch", {}),
        (
            road.driver(),
            "sign",
            {
                "signer": "王老板",
                f"refused_{line.pk}": "1",
                f"reason_{line.pk}": "碰伤",
                "scan": SimpleUploadedFile("回单.png", PNG, "image/png"),
            },
        ),
        (clerk, "file_slip", {"slip_place": "回单夹 3"}),
    ]

    for who, step, data in road_book:
        response = post(signed_in(client, who), document, step, **data)
        assert response.status_code == 302, (step, response.content.decode()[:2000])

    document.refresh_from_db()
    (line,) = road.lines(document)
    assert (document.state, line.picked, line.refused) == ("closed", D(3), D(1))
    assert document.total == D("7.50")


@begins_with(road.ordered)
def test_what_was_typed_at_the_loading_stays_when_it_is_refused(client: Client) -> None:
    document = road.go(road.drawn([road.ordered()], "4"), "checked")
    signed_in(client, road.keeper())

    response = post(client, document, "load", vehicle="粤A1", driver=road.driver().pk, packages="3")

    assert response.status_code == 409
    assert "粤A1" in response.content.decode()


def test_the_picking_is_a_table_in_the_order_of_the_bins(client: Client) -> None:
    order = road.ordered("螺丝 10 x 2.50,螺母 4 x 5.00")
    document = road.go(road.drawn([order]), "authorized")
    first, second = road.lines(document)
    near = factories.warehouse("main").bins.create(code="A1")
    type(second).objects.filter(pk=second.pk).update(bin=near)
    signed_in(client, road.keeper())

    page = client.get(reverse("delivery_step", args=[document.pk, "pick"])).content.decode()

    assert page.index(f"picked_{second.pk}") < page.index(f"picked_{first.pk}")


def test_who_picks_sees_no_prices(client: Client) -> None:
    document = road.go(road.drawn([road.ordered("螺丝 10 x 2.77")]), "authorized")

    page = signed_in(client, road.keeper()).get(reverse("delivery_detail", args=[document.pk]))

    assert "27.70" not in page.content.decode()
    assert "2.77" not in page.content.decode()


def test_who_sells_sees_the_price_and_not_what_the_goods_cost(client: Client) -> None:
    desk.put("螺丝 10 x 1.37")
    document = road.send([road.ordered("螺丝 10 x 2.77", stock="0")])

    page = signed_in(client, desk.people().clerk).get(
        reverse("delivery_detail", args=[document.pk])
    )
    boss = signed_in(client, desk.people().accountant)
    books = boss.get(reverse("delivery_detail", args=[document.pk])).content.decode()

    assert "27.70" in page.content.decode()
    assert "13.70" not in page.content.decode()
    assert "13.70" in books


def test_the_driver_sees_what_he_has_to_collect(client: Client) -> None:
    document = road.send([road.ordered("螺丝 10 x 2.77", terms="cod")])

    page = signed_in(client, road.driver()).get(reverse("delivery_detail", args=[document.pk]))

    assert "27.70" in page.content.decode()


# --- Lists ---------------------------------------------------------------------------------------


def listed(client: Client, name: str, **query: str) -> list[str]:
    page = client.get(reverse(name), query)
    assert page.status_code == 200
    rows = [row.record for row in page.context["table"].rows]
    return [getattr(record, "number", None) or record.head.number for record in rows]


def test_filters_find_slips_cash_drivers_and_the_days_plan(client: Client) -> None:
    order = road.ordered(terms="cod")
    out = road.sign(road.send([order], "4"), cod_collected=D(10), cod_method="cash")
    planned = road.go(road.drawn([order], "2"), "authorized")
    signed_in(client, desk.people().clerk)

    assert listed(client, "delivery_list", view="all", no_slip="1") == [out.number]
    assert listed(client, "delivery_list", view="all", cash_out="1") == [out.number]
    assert listed(client, "delivery_list", view="all", today="1") == [planned.number]
    driver = str(road.driver().pk)
    assert listed(client, "delivery_list", view="all", driver=driver) == [out.number]
    assert len(listed(client, "delivery_list", view="all", order=order.number)) == 2


@begins_with(road.ordered)
def test_a_driver_is_shown_his_own(client: Client) -> None:
    road.send([road.ordered()], "4")
    signed_in(client, road.driver(2))

    assert listed(client, "delivery_list", view="all") == []
    assert client.get(reverse("delivery_slips")).status_code == 200


@begins_with(road.ordered)
def test_missing_slips_by_age(client: Client) -> None:
    order = road.ordered()
    old, young = road.send([order], "4"), road.send([order], "2")
    week = timezone.now() - timedelta(days=8)
    Delivery.objects.filter(pk=old.pk).update(dispatched_at=week)
    signed_in(client, desk.people().clerk)

    assert listed(client, "delivery_slips") == [old.number, young.number]
    assert listed(client, "delivery_slips", age="7") == [old.number]


@begins_with(road.ordered)
def test_the_lists_ask_the_same_queries_for_one_and_for_four(client: Client) -> None:
    order = road.ordered()
    road.send([order], "1")
    signed_in(client, desk.people().clerk)
    names = ("delivery_slips", "delivery_digest", "delivery_list")

    def counted() -> list[int]:
        return [queries_of(client, reverse(name)) for name in names]

    counted()
    before = counted()
    for _each in range(3):
        road.send([order], "1")

    assert counted() == before


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as taken:
        client.get(url, {"view": "all"})
    return len(taken)


def test_the_digest_tells_a_manager_what_went_to_his_region(client: Client) -> None:
    south = Region.objects.create(code="S", name="华南")
    desk.customer(region=south)
    mine = factories.user(Role.REGIONAL_MANAGER, region=south)
    other = factories.user(Role.REGIONAL_MANAGER)
    order = road.ordered("螺丝 10 x 2.50")
    short = road.pick(road.go(road.drawn([order], "5"), "authorized"), {1: "4"})
    gone = road.go(short, "dispatched")
    to_go = road.go(road.drawn([order], "2"), "authorized")

    signed_in(client, mine)
    assert listed(client, "delivery_digest") == [gone.number, to_go.number]
    assert listed(client, "delivery_digest", group="short") == [gone.number]
    assert listed(client, "delivery_digest", group="next") == [to_go.number]
    assert listed(client, "delivery_digest", group="late") == []
    sheet = client.get(reverse("delivery_digest"), {"export": "xlsx", "group": ""})
    assert sheet["Content-Type"].startswith("application/vnd.openxml")
    signed_in(client, other)
    assert listed(client, "delivery_digest") == []


def test_the_director_asks_for_one_managers_region(client: Client) -> None:
    south = Region.objects.create(code="S", name="华南")
    desk.customer(region=south)
    mine = factories.user(Role.REGIONAL_MANAGER, region=south)
    gone = road.send([road.ordered()], "4")
    signed_in(client, desk.people().director)

    assert listed(client, "delivery_digest", manager=str(mine.pk)) == [gone.number]
    assert listed(client, "delivery_digest", manager=str(desk.people().clerk.pk)) == []


@begins_with(road.ordered)
def test_a_manager_of_no_region_is_shown_nothing(client: Client) -> None:
    road.send([road.ordered()], "4")
    signed_in(client, factories.user(Role.REGIONAL_MANAGER))

    assert listed(client, "delivery_digest") == []


@begins_with(road.ordered, "螺丝 10 x 2.50", freight=D(30))
def test_the_sum_with_freight_stands_below_the_lines(client: Client) -> None:
    document = road.drawn([road.ordered("螺丝 10 x 2.50", freight=D(30))])
    signed_in(client, desk.people().clerk)

    page = client.get(reverse("delivery_detail", args=[document.pk]))

    sums = [each["value"] for each in page.context["totals"]]
    assert sums[-2:] == ["25.00", "55.00"]


def test_a_persons_list_follows_his_roles_at_once(client: Client) -> None:
    """Who sees all of it asks by a kept query, which must not outlive his right."""
    order = road.ordered()
    out, other = road.send([order], "4"), road.send([order], "2")
    Delivery.objects.filter(pk=out.pk).update(driver=road.driver())
    Delivery.objects.filter(pk=other.pk).update(driver=road.driver(2))
    user = road.driver()
    signed_in(client, user)
    of_both = {out.number, other.number}

    user.groups.add(Group.objects.get_or_create(name=Role.STOREKEEPER.value)[0])
    assert set(listed(client, "delivery_list", view="all")) == of_both

    user.groups.set([Group.objects.get(name=Role.DRIVER.value)])
    assert listed(client, "delivery_list", view="all") == [out.number]


def test_the_list_is_a_kept_query_for_who_sees_all_deliveries_alone() -> None:
    pages = pages_of("delivery")
    assert pages is not None

    assert isinstance(source_of(pages, user=desk.people().clerk, view="all"), Steady)
    assert not isinstance(source_of(pages, user=road.driver(), view="all"), Steady)
