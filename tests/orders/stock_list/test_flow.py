"""The list of the morning: one a day, frozen when handed in, each clerk notes it for himself."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from documents.errors import NotAllowed, Refused
from documents.models import Task
from masterdata.models import Holiday
from masterdata.roles import Role
from orders.stock_list import duties
from orders.stock_list.models import StockList
from tests import factories
from tests.orders import desk as sale
from tests.orders.delivery import road
from tests.orders.sales_report.desk import at
from tests.orders.stock_list import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
D = Decimal
MONDAY, SUNDAY = date(2026, 3, 2), date(2026, 3, 1)


def rows(document: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in desk.main(document).rows]


# --- Figures -------------------------------------------------------------------------------------


def test_the_list_tells_what_lies_there_is_kept_and_can_be_promised() -> None:
    factories.item("衣柜", series="典雅", model="A-1", parcels_per_piece=3, size="1.8m")
    road.ordered("衣柜 4 x 2.50", stock="10")

    (row,) = rows(desk.stock_list())

    found = {name: row[name] for name in ("packs", "on_hand", "reserved", "available")}
    assert found == {"packs": D(30), "on_hand": D(10), "reserved": D(4), "available": D(6)}
    assert (row["series"], row["model"], row["size"]) == ("典雅", "A-1", "1.8m")


def test_what_is_on_order_stands_there_with_the_day_it_comes() -> None:
    from tests.purchasing import firm

    order = firm.order("衣柜 5 x 1.00")

    (row,) = rows(desk.stock_list())

    assert (row["expected"], row["on_hand"]) == (D(5), D(0))
    assert row["arrives"] == order.purchaseorder.lines.get().promised_on  # type: ignore[attr-defined]


def test_raw_material_and_goods_without_any_figure_are_left_out() -> None:
    factories.item("木板", kind="raw_material")
    factories.item("空柜")
    sale.put("木板 10 x 1.00, 衣柜 2 x 1.00")

    assert [row["name"] for row in rows(desk.stock_list())] == ["衣柜"]


def test_a_list_that_was_handed_in_stays_as_it_was() -> None:
    sale.put("衣柜 10 x 1.00")
    note = [{"item": factories.item("衣柜"), "note": "一件碰伤"}]
    document = desk.submit(desk.stock_list(lines=note))
    before = rows(document)

    road.send([road.ordered("衣柜 4 x 2.50", stock="0")])

    assert rows(document) == before
    assert before[0]["note"] == "一件碰伤"


def test_the_list_costs_the_same_however_many_goods_there_are(
    django_assert_max_num_queries: Any,
) -> None:
    from orders.stock_list.figures import live

    sale.put("衣柜 1 x 1.00, 书桌 1 x 1.00, 椅子 1 x 1.00")

    with django_assert_max_num_queries(3):
        live({})


# --- Steps ---------------------------------------------------------------------------------------


def test_every_clerk_takes_note_for_himself_and_once() -> None:
    document = desk.note(desk.submit(desk.stock_list()), desk.clerk(1))
    assert document.state == "read"

    document = desk.note(document, desk.clerk(2))

    assert document.state == "read"
    with pytest.raises(Refused):
        desk.note(document, desk.clerk(1))


def test_a_list_that_was_put_right_is_read_anew() -> None:
    document = desk.note(desk.submit(desk.stock_list()))
    document = desk.step(document, "return", desk.clerk(2), reason="数量不对")

    document = desk.submit(document)

    assert desk.note(document).state == "read"


def test_a_day_has_one_list_until_it_is_void() -> None:
    first = desk.stock_list()
    with pytest.raises(Refused):
        desk.stock_list()

    desk.step(first, "void", desk.keeper(), reason="录错")

    assert desk.stock_list().state == "draft"


def test_a_list_of_another_day_is_not_handed_in() -> None:
    document = desk.stock_list(timezone.localdate() - timedelta(days=1))

    with pytest.raises(Refused):
        desk.submit(document)


def test_a_clerk_hands_in_no_list() -> None:
    with pytest.raises(NotAllowed):
        desk.step(desk.stock_list(), "submit", desk.clerk())


# --- The duty ------------------------------------------------------------------------------------


def test_the_morning_s_list_is_begun_once_and_due_at_nine() -> None:
    desk.keeper()

    for hour in (7, 8, 8, 20):
        duties.draw_up(at(MONDAY, hour))

    (body,) = StockList.objects.all()
    assert (body.day, body.due_at) == (MONDAY, at(MONDAY, 9))
    task = Task.objects.get(document=body.pk, closed_at=None)
    assert (task.role, task.due_at) == (Role.STOREKEEPER, at(MONDAY, 9))


def test_rest_days_have_no_list() -> None:
    from masterdata.calendar import calendar_changed

    desk.keeper()
    Holiday.objects.create(date=MONDAY, name="假")
    calendar_changed()

    duties.draw_up(at(SUNDAY))
    duties.draw_up(at(MONDAY))

    assert not StockList.objects.exists()


def test_a_list_made_void_by_hand_is_not_begun_again() -> None:
    desk.keeper()
    duties.draw_up(at(MONDAY))
    desk.step(StockList.objects.get().head, "void", desk.keeper(), reason="盘点")

    duties.draw_up(at(MONDAY, 10))

    assert StockList.objects.count() == 1


def test_without_a_keeper_the_duty_says_so() -> None:
    assert "nobody" in duties.draw_up(at(MONDAY))
