"""Source mutants: a copy of the program with one expression changed, and tests that must notice."""

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import Lock

from proving.databases import MEMORY, POSTGRESQL, missing, url_of
from proving.mutations import LOCK, Mutant, mutants_of
from proving.outside.place import ROOT
from proving.programme import SMALL, Breach, Programme, Reached, cut_short, proof

DOOR = (
    *(f"tests/documents/test_{name}.py" for name in ("engine", "engine_course", "in_place")),
    *(f"tests/documents/test_{name}.py" for name in ("drafts", "frozen", "content_lines")),
    *(f"tests/documents/test_{name}.py" for name in ("undo", "delegation")),
    "tests/purchasing/receipt/test_flow.py",
)
DOCUMENTS, STOCK, PARTIES = "tests/documents", "tests/inventory/stock", "tests/finance/parties"
# What is changed, and the tests that must notice, the nearest first; races for a lock.
SOURCES: dict[str, tuple[str, ...]] = {
    "documents/engine.py": (
        *DOOR,
        "tests/orders/delivery/test_direct.py",
        "tests/orders/customer_order/test_release.py",
        "tests/finance/payment_request/test_flow.py",
    ),
    "documents/drafts.py": (
        f"{DOCUMENTS}/test_drafts.py",
        f"{DOCUMENTS}/test_pages_entry.py",
        f"{DOCUMENTS}/test_periods.py",
        *DOOR,
        "tests/finance/settlement/test_flow.py",
    ),
    "documents/ledgers.py": (f"{DOCUMENTS}/test_ledgers.py", f"{STOCK}/test_ledger.py", *DOOR),
    "documents/periods.py": (
        f"{DOCUMENTS}/test_months_waiting.py",
        f"{DOCUMENTS}/test_periods.py",
        "tests/finance/closing",
    ),
    "documents/rights.py": (f"{DOCUMENTS}/test_delegation.py", f"{DOCUMENTS}/test_chain.py", *DOOR),
    "documents/approvals.py": (
        f"{DOCUMENTS}/test_engine_course.py",
        f"{DOCUMENTS}/test_approvals.py",
        f"{DOCUMENTS}/test_chain.py",
        *DOOR,
    ),
    "documents/numbering.py": (f"{DOCUMENTS}/test_numbering.py", f"{DOCUMENTS}/test_settings.py"),
    "documents/locking.py": DOOR,
    "documents/transactions.py": (f"{DOCUMENTS}/test_transactions.py", *DOOR),
    "inventory/stock/ledger.py": (STOCK,),
    "inventory/stock/costing.py": (f"{STOCK}/test_costing.py",),
    "inventory/stock/queries.py": (f"{STOCK}/test_queries.py", STOCK),
    "finance/parties/ledger.py": (PARTIES, "tests/finance/settlement"),
    "finance/parties/aging.py": (f"{PARTIES}/test_aging.py", PARTIES),
    "finance/parties/funds.py": (
        f"{PARTIES}/test_funds.py",
        PARTIES,
        "tests/finance/remittance",
        "tests/orders/receivables",
        "tests/orders/customer_order/test_lists.py",
        "tests/orders/customer_order/test_progress.py",
    ),
    "finance/cash/ledger.py": ("tests/finance/cash",),
    "finance/settlement/postings.py": ("tests/finance/settlement",),
    "finance/remittance/postings.py": ("tests/finance/remittance",),
    "finance/cash_handover/postings.py": ("tests/finance/cash_handover",),
}
# Changes that nobody can notice, and why: each was looked into when it survived a run.
HARMLESS: dict[tuple[str, str], str] = {
    ("documents/drafts.py", "day == today → False"): "today's month is never closed",
    ("documents/drafts.py", "made is not None → False"): "the second look finds the paper too",
    ("documents/drafts.py", "1_000_000 → 1000001"): "both lie beyond every line",
    (
        "documents/engine.py",
        "sources <= locked → (sources < locked)",
    ): "the paper itself is locked too, and is no source of itself",
    ("documents/periods.py", "not posting → False"): "in no state nothing waits",
    ("documents/locking.py", "not wanted → False"): "the longer way locks the same heads",
    (
        "documents/transactions.py",
        "time.monotonic() - begun >= PATIENCE_SECONDS"
        " → (time.monotonic() - begun > PATIENCE_SECONDS)",
    ): "no clock tells exactly that",
    ("finance/cash/ledger.py", "not change → False"): "of no account none is short",
    ("finance/cash/ledger.py", "not back → False"): "of no movements none is booked",
    ("finance/cash/ledger.py", "entry.amount > 0 → (entry.amount >= 0)"): "no entry is of nothing",
    ("finance/parties/aging.py", "item.left < 0 → (item.left <= 0)"): "nothing adds nothing",
    (
        "finance/parties/ledger.py",
        "debit.amount < 0 → (debit.amount <= 0)",
    ): "no item is zero: the database refuses it",
    (
        "finance/parties/ledger.py",
        "credit.amount > 0 → (credit.amount >= 0)",
    ): "no item is zero: the database refuses it",
    (
        "finance/cash/ledger.py",
        "amount < 0 → (amount <= 0)",
    ): "what moves nothing is short of nothing",
    (
        "inventory/stock/ledger.py",
        "e.quantity < 0 → (e.quantity <= 0)",
    ): "a claim of nothing is no movement: its making refuses it",
    (
        "finance/parties/ledger.py",
        "item.amount > 0 → (item.amount >= 0)",
    ): "no item is zero: the database refuses it",
    (
        "documents/periods.py",
        "Period.objects.select_for_update() → Period.objects",
    ): "writing the row waits for the same lock, and what is kept of the month is read after it",
    ("inventory/stock/ledger.py", "not used → False"): "where no claim is used up, none is cut",
}
RACES = (
    f"{DOCUMENTS}/test_engine_races.py",
    "tests/finance/closing/test_races.py",
    f"{STOCK}/test_races.py",
    "tests/proving/test_races.py",
)
# Pure, so that its tests need seconds.
QUICK = "inventory/stock/costing.py"
AT_ONCE = 2
ONE_LOCK_IN = 12
# Several times what the slowest of them takes; a change may make a loop endless.
LONGEST_SECONDS = 600
LEFT_OUT = (".git", ".venv", "var", "__pycache__", ".*_cache", "node_modules")
SHARE = 0.95
# How pytest ends: nothing failed, a test failed, a module could not even be read.
PASSED, FAILED, BROKEN = 0, 1, 2


