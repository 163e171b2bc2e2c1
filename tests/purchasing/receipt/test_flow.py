"""The receipt's walk: every guard, the tolerance, four eyes, reversal; through real steps."""

from decimal import Decimal

import pytest

from documents import drafts
from documents.errors import NotAllowed, Refused
from documents.models import Document, Task
from masterdata.models import Company
from purchasing.purchase_order.queries import held_on_receipts
from tests import factories
from tests.grounds import begins_with
from tests.notation import owed, stock, worth
from tests.purchasing import firm
from tests.purchasing.receipt.walk import arrival

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def line_of(order: Document, number: int = 1):  # type: ignore[no-untyped-def]
    return firm.order_lines(order)[number - 1]


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_only_approval_moves_stock_and_debt() -> None:
    order = firm.order("螺丝 100 x 2.26")
    receipt = firm.receipt([order], "40", state="submitted")
    assert stock("螺丝 main 0")
    assert owed("甲厂 0")

    firm.approve(receipt)

    assert stock("螺丝 main 40")
    assert stock("螺丝 main expected 60")
    assert worth("螺丝 main 80.00")
    assert owed("甲厂 90.40")
    assert (line_of(order).received_quantity, firm.state_of(order)) == (Decimal(40), "active")


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_the_last_receipt_completes_the_order() -> None:
    order = firm.order("螺丝 100 x 2.26")

    firm.receipt([order], "40")
    firm.receipt([order], "60")

    assert firm.state_of(order) == "completed"
    assert stock("螺丝 main expected 0")


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_a_reversal_is_equal_and_opposite_and_opens_the_order_again() -> None:
    order = firm.order("螺丝 100 x 2.26")
    receipt = firm.receipt([order], "100-10")
    assert stock("螺丝 main 90")

    firm.reverse(receipt)

    assert stock("螺丝 main 0")
    assert stock("螺丝 main expected 100")
    assert worth("螺丝 main 0")
    assert owed("甲厂 0")
    assert (line_of(order).received_quantity, firm.state_of(order)) == (Decimal(0), "active")


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_a_reversed_completion_makes_the_order_open_again() -> None:
    order = firm.order("螺丝 100 x 2.26")
    receipt = firm.receipt([order], "100")
    assert firm.state_of(order) == "completed"

    firm.reverse(receipt)

    assert firm.state_of(order) == "active"


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_rejected_goods_stay_open_on_the_order_and_cost_nothing() -> None:
    order = firm.order("螺丝 100 x 2.26")

    firm.receipt([order], "50-20")

    assert stock("螺丝 main 30")
    assert owed("甲厂 67.80")
    assert line_of(order).open_quantity == Decimal(70)


def test_a_receipt_may_draw_on_several_orders_of_the_supplier() -> None:
    first, second = firm.order("螺丝 10 x 1.13"), firm.order("螺母 20 x 1.13")

    firm.receipt([first, second], "10", "15")

    assert [firm.state_of(first), firm.state_of(second)] == ["completed", "active"]
    assert stock("螺母 main 15")


def test_a_surplus_of_one_line_never_hides_another() -> None:
    order = firm.order("螺丝 100 x 1, 螺丝 100 x 1")

    firm.receipt([order], "105", "50")

    assert firm.state_of(order) == "active"
    assert [line.line_state for line in firm.order_lines(order)] == ["received", "open"]


# --- Tolerance -----------------------------------------------------------------------------------


def test_a_receipt_over_tolerance_is_refused_naming_every_line() -> None:
    order = firm.order("螺丝 100 x 1, 螺母 10 x 1, 垫片 10 x 1")
    receipt = firm.draft_receipt([order], "106", "10", "12")

    with pytest.raises(Refused) as refusal:
        firm.step(receipt, "submit", firm.people().purchaser)

    assert "螺丝" in str(refusal.value)
    assert "垫片" in str(refusal.value)
    assert "螺母" not in str(refusal.value)


@begins_with(firm.order, "螺丝 100 x 1")
def test_a_receipt_within_tolerance_passes() -> None:
    order = firm.order("螺丝 100 x 1")

    firm.receipt([order], "105")

    assert stock("螺丝 main 105")
    assert stock("螺丝 main expected 0")
    assert firm.state_of(order) == "completed"


def test_the_tolerance_is_the_firms() -> None:
    Company.objects.update_or_create(pk=1, defaults={"over_receipt_percent": Decimal(0)})
    order = firm.order("螺丝 100 x 1")

    with pytest.raises(Refused):
        firm.receipt([order], "101")


@begins_with(firm.order, "螺丝 100 x 1")
def test_more_passes_with_a_reason_that_the_approver_sees() -> None:
    order = firm.order("螺丝 100 x 1")

    firm.receipt([order], "130", over_reason="供方多送,经理同意收下")

    assert stock("螺丝 main 130")
    assert firm.state_of(order) == "completed"


