"""(e) What lies in the stores: 1,000 items from the cache, one item, a past day, a stock card."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count
from django.urls import reverse

from benchmarks.by_hand import compared, one, rows
from benchmarks.measuring import Bench, EndStatesDiffer, Result, measure
from inventory.places.models import BinKind
from inventory.stock import queries
from inventory.stock.models import Phase, StockEntry
from masterdata.fields import MONEY_PLACES, QUANTITY_PLACES, scaled
from masterdata.models import Item
from masterdata.roles import Role

MOST = 1_000
SIZE = 50

CACHED = """
SELECT s.item_id, SUM(s.on_hand), SUM(CASE WHEN b.kind IN (%s, %s) THEN s.on_hand ELSE 0 END),
       SUM(s.reserved), SUM(s.expected)
  FROM inventory_stockbalance s JOIN inventory_bin b ON b.id = s.bin_id
 {where} GROUP BY s.item_id
"""
PAST = """
SELECT item_id, SUM(quantity), SUM(amount) FROM inventory_stockentry
 WHERE phase = %s AND on_date <= %s GROUP BY item_id
"""
CARD = """
SELECT e.id, d.number, p.name, b.code, e.quantity, e.amount,
       SUM(e.quantity) OVER (ORDER BY e.on_date, e.id),
       SUM(e.amount) OVER (ORDER BY e.on_date, e.id)
  FROM inventory_stockentry e
  JOIN documents_document d ON d.id = e.document_id
  JOIN inventory_bin b ON b.id = e.bin_id
  LEFT JOIN masterdata_party p ON p.id = d.party_id
 WHERE e.item_id = %s AND e.phase = %s ORDER BY e.on_date, e.id LIMIT 50
"""


@measure("e", "stock")
def stock(bench: Bench) -> Iterator[Result]:
    items = list(Item.objects.order_by("id").values_list("pk", flat=True)[:MOST])
    busiest = _busiest()
    yield _cached(bench, items)
    yield _one(bench, busiest)
    yield _past(bench)
    yield _card(bench, busiest)
    if bench.serves:
        yield _page(bench, "e5", "page of the stock list", reverse("stock_list"))
        yield _page(bench, "e6", "page of a stock card", reverse("stock_card", args=[busiest]))


def _busiest() -> int:
    moves = StockEntry.objects.order_by().values_list("item").annotate(n=Count("pk"))
    return int(moves.order_by("-n")[0][0])


def _figures_agree(ours: dict[int, queries.Figures], floor: list[tuple[Any, ...]]) -> bool:
    by_item = {item: [int(each) for each in sums] for item, *sums in floor}
    return all(
        [scaled(x, QUANTITY_PLACES) for x in (f.on_hand, f.available, f.reserved, f.expected)]
        == [held, usable - reserved, reserved, expected]
        for item, f in ours.items()
        for held, usable, reserved, expected in [by_item.get(item, [0, 0, 0, 0])]
    )


def _cached(bench: Bench, items: list[int]) -> Result:
    sql = CACHED.format(where="WHERE s.item_id <= %s")
    values = [BinKind.NORMAL, BinKind.RECEIVING, items[-1]]
    return compared(
        bench,
        "e1",
        f"stock of {len(items)} items, cached",
        ours=lambda: queries.figures(items),
        floor=lambda: rows(sql, values),
        same=_figures_agree,
        goal=5,
        goal_ratio=8,
    )


def _one(bench: Bench, item: int) -> Result:
    sql = CACHED.format(where="WHERE s.item_id = %s")
    values = [BinKind.NORMAL, BinKind.RECEIVING, item]
    return compared(
        bench,
        "e2",
        "stock of one item",
        ours=lambda: queries.figures([item]),
        floor=lambda: rows(sql, values),
        same=_figures_agree,
        goal=1,
    )


def _past(bench: Bench) -> Result:
    """The middle of the books: neither a day with next to nothing before it nor the last."""
    first, last = rows("SELECT MIN(on_date), MAX(on_date) FROM inventory_stockentry")[0]
    if connection.vendor == "sqlite":
        first, last = date.fromisoformat(first), date.fromisoformat(last)
    day = first + timedelta(days=(last - first).days // 2)
    entries = one("SELECT COUNT(*) FROM inventory_stockentry")
    return compared(
        bench,
        "e3",
        f"stock of all items on a past day ({entries:,} entries)",
        ours=lambda: queries.on_hand_at(day),
        floor=lambda: rows(PAST, [Phase.ON_HAND, day.isoformat()]),
        same=lambda ours, floor: (
            {
                item: (scaled(w.quantity, QUANTITY_PLACES), scaled(w.amount, MONEY_PLACES))
                for item, w in ours.items()
            }
            == {item: (int(quantity), int(amount)) for item, quantity, amount in floor}
        ),
        goal_ratio=8,
        note="floor: bare sum over the entries",
    )


def _card(bench: Bench, item: int) -> Result:
    def ours() -> list[Any]:
        return list(queries.card(item).order_by("on_date", "id")[:SIZE])

    return compared(
        bench,
        "e4",
        "stock card of the busiest item, first 50 with running balance",
        ours=ours,
        floor=lambda: rows(CARD, [item, Phase.ON_HAND]),
        same=lambda ours, floor: (
            [
                (e.pk, scaled(e.running, QUANTITY_PLACES), scaled(e.running_amount, MONEY_PLACES))
                for e in ours
            ]
            == [(row[0], int(row[6]), int(row[7])) for row in floor]
        ),
        goal_ratio=8,
    )


def _page(bench: Bench, code: str, title: str, url: str) -> Result:
    took = []
    for _turn in range(bench.runs + 1):
        status, _body, ms = bench.http().get(url, role=Role.STOREKEEPER)
        if status != 200:
            raise EndStatesDiffer(f"{title}: {status}")
        took.append(ms)
    return Result(code, title, tuple(took[1:]), through="http")
