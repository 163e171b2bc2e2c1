"""Backup while people work, restore on an empty machine, look whether everything is there."""

import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from masterdata.roles import Role
from proving.outside.cluster import binaries
from proving.outside.desk import Desk, Gate, Journal
from proving.outside.keeper import Keeper
from proving.outside.place import Place, build, postgresql_place, sqlite_place
from proving.outside.server import serving
from proving.outside.visitor import Visitor
from proving.programme import SMALL, Breach, Programme, Reached, cut_short, proof
from tests.factories import PASSWORD

DESKS = 3


@contextmanager
def at_work(place: Place, seed: int, journal: Journal) -> Iterator[list[Desk]]:
    """People at work as long as the context lasts."""
    with serving(place) as server:
        gate = Gate()
        shared: dict[str, Any] = {"seed": seed, "gate": gate, "journal": journal}
        desks = [Desk(server.address, number, **shared) for number in range(DESKS)]
        attach_something(desks[0])
        for desk in desks:
            desk.start()
        try:
            yield desks
        finally:
            gate.ended = True
            for desk in desks:
                desk.join(timeout=120)


def attach_something(desk: Desk) -> None:
    desk.one_paper()
    files = {"file": ("scan.txt", b"what the supplier wrote " * 1000)}
    paper = desk.journal.acts[-1].paper
    desk.purchaser.post(f"/purchasing/receipt/{paper}/attach/", {}, files=files)


@contextmanager
def empty_machine(place: Place) -> Iterator[Place]:
    """No table and no file; the keys are those that were kept apart."""
    folder = Path(tempfile.mkdtemp(prefix="gendan-proof-"))
    cluster = place.cluster
    name = f"restored_{folder.name[-6:].lower().replace('-', '_')}"
    try:
        if cluster:
            cluster.sql(f'CREATE DATABASE "{name}"')
        url = f"postgres:///{name}" if cluster else f"sqlite:///{folder / 'gendan.sqlite3'}"
        machine = Place(url, folder, cluster=cluster)
        machine.more = place.more
        yield machine
    finally:
        if cluster:
            cluster.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(folder, ignore_errors=True)


def drill(place: Place, seed: int, *, flips: int) -> tuple[list[str], float]:
    """What went wrong, and how long the restore took."""
    journal = Journal()
    target = place.folder / f"drill-{seed}.backup"
    with at_work(place, seed, journal):
        time.sleep(3)
        before = [act for act in journal.as_data() if act["acknowledged"]]
        made = place.command("backup", str(target))
    wrong = list(journal.wrong)
    if made.returncode:
        return [*wrong, f"no backup: {made.stderr[-600:]}"], 0.0
    with empty_machine(place) as machine:
        begun = time.monotonic()
        restored = machine.command("restore", str(target))
        seconds = time.monotonic() - begun
        if restored.returncode:
            return [*wrong, f"not restored: {restored.stdout[-300:]} {restored.stderr[-600:]}"], 0.0
        wrong += looked_at(machine, before)
        wrong += refused_when_not_empty(machine, target)
    return wrong + flipped(place, target, seed, count=flips), seconds


def looked_at(machine: Place, before: list[dict[str, Any]]) -> list[str]:
    """Books, what had been acknowledged before the backup began, sign-in, a slip, a file."""
    with Keeper(machine) as keeper, serving(machine, workers=1) as server:
        wrong = [f"books: {breach}" for breach in keeper.books()]
        wrong += keeper.acts(before)
        visitor = Visitor(server.address).sign_in(Role.PURCHASER.value, PASSWORD)
        paper = next(f"/purchasing/receipt/{act['paper']}/" for act in before if act["paper"])
        slip = visitor.get(f"{paper}print/slip/")
        if slip.status != 200 or not slip.content.startswith(b"%PDF"):
            wrong.append(f"the slip of {paper} is no PDF: {slip.status} {slip.words[:200]}")
    kept = [path for path in (machine.folder / "files").rglob("*") if path.is_file()]
    if not any(b"what the supplier wrote" in path.read_bytes() for path in kept):
        wrong.append("the attached file did not come back")
    return wrong


def refused_when_not_empty(machine: Place, target: Path) -> list[str]:
    again = machine.command("restore", str(target))
    return [] if again.returncode else ["restored over a database that was not empty"]


def flipped(place: Place, target: Path, seed: int, *, count: int) -> list[str]:
    """One byte of the backup is another: refused, and nothing is left behind."""
    whole = target.read_bytes()
    draw = random.Random(f"{seed}/flips")
    wrong = []
    for number in range(count):
        at = draw.randrange(len(whole))
        damaged = target.with_name(f"damaged-{number}.backup")
        damaged.write_bytes(
            whole[:at] + bytes([whole[at] ^ (1 << draw.randrange(8))]) + whole[at + 1 :]
        )
        with empty_machine(place) as machine:
            answer = machine.command("restore", str(damaged))
            if not answer.returncode:
                wrong.append(f"byte {at} of {len(whole)} was flipped and not found")
            elif any((machine.folder / "files").rglob("*")):
                wrong.append(f"byte {at} was flipped: half a restore was left behind")
        damaged.unlink()
    return wrong


def has_backup(place: Place) -> bool:
    return place.command("backup", "--help").returncode == 0


@proof(
    "drills",
    "backup under load, restore on an empty machine: all of it is there, or it is refused",
    reach="20 drills on each database, 100 flipped bytes found; 0 lost, books clean, a slip prints",
    usual="2 drills on each database, 6 flipped bytes; the same",
)
def drills(programme: Programme) -> Reached:
    count = programme.of(small=1, usual=2, long=20)
    flips = programme.of(small=1, usual=3, long=5)
    vendors = ["sqlite", *(["postgresql"] if binaries() and programme.scale != SMALL else [])]
    breaches: list[Breach] = []
    longest, done = 0.0, 0
    for vendor in vendors:
        with postgresql_place("bare") if vendor == "postgresql" else sqlite_place("bare") as place:
            # Migrations take a minute; what the small form proves does not hang on them.
            place.more = {"GENDAN_NO_MIGRATIONS": "1"} if programme.scale == SMALL else {}
            build(place, "small", migrated=programme.scale != SMALL)
            if not has_backup(place):
                return Reached("", missing="this program has no command `backup`")
            for number in range(count):
                case = f"{vendor} {number}"
                if not programme.wanted(case) or programme.late:
                    continue
                wrong, seconds = drill(place, programme.seed_of(case), flips=flips)
                breaches += [Breach(case, sentence, programme.seed) for sentence in wrong]
                longest, done = max(longest, seconds), done + 1
                programme.log(f"{case}: {len(wrong)} breaches")
    if programme.late and not done:
        return Reached("", missing="its time was over before the first drill")
    short = cut_short(done, count * len(vendors))
    figure = (
        f"{short}{done} drills, {done * flips} flipped bytes, restored in {longest:.0f} s at most"
    )
    return Reached(f"{figure}, {len(breaches)} breaches", breaches)