@begins_with(firm.order, "螺丝 100 x 1")
def test_other_unapproved_receipts_count_and_approval_checks_again() -> None:
    order = firm.order("螺丝 100 x 1")
    first = firm.receipt([order], "100", state="submitted")
    second = firm.receipt([order], "100", state="submitted")
    held = held_on_receipts([line_of(order).pk], but=second.pk)
    assert held[line_of(order).pk].quantity == Decimal(100)
    assert held[line_of(order).pk].numbers == (first.number,)

    firm.approve(first)

    with pytest.raises(Refused, match="螺丝"):
        firm.approve(second)
    assert stock("螺丝 main 100")


@begins_with(firm.order, "螺丝 100 x 1")
def test_two_lines_of_one_receipt_count_together() -> None:
    order = firm.order("螺丝 100 x 1")
    rows = firm.receipt_rows([order], "60") + firm.receipt_rows([order], "60")
    receipt = firm.draft_receipt([order], "60")
    drafts.change(receipt.pk, actor=firm.people().purchaser, version=receipt.version, lines=rows)

    with pytest.raises(Refused):
        firm.step(receipt, "submit", firm.people().purchaser)


# --- Guards --------------------------------------------------------------------------------------


@begins_with(firm.order, "螺丝 100 x 1")
@pytest.mark.parametrize(
    "columns",
    [
        {"unpacked": False},
        {"accepted": Decimal(30)},
        {"rejected": Decimal(10), "reject_reason": ""},
        {"price": Decimal(0)},
    ],
)
def test_a_line_that_is_not_ready_holds_the_receipt_up(columns: dict[str, object]) -> None:
    order = firm.order("螺丝 100 x 1")
    receipt = firm.draft_receipt([order], "40", **columns)

    with pytest.raises(Refused):
        firm.step(receipt, "submit", firm.people().purchaser)

    assert firm.state_of(receipt) == "draft"


@begins_with(firm.order, "螺丝 100 x 1")
def test_a_receipt_without_lines_cannot_be_submitted() -> None:
    order = firm.order("螺丝 100 x 1")
    receipt = firm.draft_receipt([order], "40")
    drafts.change(receipt.pk, actor=firm.people().purchaser, version=receipt.version, lines=[])

    with pytest.raises(Refused):
        firm.step(receipt, "submit", firm.people().purchaser)


@begins_with(firm.order, "螺丝 10 x 1")
def test_an_order_of_another_supplier_does_not_fit() -> None:
    mine, other = firm.order("螺丝 10 x 1"), firm.order("螺母 10 x 1", supplier="乙厂")
    receipt = firm.draft_receipt([mine, other], "10", "10")

    with pytest.raises(Refused, match=other.number):
        firm.step(receipt, "submit", firm.people().purchaser)


def test_an_order_that_is_not_confirmed_cannot_be_received() -> None:
    order = firm.order("螺丝 10 x 1", state="signed")
    receipt = firm.draft_receipt([order], "10")

    with pytest.raises(Refused, match=order.number):
        firm.step(receipt, "submit", firm.people().purchaser)


@begins_with(firm.order, "螺丝 10 x 1")
def test_an_order_on_hold_cannot_be_received() -> None:
    order = firm.order("螺丝 10 x 1")
    firm.step(order, "hold", firm.people().manager, reason="质量争议")
    receipt = firm.draft_receipt([order], "10")

    with pytest.raises(Refused, match=order.number):
        firm.step(receipt, "submit", firm.people().purchaser)


def test_a_line_closed_short_cannot_be_received() -> None:
    order = firm.order("螺丝 10 x 1, 螺母 10 x 1")
    data = {"lines": [str(line_of(order).pk)]}
    firm.step(order, "short_close_lines", firm.people().purchaser, reason="停产", data=data)
    receipt = firm.draft_receipt([order], "10", "10")

    with pytest.raises(Refused, match="1"):
        firm.step(receipt, "submit", firm.people().purchaser)


@begins_with(firm.order, "螺丝 10 x 1")
def test_goods_without_an_order_need_a_reason() -> None:
    order = firm.order("螺丝 10 x 1")
    receipt = firm.draft_receipt([order], "10", order_line=None)
    with pytest.raises(Refused):
        firm.step(receipt, "submit", firm.people().purchaser)

    receipt = firm.draft_receipt(
        [order], "10", order_line=None, body={"no_order_reason": "现金零购"}
    )
    firm.approve(firm.step(receipt, "submit", firm.people().purchaser))

    assert stock("螺丝 main 10")
    assert stock("螺丝 main expected 10")


