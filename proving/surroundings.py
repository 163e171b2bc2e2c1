"""The disk fills, the database goes away, a lock is forgotten, mail is down, the clock jumps.

In the trouble every answer is a sentence, with a number to quote where nothing could be done; after
it the same forms are sent again, key and all, and everything is there once and the books are clean.
"""

import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from proving import troubles
from proving.mail_down import mail_met
from proving.mailbox import MOODS
from proving.outside.cluster import binaries
from proving.outside.desk import NEW, Act, Desk, Gate, Journal, filled
from proving.outside.keeper import Keeper
from proving.outside.place import Place, build
from proving.outside.server import Server, serving
from proving.outside.visitor import Page, Unanswered, Visitor
from proving.programme import LONG, SMALL, Breach, Programme, Reached, cut_short, proof

PLACE_MEGABYTES, CLUSTER_MEGABYTES = 40, 400
LAST_MOMENT_SECONDS = 2
LIMIT_SECONDS = 10
MOST_PAPERS = 60
FIRM_TIME = ZoneInfo("Asia/Shanghai")
TROUBLES: dict[str, dict[str, troubles.Trouble]] = {
    "sqlite": {
        "disk full": troubles.disk_full,
        "read-only disk": troubles.read_only_disk,
        "file locked": troubles.file_locked,
    },
    "postgresql": {
        "disk of the database full": troubles.disk_of_database_full,
        "disk of the files full": troubles.disk_full,
        "read-only database": troubles.read_only_database,
        "no connections left": troubles.no_connections_left,
        "papers locked": troubles.rows_locked,
        "database gone": troubles.database_gone,
    },
}
CLOCKS = ("an hour back", "a day on", "end of the day", "end of the month", "make-up day")


@dataclass
class Scene:
    place: Place
    server: Server
    keeper: Keeper
    seed: int
    asserts_times: bool = True
    cases: int = 0

    def desk(self, name: str) -> Desk:
        self.cases += 1
        return Desk(
            self.server.address,
            self.cases,
            seed=random.Random(f"{self.seed}/{name}/{self.cases}").randrange(10**8),
            gate=Gate(),
            journal=Journal(),
        )


# Who sends it, where to, what stands in it, and what it will have done.
Form = tuple[Visitor, str, dict[str, str], Act]


def prepared(desk: Desk) -> list[Form]:
    """Two forms that are ready to be sent: a new receipt, and the submission of another."""
    forms: list[Form] = []
    for half in ("new", "step"):
        remark = f"{desk.mark}-{half}"
        page = desk.asked(desk.purchaser, NEW)
        form = next(form for form in page.forms if "lines-TOTAL_FORMS" in form.inputs)
        data = filled(form, desk.goods, remark=remark, draw=desk.random)
        act = Act(data["key"], remark)
        if half == "new":
            forms.append((desk.purchaser, NEW, data, act))
            continue
        address = desk.send(desk.purchaser, NEW, data, act).location
        page = desk.asked(desk.purchaser, address)
        step = next(f for f in page.forms if f.action.endswith("/step/submit/"))
        paper = int(address.strip("/").rpartition("/")[2])
        act = Act(step.data["key"], remark, "submit", paper)
        forms.append((desk.purchaser, step.action, step.data, act))
    return forms


def told(page: Page) -> list[str]:
    """What is wrong with an answer in the midst of trouble."""
    if page.tells_what_to_do or page.status in (301, 302):
        return []
    return [f"{page.status} without a sentence or a number: {page.text[:300]}"]


def met(scene: Scene, name: str, trouble: troubles.Trouble) -> list[str]:
    desk = scene.desk(name)
    desk.one_paper()
    forms = prepared(desk)
    wrong: list[str] = []
    with trouble(scene.place, scene.server):
        refused, said = refusals(desk, forms)
        wrong += said
        if not refused and not until_refused(desk, wrong):
            wrong.append("the trouble was none: everything was done in the midst of it")
    waited = scene.server.wait()
    if waited > LIMIT_SECONDS and scene.asserts_times:
        wrong.append(f"no service for {waited:.1f} s after it was over")
    for visitor, address, data, act in forms:
        desk.send(visitor, address, data, act)
    desk.one_paper()
    return wrong + _afterwards(scene, desk)


def refusals(desk: Desk, forms: list[Form]) -> tuple[int, list[str]]:
    """Of two forms, a list and a file: how many could not be done, and what was said wrongly."""
    address = forms[1][1].partition("step/")[0] + "attach/"
    files = {"file": ("scan.txt", b"0123456789" * 100_000)}
    asked = [
        *(lambda f=form: f[0].post(f[1], f[2]) for form in forms),  # type: ignore[misc]
        lambda: desk.purchaser.get("/purchasing/receipt/"),
        lambda: desk.purchaser.post(address, {}, files=files),
    ]
    refused, wrong = 0, []
    for number, ask in enumerate(asked):
        try:
            page: Page = ask()
        except Unanswered as broken:
            wrong.append(f"no answer at all: {broken}")
            continue
        wrong += told(page)
        refused += page.status >= 400
        if number < len(forms):
            forms[number][3].acknowledged = page.is_done
    return refused, wrong


def until_refused(desk: Desk, wrong: list[str]) -> bool:
    """A disk that is full has room in its half-filled pages still: so on, until it has not."""
    for number in range(MOST_PAPERS):
        try:
            page = desk.purchaser.get(NEW)
            form = next(form for form in page.forms if "lines-TOTAL_FORMS" in form.inputs)
            remark = f"{desk.mark}-more-{number}"
            data = filled(form, desk.goods, remark=remark, draw=desk.random)
            page = desk.purchaser.post(NEW, data)
        except (Unanswered, StopIteration):
            return True
        wrong += told(page)
        if page.status >= 400:
            return True
    return False


