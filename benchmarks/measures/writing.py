"""a, b, c: papers walked from draft to their effect, against the same effect as plain SQL."""

import random
from collections.abc import Callable, Iterator
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import floors, plain_sql
from benchmarks.browsing import Browser
from benchmarks.measuring import Bench, Result, measure
from benchmarks.selling import Seller
from benchmarks.walking import Goods, Walker
from documents.models import Document

FEW, MANY = 20, 200
FROM_THE_DRAFT = "ordered, approved, contracted, received, approved: in stock and owed"
Walk = Callable[[], tuple[Document, ...]]


def goods_of(walker: Walker, rng: random.Random, lines: int) -> Goods:
    """Different items at different prices, so that no two lines can be mistaken."""
    chosen = rng.sample(walker.masters.items, lines)
    return [
        (item, Decimal(rng.randint(5, 20)), Decimal(rng.randint(200, 9_900)) / 100)
        for item in chosen
    ]


def against_floor(bench: Bench, walk: Walk) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Milliseconds of ours and of the floor; refused where the two did not do the same."""
    papers: list[tuple[Document, ...]] = []
    ours_moved = floors.change_of(lambda: papers.append(walk()))
    twin = floors.Twin(papers[0]).statements()
    floor_moved = floors.change_of(lambda: plain_sql.run(twin))
    floors.require_same(ours_moved, floor_moved)
    ours = bench.timed(walk)
    prepared: list[list[plain_sql.Statement]] = []
    floor = bench.timed(
        lambda: plain_sql.run(prepared.pop()),
        before=lambda: prepared.append(floors.Twin(papers[0]).statements()),
    )
    return ours, floor


def statements_of_approval(bench: Bench, walker: Walker, lines: int) -> int:
    """How many statements one approval of a receipt takes, from BEGIN to COMMIT."""
    supplier = walker.masters.suppliers[0]
    order = walker.order_on(walker.ordered(supplier, goods_of(walker, bench.rng, lines)), "active")
    receipt = walker.receipt_on(walker.received(order), "submitted")
    with CaptureQueriesContext(connection) as asked:
        walker.receipt_on(receipt, "approved")
    return len(asked)


@measure("a", "a purchase of 20 lines")
def purchase_of_few(bench: Bench) -> Iterator[Result]:
    yield from _purchase(bench, "a", FEW, goal=25)


@measure("b", "a purchase of 200 lines")
def purchase_of_many(bench: Bench) -> Iterator[Result]:
    found = list(_purchase(bench, "b", MANY, goal=90))
    yield from found
    walker = Walker(bench.person)
    supplier = walker.masters.suppliers[1]
    few = bench.timed(lambda: walker.purchase(supplier, goods_of(walker, bench.rng, FEW)))
    times = tuple(many / one for many, one in zip(found[0].ours, few, strict=True))
    yield Result("b3", "200 lines as times of 20 lines", times, unit="times", goal=4)


def _purchase(bench: Bench, letter: str, lines: int, *, goal: float) -> Iterator[Result]:
    walker = Walker(bench.person)
    supplier = walker.masters.suppliers[0]
    goods = goods_of(walker, bench.rng, lines)
    ours, floor = against_floor(bench, lambda: walker.purchase(supplier, goods))
    title = f"purchase of {lines} lines: {FROM_THE_DRAFT}"
    yield Result(f"{letter}1", title, ours, floor, goal=goal, goal_ratio=10)
    if bench.serves:
        yield _through_forms(bench, f"{letter}h", walker, goods)
    asked = statements_of_approval(bench, walker, lines)
    yield Result(
        f"{letter}2",
        f"statements of approving a receipt of {lines} lines",
        (float(asked),),
        unit="queries",
    )


def _through_forms(bench: Bench, code: str, walker: Walker, goods: Goods) -> Result:
    """The same purchase through the web server; what it moves is what the engine moves."""
    supplier, browser = walker.masters.suppliers[0], Browser(bench.http(), walker.masters)
    took = _as_forms(
        bench,
        browser,
        by_engine=lambda: walker.purchase(supplier, goods),
        by_forms=lambda: browser.purchase(supplier, goods),
    )
    title = f"the same {len(goods)} lines, each of its eight forms posted"
    return Result(code, title, took, through="http")


def _as_forms(
    bench: Bench, browser: Browser, *, by_engine: Walk, by_forms: Walk
) -> tuple[float, ...]:
    """Milliseconds of all answers to the forms of a walk; refused if they moved something else."""
    floors.require_same(floors.change_of(by_forms), floors.change_of(by_engine))
    took = []
    for _turn in range(max(3, bench.runs // 3)):
        browser.ms = 0.0
        by_forms()
        took.append(browser.ms)
    return tuple(took)


@measure("c", "a sale of 20 lines")
def sale_of_few(bench: Bench) -> Iterator[Result]:
    walker = Walker(bench.person)
    customer = walker.masters.customers[0]
    goods = goods_of(walker, bench.rng, FEW)
    ours, floor = against_floor(bench, lambda: walker.sale(customer, goods, to="dispatched"))
    title = f"sale of {FEW} lines: registered, called, priced, released, loaded, dispatched"
    yield Result("c1", title, ours, floor, goal=35)
    if bench.serves:
        seller = Seller(bench.http(), walker.masters)
        took = _as_forms(
            bench,
            seller,
            by_engine=lambda: walker.sale(customer, goods, to="dispatched"),
            by_forms=lambda: seller.sale(customer, goods),
        )
        yield Result("ch", "the same sale, each of its 15 forms posted", took, through="http")
