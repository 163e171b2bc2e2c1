"""The change order: old beside new, the same approvals, never below what was received."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from documents import engine
from documents.errors import Refused
from documents.models import Document
from tests.grounds import begins_with
from tests.notation import stock
from tests.purchasing import firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def apply(order: Document, *news: dict[str, Any]) -> Document:
    document = firm.step(firm.change(order, *news), "submit", firm.people().purchaser)
    return firm.approve(document)


def quantity(text: str) -> dict[str, Any]:
    return {"quantity": Decimal(text)}


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_an_approved_change_is_written_into_the_order() -> None:
    order = firm.order("螺丝 100 x 2.26")
    later = firm.today() + timedelta(days=40)

    new = {"quantity": Decimal(120), "price": Decimal("2.00"), "contract_on": later}
    assert apply(order, new).state == "approved"

    (line,) = firm.order_lines(order)
    assert (line.quantity, line.price, line.contract_on) == (Decimal(120), Decimal(2), later)
    assert line.gross == Decimal("240.00")
    assert Document.objects.get(pk=order.pk).total == Decimal("240.00")
    assert stock("螺丝 main expected 120")


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_the_order_lives_on_after_a_change() -> None:
    order = firm.order("螺丝 100 x 2.26")
    apply(order, quantity("120"))

    firm.receipt([order], "120")

    assert firm.state_of(order) == "completed"
    assert engine.perform(
        order.pk, "close", actor=firm.people().purchaser, data={"archive_place": "1"}
    )


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_before_approval_nothing_changes() -> None:
    order = firm.order("螺丝 100 x 2.26")

    firm.step(firm.change(order, quantity("120")), "submit", firm.people().purchaser)

    assert firm.order_lines(order)[0].quantity == Decimal(100)
    assert stock("螺丝 main expected 100")


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_a_change_cannot_go_below_what_was_received() -> None:
    order = firm.order("螺丝 100 x 2.26")
    firm.receipt([order], "60")

    with pytest.raises(Refused, match="60"):
        apply(order, quantity("59"))

    apply(order, quantity("60"))
    assert firm.state_of(order) == "completed"
    assert stock("螺丝 main expected 0")


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_what_is_received_meanwhile_is_checked_again_at_approval() -> None:
    order = firm.order("螺丝 100 x 2.26")
    document = firm.step(firm.change(order, quantity("50")), "submit", firm.people().purchaser)
    firm.receipt([order], "80")

    with pytest.raises(Refused):
        firm.approve(document)


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_raising_a_completed_order_opens_it_again() -> None:
    order = firm.order("螺丝 100 x 2.26")
    firm.receipt([order], "100")
    assert firm.state_of(order) == "completed"

    apply(order, quantity("150"))

    assert firm.state_of(order) == "active"
    assert stock("螺丝 main expected 50")


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_a_change_without_a_change_is_refused() -> None:
    order = firm.order("螺丝 100 x 2.26")

    with pytest.raises(Refused):
        apply(order, {})


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_two_changes_of_the_same_line_are_not_stacked_unseen() -> None:
    order = firm.order("螺丝 100 x 2.26")
    first = firm.step(firm.change(order, quantity("120")), "submit", firm.people().purchaser)
    second = firm.step(firm.change(order, quantity("130")), "submit", firm.people().purchaser)
    firm.approve(first)

    with pytest.raises(Refused):
        firm.approve(second)


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_a_major_change_needs_the_general_manager_too() -> None:
    order = firm.order("螺丝 100 x 2.26")
    document = firm.change(order, {"price": Decimal(600)})
    document = firm.step(document, "submit", firm.people().purchaser)

    document = firm.step(document, "approve", firm.people().manager)

    assert document.state == "submitted"
    assert firm.order_lines(order)[0].price == Decimal("2.26")
    assert firm.step(document, "approve", firm.people().general_manager).state == "approved"


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_a_change_can_be_taken_back() -> None:
    order = firm.order("螺丝 100 x 2.26")
    document = apply(order, quantity("120"))

    firm.reverse(document)

    assert firm.order_lines(order)[0].quantity == Decimal(100)
    assert Document.objects.get(pk=order.pk).total == Decimal("226.00")
    assert stock("螺丝 main expected 100")
    assert firm.step(order, "cancel", firm.people().manager, reason="取消").state == "void"


def test_a_change_before_confirmation_expects_nothing() -> None:
    order = firm.order("螺丝 100 x 2.26", state="signed")

    apply(order, quantity("120"))

    assert stock("螺丝 main expected 0")
    firm.step(order, "confirm", firm.people().purchaser)
    assert stock("螺丝 main expected 120")
