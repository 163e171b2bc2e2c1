"""A slice of the AdventureWorks purchases walks into the books, and they agree with the files."""

import io
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from documents.models import Document, Event
from masterdata.models import Party
from purchasing.adventureworks import totals
from purchasing.adventureworks.files import Incomplete, read
from purchasing.purchase_order.models import PurchaseOrder
from purchasing.receipt.models import Receipt
from purchasing.suppliers.models import SupplierPrice
from tests.grounds import begins_with, kept

pytestmark = pytest.mark.django_db
SLICE = Path(__file__).parents[2] / "data" / "adventureworks"


@kept
def bring_in(**options: object) -> str:
    out = io.StringIO()
    call_command("import_adventureworks", SLICE, stdout=out, stderr=out, **options)
    return out.getvalue()


def state_of(order_id: int) -> str:
    order = PurchaseOrder.objects.select_related("head").get(contract_number=f"AW-{order_id}")
    return order.head.state


@begins_with(bring_in)
@pytest.mark.usefixtures("books")
def test_the_slice_agrees_with_its_files_and_the_books_are_clean() -> None:
    said = bring_in()

    assert "All totals agree" in said
    assert "≠" not in said
    assert PurchaseOrder.objects.count() == 13
    assert SupplierPrice.objects.count() == 21


@begins_with(bring_in)
def test_each_status_ends_where_it_belongs() -> None:
    bring_in()

    by_status = {order.status: order.order_id for order in read(SLICE).orders}
    assert {status: state_of(by_status[status]) for status in by_status} == {
        1: "submitted",
        2: "approved",
        3: "void",
        4: "completed",
    }


@begins_with(bring_in)
def test_every_approval_is_by_another_than_the_maker() -> None:
    bring_in()

    approved = Event.objects.filter(kind="step", step="approve")
    assert approved.count() > 10
    assert not [event for event in approved if event.actor_id == event.document.maker_id]


def test_a_run_that_was_broken_off_goes_on_where_it_stopped() -> None:
    bring_in(limit=6)
    before = set(Document.objects.values_list("pk", flat=True))

    said = bring_in()

    assert "6 orders are there already" in said
    assert before < set(Document.objects.values_list("pk", flat=True))
    assert PurchaseOrder.objects.count() == 13


@begins_with(bring_in)
def test_a_second_run_adds_nothing() -> None:
    bring_in()
    papers = Document.objects.count()

    said = bring_in()

    assert "13 orders are there already" in said
    assert Document.objects.count() == papers


@begins_with(bring_in)
def test_inactive_vendors_are_closed_after_their_last_order() -> None:
    bring_in()

    gone = Party.objects.filter(is_active=False)
    assert gone.exists()
    assert Receipt.objects.filter(head__party__in=gone).exists()


def test_books_that_do_not_agree_end_the_run_with_a_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    true = totals.expected

    def wrong(data: object) -> dict[str, object]:
        return true(data) | {"owed": Decimal(1)}  # type: ignore[arg-type]

    monkeypatch.setattr(totals, "expected", wrong)

    with pytest.raises(CommandError):
        bring_in()


def test_a_folder_without_the_files_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Incomplete, match="units.csv"):
        read(tmp_path)

    with pytest.raises(CommandError, match=r"units\.csv"):
        call_command("import_adventureworks", tmp_path)
