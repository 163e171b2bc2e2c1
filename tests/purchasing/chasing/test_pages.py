"""The chase list and the call form: what is late, who was asked, a promise given on the phone."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from documents.errors import NotAllowed, Refused
from documents.models import Document, Event
from purchasing.purchase_order.chasing.actions import Talk, note_call
from purchasing.purchase_order.chasing.models import ChaseCall
from purchasing.purchase_order.models import PromiseChange
from tests import factories
from tests.documents.paper_forms import key
from tests.grounds import begins_with, kept
from tests.purchasing import firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
LIST, CALL = "chase_list", "chase_call"


def signed_in(client: Client, user: Any) -> Client:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client


@kept
def order(days: int, text: str = "螺丝 100 x 1", **more: Any) -> Document:
    """An order promised for so many days from today; negative is overdue."""
    return firm.order(text, contract_on=firm.today() + timedelta(days=days), **more)


def ids_of(*orders: Document) -> str:
    return ",".join(str(line.pk) for each in orders for line in firm.order_lines(each))


def said(*orders: Document, **more: Any) -> dict[str, Any]:
    return {
        "ids": ids_of(*orders),
        "contact": "叶恒 13800000000",
        "channel": "wechat",
        "said": "模具在修,下周发货",
        "next_on": f"{firm.today() + timedelta(days=2)}",
        "key": key(),
        **more,
    }


def listed(client: Client, **query: Any) -> list[str]:
    page = client.get(reverse(LIST), query)
    assert page.status_code == 200
    return [row.body.head.number for row in page.context["table"].records]


# --- The list ------------------------------------------------------------------------------------


@begins_with(order, -2)
def test_the_tabs_part_what_is_soon_due_from_what_is_overdue(client: Client) -> None:
    late, soon, later = order(-2), order(3), order(9)
    signed_in(client, firm.people().purchaser)

    assert listed(client, view="late") == [late.number]
    assert listed(client, view="soon") == [soon.number]
    assert listed(client, view="today") == [late.number, soon.number]
    assert listed(client, view="all") == [late.number, soon.number, later.number]


@begins_with(order, -2)
def test_days_late_are_blank_while_days_are_left(client: Client) -> None:
    order(-2), order(0), order(3)
    signed_in(client, firm.people().purchaser)

    table = client.get(reverse(LIST), {"view": "all"}).context["table"]

    assert [table.value_late(row.due_on) for row in table.records] == [2, 0, None]
    assert [table.render_late(row.due_on) for row in table.records] == ["2", "0", ""]


@begins_with(order, -2)
def test_received_closed_unconfirmed_and_held_lines_are_not_to_be_chased(client: Client) -> None:
    received = order(-2)
    firm.receipt([received], "100")
    firm.order(state="signed", contract_on=firm.today())
    held = order(-2)
    firm.step(held, "hold", firm.people().manager, reason="色差")
    signed_in(client, firm.people().purchaser)

    assert listed(client, view="late") == []
    assert listed(client, view="all") == [held.number]


@begins_with(order, -2)
def test_a_line_asked_for_today_waits_until_the_day_that_was_agreed(client: Client) -> None:
    late = order(-2)
    signed_in(client, firm.people().purchaser)
    client.post(reverse(CALL), said(late))

    assert listed(client, view="today") == []
    assert listed(client, view="late") == [late.number]


@begins_with(order, -2)
def test_the_list_is_exported_with_numbers(client: Client) -> None:
    order(-2)
    signed_in(client, firm.people().purchaser)

    answer = client.get(reverse(LIST), {"view": "all", "export": "xlsx"})

    assert answer.status_code == 200
    assert "spreadsheet" in answer["Content-Type"]


def test_lists_take_the_same_number_of_queries_for_few_and_many(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    signed_in(client, firm.people().purchaser)
    counts = []
    for _round in range(2):
        for number in range(3):
            made = order(-2, f"I{number} 10 x 1")
            client.post(reverse(CALL), said(made))
        client.get(reverse(LIST), {"view": "all"})
        with django_assert_max_num_queries(30) as asked:
            assert client.get(reverse(LIST), {"view": "all"}).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]


# --- The call ------------------------------------------------------------------------------------


def test_ticked_rows_lead_to_the_form_with_what_is_known(client: Client) -> None:
    factories.supplier("甲厂", head_person="叶恒")
    late = order(-2)
    signed_in(client, firm.people().purchaser)

    page = client.post(reverse(CALL), {"ids": ids_of(late), "action": "call"}, follow=True)

    assert page.status_code == 200
    assert page.context["form"].initial["contact"] == "叶恒"
    assert late.number in page.content.decode()


@begins_with(order, -2)
def test_a_call_is_noted_and_seen_in_the_list_and_on_the_order(client: Client) -> None:
    late = order(-2)
    signed_in(client, firm.people().purchaser)

    assert client.post(reverse(CALL), said(late)).status_code == 302

    (row,) = client.get(reverse(LIST), {"view": "all"}).context["table"].records
    assert row.next_chase == firm.today() + timedelta(days=2)
    assert row.times_chased == 1
    page = client.get(reverse("purchase_order_detail", args=[late.pk])).content.decode()
    assert "模具在修" in page
    (row,) = client.get(reverse("purchase_order_list"), {"view": "all"}).context["table"].records
    assert row.last_chase is not None


@begins_with(order, -2)
def test_a_promise_given_on_the_phone_is_the_orders_promise_with_its_reason(
    client: Client,
) -> None:
    first, second = order(-2), order(-3, "螺母 10 x 1")
    signed_in(client, firm.people().purchaser)
    day = firm.today() + timedelta(days=6)

    data = said(first, second, promised_on=f"{day}", reason="供方模具维修")
    assert client.post(reverse(CALL), data).status_code == 302

    promised = {line.promised_on for each in (first, second) for line in firm.order_lines(each)}
    assert promised == {day}
    change = PromiseChange.objects.order_by("-id").first()
    assert change is not None
    assert (change.reason, change.source) == ("供方模具维修", "叶恒 13800000000")
    events = Event.objects.filter(step="promise", document__in=[first, second])
    assert set(events.values_list("reason", flat=True)) == {"供方模具维修"}
    assert ChaseCall.objects.get().lines.filter(new_on=day).count() == 2


def test_one_line_may_be_promised_for_a_day_of_its_own(client: Client) -> None:
    late = order(-2, "螺丝 100 x 1, 螺母 50 x 1")
    first, second = firm.order_lines(late)
    signed_in(client, firm.people().purchaser)
    day = firm.today() + timedelta(days=6)

    own = {f"line_{second.pk}": f"{day}", "reason": "缺料"}
    client.post(reverse(CALL), said(late, **own))

    dates = [line.promised_on for line in firm.order_lines(late)]
    assert dates == [first.promised_on, day]


@begins_with(order, -2)
def test_a_new_date_without_its_reason_comes_back_with_what_was_typed(client: Client) -> None:
    late = order(-2)
    signed_in(client, firm.people().purchaser)

    data = said(late, promised_on=f"{firm.today() + timedelta(days=6)}")
    page = client.post(reverse(CALL), data)

    assert page.status_code == 422
    assert page.context["form"].errors["reason"]
    assert "模具在修" in page.content.decode()
    assert not ChaseCall.objects.exists()


@begins_with(order, -2)
def test_the_same_form_sent_twice_is_one_call_and_one_promise(client: Client) -> None:
    late = order(-2)
    signed_in(client, firm.people().purchaser)
    data = said(late, promised_on=f"{firm.today() + timedelta(days=6)}", reason="缺料")
    before = PromiseChange.objects.count()

    for _sending in range(2):
        assert client.post(reverse(CALL), data).status_code == 302

    assert ChaseCall.objects.count() == 1
    assert PromiseChange.objects.count() == before + 1


@begins_with(order, -2)
def test_lines_of_two_suppliers_are_no_call(client: Client) -> None:
    mine, other = order(-2), order(-2, supplier="乙厂")
    signed_in(client, firm.people().purchaser)

    page = client.get(reverse(CALL), {"ids": ids_of(mine, other)}, follow=True)

    assert page.redirect_chain
    assert [str(message) for message in page.context["messages"]]


@begins_with(order, -2)
def test_when_the_promise_is_refused_the_call_is_not_noted_either() -> None:
    late = order(-2)
    firm.step(late, "hold", firm.people().manager, reason="色差")
    (line,) = firm.order_lines(late)
    talk = Talk("叶恒", "下周", promises={line.pk: firm.today()}, reason="缺料")

    with pytest.raises(Refused):
        note_call([line.pk], talk, actor=firm.people().purchaser, at=firm.now())

    assert not ChaseCall.objects.exists()


@begins_with(order, -2)
def test_goods_that_came_meanwhile_are_not_called_about() -> None:
    late = order(-2)
    (line,) = firm.order_lines(late)
    firm.receipt([late], "100")

    with pytest.raises(Refused):
        note_call([line.pk], Talk("叶恒", "已发"), actor=firm.people().purchaser, at=firm.now())


@begins_with(order, -2)
def test_only_purchasers_chase(client: Client) -> None:
    late = order(-2)
    keeper = firm.people().storekeeper
    signed_in(client, keeper)

    assert client.get(reverse(CALL), {"ids": ids_of(late)}).status_code == 403
    assert "batch_actions" not in client.get(reverse(LIST)).context
    with pytest.raises(NotAllowed):
        note_call([1], Talk("叶恒", "已发"), actor=keeper, at=firm.now())


def test_who_reads_no_orders_sees_no_list(client: Client) -> None:
    signed_in(client, factories.user(firm.Role.DRIVER))

    assert client.get(reverse(LIST)).status_code == 403


def test_a_call_is_never_changed_or_deleted(client: Client) -> None:
    signed_in(client, firm.people().purchaser)
    client.post(reverse(CALL), said(order(-2)))

    with pytest.raises(DatabaseError), transaction.atomic():
        ChaseCall.objects.update(said="另一句")
