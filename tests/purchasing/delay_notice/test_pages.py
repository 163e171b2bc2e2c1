"""The notice's pages: pushed from an order, answered line by line, the ten days in figures."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from documents.models import Document
from purchasing.delay_notice.compliance import kept_by_buyer
from purchasing.delay_notice.models import Answer, DelayNotice
from tests.documents.paper_forms import key, sent
from tests.purchasing import firm
from tests.purchasing.delay_notice.walk import (
    answers,
    clerk,
    late_order,
    make,
    notice_of,
    promise,
    send,
)
from tests.purchasing.test_prints import printed

pytestmark = pytest.mark.django_db


def signed_in(client: Client, user: Any) -> Client:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client


def unconfirmed() -> Document:
    return firm.order(state="signed", contract_on=firm.today() + timedelta(days=30))


def test_a_notice_is_pushed_from_an_order_that_nobody_confirmed(client: Client) -> None:
    order = unconfirmed()
    signed_in(client, firm.people().purchaser)
    url = f"{reverse('delay_notice_new')}?from={order.pk}"
    (row,) = client.get(url).context["grid"].rows
    assert row["values"]["open_quantity"] == "100"

    line = {"order_line": firm.order_lines(order)[0], "reason": "供方停电", "measure": "催"}
    head = {"party": order.party, "date": f"{firm.today()}", "order": order.pk}
    answer = client.post(url, sent(head, [line], key=key(), then="submit"))

    assert answer.status_code == 302, answer.context["form"].errors
    body = DelayNotice.objects.get(order_id=order.pk)
    assert (body.head.state, body.on_time) == ("sent", True)
    assert body.lines.get().reason == "供方停电"


def test_an_order_with_an_unsent_notice_is_led_to_that_one(client: Client) -> None:
    order = late_order()
    signed_in(client, firm.people().purchaser)

    page = client.get(reverse("delay_notice_new"), {"from": order.pk}, follow=True)

    told = " ".join(str(message) for message in page.context["messages"])
    assert notice_of(order).number in told


def test_an_order_that_is_in_time_has_nothing_to_tell(client: Client) -> None:
    order = firm.order(contract_on=firm.today() + timedelta(days=30))
    signed_in(client, firm.people().purchaser)

    page = client.get(reverse("delay_notice_new"), {"from": order.pk}, follow=True)

    assert page.redirect_chain
    assert not DelayNotice.objects.exists()


def test_reasons_are_typed_into_the_draft_and_dates_stay_the_orders(client: Client) -> None:
    order = late_order()
    notice = notice_of(order)
    stored = notice.delaynotice.lines.get()
    signed_in(client, firm.people().purchaser)
    url = reverse("delay_notice_edit", args=[notice.pk])
    assert client.get(url).status_code == 200

    cells = {
        "id": stored.pk,
        "order_line": stored.order_line_id,
        "reason": "缺料",
        "measure": "改空运",
        "customer_orders": "XD-20261101-0003",
        "promised_on": "2030-01-01",
    }
    head = {"party": order.party, "date": f"{firm.today()}", "order": order.pk}
    answer = client.post(url, sent(head, [cells], version=notice.version))

    assert answer.status_code == 302, answer.context["form"].errors
    after = notice.delaynotice.lines.get()
    assert (after.reason, after.measure, after.promised_on) == (
        "缺料",
        "改空运",
        stored.promised_on,
    )


def test_the_sales_office_answers_line_by_line(client: Client) -> None:
    notice = make("read")
    line = notice.delaynotice.lines.get()
    signed_in(client, clerk())
    url = reverse("delay_notice_step", args=[notice.pk, "answer"])
    assert f"answer_{line.pk}" in client.get(url).content.decode()
    form = {"key": key(), "version": notice.version}

    empty = client.post(url, form | {f"text_{line.pk}": "等客户回话"})
    assert empty.status_code == 422
    assert "等客户回话" in empty.content.decode()

    said = {f"answer_{line.pk}": Answer.TELL_CUSTOMER, f"text_{line.pk}": "已电话告知"}
    assert client.post(url, form | said).status_code == 302
    line.refresh_from_db()
    assert (line.answer, line.answer_text) == (Answer.TELL_CUSTOMER, "已电话告知")


def test_a_notice_shows_no_money(client: Client) -> None:
    notice = make("sent")
    signed_in(client, clerk())

    page = client.get(reverse("delay_notice_detail", args=[notice.pk]))

    text = page.content.decode()
    assert page.status_code == 200
    assert "2.26" not in text
    assert "0.00" not in text


def test_the_list_says_whether_the_ten_days_were_kept(client: Client) -> None:
    kept, late = send(notice_of(late_order())), send(notice_of(late_order(ahead=9)))
    waiting = notice_of(late_order())
    signed_in(client, firm.people().purchaser)
    url = reverse("delay_notice_list")

    table = client.get(url, {"view": "all"}).context["table"]
    said = {row.pk: row.delaynotice.on_time for row in table.records}
    assert said == {kept.pk: True, late.pk: False, waiting.pk: None}

    found = client.get(url, {"view": "all", "too_late": "on"}).context["table"].records
    assert [row.pk for row in found] == [late.pk]


def test_the_sales_office_finds_what_waits_for_it_first(client: Client) -> None:
    make("draft")
    sent_one = make("sent")
    signed_in(client, clerk())

    rows = client.get(reverse("delay_notice_list")).context["table"].records

    assert [row.pk for row in rows] == [sent_one.pk]


def test_compliance_counts_per_purchaser_what_was_kept_late_and_never_sent(
    client: Client,
) -> None:
    for ahead in (30, 12, 9):
        send(notice_of(late_order(ahead=ahead)))
    late_order(ahead=5)
    unsent = late_order(ahead=40)
    assert notice_of(unsent).state == "draft"

    (row,) = kept_by_buyer(None, handler=None, today=firm.today())

    assert (row.sent, row.on_time, row.late, row.overdue) == (3, 2, 1, 1)
    assert row.percent == 50
    signed_in(client, firm.people().manager)
    page = client.get(reverse("delay_notice_compliance"))
    assert page.status_code == 200
    assert '<span class="g-negative">50%</span>' in page.content.decode()


def test_void_notices_do_not_count() -> None:
    order = late_order(ahead=5)
    firm.step(notice_of(order), "void", firm.people().purchaser, reason="已到货")

    assert kept_by_buyer(None, handler=None, today=firm.today()) == []


def test_the_print_says_what_comes_when_and_who_read_it(client: Client) -> None:
    notice = make("read")
    data = answers(notice, Answer.OTHER_SOURCE)
    notice = firm.step(notice, "answer", clerk(), data=data)
    line = notice.delaynotice.lines.get()

    text, _pdf = printed(client, notice, "notice", by=firm.people().purchaser)

    for told in (line.contract_on, line.promised_on, notice.delaynotice.sent_on):
        assert f"{told}" in text
    assert "内勤" in text
    assert "人民币" not in text


def test_lists_take_the_same_number_of_queries_for_few_and_many(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    signed_in(client, firm.people().purchaser)
    names = ("delay_notice_list", "delay_notice_compliance")
    counts = []
    for _round in range(2):
        for _more in range(3):
            send(notice_of(late_order()))
        found = []
        for name in names:
            client.get(reverse(name), {"view": "all"})
            with django_assert_max_num_queries(40) as asked:
                assert client.get(reverse(name), {"view": "all"}).status_code == 200
            found.append(len(asked))
        counts.append(found)

    assert counts[0] == counts[1]


def test_a_promise_costs_the_same_statements_for_few_lines_and_many(
    django_assert_max_num_queries: Any,
) -> None:
    counts = []
    for size in (2, 12):
        rows = ", ".join(f"I{number} 1 x 1" for number in range(size))
        order = firm.order(rows, contract_on=firm.today() + timedelta(days=30))
        with django_assert_max_num_queries(90) as asked:
            promise(order, firm.today() + timedelta(days=45))
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_a_long_notice_goes_on_to_a_second_page(client: Client) -> None:
    rows = ", ".join(f"I{number} 1 x 1" for number in range(17))
    notice = send(notice_of(late_order(text=rows)))

    text, _pdf = printed(client, notice, "notice", by=firm.people().purchaser)

    pages = text.rstrip("\f").split("\f")
    assert len(pages) == 2
    assert ["I16" in page for page in pages] == [False, True]


def test_a_paper_without_prices_does_not_say_that_they_are_hidden(client: Client) -> None:
    signed_in(client, clerk())
    page = client.get(reverse("delay_notice_detail", args=[make("sent").pk]))

    assert page.status_code == 200
    assert not page.context["hidden_prices"]
