"""Who is asked to chase what and when: frozen nights, missed nights, calls that answer."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from documents import tasks
from documents.models import Document, Task
from masterdata.workdays import SHANGHAI
from purchasing.purchase_order.chasing import errands
from purchasing.purchase_order.chasing.actions import Talk, note_call
from purchasing.purchase_order.chasing.duties import remind
from purchasing.purchase_order.chasing.models import ChaseReminder
from tests.purchasing import firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
# The firm rests on both weekend days; the 9th is a Monday.
PROMISED = date(2026, 11, 9)
Clock = Callable[[date], datetime]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """`clock(day)` sets the program's clock to that night and returns it."""

    def stand_at(day: date) -> datetime:
        moment = datetime(day.year, day.month, day.day, 2, 30, tzinfo=SHANGHAI)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return moment

    return stand_at


@pytest.fixture
def order(clock: Clock) -> Document:
    """Two lines, ordered on the 2nd of November, both promised for the 9th."""
    clock(date(2026, 11, 2))
    return firm.order("螺丝 100 x 1, 螺母 50 x 1", contract_on=PROMISED)


def errands_of(order: Document) -> list[Task]:
    return list(tasks.open_tasks().filter(document=order, kind__in=errands.TITLES).order_by("kind"))


def kinds_of(order: Document) -> list[str]:
    return [task.kind for task in errands_of(order)]


def call(order: Document, at: datetime, **more: object) -> None:
    ids = [line.pk for line in firm.order_lines(order)]
    talk = Talk(contact="叶恒", said="还要两天", **more)  # type: ignore[arg-type]
    note_call(ids, talk, actor=firm.people().purchaser, at=at)


def promise(order: Document, day: date) -> Document:
    return firm.step(
        order, "promise", firm.people().purchaser, reason="模具维修", data={"promised_on": day}
    )


# --- Before the promise --------------------------------------------------------------------------


def test_four_days_before_a_promise_nobody_is_asked(clock: Clock, order: Document) -> None:
    remind(clock(PROMISED - timedelta(days=4)))

    assert kinds_of(order) == []


def test_three_days_before_a_promise_its_own_purchaser_is_asked_once(
    clock: Clock, order: Document
) -> None:
    now = clock(PROMISED - timedelta(days=3))
    remind(now)
    remind(now)

    (task,) = errands_of(order)
    assert (task.kind, task.rule) == (errands.SOON, "R104")
    assert task.person == firm.people().purchaser
    assert ChaseReminder.objects.count() == 2


def test_a_missed_night_is_caught_up(clock: Clock, order: Document) -> None:
    remind(clock(PROMISED - timedelta(days=1)))

    assert kinds_of(order) == [errands.SOON]


def test_a_line_that_is_left_after_a_part_came_is_still_reminded(
    clock: Clock, order: Document
) -> None:
    """Lesson 4.24: a partial receipt silenced the rest."""
    firm.receipt([order], "100", "20")

    remind(clock(PROMISED - timedelta(days=3)))

    assert kinds_of(order) == [errands.SOON]
    assert ChaseReminder.objects.get().line.item.code == "螺母"


def test_a_line_promised_anew_is_reminded_anew_beside_one_that_was(
    clock: Clock, order: Document
) -> None:
    first, second = firm.order_lines(order)
    remind(clock(PROMISED - timedelta(days=3)))
    call(order, clock(PROMISED - timedelta(days=2)))
    later = {"promises": {second.pk: PROMISED + timedelta(days=14)}}
    firm.step(order, "promise", firm.people().purchaser, reason="缺料", data=later)
    assert kinds_of(order) == []

    remind(clock(PROMISED + timedelta(days=11)))

    told = ChaseReminder.objects.filter(line=second).order_by("promised_on")
    assert [reminder.round for reminder in told] == [0, 0]
    assert errands.LATE in kinds_of(order), "the first line is long overdue"
    assert ChaseReminder.objects.filter(line=first).latest("id").round > 0


# --- After it ------------------------------------------------------------------------------------


