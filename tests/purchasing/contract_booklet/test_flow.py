"""The booklet: what it lists and why, the 1st and the 5th, frozen when bound, other eyes."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from documents import drafts, tasks
from documents.errors import NotAllowed, Refused
from documents.models import Document, Task
from masterdata.workdays import SHANGHAI
from purchasing.contract_booklet.collecting import rows_of, subject_of
from purchasing.contract_booklet.duties import draft_booklets
from purchasing.contract_booklet.flow import CONTRACT_BOOKLET
from purchasing.contract_booklet.models import ContractBooklet, Fulfilment, Kind
from purchasing.purchase_order.effects import contract_number_for
from purchasing.purchase_order.models import PurchaseOrder
from tests.purchasing import firm
from tests.purchasing.contract_booklet.walk import accept, draft, last_month, make, signed, submit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
OCTOBER = date(2026, 10, 1)
Clock = Callable[[date], datetime]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """`clock(day)` sets the program's clock to half past two of that night and returns it."""

    def stand_at(day: date) -> datetime:
        moment = datetime(day.year, day.month, day.day, 2, 30, tzinfo=SHANGHAI)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return moment

    return stand_at


def kinds(month: date = OCTOBER) -> list[tuple[str, str]]:
    return [(row["contract_number"], str(row["kind"])) for row in rows_of(month)]


def row(number: str, month: date = OCTOBER) -> dict[str, Any]:
    return next(row for row in rows_of(month) if row["contract_number"] == number)


def october(clock: Clock, *fates: str, day: int = 20) -> list[Document]:
    """Orders of one October day, each with its fate: signed, void, draft or approved."""
    clock(date(2026, 10, day))
    made = []
    for fate in fates:
        if fate == "signed":
            made.append(signed(date(2026, 10, day)))
            continue
        order = firm.order(state="approved" if fate == "approved" else "draft")
        if fate == "void":
            order = firm.step(order, "void", firm.people().purchaser, reason="客户取消")
        made.append(order)
    return made


# --- What it lists -------------------------------------------------------------------------------


def test_signed_contracts_stand_with_what_conventions_ask_for(clock: Clock) -> None:
    clock(date(2026, 10, 20))
    order = signed(
        date(2026, 10, 21),
        "螺丝 100 x 2.26, 螺母 50 x 1",
        contract_on=date(2026, 11, 9),
    )

    (found,) = rows_of(OCTOBER)

    assert found["contract_number"] == contract_number_for(order.number)
    assert (found["signed_on"], found["supplier"]) == (date(2026, 10, 21), "甲厂")
    assert (found["subject"], found["amount"]) == ("螺丝、螺母", order.total)
    assert (found["delivery_on"], found["fulfilment"]) == (date(2026, 11, 9), Fulfilment.NONE)


def test_a_contract_belongs_to_the_month_in_which_it_was_signed(clock: Clock) -> None:
    clock(date(2026, 10, 30))
    order = signed(date(2026, 11, 3))

    assert (contract_number_for(order.number), Kind.ELSEWHERE) in kinds(OCTOBER)
    assert (contract_number_for(order.number), Kind.CONTRACT) in kinds(date(2026, 11, 1))


def test_void_and_unsigned_numbers_explain_their_gaps(clock: Clock) -> None:
    orders = october(clock, "signed", "void", "draft", "approved")

    found = {row["order"].pk: row for row in rows_of(OCTOBER) if row["order"]}

    assert [str(found[order.pk]["kind"]) for order in orders] == [
        Kind.CONTRACT,
        Kind.VOID,
        Kind.UNSIGNED,
        Kind.UNSIGNED,
    ]
    assert found[orders[1].pk]["explanation"] == "客户取消"


def test_a_contract_that_was_cancelled_after_signing_stays_a_contract(clock: Clock) -> None:
    (order,) = october(clock, "signed")
    firm.step(order, "cancel", firm.people().manager, reason="供方停产")

    (found,) = rows_of(OCTOBER)

    assert (found["kind"], found["fulfilment"]) == (Kind.CONTRACT, Fulfilment.VOID)
    assert found["explanation"].startswith("供方停产")


def test_a_number_nobody_knows_of_is_missing(clock: Clock) -> None:
    clock(date(2026, 10, 20))
    for number in (1, 2, 5):
        order = firm.order(state="approved")
        data = firm.NO_SCAN | {
            "contract_number": f"HT-2026-{number:03d}",
            "signed_on": date(2026, 10, 20),
        }
        firm.step(order, "sign", firm.people().purchaser, data=data)

    assert ("HT-2026-003–004", Kind.MISSING) in kinds()
    assert [kind for _number, kind in kinds()].count(Kind.MISSING) == 1


def test_a_contract_with_a_number_of_its_own_says_which_one_it_left_free(clock: Clock) -> None:
    clock(date(2026, 10, 20))
    order = firm.order(state="approved")
    data = firm.NO_SCAN | {"contract_number": "框架-7", "signed_on": date(2026, 10, 20)}
    firm.step(order, "sign", firm.people().purchaser, data=data)

    proposed = contract_number_for(order.number)
    assert row("框架-7")["explanation"] == f"({proposed})"
    assert kinds() == [("框架-7", Kind.CONTRACT)]


def test_many_goods_are_counted_and_a_few_named() -> None:
    assert subject_of(["螺丝", "螺母", "螺丝"]) == "螺丝、螺母"
    assert subject_of(["甲", "乙", "丙", "丁"]) == "甲、乙、丙 … (4)"
    assert len(subject_of(["长" * 90, "宽" * 90, "高" * 90, "深"])) == 200


