"""The figures of a sales report: computed from the books, or as they were frozen.

Each report takes a fixed number of queries, however many customers there are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from masterdata.models import Party
from orders.daily_papers.tables import Block, Difference, differences
from orders.sales_report import day_list, sources, standing
from orders.sales_report.periods import (
    Kind,
    Time,
    a_year_before,
    before,
    month_of,
    thirds,
    time_of,
    year_until,
)
from orders.sales_report.sheets import MAIN, blocks_of

NONE = Decimal(0)
Figures = Mapping[str, Any]
Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """Which report: its kind, its region (None: the whole firm), its time, notes by customer."""

    kind: str
    region: int | None
    time: Time
    notes: Mapping[int, str]

    @classmethod
    def by(cls, body: Any) -> "Asked":
        notes = {line.party_id: line.note for line in body.lines.all()}
        return cls(body.kind, body.region_id, time_of(body.kind, body.day), notes)


def blocks_shown(body: Any) -> list[Block]:
    """Frozen once submitted; the books of this moment before."""
    return frozen(body) if body.frozen_at else live(Asked.by(body))


def frozen(body: Any) -> list[Block]:
    empty = blocks_of(body.kind, whole_firm=body.region_id is None)
    return [block.loaded(body.figures.get(block.code, ())) for block in empty]


def live(asked: Asked) -> list[Block]:
    rows = {MAIN: main_rows(asked)}
    if asked.kind == Kind.DAILY:
        rows["short"] = standing.short(asked.region)
        rows["late"] = standing.late(asked.region, asked.time.last)
    if asked.kind == Kind.MONTH:
        rows["punctual"] = standing.punctual(asked.region, asked.time)
    empty = blocks_of(asked.kind, whole_firm=asked.region is None)
    return [block.with_rows(rows[block.code]) for block in empty]


def main_rows(asked: Asked) -> list[Row]:
    if asked.kind == Kind.DAY_LIST:
        found = day_list.rows(asked.region, asked.time)
    else:
        found = COMPUTED[Kind(asked.kind)](asked)
    return numbered(with_notes(found, asked.notes))


def numbered(rows: Iterable[Row]) -> list[Row]:
    return [{"no": number, **row} for number, row in enumerate(rows, start=1)]


def with_notes(rows: Iterable[Row], notes: Mapping[int, str]) -> list[Row]:
    """In the customer's first row; a note to somebody without figures has a row of its own."""
    found, left = [], dict(notes)
    for row in rows:
        note = left.pop(row["party_id"], "")
        found.append(row | ({"note": note} if note else {}))
    known = Party.objects.select_related("region").in_bulk(left) if left else {}
    return found + [who(known[pk]) | {"note": note} for pk, note in left.items()]


def who(party: Party) -> Row:
    return {
        "party_id": party.pk,
        "party": party.short_name or party.name,
        "region": party.region.name if party.region else "",
    }


def by_customer(figures: sources.ByParty, shape: Any) -> list[Row]:
    """A row for every customer of whom there is something to say, region by region."""
    shaped = {party: shape(values) for party, values in figures.items()}
    told = {party: row for party, row in shaped.items() if any(row.values())}
    parties = Party.objects.select_related("region").in_bulk(told)
    order = sorted(
        parties.values(),
        key=lambda each: (each.region.code if each.region else "~", each.code),
    )
    return [who(party) | told[party.pk] for party in order]


def daily(asked: Asked) -> list[Row]:
    times = {"now": asked.time, "month": _so_far(asked.time)}
    figures = sources.joined(
        sources.ledger(asked.region, times, until=asked.time),
        sources.pieces(asked.region, {"now": asked.time}),
        sources.orders(asked.region, times),
        sources.unshipped(asked.region),
    )
    return by_customer(figures, daily_row)


def daily_row(of: Figures) -> Row:
    return {
        "count": int(of.get("count_now", 0)),
        "ordered": of.get("ordered_now", NONE),
        "pieces": of.get("pieces_now", NONE),
        "shipped": of.get("shipped_now", NONE),
        "received": -of.get("received_now", NONE),
        "returned": -of.get("returned_now", NONE),
        "month_ordered": of.get("ordered_month", NONE),
        "month_shipped": of.get("shipped_month", NONE),
        "month_received": -of.get("received_month", NONE),
        "unshipped": of.get("unshipped", NONE),
        "owed": of.get("owed", NONE),
    }


def ten_days(asked: Asked) -> list[Row]:
    past = before(asked.kind, asked.time)
    times = {"now": asked.time, "month": _so_far(asked.time), "before": past}
    figures = sources.joined(
        sources.ledger(asked.region, times, until=asked.time),
        sources.pieces(asked.region, {"now": asked.time}),
        sources.orders(asked.region, {"now": asked.time}),
    )
    return by_customer(figures, ten_days_row)


def ten_days_row(of: Figures) -> Row:
    return {
        "ordered": of.get("ordered_now", NONE),
        "pieces": of.get("pieces_now", NONE),
        "shipped": of.get("shipped_now", NONE),
        "returned": -of.get("returned_now", NONE),
        "sales": net(of, "now"),
        "received": -of.get("received_now", NONE),
        "month_shipped": of.get("shipped_month", NONE),
        "month_received": -of.get("received_month", NONE),
        "owed": of.get("owed", NONE),
        "before": net(of, "before"),
    }


def month(asked: Asked) -> list[Row]:
    first, middle, last = thirds(asked.time)
    times = {
        "first": first,
        "middle": middle,
        "last": last,
        "before": before(asked.kind, asked.time),
        "last_year": a_year_before(asked.time),
        "year": year_until(asked.time.last),
        "month": asked.time,
    }
    return by_customer(sources.ledger(asked.region, times, until=asked.time), month_row)


def month_row(of: Figures) -> Row:
    parts = {name: net(of, name) for name in ("first", "middle", "last")}
    return {
        **parts,
        "sales": sum(parts.values(), NONE),
        "before": net(of, "before"),
        "last_year": net(of, "last_year"),
        "year": net(of, "year"),
        "received": -of.get("received_month", NONE),
        "year_received": -of.get("received_year", NONE),
        "owed": of.get("owed", NONE),
    }


def net(of: Figures, label: str) -> Decimal:
    """What left, less what came back, which the books tell below zero."""
    return Decimal(of.get(f"shipped_{label}", NONE) + of.get(f"returned_{label}", NONE))


def _so_far(time: Time) -> Time:
    return Time(month_of(time.first).first, time.last)


COMPUTED = {Kind.DAILY: daily, Kind.TEN_DAYS: ten_days, Kind.MONTH: month}


def headline(blocks: Iterable[Block], kind: str) -> dict[str, Decimal | None]:
    """What the list of reports shows of one: ordered, net sales, received."""
    main = next(block for block in blocks if block.code == MAIN)
    sales = main.total("sales")
    if kind == Kind.DAILY:
        sales = main.total("shipped") - main.total("returned")
    ordered = None if kind == Kind.MONTH else main.total("ordered")
    return {"ordered": ordered, "sales": sales, "received": main.total("received")}


def changed_since(body: Any) -> list[Difference]:
    """What the books tell differently today of a report that is frozen."""
    if not body.frozen_at:
        return []
    then = next(block for block in frozen(body) if block.code == MAIN)
    now = then.with_rows(main_rows(Asked.by(body)))
    return differences(then, now, by="party")
