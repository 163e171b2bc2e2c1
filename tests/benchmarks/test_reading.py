"""The measures of reading in their small form: ours and the floor answer the same.

How fast they are is never asserted; that is what `./run bench` prints.
"""

from decimal import Decimal

import pytest

from benchmarks import masters
from benchmarks.many_items import fill
from benchmarks.measuring import Bench, Result, measures
from benchmarks.rates import request
from benchmarks.walking import Walker
from masterdata.models import Item

pytestmark = pytest.mark.django_db
COMPARED = {"d", "e", "f", "g", "k"}


@pytest.fixture
def bench() -> Bench:
    """Goods bought and owed, one order released that the store cannot fill, one only drafted."""
    found = Bench(runs=1, small=True, serves=False)
    made = masters.make(items=12, parties=3)
    walker = Walker(found.person)
    walker.opening(Decimal(100), Decimal(5))
    goods = [(item, Decimal(7), Decimal("2.50")) for item in made.items[:3]]
    walker.purchase(made.suppliers[0], goods)
    wanted = [(item, Decimal(900), Decimal("3.10")) for item in made.items[:2]]
    walker.sale_on(walker.wanted(made.customers[0], wanted), "released")
    walker.wanted(made.customers[1], goods)
    return found


def _measured(bench: Bench, letters: str) -> list[Result]:
    return [found for _letter, _title, act in measures(letters) for found in act(bench)]


@pytest.mark.usefixtures("books")
def test_small_measures_of_reading_answer_as_their_floors_do(bench: Bench) -> None:
    found = _measured(bench, "defgk")

    assert {result.code[0] for result in found} == COMPARED
    assert all(result.ours for result in found)
    assert {result.code for result in found if result.floor} >= {
        *("d1", "d2", "d3", "d4", "d5", "e1", "e2", "e3", "e4", "f1", "g1", "g3", "g4", "k4")
    }


@pytest.mark.once
@pytest.mark.usefixtures("books")
def test_small_slips_are_drawn_in_one_copy_in_three_and_many_at_once(bench: Bench) -> None:
    assert [result.code for result in _measured(bench, "j")] == ["j1", "j2", "j2a", "j5", "j5a"]


@pytest.mark.once
def test_many_items_have_codes_names_and_barcodes_of_their_own(bench: Bench) -> None:
    before = Item.objects.count()

    count = fill(small=True)

    made = Item.objects.filter(code__startswith="G")
    assert count == before + 3 * 4 * 2 * 5
    assert made.values("code").distinct().count() == made.count() == count - before
    assert made.values("barcode").distinct().count() == made.count()
    assert made.order_by("code")[0].name == "不锈钢螺丝 抛光一级"


def test_small_look_ups_find_what_the_bare_query_finds(bench: Bench) -> None:
    found = _measured(bench, "i")

    assert [result.code for result in found] == [f"i{number}" for number in range(5, 12)]


@pytest.mark.once
def test_a_request_of_the_rate_names_its_path_and_ends_with_a_blank_line() -> None:
    sent = request("/lookup/item/?q=B", cookie="sessionid=x")

    assert sent.startswith(b"GET /lookup/item/?q=B HTTP/1.1\r\n")
    assert sent.endswith(b"Cookie: sessionid=x\r\n\r\n")
