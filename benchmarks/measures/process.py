"""(l) How long a worker takes to start, and whether it grows: memory after 10,000 requests."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from benchmarks.measuring import Bench, EndStatesDiffer, Result, measure
from benchmarks.rates import rate, request
from documents.models import Document
from masterdata.roles import Role

START = "import config.wsgi"
BARE = "import benchmarks.bare"
FIRST, LAST = 1_000, 10_000
MOST_GROWTH = 1.10
READER = Role.DEPUTY_GENERAL_MANAGER


@measure("l", "start and memory of a worker")
def process(bench: Bench) -> Iterator[Result]:
    times = 2 if bench.small else 10
    yield Result(
        "l1",
        "a worker starts: settings, apps, addresses, checks of the database",
        tuple(_started(START) for _turn in range(times)),
        tuple(_started(BARE) for _turn in range(times)),
        unit="s",
        note="floor: a bare Django",
    )
    if bench.serves and Path("/proc/self/status").exists():
        yield from _memory(bench)


def _started(code: str) -> float:
    env = os.environ.copy()
    if code == BARE:
        env.pop("DJANGO_SETTINGS_MODULE", None)
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, cwd=settings.BASE_DIR, env=env)
    return time.perf_counter() - began


def _memory(bench: Bench) -> Iterator[Result]:
    """Lists, papers, first screens and look-ups in turn, at the workers that all measures use."""
    first, last = (20, 60) if bench.small else (FIRST, LAST)
    desk, cookie = bench.http(), bench.http().cookie(READER)
    asked = [request(path, cookie=cookie) for path in _paths(last)]
    rate(desk.port, asked[:first])
    before = _of_workers(desk._server.pid)
    rate(desk.port, asked[first:])
    after = _of_workers(desk._server.pid)
    if set(before) != set(after):
        raise EndStatesDiffer("a worker was replaced meanwhile")
    yield Result("l2", f"memory of a worker after {first:,} requests", _all(before), unit="MB")
    yield Result(
        "l3",
        f"memory of a worker after {last:,} requests",
        _all(after),
        _all(before),
        unit="MB",
        goal_ratio=MOST_GROWTH,
        note=f"floor: the same workers after {first:,}",
    )


def _paths(count: int) -> list[str]:
    papers = Document.objects.filter(type="customer_order").order_by("-id")[:200]
    ids = list(papers.values_list("pk", flat=True))
    look, listed = reverse("lookup", args=["item"]), reverse("customer_order_list")
    found = []
    for number in range(count):
        match number % 10:
            case 0:
                found.append(f"{listed}?view=all&page={1 + number % 97}")
            case 1:
                found.append(reverse("customer_order_detail", args=[ids[number % len(ids)]]))
            case 2:
                found.append(reverse("home"))
            case _:
                found.append(f"{look}?{urlencode({'q': f'B{number % 1000:04}'[: 2 + number % 4]})}")
    return found


def _of_workers(server: int) -> dict[int, float]:
    """Megabytes in memory of each child of the server, by its number."""
    found = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
        except OSError:
            continue
        if f"\nPPid:\t{server}\n" in text:
            size = re.search(r"VmRSS:\s+(\d+)", text)
            found[int(status.parent.name)] = int(size[1]) / 1024 if size else 0.0
    return found


def _all(sizes: dict[int, float]) -> tuple[float, ...]:
    return tuple(sizes.values())
