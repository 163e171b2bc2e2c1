"""The notice's walk: written by rule, brought up to date, sent, read, answered, closed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from documents import drafts, links, tasks
from documents.errors import NotAllowed, Refused
from documents.models import Document, Task
from masterdata.models import User
from masterdata.workdays import SHANGHAI
from purchasing.delay_notice.actions import rows_from
from purchasing.delay_notice.duties import write_notices
from purchasing.delay_notice.flow import DELAY_NOTICE
from purchasing.delay_notice.models import Answer, DelayNotice, Origin
from purchasing.delay_notice.queries import lines_of
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

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
Clock = Callable[[date], datetime]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """`clock(day)` sets the program's clock to half past two of that night and returns it."""

    def stand_at(day: date) -> datetime:
        moment = datetime(day.year, day.month, day.day, 2, 30, tzinfo=SHANGHAI)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return moment

    return stand_at


def notices() -> int:
    return DelayNotice.objects.exclude(head__state="void").count()


def body_of(document: Document) -> DelayNotice:
    return DelayNotice.objects.get(pk=document.pk)


def task_of(document: Document) -> Task:
    return tasks.open_tasks().get(document=document, kind=Task.STATE)


# --- Written by rule -----------------------------------------------------------------------------


def test_a_promise_after_the_contract_date_drafts_the_notice_with_its_reason() -> None:
    order = late_order()

    notice = notice_of(order)
    (line,) = body_of(notice).lines.all()
    assert (notice.state, notice.party, notice.handler) == ("draft", order.party, order.handler)
    assert body_of(notice).origin == Origin.PROMISE
    assert (line.reason, line.days, line.open_quantity) == ("供方模具维修", 12, Decimal(100))


def test_a_supplier_who_confirms_too_late_a_day_is_told_of_at_once() -> None:
    order = firm.order(state="signed", contract_on=firm.today() + timedelta(days=30))
    late = {"promised_on": firm.today() + timedelta(days=33)}

    firm.step(order, "confirm", firm.people().purchaser, data=late)

    assert body_of(notice_of(order)).lines.get().days == 3


def test_a_promise_within_the_contract_writes_nothing() -> None:
    order = firm.order(contract_on=firm.today() + timedelta(days=30))

    promise(order, firm.today() + timedelta(days=29))

    assert notices() == 0


def test_a_second_later_promise_moves_the_draft_and_keeps_what_was_typed() -> None:
    order = late_order()
    notice = notice_of(order)
    (line,) = firm.order_lines(order)
    stored = body_of(notice).lines.get()
    typed = {"id": stored.pk, "reason": "缺料", "measure": "改空运"}
    drafts.change(
        notice.pk,
        actor=firm.people().purchaser,
        version=notice.version,
        lines=[rows_from([line])[0] | typed],
    )

    later = line.contract_on + timedelta(days=20)
    promise(order, later)

    assert notices() == 1
    stored.refresh_from_db()
    assert (stored.promised_on, stored.reason, stored.measure) == (later, "缺料", "改空运")


def test_what_was_sent_is_told_again_only_when_it_comes_later_still() -> None:
    order = late_order()
    sent = send(notice_of(order))
    (line,) = firm.order_lines(order)

    promise(order, line.promised_on - timedelta(days=2))
    assert notices() == 1

    promise(order, line.promised_on + timedelta(days=5))
    assert notices() == 2
    assert notice_of(order).pk != sent.pk


def test_a_draft_lapses_when_the_goods_come_in_time_after_all() -> None:
    order = late_order()
    notice = notice_of(order)

    promise(order, firm.today() + timedelta(days=20))

    assert firm.state_of(notice) == "void"


def test_a_draft_lapses_when_the_goods_have_come() -> None:
    order = late_order()
    notice = notice_of(order)

    firm.receipt([order], "100")

    assert firm.state_of(notice) == "void"


def test_ten_days_before_the_contract_an_unconfirmed_order_is_told(clock: Clock) -> None:
    clock(date(2026, 9, 1))
    order = firm.order(state="signed", contract_on=date(2026, 10, 20))

    write_notices(clock(date(2026, 10, 9)))
    assert notices() == 0
    write_notices(clock(date(2026, 10, 10)))
    write_notices(clock(date(2026, 10, 10)))

    assert notices() == 1
    body = body_of(notice_of(order))
    assert body.origin == Origin.UNCONFIRMED
    assert body.lines.get().promised_on is None


def test_a_missed_night_is_caught_up(clock: Clock) -> None:
    clock(date(2026, 9, 1))
    order = firm.order(state="approved", contract_on=date(2026, 10, 20))

    write_notices(clock(date(2026, 10, 17)))

    assert notice_of(order).state == "draft"


