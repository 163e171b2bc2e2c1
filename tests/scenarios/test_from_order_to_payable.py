"""A purchase from the first draft to goods on the shelf and a payable, with its detours."""

from datetime import timedelta
from decimal import Decimal

import pytest

from documents import links
from documents.books import run_checks
from documents.models import Document
from documents.undoing import undo_from_end
from finance.parties.queries import open_items
from tests.notation import owed, stock, worth
from tests.purchasing import firm

pytestmark = pytest.mark.django_db


def delivered_short_and_partly_faulty(order: Document) -> Document:
    receipt = firm.receipt([order], "600-20", "200")
    assert stock("螺丝 main 580")
    assert worth("铰链 main 400.00")
    assert owed("甲厂 1107.40")
    return receipt


def raised_by_a_change_order(order: Document) -> Document:
    more = firm.change(order, {"quantity": Decimal(1200)})
    more = firm.approve(firm.step(more, "submit", firm.people().purchaser))
    assert stock("螺丝 main expected 620")
    return more


def promised_later(order: Document) -> None:
    """The supplier is late and says so; the contract date stays."""
    later = firm.today() + timedelta(days=25)
    data = {"promised_on": later}
    firm.step(order, "promise", firm.people().purchaser, reason="模具维修", data=data)
    screw = firm.order_lines(order)[0]
    assert screw.promised_on == later
    assert screw.contract_on != later


def delivered_with_one_too_many(order: Document) -> Document:
    receipt = firm.receipt([order], "500", "1", over_reason="补件一只")
    assert stock("螺丝 main 1080")
    return receipt


def closed_short(order: Document) -> None:
    firm.step(order, "short_close_lines", firm.people().purchaser, reason="停产")
    assert firm.state_of(order) == "completed"
    assert stock("螺丝 main expected 0")


def test_from_order_to_payable_and_back() -> None:
    order = firm.order("螺丝 1000 x 1.13, 铰链 200 x 2.26")
    assert stock("螺丝 main expected 1000")

    first = delivered_short_and_partly_faulty(order)
    more = raised_by_a_change_order(order)
    promised_later(order)
    second = delivered_with_one_too_many(order)
    closed_short(order)

    assert run_checks() == []
    due = open_items("payable", on=firm.today())
    assert sum((item.left for item in due), Decimal(0)) == Decimal("1674.66")
    notice = Document.objects.get(type="delay_notice")
    assert set(links.chain(order)) == {order, first, second, more, notice}

    firm.reverse(second)

    assert owed("甲厂 1107.40")
    assert stock("螺丝 main 580")
    assert firm.state_of(order) == "active"
    assert run_checks() == []


def test_an_order_is_undone_from_its_end() -> None:
    people = firm.people()
    order = firm.order("螺丝 100 x 1.13")
    receipts = [firm.receipt([order], "40"), firm.receipt([order], "60")]

    undo_from_end(order.pk, actor=people.manager, reason="供方破产", at=firm.now())

    assert [firm.state_of(each) for each in receipts] == ["reversed", "reversed"]
    assert firm.state_of(order) == "void"
    assert stock("螺丝 main 0")
    assert stock("螺丝 main expected 0")
    assert owed("甲厂 0")
    assert run_checks() == []


def test_after_more_than_ordered_a_reversal_expects_no_more_than_is_open() -> None:
    people = firm.people()
    order = firm.order("螺丝 100 x 1.13")
    first = firm.receipt([order], "60")
    firm.receipt([order], "45")

    firm.step(first, "reverse", people.manager, reason="点错数")

    assert firm.state_of(order) == "active"
    assert stock("螺丝 main 45")
    assert stock("螺丝 main expected 55")
    assert run_checks() == []
