"""Numbers: drawn last, begun anew each day, never used twice, a void one stays (G3)."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from documents import books, drafts, numbering
from documents.errors import NotAllowed, Refused
from documents.models import Document, NumberCounter, NumberRule
from documents.registry import get
from masterdata.roles import Role
from tests import factories
from tests.purchasing import firm

pytestmark = pytest.mark.django_db


def order_of(day: date) -> Document:
    return drafts.create(
        firm.PURCHASE_ORDER,
        actor=firm.people().purchaser,
        head={"party": factories.supplier(), "date": day},
        body={"warehouse": factories.warehouse()},
        lines=firm.priced("螺丝 1 x 1.00"),
        history=True,
    )


def rule(prefix: str = "CG", *, reset: str = "day", digits: int = 4) -> NumberRule:
    firm.people()
    wanted = NumberRule(type="purchase_order", prefix=prefix, reset=reset, digits=digits)
    return numbering.set_rule(wanted, actor=factories.user(Role.ADMINISTRATOR))


def test_numbers_run_by_the_day_of_the_paper() -> None:
    first, second, next_day = date(2026, 6, 30), date(2026, 6, 30), date(2026, 7, 1)

    numbers = [order_of(day).number for day in (first, second, next_day)]

    assert numbers == ["CG-20260630-0001", "CG-20260630-0002", "CG-20260701-0001"]


@pytest.mark.parametrize(
    ("reset", "expected"),
    [
        ("day", ["20260630-0001", "20260701-0001", "20270101-0001"]),
        ("month", ["202606-0001", "202607-0001", "202701-0001"]),
        ("year", ["2026-0001", "2026-0002", "2027-0001"]),
    ],
)
def test_the_running_number_begins_anew_as_the_rule_says(reset: str, expected: list[str]) -> None:
    rule(reset=reset)
    days = (date(2026, 6, 30), date(2026, 7, 1), date(2027, 1, 1))

    assert [order_of(day).number for day in days] == [f"CG-{stem}" for stem in expected]


def test_a_number_grows_beyond_its_digits() -> None:
    day = date(2026, 7, 1)
    rule(digits=3)
    NumberCounter.objects.create(prefix="CG", period="20260701", last=999)

    assert order_of(day).number == "CG-20260701-1000"


def test_changing_the_date_of_a_draft_keeps_its_number() -> None:
    order = firm.draft_order()
    day = timezone.localdate() - timedelta(days=1)

    lines = firm.priced("螺丝 1 x 1.00")
    actor = order.maker
    after = drafts.change(
        order.pk, actor=actor, version=1, head={"date": day}, body={}, lines=lines
    )

    assert after.number == order.number


def test_a_void_paper_keeps_its_number_and_the_next_takes_another() -> None:
    first = firm.draft_order()
    firm.step(first, "void", firm.people().purchaser, reason="重复")

    second = firm.draft_order()

    assert second.number[-4:] == "0002"
    first.refresh_from_db()
    assert (first.state, first.number[-4:]) == ("void", "0001")
    assert not books.run_checks(["documents.numbers"])


def test_a_creation_that_is_rolled_back_leaves_no_gap() -> None:
    firm.draft_order()

    def make_and_fail() -> None:
        with transaction.atomic():
            firm.draft_order()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        make_and_fail()

    assert firm.draft_order().number[-4:] == "0002"


def test_a_missing_number_is_found() -> None:
    firm.draft_order()
    assert not [each for each in numbering.series() if each.missing]

    NumberCounter.objects.update(last=3)

    (series,) = [each for each in numbering.series() if each.missing]
    assert (series.last, series.papers, series.missing) == (3, 1, [2, 3])
    assert books.run_checks(["documents.numbers"])


def test_two_types_do_not_share_a_prefix() -> None:
    with pytest.raises(Refused):
        rule("JH")
    with pytest.raises(Refused):
        rule("QC")  # nobody set a rule for the opening stock: its own prefix counts

    assert numbering.rule_of(get("purchase_order")).prefix == "CG"


def test_a_new_prefix_holds_for_the_next_paper_only() -> None:
    old = firm.draft_order()
    rule("HT")

    assert firm.draft_order().number.startswith("HT-")
    old.refresh_from_db()
    assert old.number.startswith("CG-")


def test_only_an_administrator_changes_a_rule() -> None:
    wanted = NumberRule(type="receipt", prefix="RK")

    with pytest.raises(NotAllowed):
        numbering.set_rule(wanted, actor=factories.user(Role.GENERAL_MANAGER))


def test_a_series_tells_how_many_of_its_papers_are_void() -> None:
    void = firm.draft_order()
    firm.step(void, "void", firm.people().purchaser, reason="重复")
    firm.draft_order()
    firm.draft_order()

    (series,) = numbering.series()

    assert (series.papers, series.void, series.last, series.missing) == (3, 1, 3, [])


def test_a_number_beyond_what_was_drawn_counts_as_the_last() -> None:
    """As after a restored counter: what papers bear is taken, whatever the counter says."""
    firm.draft_order()
    Document.objects.update(number="CG-20260701-0003")

    found = {each.stem: each for each in numbering.series()}

    assert found["CG-20260701"].last == 3
    assert found["CG-20260701"].missing == [1, 2]


def test_what_bears_no_running_number_leaves_no_gap_behind() -> None:
    firm.draft_order()
    Document.objects.update(number="CG-旧")
    NumberCounter.objects.all().delete()

    (series,) = numbering.series()

    assert (series.stem, series.papers, series.last, series.missing) == ("CG", 1, 0, [])


def test_a_preview_shows_the_first_number_of_the_period() -> None:
    wanted = NumberRule(type="purchase_order", prefix="CG", reset="month", digits=3)

    assert numbering.preview(wanted, day=date(2026, 7, 1)) == "CG-202607-001"


def test_a_counter_of_which_nothing_was_drawn_misses_nothing() -> None:
    NumberCounter.objects.create(prefix="CG", period="20260701", last=0)

    (series,) = numbering.series()

    assert (series.stem, series.last, series.missing) == ("CG-20260701", 0, [])
