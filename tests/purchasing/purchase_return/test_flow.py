"""The return's walk: every guard, both outcomes, what is paid or invoiced, undoing; real steps."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from documents import content, tasks, undoing
from documents.errors import NotAllowed, Refused
from documents.models import Document
from inventory.places.models import Bin
from purchasing.purchase_return.models import PurchaseReturn
from purchasing.purchase_return.queries import held_on_returns
from purchasing.receipt.models import ReceiptLine
from purchasing.suppliers.models import LastPrice
from tests import factories
from tests.grounds import begins_with
from tests.notation import owed, stock, worth
from tests.purchasing import firm
from tests.purchasing.purchase_return import returns
from tests.purchasing.purchase_return.returns import open_items, received

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """The sentences are read here in the language of the source."""
    with translation.override("en"):
        yield


def line_of(receipt: Document, number: int = 1) -> ReceiptLine:
    return returns.receipt_lines(receipt)[number - 1]


# --- What leaving does ---------------------------------------------------------------------------


@begins_with(received)
def test_only_handing_over_moves_stock_and_debt() -> None:
    receipt = received()
    document = returns.approve(returns.draft([receipt], "10"))
    assert stock("螺丝 main 40")
    assert owed("甲厂 90.40")

    returns.ship(document)

    assert stock("螺丝 main 30")
    assert worth("螺丝 main 60.00")
    assert owed("甲厂 67.80")
    line = line_of(receipt)
    assert (line.returned_quantity, line.returned_gross) == (Decimal(10), Decimal("22.60"))


@begins_with(received, "螺丝 3 x 3.333333", "3")
def test_returning_all_in_parts_takes_back_exactly_what_came_in() -> None:
    receipt = received("螺丝 3 x 3.333333", "3")

    for _each in range(3):
        returns.returned([receipt], "1")

    assert stock("螺丝 main 0")
    assert worth("螺丝 main 0")
    assert owed("甲厂 0")
    assert open_items(receipt) == [Decimal(0)]


@begins_with(received, "螺丝 3 x 3.333333", "3")
def test_parts_still_add_up_when_one_between_is_reversed() -> None:
    receipt = received("螺丝 3 x 3.333333", "3")
    first = returns.returned([receipt], "1")
    returns.returned([receipt], "1")
    returns.reverse(first)

    returns.returned([receipt], "2")

    assert owed("甲厂 0")
    assert worth("螺丝 main 0")


@begins_with(received, "螺丝 10 x 1.13", "10")
def test_goods_leave_at_their_own_cost_not_at_the_average() -> None:
    cheap = received("螺丝 10 x 1.13", "10")
    received("螺丝 10 x 3.39", "10")

    returns.returned([cheap], "10")

    assert worth("螺丝 main 30.00")


def test_without_a_deductible_invoice_the_tax_goes_back_too() -> None:
    order = firm.order("螺丝 10 x 1.13")
    receipt = firm.receipt([order], "10", body={"invoice_kind": "ordinary"})
    assert worth("螺丝 main 11.30")

    returns.returned([receipt], "4")

    assert worth("螺丝 main 6.78")


@begins_with(received)
def test_goods_that_are_gone_cannot_be_handed_over() -> None:
    receipt = received()
    away = returns.approve(returns.free("螺丝 35 x 2.26"))
    document = returns.approve(returns.draft([receipt], "10"))
    returns.ship(away)

    with pytest.raises(Refused, match="enough stock") as refusal:
        returns.ship(document)

    assert any("螺丝" in str(each) for each in refusal.value.details)
    assert firm.state_of(document) == "approved"


@begins_with(received)
def test_last_prices_stay_as_the_receipt_wrote_them() -> None:
    receipt = received()
    returns.returned([receipt], "40")

    assert LastPrice.objects.get().gross_price == Decimal("2.26")


@begins_with(received)
def test_who_took_the_goods_is_asked_and_kept() -> None:
    document = returns.approve(returns.draft([received()], "10"))
    keeper = firm.people().storekeeper

    with pytest.raises(Refused, match="who takes the goods"):
        firm.step(document, "ship", keeper, data={"carrier": ""})
    firm.step(document, "ship", keeper, data=returns.HANDED_OVER)

    kept = PurchaseReturn.objects.get(pk=document.pk)
    assert (kept.carrier, kept.waybill, kept.packages) == ("顺丰", "SF-1001", 2)


# --- Replace and credit --------------------------------------------------------------------------


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_replace_opens_a_completed_order_again() -> None:
    order = firm.order("螺丝 100 x 2.26")
    receipt = firm.receipt([order], "100")
    assert firm.state_of(order) == "completed"

    returns.returned([receipt], "10", outcome="replace")

    assert firm.state_of(order) == "active"
    assert firm.order_lines(order)[0].open_quantity == Decimal(10)
    assert stock("螺丝 main expected 10")


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_the_replacement_completes_the_order_once_more() -> None:
    order = firm.order("螺丝 100 x 2.26")
    receipt = firm.receipt([order], "100")
    returns.returned([receipt], "10", outcome="replace")

    firm.receipt([order], "10")

    assert firm.state_of(order) == "completed"
    assert stock("螺丝 main 100")
    assert stock("螺丝 main expected 0")
    assert owed("甲厂 226.00")


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_credit_leaves_the_order_completed() -> None:
    order = firm.order("螺丝 100 x 2.26")
    receipt = firm.receipt([order], "100")

    returns.returned([receipt], "10", outcome="credit")

    assert firm.state_of(order) == "completed"
    assert firm.order_lines(order)[0].received_quantity == Decimal(100)
    assert stock("螺丝 main expected 0")


def test_one_return_may_replace_a_part_and_credit_another() -> None:
    order = firm.order("螺丝 100 x 1, 螺母 50 x 1")
    receipt = firm.receipt([order], "100", "50")
    draft = returns.draft([receipt], "10", "5")
    draft.purchasereturn.lines.filter(line_no=2).update(outcome="replace")

    returns.ship(draft)

    assert [line.line_state for line in firm.order_lines(order)] == ["received", "open"]
    assert stock("螺母 main expected 5")


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_a_surplus_sent_back_for_replacement_opens_nothing() -> None:
    order = firm.order("螺丝 100 x 2.26")
    receipt = firm.receipt([order], "105")

    returns.returned([receipt], "5", outcome="replace")

    assert firm.state_of(order) == "completed"
    assert stock("螺丝 main expected 0")


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_a_line_closed_short_is_open_again_by_what_is_replaced() -> None:
    order = firm.order("螺丝 100 x 2.26")
    receipt = firm.receipt([order], "40")
    firm.step(order, "short_close_lines", firm.people().purchaser, reason="停产")
    assert firm.state_of(order) == "completed"

    returns.returned([receipt], "10", outcome="replace")

    assert firm.state_of(order) == "active"
    assert stock("螺丝 main expected 10")


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_nothing_is_replaced_on_a_filed_contract() -> None:
    order = firm.order("螺丝 100 x 2.26")
    receipt = firm.receipt([order], "100")
    buyer = firm.people().purchaser
    firm.step(order, "close", buyer, data={"archive_place": "柜 3"})

    with pytest.raises(Refused, match="purchasing manager can reopen"):
        returns.submit(returns.draft([receipt], "10", outcome="replace"))
    returns.submit(returns.draft([receipt], "10", outcome="credit"))


def test_without_an_order_there_is_nothing_to_replace() -> None:
    with pytest.raises(Refused, match="no order to deliver on"):
        returns.submit(returns.free("螺丝 3 x 2.26", outcome="replace"))


# --- How much may go back ------------------------------------------------------------------------


def test_more_than_was_received_is_refused_with_the_numbers() -> None:
    receipt = received("螺丝 100 x 2.26, 螺母 50 x 1", "40", "50")
    returns.returned([receipt], "10", "0")
    waiting = returns.submit(returns.draft([receipt], "5", "0"))

    with pytest.raises(Refused) as refusal:
        returns.submit(returns.draft([receipt], "26", "50"))

    said = str(refusal.value)
    for figure in ("received 40", "so far 10", "returns 5", waiting.number, "now 26", "most 25"):
        assert figure in said
    assert "螺母" not in said


def test_what_was_rejected_never_came_in_and_cannot_go_back() -> None:
    receipt = received("螺丝 100 x 2.26", "40-10")

    with pytest.raises(Refused, match="received 30"):
        returns.submit(returns.draft([receipt], "31"))


@begins_with(received)
def test_two_lines_of_one_receipt_line_count_together() -> None:
    receipt = received()
    draft = returns.draft([receipt], "25")
    (line,) = draft.purchasereturn.lines.all()
    line.pk, line.line_no = None, 2
    line.save(force_insert=True)
    Document.objects.filter(pk=draft.pk).update(total=line.gross * 2)

    with pytest.raises(Refused, match="now 50"):
        returns.submit(draft)


@begins_with(received)
def test_drafts_of_others_are_shown_but_do_not_bind() -> None:
    receipt = received()
    other = returns.draft([receipt], "40")
    held = held_on_returns([line_of(receipt).pk])
    assert held[line_of(receipt).pk].numbers == (other.number,)

    returns.submit(returns.draft([receipt], "40"))

    with pytest.raises(Refused, match="at most 0"):
        returns.submit(other)


@begins_with(received)
def test_a_receipt_that_was_reversed_takes_nothing_back() -> None:
    receipt = received()
    firm.reverse(receipt)

    with pytest.raises(Refused, match="not approved"):
        returns.submit(returns.draft([receipt], "10"))


@begins_with(received)
def test_a_return_goes_to_the_supplier_of_its_receipts() -> None:
    receipt = received()
    draft = returns.draft([receipt], "10")
    Document.objects.filter(pk=draft.pk).update(party=factories.supplier("乙厂"))

    with pytest.raises(Refused, match="another supplier"):
        returns.submit(draft)


# --- Without a receipt ---------------------------------------------------------------------------


@begins_with(received, "螺丝 10 x 1.13", "10")
def test_a_free_return_leaves_at_the_average_and_is_credited() -> None:
    received("螺丝 10 x 1.13", "10")
    received("螺丝 10 x 3.39", "10")

    returns.ship(returns.free("螺丝 5 x 2.26"))

    assert worth("螺丝 main 30.00")
    assert owed("甲厂 33.90")


@begins_with(received)
def test_a_free_return_needs_its_reason() -> None:
    received()
    draft = returns.free("螺丝 3 x 2.26", body={"no_receipt_reason": ""})

    with pytest.raises(Refused, match="go back on no receipt"):
        returns.submit(draft)


@begins_with(received)
def test_an_item_never_bought_from_him_needs_another_reason() -> None:
    received()
    draft = returns.free("螺丝 3 x 2.26", supplier="乙厂")
    with pytest.raises(Refused, match="乙厂 in the last 12 months"):
        returns.submit(draft)

    told = returns.free("螺丝 3 x 2.26", supplier="乙厂", unbought_reason="甲厂并入乙厂")

    assert returns.submit(told).state == "submitted"


@begins_with(received)
def test_what_was_bought_longer_ago_needs_that_reason_too() -> None:
    receipt = received()
    long_ago = firm.today() - timedelta(days=370)
    _date(receipt, long_ago)

    with pytest.raises(Refused, match="last 12 months"):
        returns.submit(returns.free("螺丝 3 x 2.26"))
    _date(receipt, firm.today())


def _date(receipt: Document, day: date) -> None:
    with content.reopened(receipt.pk) as head:
        head.date = day
        head.save()


@begins_with(received)
def test_every_line_says_why_itself_or_at_the_top() -> None:
    receipt = received()
    bare = returns.draft([receipt], "10", reason="")
    with pytest.raises(Refused, match="Say why"):
        returns.submit(bare)

    PurchaseReturn.objects.filter(pk=bare.pk).update(reason="整批不合格")

    assert returns.submit(bare).state == "submitted"


def test_bins_are_of_the_warehouse_that_gives_the_goods_out() -> None:
    other = factories.warehouse("second")
    draft = returns.draft([received()], "10", bin=Bin.objects.filter(warehouse=other).first())

    with pytest.raises(Refused, match="another warehouse"):
        returns.submit(draft)


# --- Who, and undoing ----------------------------------------------------------------------------


@begins_with(received)
def test_maker_approver_and_storekeeper_are_three_people() -> None:
    document = returns.submit(returns.draft([received()], "10"))
    with pytest.raises(NotAllowed):
        firm.step(document, "approve", firm.people().purchaser)
    document = returns.approve(document)
    both = firm.people().purchaser
    both.groups.add(firm.people().storekeeper.groups.get())

    with pytest.raises(NotAllowed):
        firm.step(document, "ship", both, data=returns.HANDED_OVER)

    shipped = returns.ship(document)
    assert shipped.approver == firm.people().manager


@begins_with(received)
def test_the_storekeeper_gets_the_task() -> None:
    document = returns.approve(returns.draft([received()], "10"))

    waiting = tasks.tasks_of(firm.people().storekeeper, now=firm.now())
    assert [task.document_id for task in waiting] == [document.pk]


@begins_with(received)
def test_rejected_withdrawn_and_taken_back_go_through_the_chain_again() -> None:
    document = returns.submit(returns.draft([received()], "10"))
    people = firm.people()
    document = firm.step(document, "reject", people.manager, reason="先验货")
    document = firm.step(returns.submit(document), "withdraw", people.purchaser)
    document = returns.approve(document)

    document = firm.step(document, "unapprove", people.manager, reason="数量改动")

    assert (document.state, document.approver) == ("draft", None)
    assert returns.ship(document).state == "posted"


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_a_reversal_is_equal_and_opposite() -> None:
    order = firm.order("螺丝 100 x 2.26")
    receipt = firm.receipt([order], "100")
    document = returns.returned([receipt], "10", outcome="replace")

    returns.reverse(document)

    assert stock("螺丝 main 100")
    assert stock("螺丝 main expected 0")
    assert worth("螺丝 main 200.00")
    assert owed("甲厂 226.00")
    assert open_items(receipt) == [Decimal("226.00")]
    assert line_of(receipt).returned_quantity == Decimal(0)
    assert firm.state_of(order) == "completed"


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_a_receipt_with_a_live_return_is_undone_from_the_end() -> None:
    order = firm.order("螺丝 100 x 2.26")
    receipt = firm.receipt([order], "40")
    document = returns.returned([receipt], "10", outcome="replace")
    with pytest.raises(Refused, match=document.number):
        firm.reverse(receipt)

    undoing.undo_from_end(receipt.pk, actor=firm.people().manager, reason="整单作废", at=firm.now())

    assert [firm.state_of(document), firm.state_of(receipt)] == ["reversed", "reversed"]
    assert stock("螺丝 main 0")
    assert stock("螺丝 main expected 100")
    assert owed("甲厂 0")