def test_the_task_is_due_ten_days_before_or_on_the_last_working_day_ahead(clock: Clock) -> None:
    """Contract on Monday the 23rd of November: the 13th is a Friday; on the 25th, a Sunday."""
    clock(date(2026, 11, 2))
    due = []
    for contract_on in (date(2026, 11, 23), date(2026, 11, 25)):
        order = firm.order(contract_on=contract_on)
        promise(order, date(2026, 12, 10))
        due.append(task_of(notice_of(order)).due_at)

    friday = datetime(2026, 11, 13, 18, tzinfo=SHANGHAI)
    assert due == [friday, friday]


def test_the_tasks_of_lapsed_notices_are_closed() -> None:
    order = late_order()
    notice = notice_of(order)
    promise(order, firm.today() + timedelta(days=5))

    assert not tasks.open_tasks().filter(document=notice).exists()


def test_a_purchaser_who_left_does_not_stop_the_promise() -> None:
    order = firm.order(contract_on=firm.today() + timedelta(days=30))
    User.objects.filter(pk=firm.people().purchaser.pk).update(is_active=False)

    day = {"promised_on": firm.today() + timedelta(days=50)}
    firm.step(order, "promise", firm.people().manager, reason="缺料", data=day)

    assert notice_of(order).maker == firm.people().manager


# --- Sent, read, answered ------------------------------------------------------------------------


def test_sent_eleven_days_ahead_is_on_time_and_nine_days_is_late() -> None:
    kept = [body_of(send(notice_of(late_order(ahead=ahead)))).on_time for ahead in (11, 10, 9)]

    assert kept == [True, True, False]


def test_nothing_is_sent_without_a_reason() -> None:
    order = late_order()
    notice = notice_of(order)
    row = rows_from(firm.order_lines(order))[0] | {"reason": " "}
    notice = drafts.change(
        notice.pk, actor=firm.people().purchaser, version=notice.version, lines=[row]
    )

    with pytest.raises(Refused) as refused:
        send(notice)

    assert "1" in str(refused.value)


def test_a_notice_of_lines_that_are_not_late_is_refused() -> None:
    order = firm.order(contract_on=firm.today() + timedelta(days=30))
    rows = [row | {"reason": "缺料"} for row in rows_from(lines_of(order.pk))]
    notice = drafts.create(
        DELAY_NOTICE,
        actor=firm.people().purchaser,
        head={"party": order.party},
        body={"order_id": order.pk},
        lines=rows,
    )

    with pytest.raises(Refused):
        send(notice)


def test_lines_of_another_order_are_refused() -> None:
    mine, other = late_order(), late_order()
    notice = notice_of(mine)
    rows = rows_from(lines_of(mine.pk)) + rows_from(lines_of(other.pk))
    notice = drafts.change(
        notice.pk, actor=firm.people().purchaser, version=notice.version, lines=rows
    )

    with pytest.raises(Refused):
        send(notice)


def test_what_is_sent_is_what_the_order_says_at_that_moment() -> None:
    order = late_order()
    firm.receipt([order], "40")

    notice = send(notice_of(order))

    assert body_of(notice).lines.get().open_quantity == Decimal(60)


def test_a_sent_notice_waits_for_the_sales_office() -> None:
    notice = make("sent")

    task = task_of(notice)
    assert (task.role, task.rule) == (firm.Role.ORDER_CLERK, "T8")


def test_the_buyer_does_not_confirm_the_receipt_of_his_own_notice() -> None:
    notice = make("sent")

    with pytest.raises(NotAllowed):
        firm.step(notice, "read", firm.people().purchaser)


def test_every_line_is_answered() -> None:
    order = late_order(text="螺丝 100 x 1, 螺母 50 x 1")
    notice = firm.step(send(notice_of(order)), "read", clerk())
    first = next(iter(answers(notice)["answers"].items()))

    with pytest.raises(Refused):
        firm.step(notice, "answer", clerk(), data={"answers": dict([first])})

    notice = firm.step(notice, "answer", clerk(), data=answers(notice, Answer.TELL_CUSTOMER))
    given = set(body_of(notice).lines.values_list("answer", flat=True))
    assert (notice.state, given) == ("answered", {Answer.TELL_CUSTOMER})


def test_another_source_asked_for_is_answered_before_closing() -> None:
    notice = make("read")
    data = answers(notice, Answer.OTHER_SOURCE)
    notice = firm.step(notice, "answer", clerk(), data=data)
    buyer = firm.people().purchaser

    with pytest.raises(Refused):
        firm.step(notice, "close", buyer)

    notice = firm.step(notice, "close", buyer, data={"outcome": "乙厂补 50 件"})
    assert notice.state == "closed"


def test_a_second_answer_can_be_asked_for() -> None:
    notice = make("answered")

    buyer = firm.people().purchaser
    notice = firm.step(notice, "ask_again", buyer, reason="客户不同意")

    assert task_of(notice).role == firm.Role.ORDER_CLERK


def test_the_order_and_its_notice_stand_in_one_chain_and_do_not_bind_each_other() -> None:
    order = late_order()
    notice = send(notice_of(order))

    assert {paper.pk for paper in links.chain(order)} == {order.pk, notice.pk}
    assert links.dependants(order) == []