def every(path: str) -> list[Mutant]:
    """Every change of this source that somebody could notice."""
    found = mutants_of(path, (ROOT / path).read_text())
    return [mutant for mutant in found if (path, mutant.change) not in HARMLESS]


def chosen(programme: Programme, count: int) -> list[Mutant]:
    """So many of all, by the seed; one in twelve takes a lock away, where there is PostgreSQL."""
    draw = random.Random(programme.seed_of("which"))
    paths = [QUICK] if programme.scale == SMALL else SOURCES
    found = [mutant for path in paths for mutant in every(path)]
    if programme.case:
        return [mutant for mutant in found if programme.wanted(mutant.name)]
    draw.shuffle(found)
    locks = [] if missing(POSTGRESQL) else [mutant for mutant in found if mutant.kind == LOCK]
    locks = locks[: count // ONE_LOCK_IN]
    others = [mutant for mutant in found if mutant.kind != LOCK]
    return [*others[: count - len(locks)], *locks]


@contextmanager
def copy_of_the_program() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="gendan-mutant-"))
    try:
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT), dirs_exist_ok=True)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def changed(copy: Path, mutant: Mutant | None) -> Iterator[None]:
    if mutant is None:
        yield
        return
    path = copy / mutant.path
    whole = path.read_bytes()
    path.write_bytes(mutant.applied(whole))
    try:
        yield
    finally:
        path.write_bytes(whole)


