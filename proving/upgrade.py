"""From an earlier release with data in it to this program, with kills in mid-migration.

`PROVE_FROM` names the releases: git revisions, or archives (.tar) of them, with commas. A release
is one whose migrations this program continues; as long as none has landed there is none to name.
"""

import os
import random
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from proving.outside.cluster import binaries
from proving.outside.place import ROOT, Place, postgresql_place, sqlite_place
from proving.programme import Breach, Programme, Reached, proof

COUNTED = """
import django; django.setup()
from django.db import connection as c
with c.cursor() as cursor:
    for name in sorted(c.introspection.table_names(cursor)):
        if not name.startswith(("django_", "axes_", "auth_")):
            cursor.execute(f'SELECT COUNT(*) FROM "{name}"')
            print(name, cursor.fetchone()[0])
"""


@contextmanager
def unpacked(release: str) -> Iterator[Path]:
    """The earlier program in a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="gendan-release-"))
    archive = Path(release)
    try:
        if not archive.is_file():
            archive = folder / "release.tar"
            words = ["git", "archive", "--output", str(archive), release]
            subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
        with tarfile.open(archive) as packed:
            packed.extractall(folder / "program", filter="data")
        yield folder / "program"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def rows_of(place: Place, program: Path = ROOT) -> dict[str, int]:
    """How many rows each table has; only tables that both programs know are compared."""
    answer = place.python("-c", COUNTED, cwd=program, env=_of(program))
    return {line.split()[0]: int(line.split()[1]) for line in answer.stdout.splitlines()}


def _of(program: Path) -> dict[str, str]:
    """An earlier program has no proofs, so it runs with its own settings."""
    return {"PYTHONPATH": str(program), "DJANGO_SETTINGS_MODULE": "config.settings"}


def killed_in_between(place: Place, kills: int, draw: random.Random) -> None:
    """`migrate`, killed so many times while it is under way."""
    for _number in range(kills):
        words = [sys.executable, "manage.py", "migrate", "--noinput", "-v", "0"]
        process = subprocess.Popen(words, cwd=ROOT, env=place.environment)
        time.sleep(draw.uniform(2, 8))
        process.kill()
        process.wait(timeout=60)


def upgraded(place: Place, release: str, *, kills: int, draw: random.Random) -> list[str]:
    with unpacked(release) as program:
        for words in (("migrate", "-v", "0"), ("load_demo",)):
            done = place.command(*words, cwd=program, env=_of(program))
            if done.returncode:
                return [f"{release} itself: {' '.join(words)}: {done.stderr[-600:]}"]
        before = rows_of(place, program)
    killed_in_between(place, kills, draw)
    done = place.command("migrate", "--noinput", "-v", "0")
    if done.returncode:
        return [f"migrate: {done.stderr[-800:]}"]
    after = rows_of(place)
    lost = {name: (n, after[name]) for name, n in before.items() if after.get(name, n) < n}
    return [*(f"rows of {name}: {was}" for name, was in lost.items()), *place.books()]


@proof(
    "upgrade",
    "an earlier release's data are taken over, also when the migration is killed and goes on",
    reach="every landed release, both databases, 10 kills each; rows equal, books clean",
    usual="every release named in PROVE_FROM, 3 kills each; the same",
)
def upgrade(programme: Programme) -> Reached:
    releases = [each for each in os.environ.get("PROVE_FROM", "").split(",") if each]
    if not releases:
        return Reached("", missing="no release has landed whose migrations this one continues")
    kills = programme.of(small=1, usual=3, long=10)
    breaches: list[Breach] = []
    done = 0
    for release in releases:
        for vendor in ("sqlite", *(("postgresql",) if binaries() else ())):
            case = f"{release} {vendor}"
            if not programme.wanted(case):
                continue
            draw = random.Random(programme.seed_of(case))
            with sqlite_place("bare") if vendor == "sqlite" else postgresql_place("bare") as place:
                wrong = upgraded(place, release, kills=kills, draw=draw)
            breaches += [Breach(case, sentence, programme.seed) for sentence in wrong]
            done += 1
    return Reached(f"{done} upgrades, {done * kills} kills, {len(breaches)} breaches", breaches)
