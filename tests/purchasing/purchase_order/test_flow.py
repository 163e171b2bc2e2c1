"""The order's walk from draft to the filed contract, through real steps."""

from datetime import timedelta
from decimal import Decimal

import pytest

from documents import content
from documents.errors import NotAllowed, Refused
from documents.models import ChainStep, Document, Task
from purchasing.purchase_order.models import PromiseChange, PurchaseOrder
from tests import factories
from tests.grounds import begins_with
from tests.notation import stock
from tests.purchasing import firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def promised(order: Document) -> list[object]:
    return [line.promised_on for line in firm.order_lines(order)]


def test_an_order_walks_to_the_filed_contract() -> None:
    order = firm.order("螺丝 100 x 2.26")
    firm.receipt([order], "100")
    assert firm.state_of(order) == "completed"

    firm.step(order, "close", firm.people().purchaser, data={"archive_place": "2026-1 册 12 页"})

    assert firm.state_of(order) == "closed"
    assert PurchaseOrder.objects.get(pk=order.pk).archive_place == "2026-1 册 12 页"


@begins_with(firm.order, "螺丝 100 x 2", state="submitted")
def test_a_small_order_needs_the_manager_and_a_major_one_the_general_manager_too() -> None:
    small = firm.order("螺丝 100 x 2", state="submitted")
    major = firm.order("螺丝 100 x 500", state="submitted")

    small = firm.step(small, "approve", firm.people().manager)
    major = firm.step(major, "approve", firm.people().manager)

    assert (small.state, major.state) == ("approved", "submitted")
    assert ChainStep.objects.get(document=major, done_by=None).role == "general_manager"
    assert firm.step(major, "approve", firm.people().general_manager).state == "approved"


@begins_with(firm.order, "螺丝 100 x 2", state="submitted")
def test_nobody_approves_his_own_order() -> None:
    order = firm.order("螺丝 100 x 2", state="submitted")

    with pytest.raises(NotAllowed):
        firm.step(order, "approve", firm.people().purchaser)


@begins_with(firm.order, "螺丝 100 x 2", state="signed")
def test_nothing_is_expected_before_the_supplier_confirms() -> None:
    order = firm.order("螺丝 100 x 2", state="signed")
    assert stock("螺丝 main expected 0")

    firm.step(order, "confirm", firm.people().purchaser)

    assert stock("螺丝 main/SH expected 100")


def test_a_confirmation_keeps_the_contract_dates_unless_others_are_given() -> None:
    order = firm.order("螺丝 100 x 2, 螺母 5 x 1", state="signed")
    first, second = firm.order_lines(order)
    later = firm.today() + timedelta(days=20)

    firm.step(
        order,
        "confirm",
        firm.people().purchaser,
        data={"promises": {second.pk: later}, "source": "叶小姐电话"},
    )

    assert promised(order) == [first.contract_on, later]


@begins_with(firm.order, "螺丝 100 x 2")
def test_a_new_promise_keeps_the_contract_date_and_the_history() -> None:
    order = firm.order("螺丝 100 x 2")
    line = firm.order_lines(order)[0]
    later = firm.today() + timedelta(days=30)
    data = {"promised_on": later, "source": "传真"}

    firm.step(order, "promise", firm.people().purchaser, reason="停电", data=data)

    (after,) = firm.order_lines(order)
    assert (after.contract_on, after.promised_on) == (line.contract_on, later)
    history = PromiseChange.objects.filter(line=after).order_by("id")
    assert [(row.old_on, row.new_on) for row in history] == [
        (None, line.contract_on),
        (line.contract_on, later),
    ]


@begins_with(firm.order, "螺丝 100 x 2")
def test_a_promise_that_changes_nothing_is_refused() -> None:
    order = firm.order("螺丝 100 x 2")

    with pytest.raises(Refused):
        firm.step(order, "promise", firm.people().purchaser, reason="停电")


def test_signing_needs_a_scan_or_the_reason_why_there_is_none() -> None:
    order = firm.order("螺丝 100 x 2", state="approved")
    data = {"contract_number": "HT-1", "our_signer": "周丽", "their_signer": "叶恒"}

    with pytest.raises(Refused):
        firm.step(order, "sign", firm.people().purchaser, data=data)

    data["no_scan_reason"] = "原件在途"
    assert firm.step(order, "sign", firm.people().purchaser, data=data).state == "signed"


@begins_with(firm.order, "螺丝 1 x 1", state="approved")
def test_two_orders_never_bear_one_contract_number() -> None:
    first = firm.order("螺丝 1 x 1", state="approved")
    second = firm.order("螺丝 1 x 1", state="approved")
    data = firm.NO_SCAN | {"contract_number": "HT-2026-1"}
    firm.step(first, "sign", firm.people().purchaser, data=data)

    with pytest.raises(Refused):
        firm.step(second, "sign", firm.people().purchaser, data=data)


# --- Guards --------------------------------------------------------------------------------------


def test_a_line_without_contract_date_is_named() -> None:
    order = firm.draft_order("螺丝 1 x 1, 螺母 1 x 1", contract_on=None)

    with pytest.raises(Refused, match="1；2"):
        firm.step(order, "submit", firm.people().purchaser)


def test_a_blocked_supplier_gets_no_order() -> None:
    factories.supplier("丙厂", blocked_for_orders=True, block_reason="两次评审不合格")
    order = firm.draft_order("螺丝 1 x 1", supplier="丙厂")

    with pytest.raises(Refused, match="两次评审不合格"):
        firm.step(order, "submit", firm.people().purchaser)


