"""One installation: a database that holds the firm, its folder of files, its environment."""

import atexit
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from proving.outside.cluster import Cluster

ROOT = Path(__file__).resolve().parent.parent.parent
# What the proof's own process was told is not for the program that it proves.
OURS = ("DATABASE_URL", "GENDAN_", "PGHOST", "PGUSER", "PGPORT", "DJANGO_", "PYTEST_", "SECRET_KEY")
BARE = "bare"
SECRET = "a-key-for-a-program-that-is-proved-" + "p" * 32


def ended(_signal: int, _frame: object) -> None:
    """Whoever ends a proof ends its servers too: the contexts are left in their order."""
    raise SystemExit(128 + signal.SIGTERM)


if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGTERM, ended)


class Place:
    """`url` names its database; `folder` holds attachments and whatever else it writes."""

    def __init__(self, url: str, folder: Path, *, cluster: Cluster | None = None) -> None:
        self.url, self.folder, self.cluster = url, folder, cluster
        self.more: dict[str, str] = {}
        for name in ("var/static", "files"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    @property
    def vendor(self) -> str:
        return "postgresql" if self.cluster else "sqlite"

    @property
    def database(self) -> str:
        return self.url.rpartition("/")[2].partition("?")[0]

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: text for name, text in os.environ.items() if not name.startswith(OURS)}
        own = {
            "DJANGO_SETTINGS_MODULE": "proving.outside.settings",
            "DATABASE_URL": self.url,
            "SECRET_KEY": SECRET,
            "GENDAN_DEMO": "1",
            "GENDAN_VAR": str(self.folder / "var"),
            "MEDIA_ROOT": str(self.folder / "files"),
            "SECURE_TLS": "0",
            "LOG_LEVEL": "WARNING",
            "PYTHONPATH": str(ROOT),
        }
        return kept | own | (self.cluster.environment if self.cluster else {}) | self.more

    def command(self, *words: str, **more: Any) -> "subprocess.CompletedProcess[str]":
        """`manage.py …` in this installation."""
        return self.python("manage.py", *words, **more)

    def python(self, *words: str, **more: Any) -> "subprocess.CompletedProcess[str]":
        environment = self.environment | more.pop("env", {})
        return subprocess.run(
            [sys.executable, *words],
            **{"cwd": ROOT, "capture_output": True, "text": True, "timeout": 900, **more},
            env=environment,
        )

    def books(self) -> list[str]:
        """What `check_books` finds wrong; nothing in clean books."""
        answer = self.command("check_books", "--json")
        line = next((x for x in answer.stdout.splitlines() if x.startswith("{")), "")
        if not line:
            return [f"check_books broke off: {answer.stderr[-800:]}"]
        return [str(breach) for breach in json.loads(line)["breaches"]]


def build(place: Place, firm: str, *, migrated: bool = False) -> Place:
    """Tables and the firm; `small` takes seconds, `demo` and the migrations a minute each."""
    if firm == BARE:
        return place
    if place.cluster is None and not migrated:
        # The same firm again and again: made once by this process, then copied.
        made = _made_once(firm)
        shutil.copyfile(made / "gendan.sqlite3", place.url.removeprefix("sqlite:///"))
        shutil.copytree(made / "files", place.folder / "files", dirs_exist_ok=True)
        return place
    return _made(place, firm, migrated=migrated)


@cache
def _made_once(firm: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="gendan-firm-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _made(Place(f"sqlite:///{folder / 'gendan.sqlite3'}", folder), firm, migrated=False)
    return folder


def _made(place: Place, firm: str, *, migrated: bool) -> Place:
    quickly = {} if migrated else {"GENDAN_NO_MIGRATIONS": "1"}
    made = place.python("-m", "proving.outside.firm", firm, env=quickly)
    if made.returncode:
        raise RuntimeError(f"the {firm} firm was not made: {made.stderr[-2000:]}")
    return place


@contextmanager
def sqlite_place(firm: str = "small") -> Iterator[Place]:
    folder = Path(tempfile.mkdtemp(prefix="gendan-proof-"))
    try:
        yield build(Place(f"sqlite:///{folder / 'gendan.sqlite3'}", folder), firm)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgresql_place(firm: str = "small", *settings: str, query: str = "") -> Iterator[Place]:
    folder = Path(tempfile.mkdtemp(prefix="gendan-proof-"))
    cluster = Cluster(*settings)
    try:
        cluster.sql("CREATE DATABASE gendan")
        built = build(Place("postgres:///gendan", folder, cluster=cluster), firm)
        built.url += query
        yield built
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
