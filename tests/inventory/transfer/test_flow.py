"""Transfers through their real steps: guards, what is booked, what is missing, the way back."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from documents import drafts, links
from documents.errors import NotAllowed, Refused
from documents.models import Task
from inventory.places.actions import hold_bin, transit_bin
from inventory.places.models import Bin, BinKind
from inventory.stock.models import StockEntry
from inventory.transfer import checks
from inventory.transfer.models import Transfer
from masterdata.models.items import ItemKind
from masterdata.roles import Role
from masterdata.units import Ratio
from tests import factories
from tests.grounds import begins_with
from tests.inventory.transfer import depot
from tests.notation import stock, worth

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


@begins_with(depot.opened, "螺丝 3 x 3.333333")
def test_goods_go_over_with_their_value() -> None:
    depot.opened("螺丝 3 x 3.333333")
    depot.opened("螺丝 10 x 1.00", "branch")
    document = depot.shipped("螺丝 2")
    assert stock("螺丝 main 3")
    assert stock("螺丝 main/ZT 2")
    assert stock("螺丝 main/ZC 1")
    assert worth("螺丝 main 10.00")

    document = depot.count(document)

    assert document.state == "closed"
    assert stock("螺丝 main 1")
    assert stock("螺丝 main/ZT 0")
    assert stock("螺丝 branch 12")
    assert worth("螺丝 main 3.33")
    assert worth("螺丝 branch 16.67")


@begins_with(depot.opened, "螺丝 3 x 3.333333")
def test_a_store_that_is_emptied_keeps_the_value_of_what_is_on_its_way() -> None:
    depot.opened("螺丝 3 x 3.333333")
    document = depot.shipped("螺丝 3")
    assert worth("螺丝 main 10.00")

    depot.count(document)

    assert worth("螺丝 main 0")
    assert worth("螺丝 branch 10.00")
    amounts = StockEntry.objects.filter(document=document, phase="on_hand")
    assert sum(entry.amount for entry in amounts) == 0


@begins_with(depot.opened)
def test_the_other_warehouse_sees_them_coming() -> None:
    depot.opened()
    document = depot.approved("螺丝 4")
    assert stock("螺丝 branch expected 4")
    assert stock("螺丝 main/ZC 10")

    depot.count(depot.step(document, "ship", depot.keeper()), 3)

    assert stock("螺丝 branch expected 1")
    assert stock("螺丝 branch 3")


@begins_with(depot.opened)
def test_what_is_missing_stays_in_transit_until_it_is_settled() -> None:
    depot.opened()
    document = depot.count(depot.shipped("螺丝 4"), 1)
    assert document.state == "in"
    assert stock("螺丝 main/ZT 3")
    task = Task.objects.get(document=document, closed_at=None)
    assert task.role == Role.WAREHOUSE_SUPERVISOR

    document = depot.settle(document, 2)

    assert document.state == "closed"
    assert stock("螺丝 branch 3")
    assert stock("螺丝 main/ZT 0")
    assert stock("螺丝 main/ZC 7")
    assert stock("螺丝 branch expected 0")
    (line,) = depot.lines_of(document)
    assert (line.received_quantity, line.late_quantity, line.returned_quantity) == (1, 2, 1)
    assert line.difference_reason == "少件"


@begins_with(depot.opened, "螺丝 3 x 3.333333")
def test_goods_that_never_left_are_taken_back_whole() -> None:
    depot.opened("螺丝 3 x 3.333333")
    document = depot.count(depot.shipped("螺丝 3"), 0)

    depot.settle(document)

    assert stock("螺丝 main/ZC 3")
    assert worth("螺丝 main 10.00")
    assert stock("螺丝 branch 0")


def test_packs_are_moved_as_pieces() -> None:
    depot.opened("螺丝 24 x 1.00")

    document = depot.count(depot.shipped("螺丝 2", ratio=Ratio(12, 1)), 23)

    assert document.state == "in"
    assert stock("螺丝 branch 23")
    assert stock("螺丝 main/ZT 1")


@begins_with(depot.opened)
def test_who_ships_does_not_count_in() -> None:
    depot.opened()
    document = depot.shipped()

    with pytest.raises(Refused) as refused:
        depot.count(document, by=depot.keeper())

    assert depot.keeper().display_name in str(refused.value)
    assert stock("螺丝 branch 0")


def test_more_than_there_is_cannot_be_shipped() -> None:
    depot.opened("螺丝 3 x 1")
    document = depot.approved("螺丝 4")

    with pytest.raises(Refused) as refused:
        depot.step(document, "ship", depot.keeper())

    assert any("螺丝" in str(each) for each in refused.value.details)
    assert stock("螺丝 main/ZC 3")


@begins_with(depot.opened)
def test_more_than_shipped_is_not_counted_in() -> None:
    depot.opened()
    document = depot.shipped("螺丝 4")

    with pytest.raises(Refused, match="螺丝"):
        depot.count(document, 5)
    with pytest.raises(Refused, match="螺丝"):
        depot.count(document, 3, reason=" ")
    with pytest.raises(Refused, match="螺丝"):
        depot.settle(depot.count(document, 3), 2)


@begins_with(depot.opened)
def test_a_count_of_another_papers_line_is_refused() -> None:
    depot.opened()
    document = depot.shipped()
    foreign = {10**6: {"quantity": Decimal(1), "reason": "x"}}

    with pytest.raises(Refused):
        depot.step(document, "receive", depot.keeper(2), data={"counted": foreign})


def test_every_guard_names_what_is_wrong() -> None:
    keeper = depot.keeper()
    here, there = factories.warehouse("main"), factories.warehouse("branch")
    empty = drafts.create(
        depot.TRANSFER, actor=keeper, body={"from_warehouse": here, "to_warehouse": there}
    )
    with pytest.raises(Refused) as refused:
        depot.step(empty, "submit", keeper)
    said = [refused.value.sentence, *refused.value.details]
    body = Transfer.objects.get(pk=empty.pk)
    assert [str(each) for each in said] == [
        str(checks.has_lines(body, keeper)),
        str(checks.reason_given(body, keeper)),
    ]

    for place in (transit_bin(here), hold_bin(here)):
        astray = depot.rows("螺丝 1")
        astray[0]["from_bin"] = place
        with pytest.raises(Refused, match=here.name):
            depot.step(depot.draft(lines=astray), "submit", keeper)

    factories.item("运费", kind=ItemKind.SERVICE)
    with pytest.raises(Refused, match="运费"):
        depot.step(depot.draft("运费 1"), "submit", keeper)


@begins_with(depot.opened)
def test_quick_added_items_are_completed_first() -> None:
    depot.opened()
    factories.item("新货", to_complete=True)
    document = depot.step(depot.draft("新货 1"), "submit", depot.keeper())

    with pytest.raises(Refused, match="新货"):
        depot.step(document, "approve", depot.supervisor())


@begins_with(depot.opened)
def test_nobody_approves_his_own_transfer() -> None:
    depot.opened()
    boss = depot.supervisor()
    document = depot.step(depot.draft(maker=boss), "submit", boss)

    with pytest.raises(NotAllowed):
        depot.step(document, "approve", boss)

    deputy = depot.person(Role.DEPUTY_GENERAL_MANAGER)
    assert depot.step(document, "approve", deputy).state == "approved"


def test_two_warehouses_by_the_database() -> None:
    here = factories.warehouse("main")

    with pytest.raises(Refused):
        depot.draft(to_warehouse=here)
    document = depot.draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.filter(pk=document.pk).update(to_warehouse=here)


@begins_with(depot.opened)
def test_nothing_missing_is_not_settled() -> None:
    depot.opened()
    document = depot.count(depot.shipped())

    with pytest.raises(Refused):
        depot.settle(document)


@begins_with(depot.opened)
@pytest.mark.parametrize("state", ["approved", "out", "in", "closed"])
def test_a_reversed_transfer_leaves_everything_as_it_was(state: str) -> None:
    depot.opened()
    document = depot.approved()
    if state != "approved":
        document = depot.step(document, "ship", depot.keeper())
    if state == "in":
        document = depot.count(document, 1)
    if state == "closed":
        document = depot.settle(depot.count(document, 1), 2)
    assert document.state == state

    depot.step(document, "reverse", depot.supervisor(), reason="调错")

    assert stock("螺丝 main/ZC 10")
    assert stock("螺丝 main/ZT 0")
    assert stock("螺丝 branch 0")
    assert stock("螺丝 branch expected 0")
    assert worth("螺丝 main 25.00")
    assert worth("螺丝 branch 0")


@begins_with(depot.opened)
def test_goods_that_went_on_stand_in_the_way_of_a_reversal() -> None:
    depot.opened()
    document = depot.count(depot.shipped("螺丝 4"))
    back = depot.rows("螺丝 4")
    back[0]["from_bin"], back[0]["to_bin"] = back[0]["to_bin"], back[0]["from_bin"]
    swapped = {
        "from_warehouse": factories.warehouse("branch"),
        "to_warehouse": factories.warehouse("main"),
    }
    later = depot.shipped(lines=back, **swapped)

    with pytest.raises(Refused) as refused:
        depot.step(document, "reverse", depot.supervisor(), reason="调错")

    told = [str(refused.value), *map(str, refused.value.details)]
    assert any(later.number in each for each in told)


@begins_with(depot.opened)
def test_a_warehouse_without_a_bin_for_goods_on_their_way_gets_one() -> None:
    depot.opened()
    here = factories.warehouse("main")
    here.bins.filter(kind=BinKind.TRANSIT).delete()
    Bin.objects.create(warehouse=here, code="ZT", kind=BinKind.NORMAL)

    document = depot.shipped("螺丝 4")

    body = Transfer.objects.select_related("transit_bin").get(pk=document.pk)
    assert body.transit_bin is not None
    assert body.transit_bin.kind == BinKind.TRANSIT
    assert stock(f"螺丝 main/{body.transit_bin.code} 4")
    assert transit_bin(here) == body.transit_bin


@begins_with(depot.opened)
def test_the_order_it_serves_stands_in_its_chain_and_does_not_wait_for_it() -> None:
    depot.opened()
    served = depot.draft()  # any paper will do
    document = depot.approved(for_document=served, reason="")

    assert served in links.chain(document)
    assert document not in links.dependants(served)


@begins_with(depot.opened)
def test_it_is_dated_when_it_is_done() -> None:
    depot.opened()

    document = depot.count(depot.shipped())

    body = Transfer.objects.get(pk=document.pk)
    assert body.shipped_by == depot.keeper()
    assert body.received_by == depot.keeper(2)
    days = StockEntry.objects.filter(document=document).values_list("on_date", flat=True)
    assert set(days) == {timezone.localdate()}
