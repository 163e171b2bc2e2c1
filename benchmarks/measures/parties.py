"""(g) Who is owed what: payables of all suppliers, a statement, ageing."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.urls import reverse

from benchmarks.by_hand import compared, one, rows
from benchmarks.measuring import Bench, EndStatesDiffer, Result, measure
from finance.parties import queries
from finance.parties.aging import LIMITS
from finance.parties.models import OpenItem, Side
from finance.statement.account import Account, account_of
from masterdata.fields import MONEY_PLACES, scaled
from masterdata.roles import Role

CACHED = "SELECT party_id, amount FROM finance_partybalance WHERE side = %s"
STATEMENT = """
SELECT o.id, d.number, o.on_date, o.description, o.amount, SUM(o.amount) OVER (
         ORDER BY o.on_date, CASE WHEN o.amount > 0 THEN 0 ELSE 1 END, o.id)
  FROM finance_openitem o JOIN documents_document d ON d.id = o.document_id
 WHERE o.side = %s AND o.party_id = %s AND o.on_date BETWEEN %s AND %s
 ORDER BY o.on_date, CASE WHEN o.amount > 0 THEN 0 ELSE 1 END, o.id
"""
BEFORE = """
SELECT COALESCE(SUM(amount), 0) FROM finance_openitem
 WHERE side = %s AND party_id = %s AND on_date < %s
"""
AGED = """
SELECT party_id, {buckets}, SUM(CASE WHEN amount < 0 THEN allocated - amount ELSE 0 END)
  FROM finance_openitem WHERE side = %s AND allocated <> amount GROUP BY party_id
"""
BUCKET = """SUM(CASE WHEN amount > 0 AND COALESCE(dated, on_date) {span}
                     THEN amount - allocated ELSE 0 END)"""


@measure("g", "payables")
def payables(bench: Bench) -> Iterator[Result]:
    for number, side in enumerate((Side.PAYABLE, Side.RECEIVABLE), start=1):
        if OpenItem.objects.filter(side=side).exists():
            yield _balances(bench, f"g{number}", side)
    side, party = _busiest()
    last = OpenItem.objects.filter(party=party, side=side).latest("on_date").on_date
    yield _statement(bench, side, party, first=last - timedelta(days=30), last=last)
    yield _ageing(bench, side)
    if bench.serves:
        yield _page(bench, "g5", "page of the payables", reverse("payable_list"))


def _busiest() -> tuple[Side, int]:
    """The account with the most rows, of suppliers where they have any."""
    found = OpenItem.objects.order_by().values_list("side", "party").annotate(n=Count("pk"))
    payable = found.filter(side=Side.PAYABLE)
    side, party, _n = (payable if payable.exists() else found).order_by("-n")[0]
    return Side(side), party


def _money(value: Decimal) -> int:
    return scaled(value, MONEY_PLACES)


def _balances(bench: Bench, code: str, side: Side) -> Result:
    parties = one("SELECT COUNT(*) FROM finance_partybalance WHERE side = %s", [side])
    return compared(
        bench,
        code,
        f"{side.value} balances of {parties} parties",
        ours=lambda: queries.balances(side),
        floor=lambda: rows(CACHED, [side]),
        same=lambda ours, floor: {pk: _money(x) for pk, x in ours.items()} == dict(floor),
        goal=2,
        goal_ratio=10,
    )


def _statement(bench: Bench, side: Side, party: int, *, first: date, last: date) -> Result:
    days = (first.isoformat(), last.isoformat())

    def floor() -> tuple[int, list[Any]]:
        before = int(one(BEFORE, [side, party, days[0]]))
        return before, rows(STATEMENT, [side, party, *days])

    def same(ours: Account, by_hand: tuple[int, list[Any]]) -> bool:
        before, entries = by_hand
        closing = before + (int(entries[-1][5]) if entries else 0)
        return (_money(ours.opening), _money(ours.closing)) == (before, closing)

    return compared(
        bench,
        "g3",
        "statement of the busiest party over a month, with what is overdue",
        ours=lambda: account_of(side, party, first=first, last=last),
        floor=floor,
        same=same,
        goal_ratio=10,
    )


def _ageing(bench: Bench, side: Side) -> Result:
    """As of the last day of the books, so that nothing was settled later."""
    latest = one("SELECT MAX(on_date) FROM finance_openitem")
    on = latest if isinstance(latest, date) else date.fromisoformat(latest)
    edges = [(on - timedelta(days=limit)).isoformat() for limit in LIMITS]
    spans = [
        f">= '{edges[0]}'",
        *(
            f"< '{late}' AND COALESCE(dated, on_date) >= '{early}'"
            for late, early in zip(edges, edges[1:], strict=False)
        ),
        f"< '{edges[-1]}'",
    ]
    sql = AGED.format(buckets=", ".join(BUCKET.format(span=span) for span in spans))
    return compared(
        bench,
        "g4",
        f"ageing of all {side.value} accounts",
        ours=lambda: queries.ageing(side, on=on),
        floor=lambda: rows(sql, [side]),
        same=lambda ours, floor: (
            {
                party: (*map(_money, aged.buckets), _money(aged.prepaid))
                for party, aged in ours.items()
            }
            == {party: tuple(map(int, sums)) for party, *sums in floor}
        ),
        goal_ratio=10,
    )


def _page(bench: Bench, code: str, title: str, url: str) -> Result:
    took = []
    for _turn in range(bench.runs + 1):
        status, _body, ms = bench.http().get(url, role=Role.ACCOUNTANT)
        if status != 200:
            raise EndStatesDiffer(f"{title}: {status}")
        took.append(ms)
    return Result(code, title, tuple(took[1:]), through="http")
