"""Fifty or sixty people at work at once, four acts of five being reading; a row of the table.

Times are measured and told, never asserted: only an error or unclean books are a breach.
"""

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from masterdata.roles import Role
from proving.outside.cluster import binaries
from proving.outside.desk import Desk, Gate, Journal
from proving.outside.keeper import Keeper
from proving.outside.place import Place, postgresql_place, sqlite_place
from proving.outside.server import Server, serving
from proving.outside.visitor import Unanswered, Visitor
from proving.programme import Breach, Programme, Reached, proof
from tests.factories import PASSWORD

PAGES = (
    "/",
    "/inbox/",
    "/purchasing/receipt/",
    "/purchasing/purchase_order/",
    "/inventory/stock/",
    "/finance/payables/",
    "/masterdata/items/",
    "/lookup/item/?q=%E8%9E%BA",
    "/masterdata/parties/",
)
READERS = (
    Role.PURCHASER,
    Role.PURCHASING_MANAGER,
    Role.ACCOUNTANT,
    Role.GENERAL_MANAGER,
    Role.STOREKEEPER,
)
THINK_SECONDS = (0.5, 3.0)


@dataclass
class Measured:
    """What one kind of act took, and every answer that was an error."""

    pages: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Reader(threading.Thread):
    """Opens one page after the other, and thinks in between; four of five are such."""

    def __init__(
        self, host: str, number: int, *, seed: int, gate: Gate, measured: Measured
    ) -> None:
        super().__init__(daemon=True)
        self.random = random.Random(f"{seed}/reader/{number}")
        self.visitor = Visitor(host).sign_in(READERS[number % len(READERS)].value, PASSWORD)
        self.gate, self.measured = gate, measured

    def run(self) -> None:
        while self.gate.enter():
            try:
                self.read(self.random.choice(PAGES))
            finally:
                self.gate.leave()
            time.sleep(self.random.uniform(*THINK_SECONDS))

    def read(self, address: str) -> None:
        begun = time.monotonic()
        try:
            page = self.visitor.get(address)
        except Unanswered as broken:
            self.measured.errors.append(str(broken))
            return
        self.measured.pages.append(time.monotonic() - begun)
        # A page that this role may not open is refused, which is reading too.
        if page.status not in (200, 403):
            self.measured.errors.append(f"{page.status} at {address}")


class Clerk(Desk):
    """A desk that thinks between its papers, as people do."""

    def one_paper(self) -> None:
        super().one_paper()
        time.sleep(self.random.uniform(*THINK_SECONDS))


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def memory_of(server: Server) -> list[int]:
    """Resident megabytes of each worker."""
    found = []
    for pid in server.worker_pids:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        found += [int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS")]
    return found


def worked(place: Place, *, people: int, seconds: float, seed: int) -> tuple[str, list[str]]:
    """The figure in words, and what went wrong."""
    with serving(place) as server, Keeper(place) as keeper:
        gate, journal, measured = Gate(), Journal(), Measured()
        host = server.address
        shared: dict[str, Any] = {"seed": seed, "gate": gate}
        clerks = max(1, people // 5)
        staff: list[threading.Thread] = [
            Clerk(host, n, journal=journal, **shared) for n in range(clerks)
        ]
        staff += [Reader(host, n, measured=measured, **shared) for n in range(people - clerks)]
        for person in staff:
            person.start()
        time.sleep(seconds / 6)
        at_first = memory_of(server)
        time.sleep(seconds * 5 / 6)
        at_last = memory_of(server)
        gate.ended = True
        for person in staff:
            person.join(timeout=120)
        wrong = measured.errors + journal.wrong + keeper.books() + keeper.acts(journal.as_data())
        if journal.broken:
            wrong.append(f"{journal.broken} forms got no answer or a fault")
    return _figure(people, measured, journal, seconds, (at_first, at_last)), wrong


def _figure(
    people: int,
    measured: Measured,
    journal: Journal,
    seconds: float,
    memory: tuple[list[int], list[int]],
) -> str:
    first, last = (" + ".join(map(str, sorted(each))) for each in memory)
    pages, acts = measured.pages, journal.seconds
    return (
        f"{people} people, {seconds / 60:.1f} min: {len(pages)} pages, p50 "
        f"{percentile(pages, 0.5) * 1000:.0f} ms, p95 {percentile(pages, 0.95) * 1000:.0f} ms; "
        f"{len(acts)} forms (entry, submission, approval), p95 "
        f"{percentile(acts, 0.95) * 1000:.0f} ms; workers {first} MB, at the end {last} MB"
    )


@proof(
    "load",
    "many people at once: no error, clean books",
    reach="60 people 30 min on PostgreSQL, 10 people 15 min on SQLite: 0 errors; p95 of pages "
    "≤ 300 ms, of approvals ≤ 500 ms are told, not asserted",
    usual="60 people 3 min, 10 people 1 min; the same",
)
def load(programme: Programme) -> Reached:
    people = programme.of(small=5, usual=60, long=60)
    minutes = programme.of(small=0.1, usual=3.0, long=30.0)
    figures, breaches = [], []
    if binaries() and programme.wanted("postgresql"):
        with postgresql_place("small", query="?pool=true") as place:
            figure, wrong = worked(place, people=people, seconds=minutes * 60, seed=programme.seed)
        figures.append(f"PostgreSQL, 2 processes: {figure}")
        breaches += [Breach("postgresql", each, programme.seed) for each in wrong]
    if programme.wanted("sqlite") and not programme.late:
        minutes = programme.of(small=0.1, usual=1.0, long=15.0)
        with sqlite_place("small") as place:
            people = min(people, 10)
            figure, wrong = worked(place, people=people, seconds=minutes * 60, seed=programme.seed)
        figures.append(f"SQLite, 2 processes: {figure}")
        breaches += [Breach("sqlite", each, programme.seed) for each in wrong]
    figures.append(f"{len(breaches)} errors")
    notes = ["the base is the small firm; the visitors run on the same machine and take its time"]
    return Reached(". ".join(figures), breaches, notes)
