"""Real workers are killed in the middle of real jobs: nothing is lost, nothing done twice."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from tests.documents.jobs import drill
from tests.sources import ROOT

# Beside SQLite in memory the drill has a file of its own.
ON_POSTGRESQL = connection.vendor == "postgresql"
pytestmark = [pytest.mark.django_db(transaction=True)] if ON_POSTGRESQL else []
# Longer than any machine needs: a drill that hangs must end, and nothing is measured by it.
PATIENCE = 240


class Drill:
    """Processes on one database, and a look at its rows from outside."""

    def __init__(self, folder: Path, *, database: str, address: str) -> None:
        self.database = database
        self.address = address.replace("postgres://", "postgresql://")
        self.folder = folder
        self.workers: list[subprocess.Popen[bytes]] = []
        self.environment = os.environ | {
            "DATABASE_URL": address,
            "GENDAN_VAR": str(folder),
            "GENDAN_TESTING": "1",
            "GENDAN_NO_MIGRATIONS": "1",
            "JOB_LEASE_SECONDS": "3",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }

    def run(self, word: str) -> str:
        done = subprocess.run(
            self._command(word),
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def look(self) -> dict[str, Any]:
        return dict(json.loads(self.run("look")))

    def begin(self) -> "subprocess.Popen[bytes]":
        with (self.folder / "workers.log").open("ab") as log:
            worker = subprocess.Popen(
                self._command("work"), cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        self.workers.append(worker)
        return worker

    def until(self, condition: str) -> None:
        """Waits for a job of which this is true; the workers' own words if none comes."""
        ends = time.monotonic() + PATIENCE
        while not self._finds(condition):
            if time.monotonic() > ends:
                raise AssertionError((self.folder / "workers.log").read_text()[-3000:])
            time.sleep(0.05)

    def _finds(self, condition: str) -> bool:
        sql = f"SELECT count(*) FROM documents_job WHERE {condition}"
        if ON_POSTGRESQL:
            with psycopg.connect(self.address) as found:
                row = found.execute(sql).fetchone()
        else:
            with sqlite3.connect(self.database, timeout=30) as found:
                row = found.execute(sql).fetchone()
        return bool(row and row[0])

    def _command(self, word: str) -> list[str]:
        return [sys.executable, "-m", "tests.documents.jobs.drill", word]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Drill]:
    """On PostgreSQL the database of the tests; beside SQLite in memory a file, as a firm has it."""
    if ON_POSTGRESQL:
        name = str(connection.settings_dict["NAME"])
        address = f"postgres://{_server()}/{name}"
    else:
        name = str(tmp_path / "firm.sqlite3")
        address = f"sqlite:///{name}"
    made = Drill(tmp_path, database=name, address=address)
    yield made
    for worker in made.workers:
        if worker.poll() is None:
            worker.kill()
            worker.wait()


def _server() -> str:
    known = connection.settings_dict
    person = f"{known['USER']}:{known['PASSWORD']}@" if known["USER"] else ""
    port = f":{known['PORT']}" if known["PORT"] else ""
    return f"{person}{known['HOST']}{port}"


def kill(worker: "subprocess.Popen[bytes]") -> None:
    worker.send_signal(signal.SIGKILL)
    worker.wait()


def test_workers_killed_in_mid_job_lose_nothing_and_double_nothing(house: Drill) -> None:
    house.run("prepare")

    first, second = house.begin(), house.begin()
    house.until("kind = 'parts' AND status = 'running' AND done = 10")
    house.until("kind = 'request' AND status = 'running' AND done = 30")
    kill(first)
    kill(second)
    third = house.begin()
    house.until("kind = 'parts' AND attempts = 2 AND status = 'running' AND done = 25")
    third.send_signal(signal.SIGTERM)
    stopped = third.wait(timeout=PATIENCE)
    # A graceful stop is no attempt.
    house.until("kind = 'parts' AND status = 'waiting' AND attempts = 1")
    (house.folder / "free").touch()
    house.begin()
    for kind in ("request", "parts", "duties"):
        house.until(f"kind = '{kind}' AND status = 'done'")

    seen = house.look()
    assert stopped == 0
    assert seen["jobs"]["parts"]["attempts"] == seen["jobs"]["request"]["attempts"] == 2
    assert seen["parts"] == drill.PARTS
    assert seen["rows"] == drill.ITEMS
    assert seen["nights"] == 1, "two workers kept the same clock"
    assert seen["count"] == 3
    assert seen["files"] == 1, "what the dead left is not kept beside the result"
