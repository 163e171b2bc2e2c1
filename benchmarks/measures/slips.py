"""(j) Slips as PDF, of few lines and of many, and a hundred at once: processor time."""

import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any
from unittest import mock

from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from benchmarks.measuring import Bench, EndStatesDiffer, Result, measure
from benchmarks.walking import Walker
from documents.models import Document
from documents.pages import prints
from masterdata.roles import Role

BUYER = Role.PURCHASER
LINES, SMALL = (1, 10, 50, 200), (1, 10)
GOALS: dict[int, float] = {10: 100, 200: 1_800}
BATCH, BATCH_LINES, PER_SLIP = 100, 10, 85
BACKEND = "masterdata.backend.PeopleBackend"


@measure("j", "slips as PDF")
def slips(bench: Bench) -> Iterator[Result]:
    walker = Walker(bench.person)
    with override_settings(ALLOWED_HOSTS=[*settings.ALLOWED_HOSTS, "testserver"]):
        client = Client()
        client.force_login(bench.person(BUYER), backend=BACKEND)
        for number, lines in enumerate(SMALL if bench.small else LINES, start=1):
            receipt = _receipt(bench, walker, lines)
            yield _single(bench, client, f"j{number}", receipt, lines, copy="1")
            if lines in GOALS:
                yield _single(bench, client, f"j{number}a", receipt, lines)
        yield from _batch(bench, client, walker)


def _receipt(bench: Bench, walker: Walker, lines: int) -> Document:
    items = walker.masters.items
    goods = [
        (items[n % len(items)], Decimal(bench.rng.randint(1, 90)), Decimal("12.50"))
        for n in range(lines)
    ]
    order = walker.order_on(walker.ordered(walker.masters.suppliers[0], goods), "active")
    return walker.received(order)


def _single(
    bench: Bench, client: Client, code: str, paper: Document, lines: int, *, copy: str = ""
) -> Result:
    """On A4: one copy, for which the goals are, or all three, as it is printed by itself."""
    url = reverse("receipt_print", args=[paper.pk, "slip"])
    asked = {"paper": "a4", "mode": "laser", "copy": copy}
    runs = min(bench.runs, max(2, 2_000 // lines))
    took = _processor_times(lambda: client.get(url, asked), runs)
    title = f"slip of {lines} line{'s' if lines > 1 else ''}, {_told(copy)}"
    goal = GOALS.get(lines) if copy else None
    return Result(code, title, took, through="http", unit="ms CPU", goal=goal)


def _told(copy: str) -> str:
    return "one copy" if copy else "three copies"


def _batch(bench: Bench, client: Client, walker: Walker) -> Iterator[Result]:
    """As the worker draws it; a person is told to go on working meanwhile."""
    count = 3 if bench.small else BATCH
    papers = [_receipt(bench, walker, BATCH_LINES) for _turn in range(count)]
    for code, copy in (("j5", "1"), ("j5a", "")):
        sent = {"print": "slip", "ids": [str(paper.pk) for paper in papers]}
        sent |= {"paper": "a4", "mode": "laser", "copy": copy}
        with mock.patch.object(prints, "DRAWN_AT_ONCE", count):
            took = _processor_times(lambda: client.post(reverse("receipt_print_many"), sent), 3)  # noqa: B023
        yield Result(
            code,
            f"{count} slips of {BATCH_LINES} lines in one PDF, each, {_told(copy)}",
            tuple(ms / count for ms in took),
            through="http",
            unit="ms CPU",
            goal=PER_SLIP if copy else None,
        )


def _processor_times(ask: Callable[[], Any], runs: int) -> tuple[float, ...]:
    """The whole answer in this process, its queries' other side left out."""
    took = []
    for _turn in range(runs + 1):
        began = time.process_time()
        answer = ask()
        took.append((time.process_time() - began) * 1000)
        if answer.status_code != 200 or not answer.content.startswith(b"%PDF"):
            raise EndStatesDiffer(f"no PDF came but {answer.status_code}")
    return tuple(took[1:])
