"""The checks see a transfer whose counts, goods or people no longer agree."""

import pytest
from django.db.models import F

from documents.books import run_checks
from documents.models import Document
from inventory.transfer.models import Transfer, TransferLine
from masterdata.fields import QuantityField
from tests.inventory.transfer import depot, walk

pytestmark = pytest.mark.django_db
STATES = ("draft", "submitted", "approved", "out", "in", "closed", "reversed", "void")
ONE = QuantityField().get_prep_value(1)


def found() -> set[str]:
    return {breach.check for breach in run_checks(("transfer_transit", "transfer_people"))}


@pytest.mark.parametrize("state", STATES)
def test_in_every_state_goods_and_counts_agree(state: str) -> None:
    walk.make(state)

    assert found() == set()


def test_taken_back_and_late_goods_agree() -> None:
    depot.opened()
    depot.settle(depot.count(depot.shipped("螺丝 4"), 1), 2)
    reversed_ = depot.count(depot.shipped("螺丝 4"), 1)
    depot.step(reversed_, "reverse", depot.supervisor(), reason="调错")

    assert found() == set()


def test_a_count_that_nobody_booked_is_seen() -> None:
    walk.make("in")

    TransferLine.objects.update(received_quantity=F("received_quantity") + ONE)

    assert found() == {"transfer_transit"}


def test_a_state_without_its_goods_is_seen() -> None:
    document = walk.make("out")

    Document.objects.filter(pk=document.pk).update(state="approved")

    assert found() == {"transfer_transit"}


def test_one_person_at_both_ends_is_seen() -> None:
    document = walk.make("closed")

    Transfer.objects.filter(pk=document.pk).update(received_by=F("shipped_by"))

    assert found() == {"transfer_people"}
