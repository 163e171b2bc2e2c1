"""kill -9 under load: a web worker, a database backend, the whole PostgreSQL, a server on SQLite.

Half of the kills are aimed: the victim is held at a write of a step and killed there. After each,
nothing but what a supervisor does is done (gunicorn and PostgreSQL are started again if all of
them died); then the books are clean, what was acknowledged is there, and nothing is there twice.
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from proving.outside.cluster import binaries
from proving.outside.desk import Desk, Gate, Journal
from proving.outside.keeper import Keeper
from proving.outside.place import Place, postgresql_place, sqlite_place
from proving.outside.server import Server, serving
from proving.programme import SMALL, Breach, Programme, Reached, cut_short, proof

MOMENTS = ("lines", "entries", "debt", "head", "event", "key", "before commit", "after commit")
LIMIT_SECONDS = 10
DESKS = 6


@dataclass
class Scene:
    """One server under load, and what was done to it."""

    programme: Programme
    place: Place
    server: Server
    keeper: Keeper
    gate: Gate = field(default_factory=Gate)
    journal: Journal = field(default_factory=Journal)
    breaches: list[Breach] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    aimed: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0
    books_read: int = 0

    def wrong(self, case: str, sentence: str) -> None:
        self.breaches.append(Breach(case, sentence, self.programme.seed))


Kill = Callable[[Scene, int, int], None]


def kill_worker(_scene: Scene, worker: int, _backend: int) -> None:
    os.kill(worker, signal.SIGKILL)


def kill_backend(_scene: Scene, _worker: int, backend: int) -> None:
    """PostgreSQL then ends all its backends and reads its log anew: all sessions break at once."""
    os.kill(backend, signal.SIGKILL)


def kill_database(scene: Scene, _worker: int, backend: int) -> None:
    cluster = scene.place.cluster
    assert cluster is not None
    cluster.kill(signal.SIGKILL if backend % 2 else signal.SIGQUIT)
    cluster.start()


def kill_server(scene: Scene, _worker: int, _backend: int) -> None:
    scene.server.kill()
    scene.server.start()


KILLS: dict[str, Kill] = {
    "web worker": kill_worker,
    "database backend": kill_backend,
    "whole database": kill_database,
    "server": kill_server,
}


def strike(scene: Scene, what: str, moment: str, draw: random.Random) -> bool:
    """Whether there was somebody to kill."""
    victims = _aimed_at(scene, moment) if moment else _anybody(scene, what, draw)
    if victims is None:
        return False
    with suppress(ProcessLookupError):
        KILLS[what](scene, *victims)
    return True


def _aimed_at(scene: Scene, moment: str) -> tuple[int, int] | None:
    scene.server.aim(moment)
    return scene.server.hit()


def _anybody(scene: Scene, what: str, draw: random.Random) -> tuple[int, int] | None:
    time.sleep(draw.uniform(0.1, 1.0))
    workers = scene.server.worker_pids
    backends = _backends(scene.place) if what != "server" and scene.place.cluster else [0]
    if not workers or not backends:
        return None
    return draw.choice(workers), draw.choice(backends)


def _backends(place: Place) -> list[int]:
    """Those that are at work, if any are."""
    assert place.cluster is not None
    rows = place.cluster.sql(
        "SELECT pid FROM pg_stat_activity WHERE datname = 'gendan' AND pid <> pg_backend_pid()"
        " ORDER BY state = 'idle', pid"
    )
    return [int(row[0]) for row in rows]


def examine(scene: Scene, case: str) -> None:
    """Service, then everybody's last form answered, then the books and the acknowledgements."""
    waited = scene.server.wait()
    scene.longest = max(scene.longest, waited)
    # The small form runs beside other tests, which take the time of the server.
    if waited > LIMIT_SECONDS and scene.programme.scale != SMALL:
        scene.wrong(case, f"no service for {waited:.1f} s")
    if not scene.gate.close():
        scene.wrong(case, "somebody's form got no answer for two minutes")
    for breach in scene.keeper.books():
        scene.wrong(case, f"books: {breach}")
    for fault in scene.keeper.acts(scene.journal.as_data()):
        scene.wrong(case, fault)
    for sentence in scene.journal.wrong:
        scene.wrong(case, sentence)
    scene.journal.wrong.clear()
    scene.books_read += 1
    scene.gate.open.set()


def cases_of(what: str, count: int, draw: random.Random) -> list[tuple[str, str, str]]:
    """(name, what is killed, at which moment); every second one is aimed."""
    found = []
    for number in range(count):
        moment = draw.choice(MOMENTS) if number % 2 == 0 else ""
        found.append((f"{what} {number} {moment}".strip(), what, moment))
    return found