@pytest.mark.parametrize(
    ("fate", "expected"),
    [("part", Fulfilment.PART), ("full", Fulfilment.FULL), ("short", Fulfilment.SHORT)],
)
def test_fulfilment_is_what_came(clock: Clock, fate: str, expected: Fulfilment) -> None:
    (order,) = october(clock, "signed")
    order = firm.step(order, "confirm", firm.people().purchaser)
    firm.receipt([order], "100" if fate == "full" else "40")
    if fate == "short":
        firm.step(order, "short_close_lines", firm.people().purchaser, reason="停产")

    assert rows_of(OCTOBER)[0]["fulfilment"] == expected


# --- The 1st and the 5th -------------------------------------------------------------------------


def test_on_the_first_the_draft_is_made_once_and_waits_for_the_purchasers(clock: Clock) -> None:
    october(clock, "signed")
    assert "0" in draft_booklets(clock(date(2026, 10, 31)))

    draft_booklets(clock(date(2026, 11, 1)))
    draft_booklets(clock(date(2026, 11, 2)))

    body = ContractBooklet.objects.get()
    assert (body.month, body.due_on) == (OCTOBER, date(2026, 11, 5))
    task = tasks.open_tasks().get(document_id=body.pk, kind=Task.STATE)
    assert (task.role, task.rule) == (firm.Role.PURCHASER, "T9")
    assert task.due_at == datetime(2026, 11, 5, 18, tzinfo=SHANGHAI)


def test_months_that_were_missed_are_drafted_too(clock: Clock) -> None:
    october(clock, "signed")

    draft_booklets(clock(date(2026, 12, 20)))

    assert ContractBooklet.objects.get().month == OCTOBER


def test_a_month_without_orders_has_no_booklet(clock: Clock) -> None:
    firm.people()

    draft_booklets(clock(date(2026, 11, 1)))

    assert not ContractBooklet.objects.exists()


def test_a_booklet_that_was_voided_is_not_drafted_again_by_itself(clock: Clock) -> None:
    october(clock, "signed")
    draft_booklets(clock(date(2026, 11, 1)))
    body = ContractBooklet.objects.get()
    firm.step(body.head, "void", firm.people().purchaser, reason="手工整理")

    draft_booklets(clock(date(2026, 11, 2)))

    assert ContractBooklet.objects.count() == 1


@pytest.mark.parametrize(("day", "kept"), [(5, True), (6, False)])
def test_on_time_is_measured_on_the_fifth(clock: Clock, day: int, kept: bool) -> None:
    october(clock, "signed")
    clock(date(2026, 11, day))

    document = submit(draft(OCTOBER))

    assert ContractBooklet.objects.get(pk=document.pk).on_time is kept


def test_a_month_is_not_bound_before_it_is_over(clock: Clock) -> None:
    october(clock, "signed")
    clock(date(2026, 10, 31))

    with pytest.raises(Refused) as refused:
        submit(draft(OCTOBER))

    assert "2026-10-31" in str(refused.value)


# --- Bound ---------------------------------------------------------------------------------------


def test_what_was_signed_since_the_draft_is_bound_and_explanations_stay(clock: Clock) -> None:
    october(clock, "signed", "void", day=30)
    document = draft(OCTOBER)
    document_lines = ContractBooklet.objects.get(pk=document.pk).lines
    document_lines.filter(kind=Kind.VOID).update(explanation="供方注销")
    october(clock, "signed", day=31)
    clock(date(2026, 11, 2))

    document = submit(document)

    lines = ContractBooklet.objects.get(pk=document.pk).lines
    assert lines.filter(kind=Kind.CONTRACT).count() == 2
    assert lines.get(kind=Kind.VOID).explanation == "供方注销"
    document.refresh_from_db()
    assert document.total == Decimal("452.00")


def test_a_bound_booklet_keeps_what_it_said(clock: Clock) -> None:
    (order,) = october(clock, "signed")
    clock(date(2026, 11, 2))
    document = accept(submit(draft(OCTOBER)))

    PurchaseOrder.objects.filter(pk=order.pk).update(archive_place="第 9 册")

    assert ContractBooklet.objects.get(pk=document.pk).lines.get().archive_place == ""


def test_who_bound_it_does_not_accept_it() -> None:
    document = make("submitted")
    buyer = firm.people().purchaser

    with pytest.raises(NotAllowed):
        firm.step(document, "accept", buyer)


def test_a_manager_who_made_it_does_not_accept_it_either() -> None:
    manager = firm.people().manager
    document = drafts.create(CONTRACT_BOOKLET, actor=manager, body={"month": last_month()})
    document = firm.step(document, "submit", manager)

    with pytest.raises(NotAllowed):
        accept(document)


def test_one_month_is_bound_once() -> None:
    make("submitted")
    second = draft()

    with pytest.raises(Refused):
        submit(second)


def test_a_rejected_or_void_booklet_frees_its_month() -> None:
    first = make("submitted")
    firm.step(first, "reject", firm.people().manager, reason="缺一份")

    second = submit(draft())
    assert second.state == "submitted"

    firm.step(second, "void", firm.people().purchaser, reason="重复")
    first.refresh_from_db()
    assert submit(first).state == "submitted"


def test_an_accepted_booklet_is_voided_by_the_manager_alone() -> None:
    document = make("accepted")

    with pytest.raises(NotAllowed):
        firm.step(document, "void", firm.people().purchaser, reason="错")

    assert firm.step(document, "void", firm.people().manager, reason="错").state == "void"