def test_an_overdue_line_is_asked_for_every_two_working_days(clock: Clock, order: Document) -> None:
    rounds = []
    for day in range(1, 10):
        now = clock(PROMISED + timedelta(days=day))
        remind(now)
        last = ChaseReminder.objects.order_by("-round").first()
        rounds.append(last.round if last else None)

    # Tuesday the 10th, Thursday the 12th, Monday the 16th, Wednesday the 18th.
    assert rounds == [1, 1, 2, 2, 2, 2, 3, 3, 4]


def test_a_call_answers_the_task_and_the_next_round_opens_it_again(
    clock: Clock, order: Document
) -> None:
    remind(clock(date(2026, 11, 10)))
    assert kinds_of(order) == [errands.LATE]

    call(order, clock(date(2026, 11, 10)) + timedelta(hours=7))
    assert kinds_of(order) == []
    remind(clock(date(2026, 11, 11)))
    assert kinds_of(order) == []
    remind(clock(date(2026, 11, 12)))
    assert kinds_of(order) == [errands.LATE]


def test_a_call_about_one_line_leaves_the_other_one_waiting(clock: Clock, order: Document) -> None:
    remind(clock(date(2026, 11, 10)))
    first, _second = firm.order_lines(order)
    now = clock(date(2026, 11, 11))

    note_call([first.pk], Talk("叶恒", "明天发货"), actor=firm.people().purchaser, at=now)

    assert kinds_of(order) == [errands.LATE]


def test_missed_nights_ask_once_for_the_last_round_alone(clock: Clock, order: Document) -> None:
    remind(clock(date(2026, 11, 16)))

    assert set(ChaseReminder.objects.values_list("round", flat=True)) == {3}
    assert kinds_of(order) == [errands.LATE]


def test_after_three_rounds_the_purchasing_manager_is_asked_too(
    clock: Clock, order: Document
) -> None:
    for day in (10, 12, 16):
        remind(clock(date(2026, 11, day)))
        assert kinds_of(order) == [errands.LATE]

    remind(clock(date(2026, 11, 18)))

    assert kinds_of(order) == [errands.LATE, errands.MANAGER]
    manager = next(task for task in errands_of(order) if task.kind == errands.MANAGER)
    assert manager.role == firm.Role.PURCHASING_MANAGER


def test_the_manager_is_asked_after_three_talks_that_brought_no_promise(
    clock: Clock, order: Document
) -> None:
    remind(clock(date(2026, 11, 10)))
    for hour in (7, 8, 9):
        call(order, clock(date(2026, 11, 10)) + timedelta(hours=hour))

    assert kinds_of(order) == [errands.MANAGER]


def test_a_new_promise_ends_the_chase_for_buyer_and_manager(clock: Clock, order: Document) -> None:
    remind(clock(date(2026, 11, 18)))
    assert kinds_of(order) == [errands.LATE, errands.MANAGER]

    promise(order, date(2026, 12, 1))

    assert kinds_of(order) == []
    remind(clock(date(2026, 11, 19)))
    assert kinds_of(order) == []


def test_goods_that_came_are_not_chased_any_more(clock: Clock, order: Document) -> None:
    remind(clock(date(2026, 11, 10)))
    clock(date(2026, 11, 11))

    firm.receipt([order], "100", "50")

    assert kinds_of(order) == []


def test_an_order_on_hold_is_not_chased(clock: Clock, order: Document) -> None:
    remind(clock(date(2026, 11, 10)))
    firm.step(order, "hold", firm.people().manager, reason="色差")

    remind(clock(date(2026, 11, 12)))

    assert kinds_of(order) == []


def test_the_task_of_a_purchaser_who_left_goes_to_all_of_them(
    clock: Clock, order: Document
) -> None:
    buyer = firm.people().purchaser
    buyer.is_active = False
    buyer.save()

    remind(clock(date(2026, 11, 10)))

    (task,) = errands_of(order)
    assert (task.person, task.role) == (None, firm.Role.PURCHASER)


def test_a_night_takes_the_same_statements_for_few_orders_and_many(
    clock: Clock, order: Document, django_assert_max_num_queries: object
) -> None:
    counts = []
    for day in (date(2026, 11, 10), date(2026, 11, 12)):
        with django_assert_max_num_queries(30) as asked:  # type: ignore[operator]
            remind(clock(day))
        counts.append(len(asked))
        for number in range(4):
            firm.order(f"I{day.day}{number} 10 x 1", contract_on=PROMISED)

    assert counts[1] <= counts[0] + 1
