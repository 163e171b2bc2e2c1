"""h: eight processes approve receipts of the same 20 items at the same moment.

Ours through the engine, the floor as plain SQL whose locks are taken in the same order. What both
moved must be equal, and no answer may be an error.
"""

import logging
import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import connections, transaction
from django.utils import timezone

from benchmarks import base, books, floors, plain_sql
from benchmarks.measures.writing import FEW, goods_of
from benchmarks.measuring import Bench, Result, measure
from benchmarks.walking import Walker
from documents import content, engine, rows, timeline
from documents.models import Document, Event
from finance.parties.models import OpenItem
from inventory.stock.models import StockEntry
from masterdata.models import User
from masterdata.roles import Role

PROCESSES, TURNS = 8, 3
NOTE = "Copied for the measure of eight processes"
Act = Callable[[Any], object]


@dataclass
class Race:
    """Papers a second of each turn, and what did not go well in any of them."""

    speeds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    retries: int = 0


@measure("h", "eight processes on the same 20 items")
def together(bench: Bench) -> Iterator[Result]:
    each, turns = (2, 1) if bench.small else (max(2, bench.runs // 6), TURNS)
    papers = Papers.made(Walker(bench.person), bench, count=PROCESSES * each * turns)
    manager = bench.person(Role.PURCHASING_MANAGER)
    ours, floor = Race(), Race()
    ours_moved = floors.change_of(
        lambda: _race(ours, papers.ours, turns, lambda pk: _approve(pk, manager))
    )
    prepared = [papers.by_hand(pk, manager) for pk in papers.floor]
    floor_moved = floors.change_of(lambda: _race(floor, prepared, turns, plain_sql.run))
    floors.require_same(ours_moved, floor_moved)
    title = f"{PROCESSES} processes approve receipts of the same {FEW} items"
    note = f"{ours.retries} repeated"
    yield Result(
        "h1",
        title,
        tuple(ours.speeds),
        tuple(floor.speeds),
        unit="papers/s",
        goal=60,
        more_is_better=True,
        note=note,
    )
    wrong = "; ".join([*ours.errors, *floor.errors][:3])
    yield Result(
        "h2", "errors in that", (float(len(ours.errors)),), unit="errors", goal=0, note=wrong
    )


# --- The papers ------------------------------------------------------------------------------


@dataclass
class Papers:
    """Submitted receipts, each of an order of its own, all of the same 20 items."""

    receipt: int
    order: int
    stride: int
    model: int
    ours: list[int]
    floor: list[int]

    @classmethod
    def made(cls, walker: Walker, bench: Bench, *, count: int) -> "Papers":
        """One is walked, the others are its copies; the first shows what an approval does."""
        supplier = walker.masters.suppliers[2]
        goods = goods_of(walker, bench.rng, FEW)
        order = walker.order_on(walker.ordered(supplier, goods), "active")
        receipt = walker.receipt_on(walker.received(order), "submitted")
        with transaction.atomic():
            copier = base.copier_of(Fraction(0))
            base.copy(copier, {order.pk, receipt.pk}, list(range(1, 2 * count + 2)))
            books.seal(copier, NOTE)
            books.add_up()
            copier.reset_sequences()
        copies = [receipt.pk + k * copier.stride for k in range(1, 2 * count + 2)]
        for document in Document.objects.filter(pk__in=copies):
            document.content_hash = content.hash_of(content.snapshot(content.load_body(document)))
            rows.write([document], ["content_hash"])
        model, *others = copies
        _approve(model, walker.person(Role.PURCHASING_MANAGER))
        return cls(receipt.pk, order.pk, copier.stride, model, others[:count], others[count:])

    def by_hand(self, receipt: int, manager: User) -> list[plain_sql.Statement]:
        """What the approval of the model did, done to this receipt."""
        moved = receipt - self.model
        order = receipt - self.receipt + self.order
        entries = list(StockEntry.objects.filter(document=self.model).order_by("pk"))
        items = list(OpenItem.objects.filter(document=self.model).order_by("pk"))
        for row in (*entries, *items):
            row.document_id += moved
        for entry in entries:
            entry.claim_document_id = order if entry.claim_document_id else None
        now = timezone.now()
        return [
            plain_sql.lock(Document, ("id",), [(order,), (receipt,)]),
            *floors.ledgers(entries, items),
            *_heads(order, receipt, manager.pk, now),
            plain_sql.insert(self._events(order, receipt, manager, now), with_id=False),
        ]

    def _events(self, order: int, receipt: int, manager: User, now: datetime) -> list[Event]:
        order_of_model = self.model - self.receipt + self.order
        last = Event.objects.filter(document__in=(order_of_model, self.model)).order_by("pk")
        told = [event for event in last if event.to_state in ("approved", "completed")]
        for event in told:
            event.document_id = receipt if event.document_id == self.model else order
            before = Event.objects.filter(document=event.document_id).order_by("-pk").first()
            event.previous_hash = before.hash if before else ""
            event.at, event.content_hash = now, ""
            event.hash = timeline.seal(event)
        return told


def _heads(order: int, receipt: int, manager: int, now: datetime) -> list[plain_sql.Statement]:
    """States, counters, the desk of the chain and the task, as the engine leaves them."""
    mark = plain_sql.mark()
    at: Any = Document._meta.get_field("approved_at").get_db_prep_save(
        now, connection=connections["default"]
    )
    return [
        (
            f"UPDATE documents_document SET state = 'approved', version = version + 1,"
            f" approver_id = {mark}, approved_at = {mark}, content_hash = '' WHERE id = {mark}",
            [manager, at, receipt],
        ),
        (
            "UPDATE documents_document SET state = 'completed', version = version + 1,"
            f" content_hash = '' WHERE id = {mark}",
            [order],
        ),
        (
            "UPDATE purchasing_purchaseorderline SET received_quantity = base_quantity,"
            f" line_state = 'received' WHERE body_id = {mark}",
            [order],
        ),
        (
            "UPDATE purchasing_receipt SET owed_invoice = (SELECT total FROM documents_document"
            f" WHERE id = {mark}) WHERE head_id = {mark}",
            [receipt, receipt],
        ),
        (
            f"UPDATE documents_chainstep SET done_by_id = {mark}, done_at = {mark}"
            f" WHERE document_id = {mark}",
            [manager, at, receipt],
        ),
        (
            f"UPDATE documents_task SET closed_at = {mark}, closed_by_id = {mark}"
            f" WHERE document_id = {mark} AND closed_at IS NULL",
            [at, manager, receipt],
        ),
    ]


def _approve(receipt: int, manager: User) -> None:
    engine.perform(receipt, "approve", actor=manager)


# --- The processes ---------------------------------------------------------------------------


def _race(race: Race, work: Sequence[Any], turns: int, act: Act) -> None:
    """Every turn a new start: all processes wait at the barrier, then each does its share."""
    for turn in range(turns):
        _one_turn(race, work[turn::turns], act)


def _one_turn(race: Race, work: Sequence[Any], act: Act) -> None:
    # A forked process must not inherit a connection: it would speak on its parent's line.
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    barrier, answers = fork.Barrier(PROCESSES + 1), fork.Queue()
    children = [
        fork.Process(target=_child, args=(work[n::PROCESSES], act, barrier, answers))
        for n in range(PROCESSES)
    ]
    for child in children:
        child.start()
    barrier.wait()
    began = time.perf_counter()
    told = [answers.get() for _child in children]
    for child in children:
        child.join()
    ended = max(at for at, _errors, _retries in told)
    for _at, errors, retries in told:
        race.errors += errors
        race.retries += retries
    race.speeds.append(len(work) / (ended - began))


def _child(work: Sequence[Any], act: Act, barrier: Any, answers: Any) -> None:
    counted = _Repeated()
    logging.getLogger("documents.transactions").addHandler(counted)
    connections["default"].ensure_connection()
    errors = []
    barrier.wait()
    for each in work:
        try:
            act(each)
        except Exception as error:
            errors.append(f"{type(error).__name__}: {error}"[:200])
    answers.put((time.perf_counter(), errors, counted.times))
    connections.close_all()


class _Repeated(logging.Handler):
    """Counts what `in_one_transaction` says of acts that it repeated."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.times = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.times += 1
