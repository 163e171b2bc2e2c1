"""The sheet's law: one a week, frozen when submitted, due on Monday, read by somebody else."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from documents.content import load_body
from documents.errors import NotAllowed, Refused
from documents.models import Document, Task
from masterdata.roles import Role
from masterdata.workdays import SHANGHAI, Calendar
from purchasing.meeting_sheet import actions, duties
from purchasing.meeting_sheet.models import MeetingSheet
from purchasing.meeting_sheet.queries import figures_of
from purchasing.meeting_sheet.weeks import WEEK, due_of, monday_of, week_for
from tests import factories
from tests.finance.settlement.desk import owe, settle
from tests.purchasing import firm
from tests.purchasing.meeting_sheet import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
MONDAY = date(2026, 3, 2)


def at(day: date, hour: int = 8) -> datetime:
    return datetime.combine(day, time(hour), SHANGHAI)


# --- Weeks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "week"), [(0, 0), (3, 0), (4, 7), (6, 7)])
def test_from_friday_on_the_coming_week_is_prepared(day: int, week: int) -> None:
    assert week_for(MONDAY + timedelta(days=day)) == MONDAY + timedelta(days=week)


def test_the_sheet_is_due_at_nine_on_the_first_working_day_of_the_week() -> None:
    plain = Calendar(frozenset(), frozenset())
    holiday = Calendar(frozenset({MONDAY, MONDAY + timedelta(days=1)}), frozenset())

    assert due_of(MONDAY, plain) == at(MONDAY, 9)
    assert due_of(MONDAY, holiday) == at(MONDAY + timedelta(days=2), 9)


# --- Frozen figures ------------------------------------------------------------------------------


def test_submitted_figures_do_not_change_whatever_is_posted_later() -> None:
    (debt,) = owe("1000.00")
    sheet = desk.submit(desk.sheet(("甲厂", "400.00")))
    before = figures_of(load_body(sheet))

    settle((debt, "300.00"), money="300.00")
    owe("50.00", supplier="乙厂")
    firm.receipt([firm.order("螺丝 10 x 1.13", supplier="丙厂")], "10")
    after = figures_of(load_body(sheet))

    assert after == before
    assert (after.owed_total, after.paid_total, after.invoices_total) == (Decimal(1000), 0, 0)


def test_a_draft_shows_the_books_of_this_moment() -> None:
    (debt,) = owe("1000.00")
    sheet = desk.sheet()

    settle((debt, "300.00"), money="300.00")

    figures = figures_of(load_body(sheet))
    assert (figures.owed_total, figures.paid_total) == (Decimal(700), Decimal(300))


def test_a_returned_sheet_is_computed_anew_and_frozen_anew() -> None:
    (debt,) = owe("1000.00")
    sheet = desk.submit(desk.sheet())
    settle((debt, "300.00"), money="300.00")

    sheet = firm.step(sheet, "return", desk.deputy(), reason="金额不对")
    assert figures_of(load_body(sheet)).owed_total == Decimal(700)
    sheet = desk.submit(sheet)
    settle((debt, "100.00"), money="100.00")

    assert figures_of(load_body(sheet)).owed_total == Decimal(700)


def test_a_void_sheet_keeps_what_it_showed() -> None:
    owe("1000.00")
    sheet = firm.step(desk.sheet(), "void", desk.manager(), reason="录错")

    owe("5.00", supplier="乙厂")

    assert figures_of(load_body(sheet)).owed_total == Decimal(1000)


# --- One a week ----------------------------------------------------------------------------------


def test_a_week_has_one_sheet() -> None:
    desk.sheet()

    with pytest.raises(Refused):
        desk.sheet()

    assert MeetingSheet.objects.count() == 1


def test_a_void_sheet_makes_room_for_another() -> None:
    firm.step(desk.sheet(), "void", desk.manager(), reason="录错")

    assert desk.sheet().state == "draft"


def test_a_copy_of_another_week_s_sheet_holds_no_week_until_it_is_submitted() -> None:
    from documents import drafts

    first = desk.sheet(("甲厂", "10.00"))
    copied = drafts.copy(first, actor=desk.manager())
    MeetingSheet.objects.filter(pk=copied.pk).update(week_on=desk.coming())

    with pytest.raises(Refused, match=first.number):
        desk.submit(copied)


# --- Who, and when -------------------------------------------------------------------------------


def test_the_deputy_reads_with_a_comment() -> None:
    sheet = desk.read(desk.submit(desk.sheet()), "先付甲厂")

    assert sheet.state == "read"
    assert sheet.approver == desk.deputy()
    assert MeetingSheet.objects.get(pk=sheet.pk).reader_comment == "先付甲厂"


def test_nobody_reads_what_he_made_himself() -> None:
    both = factories.user(Role.PURCHASING_MANAGER, Role.DEPUTY_GENERAL_MANAGER, username="both")
    sheet = actions.begin(desk.coming(), actor=both, at=timezone.now())
    sheet = firm.step(sheet, "submit", both)

    with pytest.raises(NotAllowed):
        firm.step(sheet, "read", both)


def test_a_day_outside_the_week_is_refused_with_its_line() -> None:
    sheet = desk.sheet(("甲厂", "10.00"), ("乙厂", "10.00"))
    sheet.meetingsheet.lines.filter(line_no=2).update(planned_on=desk.coming() + WEEK)

    with pytest.raises(Refused, match="不在本周内：2"):
        desk.submit(sheet)


def test_a_sheet_after_the_meeting_is_marked_late() -> None:
    week = monday_of(timezone.localdate())
    late = desk.submit(desk.sheet(week=week), at=at(week + timedelta(days=6), 10))
    early = desk.submit(desk.sheet(week=week + 2 * WEEK))

    flags = dict(MeetingSheet.objects.values_list("pk", "is_late"))
    assert (flags[late.pk], flags[early.pk]) == (True, False)


def test_both_tasks_are_due_before_the_meeting() -> None:
    sheet = desk.begun()
    due = MeetingSheet.objects.get(pk=sheet.pk).due_at

    assert Task.objects.get(document=sheet, closed_at=None).due_at == due
    desk.submit(sheet)
    task = Task.objects.get(document=sheet, closed_at=None)
    assert (task.due_at, task.role) == (due, Role.DEPUTY_GENERAL_MANAGER)


# --- The duty ------------------------------------------------------------------------------------


def test_friday_s_duty_begins_the_sheet_once_with_everything_that_falls_due() -> None:
    desk.manager()
    friday = monday_of(timezone.localdate()) + timedelta(days=4)
    firm.receipt([firm.order("螺丝 10 x 1.13")], "10")

    for _night in range(3):
        duties.prepare(at(friday))

    (sheet,) = MeetingSheet.objects.all()
    assert sheet.week_on == friday + timedelta(days=3)
    assert sheet.due_at is not None
    assert Task.objects.filter(document=sheet.pk).count() == 1


def test_a_missed_friday_is_caught_up_in_the_week_itself() -> None:
    desk.manager()
    monday = monday_of(timezone.localdate())

    duties.prepare(at(monday + timedelta(days=1)))

    assert MeetingSheet.objects.get().week_on == monday


def test_a_sheet_made_void_by_hand_is_not_begun_again() -> None:
    friday = monday_of(timezone.localdate()) + timedelta(days=4)
    firm.step(desk.sheet(), "void", desk.manager(), reason="本周不开会")

    duties.prepare(at(friday))

    assert Document.objects.filter(type="meeting_sheet").count() == 1


def test_without_a_purchasing_manager_the_duty_says_so() -> None:
    assert "nobody" in duties.prepare(timezone.now())
