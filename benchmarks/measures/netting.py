"""(f) What must be bought: demand of up to 1,000 items against what is coming."""

from collections.abc import Iterator
from typing import Any

from benchmarks.by_hand import compared, rows
from benchmarks.measuring import Bench, EndStatesDiffer, Result, measure
from inventory.demand.models import Demand
from inventory.demand.pages import MOST_PEGS
from inventory.demand.queries import Lack, lacks, open_demand
from masterdata.fields import QUANTITY_PLACES, scaled

MOST = 1_000
NETTED = """
SELECT d.item_id, d.warehouse_id, d.demanded, COALESCE(s.expected, 0), d.needed_on
  FROM (SELECT item_id, warehouse_id, SUM(quantity) demanded, MIN(needed_on) needed_on
          FROM inventory_demand WHERE item_id <= %s GROUP BY item_id, warehouse_id) d
  LEFT JOIN (SELECT s.item_id, b.warehouse_id, SUM(s.expected) expected
               FROM inventory_stockbalance s JOIN inventory_bin b ON b.id = s.bin_id
              WHERE s.expected <> 0 GROUP BY s.item_id, b.warehouse_id) s
    ON s.item_id = d.item_id AND s.warehouse_id = d.warehouse_id
 ORDER BY d.item_id
"""
PEGS = """
SELECT DISTINCT item_id, warehouse_id, document_id FROM inventory_demand WHERE item_id <= %s
"""


@measure("f", "netting of demand")
def netting(bench: Bench) -> Iterator[Result]:
    wanted = Demand.objects.order_by("item_id").values_list("item_id", flat=True).distinct()
    items = list(wanted[:MOST])
    if not items:
        raise EndStatesDiffer("nothing is lacking in the base: there is nothing to net")
    rows_of_demand = Demand.objects.filter(item__in=items).count()
    yield compared(
        bench,
        "f1",
        f"net demand of {len(items)} items ({rows_of_demand:,} rows)",
        ours=lambda: lacks(items),
        floor=lambda: (rows(NETTED, [items[-1]]), rows(PEGS, [items[-1]])),
        same=_same,
        goal=80,
        goal_ratio=15,
        note="floor: sums and papers in bare SQL",
    )
    yield Result(
        "f2",
        "the purchaser's list of what is lacking, 50 items",
        bench.timed(lambda: list(open_demand(most_pegs=MOST_PEGS).order_by("code", "pk")[:50])),
    )


def _same(ours: list[Lack], floor: Any) -> bool:
    sums, pegs = floor
    papers: dict[tuple[int, int], set[int]] = {}
    for item, warehouse, document in pegs:
        papers.setdefault((item, warehouse), set()).add(document)
    by_hand = {
        (item, warehouse): (int(demanded), int(expected), sorted(papers[item, warehouse]))
        for item, warehouse, demanded, expected, _day in sums
    }
    return by_hand == {
        (lack.item_id, lack.warehouse_id): (
            scaled(lack.demanded, QUANTITY_PLACES),
            scaled(lack.expected, QUANTITY_PLACES),
            list(lack.documents),
        )
        for lack in ours
    }
