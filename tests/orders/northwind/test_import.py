"""A slice of the Northwind orders walks into the books, and what was short went by rank."""

import io
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from documents.models import Attachment, Document, Event
from finance.remittance.models import Remittance
from inventory.demand.models import Demand
from inventory.stock.models import StockBalance
from masterdata.models import Item, PackUnit, Party
from orders.customer_order.models import CustomerOrder, CustomerOrderLine
from orders.delivery.models import Delivery
from orders.northwind import totals
from orders.northwind.files import DataSet, Incomplete, read
from tests.grounds import begins_with, kept

pytestmark = pytest.mark.django_db
SLICE = Path(__file__).parents[2] / "data" / "northwind"


@kept
def bring_in(**options: object) -> str:
    out = io.StringIO()
    call_command("import_northwind", SLICE, stdout=out, stderr=out, **options)
    return out.getvalue()


def shipped() -> dict[tuple[str, int], Decimal]:
    """By the data set's order number and line, what left."""
    lines = CustomerOrderLine._base_manager.filter(body__customer_number__startswith="NW-")
    rows = lines.values_list("body__customer_number", "line_no", "shipped_quantity")
    return {(number, line): quantity for number, line, quantity in rows}


@pytest.mark.usefixtures("books")
def test_the_slice_agrees_with_its_files_and_what_is_short_goes_by_rank() -> None:
    said = bring_in()
    data = read(SLICE)

    assert "All totals agree" in said
    assert "≠" not in said
    assert "25/25" in said
    expected = {(f"NW-{pk}", line): got for (pk, line), got in totals.served(data).items()}
    assert shipped() == expected
    _short_goods_are_demand(data)
    _every_step_was_real()
    _letters_survived()


def _short_goods_are_demand(data: DataSet) -> None:
    """What could not be served waits, and no piece of it lies free."""
    ordered = sum(line.quantity for order in data.orders for line in order.lines)
    went = sum(shipped().values())
    assert 0 < went < ordered
    assert Demand.objects.aggregate(sum=Sum("quantity"))["sum"] == ordered - went
    short = set(Demand.objects.values_list("item_id", flat=True))
    left = StockBalance.objects.filter(item__in=short).aggregate(sum=Sum("on_hand"))["sum"]
    assert left == 0


def _every_step_was_real() -> None:
    orders = Document.objects.filter(type="customer_order")
    assert {order.state for order in orders} == {"released", "fulfilled", "closed"}
    assert Attachment.objects.filter(document__in=orders).count() == 25
    prepaid = CustomerOrder.objects.filter(terms="prepaid")
    assert Remittance.objects.filter(head__state="confirmed").count() == prepaid.count() > 0
    checks = ("price", "approve", "authorize", "confirm")
    for event in Event.objects.filter(kind="step", step__in=checks).select_related("document"):
        assert event.actor_id != event.document.maker_id
    for delivery in Delivery.objects.all():
        assert delivery.picked_by_id != delivery.checked_by_id


def _letters_survived() -> None:
    names = set(Party.objects.filter(is_customer=True).values_list("name", flat=True))
    assert {"Blondesddsl père et fils", "Ottilies Käseladen", "Que Delícia"} <= names
    order = CustomerOrder.objects.get(customer_number="NW-10249")
    assert order.receiver == "Toms Spezialitäten"
    assert "Münster" in order.address
    packed = PackUnit.objects.get(item__name="Gorgonzola Telino")
    assert (packed.unit.name, packed.denominator) == ("package", 12)
    assert not Item.objects.get(name="Guaraná Fantástica").is_active


@begins_with(bring_in, limit=2)
def test_papers_carry_the_days_of_the_data_set() -> None:
    bring_in(limit=2)

    order = CustomerOrder.objects.select_related("head").get(customer_number="NW-10248")
    assert f"{order.head.date} {order.wanted_on}" == "1996-07-04 1996-08-01"
    assert order.head.number.startswith("KD-19960704-")
    assert {event.at.year for event in order.head.events.all()} == {1996}


@begins_with(bring_in, limit=2)
def test_a_second_run_adds_nothing_and_a_larger_one_is_refused() -> None:
    bring_in(limit=2)
    papers = Document.objects.count()

    said = bring_in(limit=2)

    assert "2 orders are there already" in said
    assert "All totals agree" in said
    assert Document.objects.count() == papers
    with pytest.raises(CommandError, match="shared out among fewer orders"):
        bring_in(limit=3)


def test_a_run_that_was_broken_off_goes_on_where_it_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*args: object, **options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("orders.northwind.opening.bring_in", broken)
        with pytest.raises(KeyboardInterrupt):
            bring_in(limit=2)

    said = bring_in(limit=3)

    assert "2 orders are there already" in said
    assert "All totals agree" in said


def test_books_that_do_not_agree_end_the_run_with_a_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    true = totals.expected

    def wrong(data: DataSet) -> dict[str, object]:
        return true(data) | {"freight": Decimal(1)}

    monkeypatch.setattr(totals, "expected", wrong)

    with pytest.raises(CommandError, match="do not agree"):
        bring_in(limit=1)


def test_a_folder_without_the_files_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Incomplete, match=r"customers\.csv"):
        read(tmp_path)

    with pytest.raises(CommandError, match=r"customers\.csv"):
        call_command("import_northwind", tmp_path)
