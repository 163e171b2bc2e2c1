"""待办: who is awaited, until when, in working days of the Chinese calendar (D8)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.utils import timezone

from documents import drafts, recurring, tasks
from documents.books import run_checks
from documents.errors import NotAllowed, Refused
from documents.flow import WorkingDays
from documents.models import Document, Task
from masterdata.calendar import replace_year
from masterdata.models import User
from masterdata.roles import Role
from masterdata.seeds import seed_basics
from purchasing.receipt.models import ReceiptLine
from tests import factories
from tests.purchasing import firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
SHANGHAI = ZoneInfo("Asia/Shanghai")


def waiting_for(user: User) -> list[Document]:
    return [task.document for task in tasks.tasks_of(user, now=timezone.now())]


def test_every_paper_that_waits_waits_for_somebody() -> None:
    people = firm.people()
    order = firm.draft_order()
    assert waiting_for(people.purchaser) == [order]
    assert waiting_for(people.manager) == []

    order = firm.step(order, "submit", people.purchaser)
    assert waiting_for(people.purchaser) == []
    assert waiting_for(people.manager) == [order]

    order = firm.step(order, "approve", people.manager)
    assert waiting_for(people.manager) == []
    assert waiting_for(people.purchaser) == [order]
    assert Task.objects.filter(document=order, closed_at=None).count() == 1


def test_a_void_paper_leaves_every_inbox() -> None:
    order = firm.draft_order()
    firm.step(order, "void", firm.people().purchaser, reason="重复")

    assert waiting_for(firm.people().purchaser) == []


def test_what_waits_for_one_of_several_roles_is_seen_by_each() -> None:
    people = firm.people()
    order = firm.order()
    receipt = firm.step(firm.draft_receipt([order], "40"), "inspect", people.purchaser)
    supervisor = factories.user(Role.WAREHOUSE_SUPERVISOR)

    for person in (people.inspector, people.storekeeper, supervisor):
        assert receipt in waiting_for(person)
    assert receipt not in waiting_for(people.manager)


def test_what_was_given_to_another_role_leaves_its_own_and_the_books_tell_it() -> None:
    people = firm.people()
    receipt = firm.step(firm.draft_receipt([firm.order()], "40"), "inspect", people.purchaser)

    task = Task.objects.filter(document=receipt, closed_at=None)
    role = task.get().role

    task.update(role=Role.ACCOUNTANT)

    assert receipt not in waiting_for(people.storekeeper)
    assert receipt in waiting_for(factories.user(Role.ACCOUNTANT))
    assert [breach.subject for breach in run_checks(["documents.tasks"])] == [receipt.number]
    task.update(role=role)


def test_a_maker_does_not_find_his_own_paper_to_approve() -> None:
    maker = factories.user(Role.PURCHASING_MANAGER)
    from tests.documents.test_engine import made_by

    order = made_by(maker)

    assert waiting_for(maker) == []
    assert waiting_for(firm.people().manager) == [order]


def test_late_tasks_come_first() -> None:
    people = firm.people()
    now = timezone.now()
    new = firm.draft_order()
    old = firm.draft_order()
    Task.objects.filter(document=old).update(due_at=now - timedelta(days=3))

    assert waiting_for(people.purchaser) == [old, new]


def test_a_superuser_finds_only_what_is_his() -> None:
    firm.order(state="submitted")

    assert waiting_for(factories.user(is_superuser=True)) == []


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-02-13 10:00", "2026-02-14 18:00"),
        ("2026-02-14 10:00", "2026-02-24 18:00"),
        ("2026-09-18 10:00", "2026-09-20 18:00"),
        ("2026-09-30 10:00", "2026-10-08 18:00"),
        ("2026-10-09 10:00", "2026-10-10 18:00"),
        ("2026-10-17 10:00", "2026-10-19 18:00"),
    ],
)
def test_one_working_day_is_one_of_the_chinese_calendar(start: str, due: str) -> None:
    seed_basics()
    at = datetime.fromisoformat(start).replace(tzinfo=SHANGHAI)

    found = tasks.due_at(at, WorkingDays(1))

    assert found == datetime.fromisoformat(due).replace(tzinfo=SHANGHAI)


def test_urging_is_seen_and_a_closed_task_is_not_urged() -> None:
    order = firm.order(state="submitted")
    task = Task.objects.get(document=order, closed_at=None)
    tasks.urge(task, actor=order.maker, at=timezone.now())
    task.refresh_from_db()
    assert task.urged_by == order.maker

    firm.approve(order)
    task.refresh_from_db()
    with pytest.raises(Refused):
        tasks.urge(task, actor=order.maker, at=timezone.now())


def test_the_duties_of_the_day_may_run_twice_and_one_that_fails_holds_up_none(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fails(now: datetime) -> str:
        raise ZeroDivisionError

    firm.order(state="submitted")
    recurring.register_duty("a duty that fails", fails)
    try:
        call_command("daily")
        call_command("daily")
    finally:
        recurring._duties.pop("a duty that fails")

    said = capsys.readouterr().out
    assert said.count("failed") == 2
    assert said.count("escalate: 0") == 2


def test_a_changed_draft_keeps_its_task() -> None:
    order = firm.draft_order()
    lines = firm.priced("螺丝 1 x 1.00")
    drafts.change(order.pk, actor=order.maker, version=1, head={}, body={}, lines=lines)

    assert waiting_for(order.maker) == [order]


def test_next_years_holidays_are_asked_for_in_time_and_only_once() -> None:
    seed_basics()
    administrator = factories.user(Role.ADMINISTRATOR)
    early = datetime(2026, 11, 1, 9, tzinfo=SHANGHAI)
    later = datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)

    recurring.run_all(now=early)
    assert not tasks.tasks_of(administrator, now=early).exists()
    for _twice in range(2):
        recurring.run_all(now=later)

    (task,) = tasks.tasks_of(administrator, now=later)
    assert task.due_at == datetime(2026, 12, 15, 18, tzinfo=SHANGHAI)

    replace_year(2027, holidays={date(2027, 1, 1): "元旦"}, make_up_days={})
    recurring.run_all(now=later)
    assert not tasks.tasks_of(administrator, now=later).exists()


def findings(receipt: Document) -> dict[str, object]:
    """Two of the goods of the first line are damaged."""
    line = ReceiptLine.objects.filter(body_id=receipt.pk).order_by("line_no")[0]
    found = {"accepted": line.quantity - 2, "rejected": Decimal(2), "reject_reason": "碰伤"}
    return {"findings": {line.pk: {**found, "unpacked": True, "bin_id": line.bin_id}}}


def test_whoever_wrote_content_with_a_step_counts_as_editor() -> None:
    people = firm.people()
    receipt = firm.step(firm.draft_receipt([firm.order()], "40"), "inspect", people.purchaser)
    receipt = firm.step(receipt, "inspection", people.manager, data=findings(receipt))
    receipt = firm.step(receipt, "finish_inspection", people.inspector)

    with pytest.raises(NotAllowed):
        firm.step(receipt, "approve", people.manager)
    assert receipt not in waiting_for(people.manager)
    other = factories.user(Role.PURCHASING_MANAGER)
    assert receipt in waiting_for(other)
    assert firm.step(receipt, "approve", other).state == "approved"


def test_a_step_that_stays_in_its_state_does_not_stop_the_clock() -> None:
    people = firm.people()
    order = firm.order(state="approved")
    task = Task.objects.get(document=order, closed_at=None)
    late = timezone.now() - timedelta(days=3)
    Task.objects.filter(pk=task.pk).update(due_at=late)
    receipt = firm.step(firm.draft_receipt([firm.order()], "40"), "inspect", people.purchaser)
    inspection = Task.objects.get(document=receipt, closed_at=None)

    firm.step(receipt, "inspection", people.inspector, data=findings(receipt))

    assert Task.objects.get(document=receipt, closed_at=None) == inspection
    firm.step(order, "hold", people.manager, reason="等一等")
    assert not Task.objects.filter(document=order, closed_at=None).exists()
    firm.step(order, "release", people.manager)
    assert Task.objects.get(document=order, closed_at=None) != task
