"""`python -m benchmarks`: every measure against its floor and its goal, on both databases.

This process only prepares: a base of each database, a copy of it to work on, and for each copy a
process of its own (`benchmarks.running`), since a Django process knows one database.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from benchmarks.stores import PostgresStore, SqliteStore, Store

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("GENDAN_VAR", ROOT / "var"))
WORK, NEW = "_work", "_new"
# Always the same: the events of a base that is used again are sealed with it.
KEY = "only-for-the-benchmark-" + "x" * 32


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description="Measures Gendan against its floor.")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--server", default=_server(), help="the PostgreSQL server, as a URL")
    parser.add_argument("--only", default="", help="letters of the measures, such as a,d")
    parser.add_argument("--papers", type=int, help="orders in the base, 100000")
    parser.add_argument("--runs", type=int, help="runs of each measure, 30")
    parser.add_argument("--small", action="store_true", help="a base of 200 orders, 3 runs")
    parser.add_argument("--keep", action="store_true", help="leave the copy that was worked on")
    parser.add_argument("--rebuild", action="store_true", help="build the base anew")
    parser.add_argument("--seed", type=int, default=5)
    found = parser.parse_args()
    found.papers = found.papers or (200 if found.small else 100_000)
    found.runs = found.runs or (3 if found.small else 30)
    return found


def _server() -> str:
    given = os.environ.get("DATABASE_URL", "")
    return given if given.startswith("postgres") else "postgres:///"


def stores(given: argparse.Namespace) -> list[Store]:
    both: list[Store] = [
        PostgresStore(given.papers, given.server),
        SqliteStore(given.papers, VAR),
    ]
    return [store for store in both if given.database in (store.name, "both")]


def environment(url: str) -> dict[str, str]:
    """As in production, but over plain HTTP; no address of another database leaks in."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "GENDAN_DEMO", "GENDAN_TESTING", "DEBUG"}
    }
    own = {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": KEY,
        "EVENT_CHAIN_KEY": KEY,
        "SECURE_TLS": "0",
        "STATIC_ROOT": str(VAR / "bench" / "static"),
    }
    return kept | own


def run(module: str, url: str, *arguments: str) -> int:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(url), check=False).returncode


def prepare(store: Store, given: argparse.Namespace) -> None:
    """The base is renamed only when it is whole: one that was broken off is never measured."""
    if store.is_there() and not given.rebuild:
        return
    store.make(NEW)
    if run("benchmarks.base", store.url(NEW), str(given.papers), str(given.seed)):
        raise SystemExit(f"the base of {given.papers} orders could not be built; see above")
    store.drop("")
    store.rename(NEW)


def main() -> int:
    given, worst = asked(), 0
    for store in stores(given):
        prepare(store, given)
        store.copy(WORK)
        arguments = ["--papers", str(given.papers), "--runs", str(given.runs)]
        arguments += ["--seed", str(given.seed), "--only", given.only]
        arguments += ["--small"] if given.small else []
        try:
            worst = max(worst, run("benchmarks.running", store.url(WORK), *arguments))
        finally:
            if not given.keep:
                store.drop(WORK)
    return worst


if __name__ == "__main__":
    sys.exit(main())
