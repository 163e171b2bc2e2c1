"""Runs the measures on the database of this process, prints the table, writes it as JSON."""

import argparse
import json
import logging
import os
import platform
import sys
import time
import traceback
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import django

from benchmarks.measuring import Bench, EndStatesDiffer, Result, measures

MOST_TOLD = 20
PACKAGES = ("Django", "psycopg", "gunicorn", "django-tables2", "openpyxl", "weasyprint")
HEAD = ("code", "what", "through", "median", "p95", "floor", "x", "goal", "met")


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--papers", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--only", default="")
    parser.add_argument("--small", action="store_true")
    return parser.parse_args()


def measured(bench: Bench, only: list[str]) -> tuple[list[Result], list[str]]:
    """The results, and what went wrong; a measure that fails does not stop the others."""
    found: list[Result] = []
    faults: list[str] = []
    for letter, title, act in measures(only):
        say(f"{letter}  {title} …")
        rest()
        try:
            for result in act(bench):
                found.append(result)
                say(line_of(result))
        except EndStatesDiffer as error:
            faults.append(f"{letter}: {error}")
            say(faults[-1])
        except Exception as error:
            traceback.print_exc()
            faults.append(f"{letter}: {type(error).__name__}: {error}"[:500])
    return found, faults


def rest() -> None:
    """What autovacuum does in a quiet minute, as not every server of a test machine does it."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    logging.disable(logging.INFO)
    from django.core.management import call_command
    from django.db import connection

    from ui.collector import settle

    settle()  # as a web worker does

    # A base of yesterday serves the program of today.
    call_command("migrate", verbosity=0)
    given = asked()
    bench = Bench(runs=given.runs, seed=given.seed, papers=given.papers, small=given.small)
    facts = machine()
    say(f"\n{facts['database']}, {given.papers:,} orders, {given.runs} runs, seed {given.seed}")
    say("  ".join(HEAD))
    try:
        found, faults = measured(bench, [x for x in given.only.split(",") if x])
    finally:
        bench.close()
    checked = books()
    say(f"check_books: {checked['seconds']:.1f} s, {checked['count']} breaches")
    faults += checked["breaches"]
    for fault in faults[:MOST_TOLD]:
        say(f"  ! {fault}")
    written = write(connection.vendor, {**facts, **vars(given)}, found, checked, faults)
    say(f"written to {written}")
    return 1 if faults else 0


def books() -> dict[str, Any]:
    from documents.books import run_checks

    began = time.perf_counter()
    breaches = [str(breach) for breach in run_checks()]
    took = time.perf_counter() - began
    return {"seconds": took, "count": len(breaches), "breaches": breaches[:MOST_TOLD]}


def machine() -> dict[str, Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version"
        )
        of_database = cursor.fetchone()[0]
    return {
        "database": f"{connection.vendor} {of_database}",
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
        "versions": {name: version(name) for name in PACKAGES},
    }


def line_of(result: Result) -> str:
    met = {True: "yes", False: "NO", None: ""}[result.met]
    goal = f"{result.goal:g}" if result.goal is not None else ""
    goal += f" x{result.goal_ratio:g}" if result.goal_ratio is not None else ""
    floor = f"{result.floor_median:.2f}" if result.floor_median is not None else ""
    ratio = f"{result.ratio:.1f}" if result.ratio is not None else ""
    return (
        f"{result.code:<4} {result.title[:58]:<58} {result.through:<7} {result.median:>10.2f}"
        f" {result.p95:>10.2f} {result.unit:<8} {floor:>9} {ratio:>6} {goal:>10} {met:<3}"
        f" {result.note}"
    ).rstrip()


def write(
    vendor: str, facts: dict[str, Any], found: list[Result], checked: dict[str, Any], faults: list
) -> Path:
    from django.conf import settings

    now = datetime.now(UTC)
    path = Path(settings.VAR_DIR) / "bench" / f"{now:%Y-%m-%dT%H%M%S}-{vendor}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    names = ("median", "p95", "floor_median", "ratio", "met")
    rows = [asdict(each) | {name: getattr(each, name) for name in names} for each in found]
    told = {"at": now.isoformat(), "facts": facts, "books": checked, "faults": faults}
    path.write_text(json.dumps(told | {"results": rows}, indent=1, ensure_ascii=False))
    return path


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