def tested(copy: Path, tests: tuple[str, ...]) -> tuple[int, str]:
    """How pytest ended, and its last line; what hangs is noticed too."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("GENDAN_")}
    told = {
        "DATABASE_URL": url_of(POSTGRESQL) if tests == RACES else MEMORY,
        "GENDAN_NO_MIGRATIONS": "1",
        "GENDAN_TESTING": "1",
        "GENDAN_VAR": str(copy / "var"),
        "PYTEST_DB_SUFFIX": f"mutant_{copy.name[-8:].replace('-', '_').lower()}",
        # Two changes within a second would share what was compiled of the first.
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    words = [sys.executable, "-m", "pytest", *dict.fromkeys(tests), "-x", "-q", "--create-db"]
    try:
        ended = subprocess.run(
            [*words, "-p", "no:cacheprovider"],
            cwd=copy,
            env=kept | told,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return FAILED, "it hangs"
    lines = (ended.stdout + ended.stderr).strip().splitlines() or [""]
    told_of = [line for line in lines if line.startswith(("FAILED", "ERROR"))]
    return ended.returncode, (told_of or lines)[-1][:300]


Case = tuple[str, tuple[str, ...], Mutant | None]


def cases_of(mutants: list[Mutant]) -> Iterator[Case]:
    """(name, tests, mutant); before the first of its kind the same tests where nothing is changed:
    they must pass."""
    begun = set()
    for mutant in mutants:
        tests = RACES if mutant.kind == LOCK else SOURCES[mutant.path]
        if tests not in begun:
            begun.add(tests)
            yield f"unchanged: {', '.join(dict.fromkeys(tests))}", tests, None
        yield mutant.name, tests, mutant


class Bench:
    """Two copies of the program, each changed by one at a time; what came of it is kept."""

    def __init__(self, programme: Programme, *copies: Path) -> None:
        self.programme = programme
        self.free: SimpleQueue[Path] = SimpleQueue()
        for copy in copies:
            self.free.put(copy)
        self.answers: dict[str, tuple[int, str]] = {}
        self._writing = Lock()

    def ask(self, case: Case) -> None:
        name = case[0]
        known = self.programme.record.answer_of(name)
        if known is None and self.programme.late:
            return
        code, line = known or self._met(case)
        with self._writing:
            self.programme.record.keep(name, [code, line])
            self.answers[name] = code, line
            self.programme.log(f"{name}: {'all passed' if code == PASSED else line}")

    def _met(self, case: Case) -> tuple[int, str]:
        _name, tests, mutant = case
        copy = self.free.get()
        try:
            with changed(copy, mutant):
                return tested(copy, tests)
        finally:
            self.free.put(copy)


@proof(
    "mutants",
    "whatever is changed in the door and the ledgers, a test notices",
    reach="60 source mutants, ≥ 95 % killed",
    usual="12 source mutants, ≥ 95 % killed",
)
def run(programme: Programme) -> Reached:
    wanted = chosen(programme, programme.of(small=1, usual=12, long=60))
    with copy_of_the_program() as one, copy_of_the_program() as other:
        bench = Bench(programme, one, other)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(bench.ask, cases_of(wanted)))
    return reached(programme, wanted, bench.answers)


def reached(
    programme: Programme, wanted: list[Mutant], answers: dict[str, tuple[int, str]]
) -> Reached:
    asked = [mutant for mutant in wanted if mutant.name in answers]
    survived = [mutant for mutant in asked if answers[mutant.name][0] == PASSED]
    killed = [mutant for mutant in asked if answers[mutant.name][0] in (FAILED, BROKEN)]
    breaches = []
    for name, (code, line) in answers.items():
        if code not in (PASSED, FAILED, BROKEN) or (name.startswith("unchanged") and code):
            breaches.append(Breach(name, f"its tests prove nothing: {line}", programme.seed))
    if len(killed) < SHARE * len(asked):
        breaches += [Breach(each.name, "no test notices", programme.seed) for each in survived]
    short = cut_short(len(asked), len(wanted))
    there = sum(len(every(path)) for path in SOURCES)
    figure = f"{short}{len(killed)} of {len(asked)} mutants killed; {there:,} can be made"
    return Reached(figure, breaches, [f"survived: {each.name}" for each in survived])
