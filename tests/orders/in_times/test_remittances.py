"""② and the check by finance: read from real remittances, from filing to arrival and back."""

from datetime import datetime
from decimal import Decimal

import pytest

from documents import escalation, tasks
from documents.models import Document, Task
from finance.remittance.models import Kind
from masterdata.roles import Role
from masterdata.seeds import seed_basics
from orders.in_times.models import InTime, Rule
from tests import factories
from tests.finance.remittance import desk
from tests.orders.in_times.test_clocks import moment

pytestmark = pytest.mark.django_db
REPORTED = moment("2026-10-09 11:45")


@pytest.fixture(autouse=True)
def calendar() -> None:
    seed_basics()


def clock(rule: str, paper: Document) -> InTime:
    return InTime.objects.filter(rule=rule, document=paper).latest("pk")


def filed(at: str, *, reported: datetime | None = REPORTED, **more: object) -> Document:
    return desk.file(desk.claim("100.00", reported_at=reported, **more), at=moment(at))


@pytest.mark.parametrize(
    ("at", "minutes", "late"),
    [
        ("2026-10-09 11:50", 5, False),
        ("2026-10-09 13:45", 30, False),
        ("2026-10-09 13:46", 31, True),
        ("2026-10-10 08:40", 15 + 270 + 10, True),
    ],
)
def test_telling_finance_is_measured_from_the_customers_word_to_the_filing(
    at: str, minutes: int, late: bool
) -> None:
    paper = filed(at)

    found = clock(Rule.T2, paper)
    assert (found.person, found.minutes) == (paper.maker, minutes)
    assert (found.started_at, found.stopped_at) == (REPORTED, moment(at))
    assert (found.stopped_at > found.due_at) is late


def test_a_claim_without_a_time_begins_when_it_is_filed() -> None:
    paper = filed("2026-10-09 11:50", reported=None)

    assert clock(Rule.T2, paper).minutes == 0


def test_the_check_by_finance_runs_from_the_filing_to_the_arrival() -> None:
    paper = filed("2026-10-09 10:00")
    running = clock(Rule.R30, paper)
    task = Task.objects.get(document=paper, closed_at=None)
    assert (running.person, running.is_running) == (None, True)
    assert (task.rule, task.due_at) == (Rule.R30, running.due_at)
    assert running.due_at == moment("2026-10-09 15:30")

    desk.confirm(paper, at=moment("2026-10-09 15:31"))

    running.refresh_from_db()
    assert (running.minutes, running.stopped_by) == (241, desk.person(Role.ACCOUNTANT))


def test_money_that_is_not_found_stops_the_check_and_a_new_claim_starts_it_again() -> None:
    paper = filed("2026-10-09 10:00")
    accountant = desk.person(Role.ACCOUNTANT)

    desk.step(paper, "reject", accountant, reason="查无此款", at=moment("2026-10-09 10:30"))
    assert clock(Rule.R30, paper).minutes == 30

    desk.file(paper, at=moment("2026-10-09 11:50"))
    assert clock(Rule.R30, paper).is_running
    assert InTime.objects.filter(rule=Rule.T2, document=paper).count() == 1


@pytest.mark.parametrize("step", ["withdraw", "void"])
def test_a_claim_that_is_taken_back_is_not_held_against_finance(step: str) -> None:
    paper = filed("2026-10-09 10:00")

    desk.step(paper, step, paper.maker, reason="录错", at=moment("2026-10-09 17:00"))

    assert clock(Rule.R30, paper).was_dropped


def test_a_refund_is_no_news_of_money() -> None:
    desk.owes("-500.00")

    paper = desk.file(desk.claim("100.00", kind=Kind.REFUND))

    assert not InTime.objects.filter(document=paper).exists()


def test_an_allotment_is_checked_by_finance_too() -> None:
    debt, _own = desk.owes("100.00", "-300.00")

    paper = desk.allot((debt, "100.00"))

    assert clock(Rule.R30, paper).minutes is not None
    assert paper.remittance.money == Decimal(0)


def test_a_check_that_takes_too_long_goes_to_the_deputy_general_manager() -> None:
    deputy = factories.user(Role.DEPUTY_GENERAL_MANAGER)
    paper = filed("2026-10-09 10:00")

    escalation.escalate_late(now=moment("2026-10-09 15:30"))
    assert not tasks.tasks_of(deputy, now=REPORTED).filter(document=paper).exists()
    escalation.escalate_late(now=moment("2026-10-09 15:31"))

    (task,) = tasks.tasks_of(deputy, now=REPORTED).filter(document=paper)
    assert task.escalated_to == Role.DEPUTY_GENERAL_MANAGER
