"""The report's law: one a time, frozen when submitted, read by its own manager, or sent back."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from documents import drafts
from documents.errors import NotAllowed, Refused
from documents.models import Task
from documents.visibility import visible_to
from masterdata.roles import Role
from masterdata.workdays import Calendar
from orders.sales_report.models import SalesReport
from orders.sales_report.periods import Kind, due_of, time_of, to_draw, words_of
from tests import factories
from tests.orders.sales_report import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
PLAIN = Calendar(frozenset(), frozenset())
TUESDAY = date(2026, 3, 10)


# --- Times and when reports are due --------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "day", "first", "last"),
    [
        (Kind.DAILY, date(2026, 3, 10), date(2026, 3, 10), date(2026, 3, 10)),
        (Kind.TEN_DAYS, date(2026, 3, 10), date(2026, 3, 1), date(2026, 3, 10)),
        (Kind.TEN_DAYS, date(2026, 3, 11), date(2026, 3, 11), date(2026, 3, 20)),
        (Kind.TEN_DAYS, date(2026, 2, 28), date(2026, 2, 21), date(2026, 2, 28)),
        (Kind.MONTH, date(2026, 2, 28), date(2026, 2, 1), date(2026, 2, 28)),
    ],
)
def test_a_time_is_the_day_its_ten_days_or_its_month(
    kind: Kind, day: date, first: date, last: date
) -> None:
    time = time_of(kind, day)

    assert (time.first, time.last) == (first, last)


def test_the_reports_of_a_day_are_due_at_its_end_and_of_a_rest_day_after_it() -> None:
    saturday = date(2026, 3, 14)

    assert due_of(Kind.DAILY, TUESDAY, calendar=PLAIN) == desk.at(TUESDAY, 18)
    assert due_of(Kind.DAY_LIST, saturday, calendar=PLAIN) == desk.at(date(2026, 3, 16), 18)


def test_ten_days_and_months_are_due_at_the_end_of_the_next_working_day() -> None:
    closed = Calendar(frozenset({date(2026, 3, 11), date(2026, 3, 12)}), frozenset())

    assert due_of(Kind.TEN_DAYS, TUESDAY, calendar=PLAIN) == desk.at(date(2026, 3, 11), 18)
    assert due_of(Kind.TEN_DAYS, TUESDAY, calendar=closed) == desk.at(date(2026, 3, 13), 18)
    assert due_of(Kind.MONTH, date(2026, 2, 28), calendar=PLAIN) == desk.at(date(2026, 3, 2), 18)


def test_missed_days_are_drawn_from_the_first_report_on_and_none_before() -> None:
    known = {TUESDAY - timedelta(days=3), TUESDAY - timedelta(days=1)}

    assert to_draw(Kind.DAILY, today=TUESDAY, first=None, known=()) == [TUESDAY]
    assert to_draw(Kind.DAILY, today=TUESDAY, first=min(known), known=known) == [
        TUESDAY - timedelta(days=2),
        TUESDAY,
    ]


def test_ten_days_and_months_are_drawn_when_they_have_ended() -> None:
    eleventh = date(2026, 3, 11)

    assert to_draw(Kind.TEN_DAYS, today=TUESDAY, first=None, known=()) == [date(2026, 2, 21)]
    assert to_draw(Kind.TEN_DAYS, today=eleventh, first=None, known=()) == [date(2026, 3, 1)]
    assert to_draw(
        Kind.MONTH, today=eleventh, first=date(2025, 1, 1), known={date(2026, 1, 1)}
    ) == [date(2025, 12, 1), date(2026, 2, 1)]


def test_times_are_said_as_the_firm_says_them() -> None:
    assert words_of(Kind.MONTH, date(2026, 3, 1)) == "2026-03"
    assert words_of(Kind.TEN_DAYS, date(2026, 3, 11)).startswith("2026-03 ")
    three = {words_of(Kind.TEN_DAYS, date(2026, 3, day)) for day in (1, 11, 21)}
    assert len(three) == 3


# --- One a time ----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["HN", ""])
def test_a_time_has_one_report_of_a_kind_and_region(code: str) -> None:
    where = desk.region(code) if code else None
    desk.report(Kind.DAILY, where)
    desk.report(Kind.DAY_LIST, where)
    desk.report(Kind.DAILY, desk.region("HB"))

    with pytest.raises(Refused):
        desk.report(Kind.DAILY, where)

    assert SalesReport.objects.count() == 3


def test_a_void_report_makes_room_for_another() -> None:
    first = desk.step(desk.report(), "void", desk.clerk(), reason="录错")

    second = desk.submit(desk.report())

    assert (first.state, second.state) == ("void", "submitted")


def test_a_copy_holds_no_time_and_is_not_submitted_beside_the_first() -> None:
    first = desk.report()
    copied = drafts.copy(first, actor=desk.clerk())

    with pytest.raises(Refused, match=first.number):
        desk.submit(copied)


@pytest.mark.parametrize("kind", [Kind.TEN_DAYS, Kind.MONTH])
def test_a_time_that_is_not_over_is_not_reported(kind: Kind) -> None:
    document = desk.report(kind, day=timezone.localdate())

    with pytest.raises(Refused):
        desk.submit(document)


def test_a_day_that_has_not_come_is_not_reported() -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)

    with pytest.raises(Refused):
        desk.submit(desk.report(Kind.DAILY, day=tomorrow))


# --- Whose it is ---------------------------------------------------------------------------------


def test_a_report_goes_to_the_manager_of_its_region_and_the_firm_s_to_the_director() -> None:
    here = desk.region()
    manager, director = desk.manager(here), desk.director()
    desk.manager(desk.region("HB"))

    regional, whole = desk.submit(desk.report(where=here)), desk.submit(desk.report())

    tasks = {task.document_id: task for task in Task.objects.filter(closed_at=None)}
    assert tasks[regional.pk].person == manager
    assert (tasks[whole.pk].person, tasks[whole.pk].role) == (None, Role.SALES_DIRECTOR)
    assert desk.read(whole, director).approver == director


def test_a_region_without_a_manager_has_its_report_read_by_the_director() -> None:
    document = desk.submit(desk.report(where=desk.region()))

    task = Task.objects.get(document=document, closed_at=None)
    assert (task.person, task.role) == (None, Role.SALES_DIRECTOR)


def test_another_region_s_clerk_and_manager_neither_see_it_nor_act_on_it() -> None:
    here, there = desk.region(), desk.region("HB")
    document = desk.report(where=here)

    for stranger in (desk.clerk(there), desk.manager(there)):
        assert not visible_to(stranger).filter(pk=document.pk).exists()
    with pytest.raises(Refused, match="区域HN"):
        desk.step(document, "submit", desk.clerk(there))
    document = desk.submit(document)
    with pytest.raises(Refused, match="区域HN"):
        desk.step(document, "read", desk.manager(there))
    assert desk.read(document).state == "read"


def test_who_has_no_region_sees_all_and_a_region_does_not_see_the_whole_firm() -> None:
    here = desk.region()
    regional, whole = desk.report(where=here), desk.report(by=desk.clerk())

    def seen(user: object) -> set[int]:
        found = visible_to(user).filter(type="sales_report")  # type: ignore[arg-type]
        return set(found.values_list("pk", flat=True))

    assert seen(desk.clerk()) == {regional.pk, whole.pk}
    assert seen(desk.director()) == {regional.pk, whole.pk}
    assert seen(desk.clerk(here)) == seen(desk.manager(here)) == {regional.pk}
    assert seen(factories.user(Role.STOREKEEPER)) == set()


def test_nobody_reads_what_he_submitted_himself() -> None:
    both = factories.user(Role.ORDER_CLERK, Role.SALES_DIRECTOR, username="both")
    document = desk.step(desk.report(by=both), "submit", both)

    with pytest.raises(NotAllowed):
        desk.step(document, "read", both)


# --- Frozen, sent back, late ---------------------------------------------------------------------


def test_a_report_that_is_sent_back_is_due_anew_and_frozen_anew() -> None:
    here = desk.region()
    desk.manager(here)
    first = desk.submit(desk.report(where=here))

    back = desk.send_back(first)

    body = desk.body(back)
    assert (back.state, body.frozen_at, body.figures) == ("returned", None, {})
    task = Task.objects.get(document=back, closed_at=None)
    assert (task.person, task.due_at) == (back.maker, body.due_at)
    assert body.due_at is not None
    assert body.due_at > timezone.now()
    again = desk.submit(back)
    assert (again.state, desk.body(again).frozen_at is None) == ("submitted", False)


def test_a_report_that_was_read_can_still_be_sent_back() -> None:
    document = desk.read(desk.submit(desk.report()), desk.director())

    assert desk.send_back(document).state == "returned"


def test_what_comes_after_its_time_is_late_and_stays_so_when_sent_back() -> None:
    day = timezone.localdate() - timedelta(days=5)
    late = desk.submit(desk.report(day=day))
    due = desk.body(desk.report()).due_at
    assert due is not None
    prompt = desk.submit(
        SalesReport.objects.get(held_on=timezone.localdate()).head, at=due - timedelta(hours=1)
    )

    now = timezone.now()
    assert desk.body(late).late_at(now)
    assert not desk.body(prompt).late_at(now)
    assert desk.body(desk.send_back(late)).late_at(now)


def test_what_is_owed_past_its_time_is_late() -> None:
    document = desk.report(day=timezone.localdate() - timedelta(days=5))
    body = desk.body(document)

    assert body.due_at is not None
    assert body.late_at(timezone.now())
    assert not body.late_at(body.due_at)


def test_a_withdrawn_report_shows_the_books_of_this_moment_again() -> None:
    document = desk.submit(desk.report())

    document = desk.step(document, "withdraw", document.maker)

    assert (document.state, desk.body(document).frozen_at) == ("draft", None)
    assert Task.objects.get(document=document, closed_at=None).due_at == desk.body(document).due_at


def test_a_deputy_reads_for_the_manager_of_a_region() -> None:
    from documents.models import Delegation

    here = desk.region()
    manager, deputy = desk.manager(here), desk.clerk(desk.region("HB"))
    document = desk.submit(desk.report(where=here))
    today = timezone.localdate()
    Delegation.objects.create(
        absent=manager, deputy=deputy, starts_on=today, ends_on=today, reason="出差"
    )

    assert desk.step(document, "read", deputy).state == "read"
