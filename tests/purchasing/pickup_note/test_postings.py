"""What comes of a note in the books: nothing by itself; its receipt lies where the goods came."""

from decimal import Decimal

import pytest

from documents.errors import Refused
from inventory.places.direct import direct_bin, find_direct_bin
from inventory.places.models import Warehouse
from inventory.stock.models import StockEntry
from tests import factories
from tests.grounds import begins_with
from tests.notation import owed, stock
from tests.orders.delivery import straight
from tests.purchasing import firm
from tests.purchasing.pickup_note import notes

pytestmark = pytest.mark.django_db
D = Decimal


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_a_note_moves_nothing() -> None:
    document = notes.handed_over(firm.order("螺丝 100 x 2.26"), "40")

    assert not StockEntry.objects.filter(document=document).exists()
    assert stock("螺丝 main expected 100")
    assert owed("甲厂 0")


def test_the_place_that_goods_pass_is_made_once() -> None:
    assert find_direct_bin() is None

    place = direct_bin()

    assert direct_bin() == place
    assert place.warehouse.code == "ZF"


def test_a_warehouse_of_that_name_is_left_alone() -> None:
    own = factories.warehouse("ZF")

    assert direct_bin().warehouse != own
    assert Warehouse.objects.filter(code="ZF1").exists()


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_an_ordinary_receipt_does_not_lie_where_goods_only_pass() -> None:
    order = firm.order("螺丝 100 x 2.26")
    place = direct_bin()
    document = firm.draft_receipt([order], "40", body={"warehouse": place.warehouse}, bin=place)

    with pytest.raises(Refused):
        firm.step(document, "submit", firm.people().purchaser)


def test_both_halves_are_booked_at_the_same_cost_on_the_same_day() -> None:
    _note, delivery, receipt = straight.shipped()

    rows = StockEntry.objects.filter(
        document__in=(delivery, receipt), phase="on_hand", bin__kind="direct"
    ).order_by("id")

    assert [(row.document_id, row.quantity, row.amount) for row in rows] == [
        (receipt.pk, D(40), D("80.00")),
        (delivery.pk, D(-40), D("-80.00")),
    ]
    assert len({row.on_date for row in rows}) == 1


def test_more_of_a_line_than_the_note_says_is_not_received() -> None:
    note, _delivery = straight.announced()
    note = notes.confirm(note)

    with pytest.raises(Refused) as refused:
        notes.receive(note, "41")

    assert note.number in str(refused.value)
