"""What the blocks say: payments with their contracts, debts, invoices owed, plan against paid."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from documents.content import load_body
from finance.parties import queries as parties
from purchasing.meeting_sheet import actions, queries
from purchasing.meeting_sheet.figures import outcomes
from purchasing.meeting_sheet.models import Priority
from purchasing.meeting_sheet.proposals import proposals
from purchasing.meeting_sheet.weeks import WEEK, monday_of
from tests import factories
from tests.finance.payment_request import desk as paying
from tests.finance.settlement.desk import owe, reverse, settle
from tests.grounds import begins_with
from tests.purchasing import firm
from tests.purchasing.meeting_sheet import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def this_week() -> date:
    return monday_of(timezone.localdate())


def item_of(document: object) -> object:
    from finance.parties.models import OpenItem

    return OpenItem.objects.get(document=document, reverses=None)


@begins_with(firm.order, "螺丝 10 x 1.13")
def test_a_payment_stands_with_the_contract_whose_goods_it_paid() -> None:
    order = firm.order("螺丝 10 x 1.13")
    receipt = firm.receipt([order], "10")
    settle((item_of(receipt), "11.30"), money="11.30")  # type: ignore[arg-type]

    (paid,) = queries.paid_in(this_week())

    assert (paid.amount, paid.method) == (Decimal("11.30"), "工行")
    assert paid.contract_number == f"HT-{order.number}"
    assert queries.paid_in(this_week() - WEEK) == []


def test_a_payment_taken_back_on_the_same_day_was_none() -> None:
    (debt,) = owe("1000.00")
    reverse(settle((debt, "300.00"), money="300.00"))

    assert queries.paid_in(this_week()) == []


def test_debts_less_prepayments_are_the_ledger_to_the_cent() -> None:
    owe("1000.00", "-200.00")
    owe("33.33", supplier="乙厂")
    owe("-5.00", supplier="丙厂")

    found = queries.owed_on(timezone.localdate())

    balance = sum(parties.balances("payable").values())
    assert sum(each.owed - each.prepaid for each in found) == balance == Decimal("828.33")


@begins_with(firm.order, "螺丝 10 x 1.13")
def test_overdue_is_what_was_due_before_today() -> None:
    receipt = firm.receipt([firm.order("螺丝 10 x 1.13")], "10")
    due = item_of(receipt).due_on  # type: ignore[attr-defined]

    (before,) = queries.owed_on(due)
    (after,) = queries.owed_on(due + timedelta(days=1))

    assert (before.overdue, after.overdue) == (0, Decimal("11.30"))
    assert before.earliest_due == due


@begins_with(firm.order, "螺丝 10 x 1.13")
def test_invoices_owed_come_from_the_receipts_oldest_first() -> None:
    firm.receipt([firm.order("螺丝 10 x 1.13")], "10")
    firm.receipt([firm.order("螺母 10 x 2.26")], "10")
    today = timezone.localdate()

    (owed,) = queries.invoices_owed(today + timedelta(days=3))

    assert (owed.amount, owed.earliest_on, owed.days) == (Decimal("33.90"), today, 3)


def test_what_was_planned_last_week_stands_beside_what_was_paid() -> None:
    (debt,) = owe("1000.00")
    (other,) = owe("80.00", supplier="丙厂")
    desk.sheet(("甲厂", "400.00"), ("甲厂", "100.00"), ("乙厂", "70.00"), week=this_week())
    settle((debt, "300.00"), money="300.00")
    settle((other, "80.00"), money="80.00", supplier="丙厂")

    figures = queries.live(desk.coming(), today=timezone.localdate())

    found = {each.party.code: (each.planned, each.paid) for each in figures.outcomes}
    assert found == {"甲厂": (500, 300), "乙厂": (70, 0), "丙厂": (0, 80)}
    assert figures.difference_total == Decimal(-190)


def test_who_missed_the_plan_furthest_stands_first() -> None:
    first, second = factories.supplier("甲厂"), factories.supplier("乙厂")

    found = outcomes({first: Decimal(10), second: Decimal(90)}, [(first, Decimal(10))])

    assert [each.party for each in found] == [second, first]


def test_a_void_plan_promised_nothing() -> None:
    sheet = desk.sheet(("甲厂", "400.00"), week=this_week())
    firm.step(sheet, "void", desk.manager(), reason="录错")

    assert queries.planned_in(this_week()) == {}


def test_the_money_available_is_that_of_all_accounts_and_the_gap_what_is_missing() -> None:
    (debt,) = owe("1000.00")
    settle((debt, "300.00"), money="300.00")

    figures = queries.live(desk.coming(), today=timezone.localdate())

    assert figures.available == Decimal(-300)
    assert figures.left_after(Decimal(100)) == Decimal(-400)


# --- Proposals -----------------------------------------------------------------------------------


@begins_with(firm.order, "螺丝 100 x 1.13")
def test_the_plan_is_proposed_from_what_falls_due_less_what_was_prepaid() -> None:
    receipt = firm.receipt([firm.order("螺丝 100 x 1.13")], "100")
    owe("-13.00")
    due = item_of(receipt).due_on  # type: ignore[attr-defined]

    (row,) = proposals(monday_of(due) + WEEK, today=due + timedelta(days=1))
    early = proposals(monday_of(due) - WEEK, today=timezone.localdate())

    assert (row["amount"], row["priority"]) == (Decimal("100.00"), Priority.URGENT)
    assert row["contract_number"].startswith("HT-")
    assert early == []


def test_an_approved_request_is_proposed_first_and_its_debt_not_twice() -> None:
    (debt,) = owe("500.00")
    receipt = firm.receipt([firm.order("螺丝 100 x 1.13")], "100")
    item = item_of(receipt)
    request = paying.approved(paying.asking(item, "100.00"))  # type: ignore[arg-type]
    paying.submit(paying.draft(paying.asking(debt, "500.00")))
    due = item.due_on  # type: ignore[attr-defined]

    rows = proposals(monday_of(due) + WEEK, today=due + timedelta(days=1))

    assert [(row["amount"], row["priority"]) for row in rows] == [
        (Decimal("100.00"), Priority.URGENT),
        (Decimal("13.00"), Priority.URGENT),
    ]
    assert request.number in rows[0]["purpose"]
    assert rows[0]["contract_number"] == rows[1]["contract_number"] != ""


@begins_with(firm.order, "螺丝 100 x 1.13")
def test_more_is_proposed_only_for_suppliers_that_the_plan_does_not_name() -> None:
    first = firm.receipt([firm.order("螺丝 100 x 1.13")], "100")
    firm.receipt([firm.order("螺丝 100 x 1.13", supplier="乙厂")], "100")
    week = monday_of(item_of(first).due_on) + WEEK  # type: ignore[attr-defined]
    sheet = desk.sheet(("甲厂", "5.00"), week=week)

    changed = actions.propose(sheet, actor=desk.manager(), version=sheet.version)

    lines = [(line.party.code, line.amount) for line in load_body(changed).lines.all()]
    assert lines == [("甲厂", Decimal("5.00")), ("乙厂", Decimal("113.00"))]
    assert changed.total == Decimal("118.00")


def test_the_figures_cost_the_same_however_many_suppliers_there_are(
    django_assert_max_num_queries: object,
) -> None:
    for number in range(4):
        (debt,) = owe("10.00", supplier=f"第{number}厂")
        settle((debt, "5.00"), money="5.00", supplier=f"第{number}厂")

    with django_assert_max_num_queries(14):  # type: ignore[operator]
        queries.live(desk.coming(), today=timezone.localdate())