@begins_with(firm.order, "螺丝 10 x 1")
def test_a_storekeeper_alone_cannot_bring_in_goods_without_an_order() -> None:
    order = firm.order("螺丝 10 x 1")
    receipt = firm.draft_receipt(
        [order],
        "10",
        order_line=None,
        maker=firm.people().storekeeper,
        body={"no_order_reason": "现金零购"},
    )

    with pytest.raises(Refused):
        firm.step(receipt, "submit", firm.people().storekeeper)


@begins_with(firm.order, "螺丝 10 x 1")
def test_a_quick_added_item_holds_up_the_approval_until_it_is_complete() -> None:
    order = firm.order("螺丝 10 x 1")
    item = factories.item("螺丝")
    item.to_complete = True
    item.save()
    receipt = firm.receipt([order], "10", state="submitted")

    with pytest.raises(Refused, match="螺丝"):
        firm.approve(receipt)

    item.to_complete = False
    item.save()
    assert firm.approve(receipt).state == "approved"


@begins_with(firm.order, "螺丝 10 x 1")
def test_nobody_approves_what_he_made() -> None:
    order = firm.order("螺丝 10 x 1")
    both = firm.people().manager
    receipt = firm.draft_receipt([order], "10", maker=both)
    receipt = firm.step(receipt, "submit", both)

    with pytest.raises(NotAllowed):
        firm.step(receipt, "approve", both)


@begins_with(firm.order, "螺丝 10 x 1")
def test_an_approved_receipt_is_frozen() -> None:
    order = firm.order("螺丝 10 x 1")
    receipt = firm.receipt([order], "10")

    with pytest.raises(Refused):
        drafts.change(receipt.pk, actor=firm.people().purchaser, version=receipt.version, lines=[])


@begins_with(firm.order, "螺丝 10 x 1")
def test_a_receipt_cannot_be_reversed_twice() -> None:
    receipt = firm.receipt([firm.order("螺丝 10 x 1")], "10")
    firm.reverse(receipt)

    with pytest.raises(Refused):
        firm.reverse(receipt)


# --- Arrival and inspection ----------------------------------------------------------------------


def test_an_arrival_opens_a_task_for_the_purchasers() -> None:
    firm.people()
    document = arrival()

    task = Task.objects.get(document=document, closed_at__isnull=True)
    assert (task.role, task.rule) == ("purchaser", "T7")
    assert task.due_at is not None


@begins_with(firm.order, "螺丝 10 x 1")
def test_an_arrival_becomes_a_receipt() -> None:
    order = firm.order("螺丝 10 x 1")
    document = firm.step(arrival(), "record", firm.people().purchaser)
    drafts.change(
        document.pk,
        actor=firm.people().purchaser,
        version=document.version,
        lines=firm.receipt_rows([order], "10"),
    )
    document = firm.step(document, "submit", firm.people().purchaser)

    firm.approve(document)

    assert stock("螺丝 main 10")


def test_the_inspector_splits_what_arrived_and_the_amounts_follow() -> None:
    order = firm.order("螺丝 100 x 1.13")
    receipt = firm.draft_receipt([order], "100", unpacked=False)
    receipt = firm.step(receipt, "inspect", firm.people().storekeeper)
    inspector = firm.people().inspector
    line = receipt.receipt.lines.get()
    found = {
        "unpacked": True,
        "accepted": Decimal(96),
        "rejected": Decimal(4),
        "reject_reason": "锈蚀",
    }
    receipt = firm.step(receipt, "inspection", inspector, data={"findings": {line.pk: found}})

    receipt = firm.approve(firm.step(receipt, "finish_inspection", inspector))

    line.refresh_from_db()
    assert line.inspected_by == inspector
    assert receipt.total == Decimal("108.48")
    assert owed("甲厂 108.48")
    assert stock("螺丝 main 96")


@begins_with(firm.order, "螺丝 10 x 1")
def test_an_inspection_cannot_find_more_than_arrived() -> None:
    receipt = firm.draft_receipt([firm.order("螺丝 10 x 1")], "10", unpacked=False)
    receipt = firm.step(receipt, "inspect", firm.people().storekeeper)
    found = {"accepted": Decimal(9), "rejected": Decimal(4)}
    pk = receipt.receipt.lines.get().pk

    with pytest.raises(Refused):
        firm.step(receipt, "inspection", firm.people().inspector, data={"findings": {pk: found}})


@begins_with(firm.order, "螺丝 100 x 1")
def test_a_void_receipt_frees_the_orders_lines() -> None:
    order = firm.order("螺丝 100 x 1")
    receipt = firm.draft_receipt([order], "100")

    firm.step(receipt, "void", firm.people().purchaser, reason="重复录入")

    assert held_on_receipts([line_of(order).pk]) == {}
