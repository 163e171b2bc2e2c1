"""The measures of writing in their small form: ours and the floor do the same, and nothing breaks.

How fast they are is never asserted; that is what `./run bench` prints.
"""

from decimal import Decimal

import pytest

from benchmarks import floors, masters, plain_sql
from benchmarks.measures import writing
from benchmarks.measuring import Bench, EndStatesDiffer, Result, measures
from benchmarks.walking import Walker
from documents.models import Document

pytestmark = pytest.mark.django_db
SMALL = {"items": 60, "parties": 3}


@pytest.fixture
def bench(db: None) -> Bench:
    found = Bench(runs=1, small=True, serves=False)
    masters.make(**SMALL)
    Walker(found.person).opening(Decimal(1_000), Decimal(5))
    return found


@pytest.mark.usefixtures("books")
def test_a_purchase_and_its_floor_move_the_same_figures(bench: Bench) -> None:
    walker = Walker(bench.person)
    goods = writing.goods_of(walker, bench.rng, 3)
    supplier = walker.masters.suppliers[0]

    order, receipt = walker.purchase(supplier, goods)
    papers = Document.objects.filter(pk__in=(order.pk, receipt.pk)).order_by("pk")
    moved = floors.change_of(lambda: plain_sql.run(floors.Twin(list(papers)).statements()))

    worth = sum((quantity * price for _item, quantity, price in goods), Decimal(0))
    owed = moved["PartyBalance", ("payable", supplier.pk)]
    assert owed == (worth.quantize(Decimal("0.01")),)
    assert {k[0] for n, k in moved if n == "StockCost"} == {item.pk for item, _q, _p in goods}
    assert Document.objects.filter(type="receipt", state="approved").count() == 2


@pytest.mark.usefixtures("books")
def test_small_measures_of_purchase_and_sale_run_and_leave_clean_books(bench: Bench) -> None:
    by_letter = {letter: act for letter, _title, act in measures(["a", "c"])}

    found = [result for letter in ("a", "c") for result in by_letter[letter](bench)]

    assert [result.code for result in found] == ["a1", "a2", "c1"]
    assert all(len(result.floor) == 1 for result in found if result.unit == "ms")


@pytest.mark.usefixtures("books")
def test_an_approval_asks_as_many_statements_for_2_lines_as_for_40(bench: Bench) -> None:
    walker = Walker(bench.person)

    few = writing.statements_of_approval(bench, walker, 2)
    many = writing.statements_of_approval(bench, walker, 40)

    assert few == many


def test_a_floor_that_does_less_is_refused(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    walker = Walker(bench.person)
    goods = writing.goods_of(walker, bench.rng, 2)
    monkeypatch.setattr(floors, "ledgers", lambda entries, items: [])

    with pytest.raises(EndStatesDiffer):
        writing.against_floor(bench, lambda: walker.purchase(walker.masters.suppliers[0], goods))


def test_a_result_says_whether_its_goal_is_met() -> None:
    slow = Result("a", "", ours=(30.0, 20.0, 40.0), floor=(2.0,), goal=25)
    many = Result("h", "", ours=(50.0,), floor=(100.0,), goal=60, more_is_better=True)

    assert (slow.median, slow.p95, slow.ratio, slow.met) == (30.0, 40.0, 15.0, False)
    assert (many.ratio, many.met) == (2.0, False)
    assert Result("x", "", ours=(1.0,)).met is None
