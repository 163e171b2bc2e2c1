"""A change of an order: what it writes and gives up, what is due after it, what stops it."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from documents import links
from documents.errors import Refused
from documents.models import Document
from inventory.stock.queries import left_of_claims
from orders.customer_order.models import CustomerOrder
from orders.order_change.actions import changed, row_from
from tests import factories
from tests.documents.paper_forms import key, sent
from tests.grounds import begins_with
from tests.orders import desk
from tests.orders.sales_order_change import walk

pytestmark = pytest.mark.django_db


def reserved(order: Document) -> dict[int, Decimal]:
    return left_of_claims(order.pk, phase="reserved")


def total_of(order: Document) -> Decimal:
    order.refresh_from_db()
    return order.total


@begins_with(desk.put, "螺丝 10 x 1.00")
def test_a_greater_quantity_makes_the_order_worth_more_and_lack_more() -> None:
    desk.put("螺丝 10 x 1.00")
    order = desk.order("螺丝 10 x 2.50", to="released")

    walk.change(order, walk.quantities(order, 14), to="approved")

    (line,) = desk.lines_of(order)
    assert (line.quantity, line.base_quantity, line.gross) == (14, 14, Decimal("35.00"))
    assert total_of(order) == Decimal("35.00")
    assert line.short_quantity == 4
    assert desk.funds(order).missing == Decimal("10.00")
    assert desk.body_of(order).deposit_due == Decimal("35.00")


@begins_with(desk.put, "螺丝 10 x 1.00")
def test_a_smaller_quantity_gives_goods_free_and_keeps_the_money_for_the_order() -> None:
    desk.put("螺丝 10 x 1.00")
    order = desk.order("螺丝 10 x 2.50", to="released")
    assert reserved(order) == {1: 10}

    walk.change(order, walk.quantities(order, 6), to="approved")

    assert reserved(order) == {1: 6}
    assert total_of(order) == Decimal("15.00")
    assert desk.funds(order).paid == Decimal("25.00")


@begins_with(desk.put, "螺丝 10 x 1.00")
def test_a_change_taken_back_gives_the_order_its_goods_and_sums_again() -> None:
    desk.put("螺丝 10 x 1.00")
    order = desk.order("螺丝 10 x 2.50", to="released")
    change = walk.change(order, walk.quantities(order, 6), to="approved")

    desk.step(change, "reverse", desk.people().manager, reason="客户反悔")

    (line,) = desk.lines_of(order)
    assert line.quantity == 10
    assert reserved(order) == {1: 10}
    assert total_of(order) == Decimal("25.00")


def test_a_line_is_added_and_another_taken_off() -> None:
    desk.put("螺丝 10 x 1.00, 螺母 10 x 1.00")
    order = desk.order("螺丝 10 x 2.50, 螺母 10 x 1.00", to="released")
    first, second = desk.lines_of(order)
    (added,) = desk.rows("垫片 5 x 2.00", special_reason="新品")
    change = walk.change(order, [row_from(second) | {"closes": True}, added], to="approved")

    one, two, three = desk.lines_of(order)
    assert (two.closed_quantity, two.line_state) == (10, "closed")
    assert (three.line_no, three.quantity, three.gross) == (3, 5, Decimal("10.00"))
    assert reserved(order).get(2, 0) == 0
    assert desk.funds(order).worth == Decimal("35.00")
    assert one.quantity == first.quantity

    desk.step(change, "reverse", desk.people().manager, reason="不改了")
    _one, two, three = desk.lines_of(order)
    assert (two.closed_quantity, two.line_state) == (0, "open")
    assert three.line_state == "closed"


@begins_with(desk.order, to="released")
def test_the_last_open_line_taken_off_ends_the_order() -> None:
    order = desk.order(to="released")
    (line,) = desk.lines_of(order)

    walk.change(order, [row_from(line) | {"closes": True}], to="approved")

    assert desk.state_of(order) == "fulfilled"


@begins_with(desk.order, "螺丝 10 x 2.50", to="released")
def test_not_below_what_left_already(monkeypatch: pytest.MonkeyPatch) -> None:
    order = desk.order("螺丝 10 x 2.50", to="released")
    (line,) = desk.lines_of(order)
    type(line).objects.filter(pk=line.pk).update(shipped_quantity=8)

    with pytest.raises(Refused, match="8"):
        walk.change(order, walk.quantities(order, 5), to="submitted")


@begins_with(desk.order, "螺丝 10 x 2.50", to="released")
def test_the_price_of_goods_that_left_stays() -> None:
    order = desk.order("螺丝 10 x 2.50", to="released")
    (line,) = desk.lines_of(order)
    type(line).objects.filter(pk=line.pk).update(shipped_quantity=1)
    (line,) = desk.lines_of(order)

    with pytest.raises(Refused):
        walk.change(order, [changed(line, price=Decimal(2), special_reason="降价")], to="submitted")


@begins_with(desk.order, "螺丝 10 x 2.50", to="released")
def test_another_price_says_why() -> None:
    order = desk.order("螺丝 10 x 2.50", to="released")
    (line,) = desk.lines_of(order)

    new = changed(line, price=Decimal(2)) | {"special_reason": ""}

    with pytest.raises(Refused, match="1"):
        walk.change(order, [new], to="submitted")


@begins_with(desk.order, "螺丝 10 x 2.50", to="released")
def test_a_line_changed_meanwhile_is_not_changed_unseen() -> None:
    order = desk.order("螺丝 10 x 2.50", to="released")
    late = walk.change(order, walk.quantities(order, 8))
    walk.change(order, walk.quantities(order, 12), to="approved")

    with pytest.raises(Refused):
        desk.step(late, "submit", desk.people().clerk)


def test_more_on_account_than_the_limit_is_not_approved_without_the_director() -> None:
    buyer = desk.customer("赊账商场", credit_limit=Decimal(30))
    order = desk.order("螺丝 10 x 2.50", buyer=buyer, terms="credit", to="released")

    change = walk.change(order, walk.quantities(order, 20), to="submitted")
    once = desk.step(change, "approve", desk.people().manager)

    assert once.state == "submitted"
    assert desk.step(once, "approve", desk.people().director).state == "approved"


def test_an_order_before_the_notice_is_edited_and_not_changed() -> None:
    order = desk.order(to="pricing")

    with pytest.raises(Refused):
        walk.change(order, walk.quantities(order, 5), to="submitted")


def test_a_noticed_order_owes_more_after_the_change() -> None:
    order = desk.order("螺丝 10 x 2.50", to="noticed")

    walk.change(order, walk.quantities(order, 20), to="approved")

    assert CustomerOrder.objects.get(pk=order.pk).total_to_remit == Decimal("50.00")
    assert desk.state_of(order) == "noticed"


# --- Pages ---


def signed_in(client: Client, user: Any) -> Client:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client


def test_the_form_starts_from_the_orders_lines_and_keeps_only_what_changes(client: Client) -> None:
    order = desk.order("螺丝 10 x 2.50, 螺母 5 x 1.00", to="released")
    first, second = desk.lines_of(order)
    signed_in(client, desk.people().clerk)
    url = reverse("sales_order_change_new", query={"from": order.pk})
    shown = client.get(url).context["grid"].rows
    assert [row["values"]["old_quantity"] for row in shown] == ["10", "5"]

    cells = [
        {"order_line": first.pk, "quantity": "12", "price": "2.5", "discount": "100"},
        {"order_line": second.pk, "quantity": "5", "price": "1", "discount": "100"},
        {"item": factories.item("垫片", list_price=Decimal(3)), "quantity": "2"},
    ]
    head = {"party": order.party_id, "order": order.pk, "reason": "客户加单", "date": order.date}
    client.post(url, sent(head, cells, key=key()))

    change = Document.objects.get(type="sales_order_change")
    lines = list(change.salesorderchange.lines.order_by("line_no"))
    assert [(line.order_line_id, line.quantity) for line in lines] == [(first.pk, 12), (None, 2)]
    assert lines[1].price == 3
    assert list(links.sources_of(change)) == [order]


@begins_with(desk.order, to="released")
def test_a_line_without_order_line_and_item_is_told_of(client: Client) -> None:
    order = desk.order(to="released")
    signed_in(client, desk.people().clerk)
    head = {"party": order.party_id, "order": order.pk, "reason": "加", "date": order.date}

    answer = client.post(
        reverse("sales_order_change_new"), sent(head, [{"quantity": "2"}], key=key())
    )

    assert answer.status_code == 422
    assert not Document.objects.filter(type="sales_order_change").exists()
