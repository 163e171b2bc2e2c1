"""kill -9 of the job worker: no part of any job is lost, and none is done twice."""

import json
import random
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from typing import Any

from proving.outside.cluster import binaries
from proving.outside.place import ROOT, Place, postgresql_place, sqlite_place
from proving.programme import SMALL, Breach, Programme, Reached, proof

LEASE_SECONDS = 3
PATIENCE = 300


def begun(place: Place) -> "subprocess.Popen[bytes]":
    words = [sys.executable, "-m", "proving.outside.working", "work"]
    log = (place.folder / "worker.log").open("ab")
    with log:
        return subprocess.Popen(words, cwd=ROOT, env=place.environment, stdout=log, stderr=log)


def told(place: Place) -> dict[str, Any]:
    answer = place.python("-m", "proving.outside.working", "tell")
    line = answer.stdout.rpartition("TOLD ")[2]
    if answer.returncode:
        return {"done": 0, "all": -1, "wrong": [answer.stderr[-600:]]}
    found: dict[str, Any] = json.loads(line)
    return found


def killed(place: Place, kills: int, draw: random.Random) -> tuple[int, list[str]]:
    """Two workers side by side; one after the other is killed and another one begun."""
    place.more = place.more | {"JOB_LEASE_SECONDS": str(LEASE_SECONDS)}
    asked = place.python("-m", "proving.outside.working", "ask", str(2 + kills))
    if asked.returncode:
        return 0, [f"no job could be asked for: {asked.stderr[-600:]}"]
    workers = [begun(place), begun(place)]
    try:
        for number in range(kills):
            time.sleep(draw.uniform(1.5, 4))
            victim = workers[number % 2]
            victim.send_signal(signal.SIGKILL)
            victim.wait(timeout=60)
            workers[number % 2] = begun(place)
        until = time.monotonic() + PATIENCE
        state = told(place)
        while state["done"] < state["all"] and not state["wrong"] and time.monotonic() < until:
            time.sleep(1)
            state = told(place)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait(timeout=60)
    wrong = list(state["wrong"]) + place.books()
    if state["done"] != state["all"]:
        wrong.append(f"{state['done']} of {state['all']} jobs are done")
    return int(state["done"]), wrong


@proof(
    "workers",
    "a job that was asked for is done, each part once, whatever worker is killed",
    reach="100 kills of the job worker on each database; 0 lost, 0 doubled, books clean",
    usual="8 kills on each database; the same",
)
def workers(programme: Programme) -> Reached:
    if find_spec("documents.jobs") is None:
        return Reached("", missing="this program has no job worker")
    kills = programme.of(small=1, usual=8, long=100)
    both = bool(binaries()) and programme.scale != SMALL
    breaches: list[Breach] = []
    jobs = 0
    for vendor in ("sqlite", *(("postgresql",) if both else ())):
        if not programme.wanted(vendor) or programme.late:
            continue
        with postgresql_place() if vendor == "postgresql" else sqlite_place() as place:
            done, wrong = killed(place, kills, random.Random(programme.seed_of(vendor)))
        jobs += done
        breaches += [Breach(vendor, sentence, programme.seed) for sentence in wrong]
    return Reached(f"{kills} kills on each, {jobs} jobs done, {len(breaches)} breaches", breaches)