def _afterwards(scene: Scene, desk: Desk) -> list[str]:
    books = [f"books: {breach}" for breach in scene.keeper.books()]
    return desk.journal.wrong + books + scene.keeper.acts(desk.journal.as_data())


def offset_of(clock: str, *, make_up_day: str) -> float:
    """By how much the clock is put wrong for this case."""
    now = datetime.now(FIRM_TIME)
    midnight = now.replace(hour=23, minute=59, second=59, microsecond=0)
    last = timedelta(seconds=LAST_MOMENT_SECONDS - 1)
    if clock == "an hour back":
        return -3600
    if clock == "a day on":
        return 86_400
    if clock == "end of the day":
        return (midnight - last - now).total_seconds()
    if clock == "end of the month":
        first = (now.replace(day=1) + timedelta(days=32)).replace(day=1)
        end = (first - timedelta(days=1)).replace(hour=23, minute=59, second=59)
        return (end - last - now).total_seconds()
    day = datetime.fromisoformat(f"{make_up_day} 10:00").replace(tzinfo=FIRM_TIME)
    return (day - now).total_seconds()


def clock_met(scene: Scene, clock: str) -> list[str]:
    """Papers before the jump, over it and after it; those who were signed in go on or sign in."""
    before = scene.desk(clock)
    before.one_paper()
    scene.server.set_clock(offset_of(clock, make_up_day="2026-10-10"))
    try:
        during = scene.desk(clock)
        until = time.monotonic() + LAST_MOMENT_SECONDS + 1
        while time.monotonic() < until or during.count < 2:
            during.one_paper()
    finally:
        scene.server.set_clock(0)
    after = scene.desk(clock)
    after.one_paper()
    wrong: list[str] = []
    for desk in (before, during, after):
        wrong += _afterwards(scene, desk)
    return wrong


@contextmanager
def scene_on(vendor: str, seed: int, *, small_disk: bool) -> Iterator[Scene]:
    """Everything that can fill lies on disks of its own, if any can be mounted."""
    folder = Path(tempfile.mkdtemp(prefix="gendan-proof-"))
    disk = Path(tempfile.mkdtemp(prefix="gendan-disk-", dir="/tmp"))
    cluster = None
    try:
        if small_disk:
            troubles.mounted(folder, megabytes=PLACE_MEGABYTES)
        if vendor == "postgresql":
            if small_disk:
                troubles.mounted(disk, megabytes=CLUSTER_MEGABYTES)
            disk.chmod(0o755)
            (disk / "pg").mkdir()
            cluster = troubles.small_disk_cluster(disk / "pg")
            cluster.sql("CREATE DATABASE gendan")
        url = "postgres:///gendan" if cluster else f"sqlite:///{folder / 'gendan.sqlite3'}"
        place = build(Place(url, folder, cluster=cluster), "small")
        with serving(place) as server, Keeper(place) as keeper:
            yield Scene(place, server, keeper, seed)
    finally:
        if cluster:
            cluster.stop()
        for each in (folder, disk):
            troubles.unmounted(each)
            shutil.rmtree(each, ignore_errors=True)


def cases_on(vendor: str, programme: Programme, *, small_disk: bool) -> list[str]:
    names = [n for n in TROUBLES[vendor] if small_disk or "disk" not in n]
    # Clock and outbox are the program's own and hang on no database.
    if vendor == "sqlite" or programme.scale == LONG:
        names += [f"clock: {clock}" for clock in CLOCKS]
        names += [f"mail server {mood}" for mood in MOODS]
    small = [n for n in names if n in ("read-only disk", "clock: end of the day")]
    names = programme.of(small=small, usual=names, long=names * 10)
    return [n for n in names if programme.wanted(f"{vendor}, {n}")]


@proof(
    "surroundings",
    "disk, database, locks, mail and clock fail: a sentence, nothing lost, recovery without hands",
    reach="27 cases × 10; 0 answers without a sentence, 0 lost, 0 doubled, books clean",
    usual="18 cases; the same",
)
def surroundings(programme: Programme) -> Reached:
    small_disk = troubles.may_mount()
    notes = [] if small_disk else ["no disk may be mounted here: full and read-only disks not met"]
    breaches: list[Breach] = []
    done = there = 0
    vendors = ["sqlite", *(["postgresql"] if binaries() else [])]
    for vendor in vendors:
        cases = cases_on(vendor, programme, small_disk=small_disk)
        there += len(cases)
        if not cases or programme.late:
            continue
        with scene_on(vendor, programme.seed, small_disk=small_disk) as scene:
            scene.asserts_times = programme.scale != SMALL
            for name in cases:
                if programme.late:
                    break
                case = f"{vendor}, {name}"
                wrong = _met(scene, vendor, name)
                programme.log(f"{case}: {len(wrong)} breaches {' | '.join(wrong)[:600]}")
                breaches += [Breach(case, sentence, programme.seed) for sentence in wrong]
                done += 1
    return Reached(
        f"{cut_short(done, there)}{done} cases, {len(breaches)} breaches", breaches, notes
    )


def _met(scene: Scene, vendor: str, name: str) -> list[str]:
    try:
        if name.startswith("clock: "):
            return clock_met(scene, name.removeprefix("clock: "))
        if name.startswith("mail server "):
            desk = scene.desk(name)
            wrong = mail_met(scene.place, scene.keeper, desk, name.removeprefix("mail server "))
            return wrong + _afterwards(scene, desk)
        return met(scene, name, TROUBLES[vendor][name])
    except Exception as fault:
        return [f"broke off: {fault!r}; the server's log ends: {scene.server.tail()}"]
