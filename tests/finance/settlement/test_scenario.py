"""From a deposit for an order to the next receipt that its surplus pays, and back from the end."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from documents import links
from documents.errors import Refused
from documents.models import Document
from documents.undoing import undo_from_end
from finance.parties.models import OpenItem
from finance.settlement.models import Kind
from masterdata.roles import Role
from tests.finance.settlement import desk
from tests.grounds import begins_with
from tests.notation import owed
from tests.purchasing import firm

pytestmark = pytest.mark.usefixtures("books")


def debt_of(receipt: Document) -> OpenItem:
    return OpenItem.objects.get(document=receipt, reverses=None)


def proposed(client: Client, **asked: str) -> dict[int, Decimal]:
    client.force_login(desk.person(Role.CASHIER))
    answer = client.get("/finance/settlements/open-items/", {"propose": "1", **asked})
    rows: list[dict[str, Any]] = answer.json()["rows"]
    return {row["id"]: Decimal(row["amount"]) for row in rows if row["amount"]}


@begins_with(firm.order, "螺丝 100 x 1.00")
def test_a_surplus_becomes_a_prepayment_and_pays_the_next_receipt() -> None:
    first = debt_of(firm.receipt([firm.order("螺丝 100 x 1.00")], "100"))
    paid = desk.settle((first, "100.00"), money="150.00")
    second = debt_of(firm.receipt([firm.order("螺丝 100 x 0.80")], "100"))

    desk.settle((second, "80.00"), (desk.surplus(paid), "50.00"), money="30.00")

    assert (desk.left(first), desk.left(second), desk.left(desk.surplus(paid))) == (0, 0, 0)
    assert owed("甲厂 0.00")


def test_the_deposit_of_the_own_order_is_proposed_before_older_money(client: Client) -> None:
    (old,) = desk.owe("-70.00")
    order = firm.order("螺丝 100 x 1.00")
    deposit = desk.settle(money="60.00", kind=Kind.PREPAYMENT, for_document=order)
    debt = debt_of(firm.receipt([order], "80"))

    found = proposed(client, party=str(debt.party_id), kind="offset")

    assert found == {debt.pk: 80, desk.surplus(deposit).pk: 60, old.pk: 20}


@begins_with(firm.order, "螺丝 100 x 1.00")
def test_what_used_a_surplus_is_named_and_undone_first() -> None:
    receipt = firm.receipt([firm.order("螺丝 100 x 1.00")], "100")
    debt = debt_of(receipt)
    paid = desk.settle((debt, "100.00"), money="150.00")
    back = desk.settle((desk.surplus(paid), "50.00"), money="-50.00", kind=Kind.REFUND)

    with pytest.raises(Refused) as refused:
        firm.reverse(receipt)
    assert paid.number in str(refused.value)
    assert [each.pk for each in links.dependants(receipt)] == [back.pk, paid.pk]


@begins_with(firm.order, "螺丝 100 x 1.00")
def test_a_settled_receipt_and_all_that_followed_are_undone_in_one_act() -> None:
    order = firm.order("螺丝 100 x 1.00")
    deposit = desk.settle(money="30.00", kind=Kind.PREPAYMENT, for_document=order)
    receipt = firm.receipt([order], "100")
    paid = desk.settle(
        (debt_of(receipt), "100.00"), (desk.surplus(deposit), "30.00"), money="90.00"
    )
    desk.settle((desk.surplus(paid), "20.00"), money="-20.00", kind=Kind.REFUND)

    chief = desk.person(Role.DEPUTY_GENERAL_MANAGER)
    undone = undo_from_end(receipt.pk, actor=chief, reason="货不对板", at=timezone.now())

    assert [each.type for each in undone] == ["settlement", "settlement", "receipt"]
    assert owed("甲厂 -30.00")
    assert desk.left(desk.surplus(deposit)) == -30
