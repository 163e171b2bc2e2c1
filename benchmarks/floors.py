"""The floor: the same effect as hand-written SQL, in one committed transaction.

What our program left in the tables for some papers is written once more for papers of its own:
heads, bodies, lines, events, links, clocks, open tasks, entries and open items, a statement of many
rows for each table, beside the counters of the numbers, and the balances, costs and debts locked in
their order and added to. Nothing is asked, checked or loaded in between, and everything that can be
known beforehand (ids, seals, parameters) is worked out before the clock runs. That is less than a
program may do, which is what a floor is.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Max, Model

from benchmarks.base import tables_of_papers
from benchmarks.copying import rows_of
from benchmarks.measuring import EndStatesDiffer
from benchmarks.plain_sql import Amounts, Statement, add, insert, lock, mark
from documents import timeline
from documents.models import Body, Document, Event, LineBase, NumberCounter
from documents.numbering import rule_of
from documents.registry import get as type_of
from finance.parties.models import OpenItem, PartyBalance
from inventory.places.models import Bin
from inventory.stock.models import StockBalance, StockCost, StockEntry

# What the program keeps beside the effect itself: its own history of desks, calls and prices.
NOT_THE_EFFECT = {
    *("ChainStep", "PromiseChange", "PriceRecord", "SaleRecord", "CallRecord", "Sent", "Operation"),
}
PHASES = ("on_hand", "reserved", "expected")


def ledgers(entries: Sequence[StockEntry], items: Sequence[OpenItem]) -> list[Statement]:
    """Locked in the order that is written everywhere, then entries, then what they add up to."""
    goods, worth, debts = balance_sums(entries), cost_sums(entries), debt_sums(items)
    party, place, store = ("side", "party_id"), ("item_id", "bin_id", "held_for"), _STORE
    found: list[Statement] = []
    if items:
        found.append(lock(PartyBalance, party, debts))
        found.append(insert(items, with_id=False))
        found.append(add(PartyBalance, party, ("amount",), debts))
    if entries:
        found.append(lock(StockBalance, place, goods))
        found.append(insert(entries, with_id=False))
        found.append(add(StockBalance, place, PHASES, goods))
    if worth:
        found.append(lock(StockCost, store, worth))
        found.append(add(StockCost, store, ("quantity", "amount"), worth))
    return found


_STORE = ("item_id", "warehouse_id")


# --- What ours left, once more -------------------------------------------------------------------


@dataclass
class Twin:
    """The rows of some papers under new ids, as statements."""

    papers: Sequence[Document]
    ids: dict[type[Model], dict[int, int]] = field(default_factory=dict)
    drawn: dict[tuple[str, str], int] = field(default_factory=dict)

    def statements(self) -> list[Statement]:
        models = [m for m in tables_of_papers() if m.__name__ not in NOT_THE_EFFECT]
        rows = {model: self._rows(model) for model in models}
        for model, found in rows.items():
            if found and issubclass(model, Document | LineBase):
                self.ids[model] = dict(
                    zip([r.pk for r in found], _ids(model, len(found)), strict=True)
                )
        for body in (model for model in models if issubclass(model, Body)):
            self.ids[body] = self.ids[Document]
        renamed = {model: [self._renamed(r) for r in found] for model, found in rows.items()}
        numbers = self._numbered(renamed[Document])
        first, heads = [], insert(renamed.pop(Document), with_id=True)
        entries, items = renamed.pop(StockEntry, []), renamed.pop(OpenItem, [])
        for model in sorted(renamed, key=lambda each: (not issubclass(each, Body), each.__name__)):
            if renamed[model]:
                with_id = issubclass(model, Body | LineBase)
                first.append(insert(renamed[model], with_id=with_id))
        # A head that bears a content hash freezes its paper: it comes after the lines.
        first += [heads, insert(self._events(), with_id=False)]
        return [*first, *ledgers(entries, items), *numbers]

    def _rows(self, model: type[Model]) -> list[Any]:
        found = model._base_manager.filter(pk__in=rows_of(model, [p.pk for p in self.papers]))
        if model.__name__ == "Task":
            found = found.filter(closed_at__isnull=True)
        return list(found.order_by("pk"))

    def _renamed(self, row: Any) -> Any:
        for each in row._meta.concrete_fields:
            if not each.is_relation:
                continue
            known = self.ids.get(each.related_model, {})
            value = getattr(row, each.attname)
            if value in known:
                setattr(row, each.attname, known[value])
        if type(row) in self.ids and not isinstance(row, Body):
            row.pk = self.ids[type(row)][row.pk]
        if row.__class__.__name__ == "Delivery":
            heads = self.ids[Document]
            row.shares = [{**s, "order": heads.get(s["order"], s["order"])} for s in row.shares]
        if row.__class__.__name__ == "PurchaseOrder" and row.contract_number:
            row.contract_number = f"F{row.pk}"
        return row

    def _numbered(self, heads: Sequence[Document]) -> list[Statement]:
        """One draw of a counter for each; the number itself is written beforehand."""
        found = []
        for head in heads:
            rule = rule_of(type_of(head.type))
            stem, _dash, _running = head.number.rpartition("-")
            period = stem.rpartition("-")[2]
            count = self._draw(rule.prefix, period)
            head.number, head.key = f"{stem}-{count:0{rule.digits}d}", uuid.uuid4()
            found.append(_counted(rule.prefix, period))
        return found

    def _draw(self, prefix: str, period: str) -> int:
        """The next number of a series as it stands: a twin runs before another is prepared."""
        if (prefix, period) not in self.drawn:
            known = NumberCounter.objects.filter(prefix=prefix, period=period)
            self.drawn[prefix, period] = known.values_list("last", flat=True).first() or 0
        self.drawn[prefix, period] += 1
        return self.drawn[prefix, period]

    def _events(self) -> list[Event]:
        sealed: list[Event] = []
        last: dict[int, str] = defaultdict(str)
        for event in Event.objects.filter(document__in=self.papers).order_by("pk"):
            event.document_id = self.ids[Document][event.document_id]
            event.previous_hash = last[event.document_id]
            event.hash = last[event.document_id] = timeline.seal(event)
            sealed.append(event)
        return sealed


def _counted(prefix: str, period: str) -> Statement:
    table = NumberCounter._meta.db_table
    sql = f"UPDATE {table} SET last = last + 1 WHERE prefix = {mark()} AND period = {mark()}"
    return sql, [prefix, period]


def _ids(model: type[Model], count: int) -> list[int]:
    """Ids that nobody else draws any more."""
    table, key = model._meta.db_table, model._meta.pk.column
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, key, count],
            )
            return [row[0] for row in cursor.fetchall()]
    most = model._base_manager.aggregate(most=Max("pk"))["most"] or 0
    return list(range(most + 1, most + count + 1))


# --- What it comes to ----------------------------------------------------------------------------


def balance_sums(entries: Iterable[StockEntry]) -> Amounts:
    found: Amounts = defaultdict(lambda: [0, 0, 0])
    for entry in entries:
        sums = found[entry.item_id, entry.bin_id, entry.held_for]
        sums[PHASES.index(entry.phase)] += _stored(entry, "quantity")
    return dict(found)


def cost_sums(entries: Iterable[StockEntry]) -> Amounts:
    goods = [entry for entry in entries if entry.phase == "on_hand"]
    stores = dict(Bin.objects.values_list("pk", "warehouse_id"))
    found: Amounts = defaultdict(lambda: [0, 0])
    for entry in goods:
        sums = found[entry.item_id, stores[entry.bin_id]]
        sums[0] += _stored(entry, "quantity")
        sums[1] += _stored(entry, "amount")
    return dict(found)


def debt_sums(items: Iterable[OpenItem]) -> Amounts:
    found: Amounts = defaultdict(lambda: [0])
    for item in items:
        found[item.side, item.party_id][0] += _stored(item, "amount")
    return dict(found)


def _stored(row: Any, name: str) -> int:
    each = row._meta.get_field(name)
    return int(each.get_db_prep_save(getattr(row, name), connection=connection))


def state() -> dict[str, dict[Any, Any]]:
    """All that the books come to: balances, costs, debts, and what is open of them."""
    keys = {
        StockBalance: (("item_id", "bin_id", "held_for"), PHASES),
        StockCost: (("item_id", "warehouse_id"), ("quantity", "amount")),
        PartyBalance: (("side", "party_id"), ("amount",)),
    }
    found: dict[str, dict[Any, Any]] = {}
    for model, (names, columns) in keys.items():
        rows = model._base_manager.values_list(*names, *columns)
        found[model.__name__] = {row[: len(names)]: row[len(names) :] for row in rows}
    opened: dict[Any, Any] = defaultdict(lambda: (0, 0))
    for side, party, amount in OpenItem.objects.values_list("side", "party_id", "amount"):
        count, total = opened[side, party]
        opened[side, party] = (count + 1, total + amount)
    return found | {"OpenItem": dict(opened)}


Moved = dict[tuple[str, Any], tuple[Any, ...]]


def change_of(act: Callable[[], object]) -> Moved:
    """By how much an act moved each figure of the books; what did not move is left out."""
    before = state()
    act()
    moved: Moved = {}
    for name, figures in state().items():
        for key, now in figures.items():
            was = before[name].get(key, (0,) * len(now))
            by = tuple(new - old for new, old in zip(now, was, strict=True))
            if any(by):
                moved[name, key] = by
    return moved


def require_same(ours: Moved, floor: Moved) -> None:
    """Both moved something, and the same; else their times say nothing."""
    keys = [key for key in ours.keys() | floor.keys() if ours.get(key) != floor.get(key)]
    if keys or not ours:
        told = [f"{key}: ours {ours.get(key)}, floor {floor.get(key)}" for key in keys[:3]]
        raise EndStatesDiffer(f"{len(keys)} figures differ: {'; '.join(told)}")