def test_a_quick_added_supplier_holds_up_the_approval_but_not_the_submission() -> None:
    supplier = factories.supplier("新厂", to_complete=True)
    order = firm.step(
        firm.draft_order("螺丝 1 x 1", supplier="新厂"), "submit", firm.people().purchaser
    )

    with pytest.raises(Refused, match="新厂"):
        firm.step(order, "approve", firm.people().manager)

    supplier.to_complete = False
    supplier.save()
    assert firm.approve(order).state == "approved"


# --- Taking back ---------------------------------------------------------------------------------


@begins_with(firm.order, "螺丝 1 x 1", state="approved")
def test_an_approval_can_be_taken_back_until_the_contract_is_signed() -> None:
    order = firm.order("螺丝 1 x 1", state="approved")

    order = firm.step(order, "unapprove", firm.people().manager, reason="价格有误")

    assert (order.state, order.approver) == ("draft", None)
    signed = firm.order("螺丝 1 x 1", state="signed")
    with pytest.raises(Refused):
        firm.step(signed, "unapprove", firm.people().manager, reason="价格有误")


def test_a_rejection_goes_back_to_the_maker_with_its_reason() -> None:
    order = firm.order("螺丝 1 x 1", state="submitted")
    with pytest.raises(Refused):
        firm.step(order, "reject", firm.people().manager)

    order = firm.step(order, "reject", firm.people().manager, reason="比价不足")

    task = Task.objects.get(document=order, closed_at__isnull=True)
    assert (order.state, task.person) == ("draft", firm.people().purchaser)


@begins_with(firm.order, "螺丝 100 x 2")
def test_cancelling_before_any_receipt_takes_the_expectation_back() -> None:
    order = firm.order("螺丝 100 x 2")

    firm.step(order, "cancel", firm.people().manager, reason="客户取消")

    assert firm.state_of(order) == "void"
    assert stock("螺丝 main expected 0")


@begins_with(firm.order, "螺丝 100 x 2")
def test_an_order_with_received_goods_cannot_be_cancelled() -> None:
    order = firm.order("螺丝 100 x 2")
    receipt = firm.receipt([order], "10")

    with pytest.raises(Refused):
        firm.step(order, "cancel", firm.people().manager, reason="客户取消")

    firm.reverse(receipt)
    assert firm.step(order, "cancel", firm.people().manager, reason="客户取消").state == "void"


# --- Short close ---------------------------------------------------------------------------------


def test_a_line_is_closed_short_and_the_rest_is_no_longer_expected() -> None:
    order = firm.order("螺丝 100 x 2, 螺母 10 x 1")
    firm.receipt([order], "60", "4")
    first, second = firm.order_lines(order)

    firm.step(
        order,
        "short_close_lines",
        firm.people().purchaser,
        reason="供方停产",
        data={"lines": [str(first.pk)]},
    )

    first, second = firm.order_lines(order)
    assert (first.line_state, first.closed_quantity) == ("closed", Decimal(40))
    assert first.closed_reason == "供方停产"
    assert (second.line_state, firm.state_of(order)) == ("open", "active")
    assert stock("螺丝 main expected 0")
    assert stock("螺母 main expected 6")


@begins_with(firm.order, "螺丝 100 x 2")
def test_closing_the_last_open_line_completes_the_order_and_reopening_opens_it() -> None:
    order = firm.order("螺丝 100 x 2")
    firm.receipt([order], "60")
    buyer = firm.people().purchaser

    firm.step(order, "short_close_lines", buyer, reason="供方停产")
    assert firm.state_of(order) == "completed"

    firm.step(order, "reopen_lines", buyer, reason="供方复产")
    assert firm.state_of(order) == "active"
    assert stock("螺丝 main expected 40")


@begins_with(firm.order, "螺丝 100 x 2")
def test_a_reversal_after_a_short_close_leaves_the_closed_rest_closed() -> None:
    order = firm.order("螺丝 100 x 2")
    receipt = firm.receipt([order], "60")
    firm.step(order, "short_close_lines", firm.people().purchaser, reason="供方停产")

    firm.reverse(receipt)

    assert firm.state_of(order) == "active"
    assert stock("螺丝 main expected 60")


@begins_with(firm.order, "螺丝 100 x 2")
def test_a_line_on_an_unapproved_receipt_is_not_closed_behind_its_back() -> None:
    order = firm.order("螺丝 100 x 2")
    receipt = firm.draft_receipt([order], "60")

    with pytest.raises(Refused, match=receipt.number):
        firm.step(order, "short_close_lines", firm.people().purchaser, reason="供方停产")


# --- Hold ----------------------------------------------------------------------------------------


@begins_with(firm.order, "螺丝 100 x 2", state="signed")
def test_a_held_order_waits_until_it_is_released() -> None:
    order = firm.order("螺丝 100 x 2", state="signed")
    order = firm.step(order, "hold", firm.people().manager, reason="资金紧张")
    assert order.held
    with pytest.raises(Refused):
        firm.step(order, "confirm", firm.people().purchaser)

    order = firm.step(order, "release", firm.people().manager)

    assert not order.held
    assert firm.step(order, "confirm", firm.people().purchaser).state == "active"


@begins_with(firm.order, "螺丝 100 x 2")
def test_counters_and_promises_are_no_content_that_an_approval_is_bound_to() -> None:
    order = firm.order("螺丝 100 x 2")
    before = content.hash_of(content.snapshot(content.load_body(order)))

    firm.receipt([order], "60")
    firm.step(order, "short_close_lines", firm.people().purchaser, reason="供方停产")

    after = content.hash_of(content.snapshot(content.load_body(Document.objects.get(pk=order.pk))))
    assert after == before
