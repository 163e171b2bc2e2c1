"""Opening stock through its real steps: once, by two people, and locked afterwards."""

import pytest
from django.utils import timezone

from documents import drafts, engine, opening
from documents.errors import NotAllowed, Refused
from inventory.opening_stock.flow import OPENING_STOCK
from masterdata.roles import Role
from tests import factories
from tests.inventory.opening_stock.walk import approve, draft, make, person, rows
from tests.notation import stock, worth

pytestmark = pytest.mark.usefixtures("books")


def test_a_draft_moves_nothing_and_the_approval_everything() -> None:
    document = draft("螺丝 10 x 2.50, 螺母 3 x 0.333333")
    assert stock("螺丝 main 0")

    approve(document)

    assert stock("螺丝 main 10")
    assert worth("螺丝 main 25.00")
    assert worth("螺母 main 1.00")
    document.refresh_from_db()
    assert document.total == 26


def test_nobody_approves_what_he_entered() -> None:
    accountant = person(Role.ACCOUNTANT)
    document = drafts.create(
        OPENING_STOCK,
        actor=accountant,
        body={"warehouse": factories.warehouse()},
        lines=rows("螺丝 10 x 2.50"),
    )

    with pytest.raises(NotAllowed):
        engine.perform(document.pk, "approve", actor=accountant)


def test_an_item_is_opened_once_per_warehouse() -> None:
    approve(draft("螺丝 10 x 2.50"))
    again, elsewhere = draft("螺丝 5 x 2.50, 螺母 1 x 1"), draft("螺丝 5 x 2.50", "branch")

    with pytest.raises(Refused, match="螺丝"):
        approve(again)
    approve(elsewhere)

    assert stock("螺丝 main 10")
    assert stock("螺丝 branch 5")


def test_after_a_reversal_it_may_be_opened_anew() -> None:
    document = make("reversed")
    assert stock("螺丝 main 0")

    approve(draft("螺丝 12 x 2.00"))

    assert document.state == "reversed"
    assert stock("螺丝 main 12")
    assert worth("螺丝 main 24.00")


def test_a_line_in_another_warehouse_is_refused() -> None:
    factories.warehouse("branch")
    document = drafts.create(
        OPENING_STOCK,
        actor=person(Role.ADMINISTRATOR),
        body={"warehouse": factories.warehouse("branch")},
        lines=rows("螺丝 10 x 2.50", "main"),
    )

    with pytest.raises(Refused):
        approve(document)


def test_a_quick_added_item_is_completed_first() -> None:
    factories.item("新件", to_complete=True)

    with pytest.raises(Refused, match="新件"):
        approve(draft("新件 1 x 1"))


def test_the_opening_is_not_closed_while_a_paper_waits() -> None:
    document = draft()

    with pytest.raises(Refused, match=document.number):
        opening.close(actor=person(Role.ACCOUNTANT), at=timezone.now())


def test_only_accountant_and_administrator_close_the_opening() -> None:
    with pytest.raises(NotAllowed):
        opening.close(actor=factories.user(Role.PURCHASER), at=timezone.now())


def test_after_the_closing_nothing_is_opened_or_taken_back() -> None:
    approved = approve(draft())
    opening.close(actor=person(Role.ACCOUNTANT), at=timezone.now())
    late = draft("螺母 1 x 1")

    with pytest.raises(Refused):
        approve(late)
    with pytest.raises(Refused):
        engine.perform(approved.pk, "reverse", actor=person(Role.ACCOUNTANT), reason="x")
    with pytest.raises(Refused):
        opening.close(actor=person(Role.ACCOUNTANT), at=timezone.now())

    assert stock("螺丝 main 10")
    engine.perform(late.pk, "void", actor=person(Role.ADMINISTRATOR), reason="太晚")


def test_the_paper_names_who_approved_it() -> None:
    document = approve(draft())
    assert document.approver == person(Role.ACCOUNTANT)

    engine.perform(document.pk, "reverse", actor=person(Role.ACCOUNTANT), reason="录错")
    document.refresh_from_db()

    assert document.approver == person(Role.ACCOUNTANT)