def run(scene: Scene, cases: list[tuple[str, str, str]]) -> None:
    programme = scene.programme
    host, seed = scene.server.address, programme.seed
    shared: dict[str, Any] = {"seed": seed, "gate": scene.gate, "journal": scene.journal}
    desks = [Desk(host, number, **shared) for number in range(DESKS)]
    for desk in desks:
        desk.start()
    try:
        for case, what, moment in cases:
            if programme.late:
                break
            draw = random.Random(programme.seed_of(case))
            if not strike(scene, what, moment, draw):
                # Beside other tests nobody may come that way for a minute: then whoever is there.
                moment = ""
                if programme.scale != SMALL or not strike(scene, what, moment, draw):
                    scene.wrong(case, "nobody came to the moment that was aimed at")
            programme.log(f"{case}: struck")
            scene.kills[what] += 1
            scene.aimed[moment or "at random"] += 1
            examine(scene, case)
    finally:
        scene.gate.ended = True
        scene.gate.open.set()
        for desk in desks:
            desk.join(timeout=60)


def on_postgresql(programme: Programme, cases: list[tuple[str, str, str]], query: str) -> Scene:
    with (
        postgresql_place("small", query=query) as place,
        serving(place) as server,
        Keeper(place) as keeper,
    ):
        scene = Scene(programme, place, server, keeper)
        run(scene, cases)
        return scene


def on_sqlite(programme: Programme, cases: list[tuple[str, str, str]]) -> Scene:
    with sqlite_place("small") as place, serving(place) as server, Keeper(place) as keeper:
        scene = Scene(programme, place, server, keeper)
        run(scene, cases)
        return scene


@proof(
    "kills",
    "nothing acknowledged is lost or done twice, whatever is killed",
    reach="300 web workers, 100 backends, 30 whole databases, 300 servers on SQLite; 0 lost, "
    "0 doubled, books clean, service ≤ 10 s",
    usual="16 web workers, 8 backends, 6 whole databases, 10 servers on SQLite; the same",
)
def kills(programme: Programme) -> Reached:
    """Half of PostgreSQL's kills are met with a pool of connections, half with kept ones."""
    counts = programme.of(
        small={"web worker": 1, "database backend": 1, "whole database": 1, "server": 2},
        usual={"web worker": 16, "database backend": 8, "whole database": 6, "server": 10},
        long={"web worker": 300, "database backend": 100, "whole database": 30, "server": 300},
    )
    draw = random.Random(programme.seed)
    cases = [case for what, count in counts.items() for case in cases_of(what, count, draw)]
    cases = [case for case in cases if programme.wanted(case[0])]
    draw.shuffle(cases)
    here = [case for case in cases if case[1] != "server"]
    scenes = []
    if binaries() and here:
        pooled = here if programme.scale == SMALL else here[::2]
        kept = [case for case in here if case not in pooled]
        for half, query in ((pooled, "?pool=true"), (kept, "")):
            scenes += [on_postgresql(programme, half, query)] if half and not programme.late else []
    beside = [case for case in cases if case[1] == "server"]
    scenes += [on_sqlite(programme, beside)] if beside and not programme.late else []
    notes = [] if binaries() else ["PostgreSQL is not installed: SQLite only"]
    return reached(scenes, notes, there=len(here if binaries() else ()) + len(beside))


def reached(scenes: list[Scene], notes: list[str], *, there: int) -> Reached:
    kills: Counter[str] = sum((scene.kills for scene in scenes), Counter())
    aimed: Counter[str] = sum((scene.aimed for scene in scenes), Counter())
    breaches = [breach for scene in scenes for breach in scene.breaches]
    journals = [scene.journal for scene in scenes]
    parts = [f"{count} × {what}" for what, count in sorted(kills.items())]
    parts.append(f"{sum(journal.acknowledged for journal in journals)} acts acknowledged")
    parts.append(f"{sum(journal.resent for journal in journals)} sent again")
    parts.append(f"service again in {max((s.longest for s in scenes), default=0):.1f} s at most")
    parts.append(f"{len(breaches)} breaches")
    moments = ", ".join(f"{moment} {count}" for moment, count in sorted(aimed.items()))
    notes = [*notes, f"killed at: {moments}", "the job worker: see the proof `workers`"]
    figure = cut_short(kills.total(), there) + "; ".join(parts)
    return Reached(figure, breaches, notes)
