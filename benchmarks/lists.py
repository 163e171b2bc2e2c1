"""`python -m benchmarks.lists [part of a name] [--cpu] [--slow]`: what every list costs, warm.

Through Django's test client, signed in: queries, their time, and the whole page in milliseconds,
each the best of several requests. A page beyond the goal is marked. On a machine that others use
too, `--cpu` counts this process's own time (on SQLite that is all of it); `--slow` names the
slowest query of a page beyond the goal.
"""

import os
import sys
import time
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from benchmarks.pages import Page

GOAL, TIMES = 100, 5
clock = time.process_time if "--cpu" in sys.argv else time.perf_counter


class Meter:
    """How many queries there were, how long they took, and the slowest of them."""

    def __init__(self) -> None:
        self.seconds, self.queries = 0.0, 0
        self.slowest: tuple[float, str] = (0.0, "")

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        began = clock()
        try:
            return execute(sql, params, many, context)
        finally:
            took = clock() - began
            self.seconds += took
            self.queries += 1
            self.slowest = max(self.slowest, (took, f"{sql} {params}"))


def person_of(role: str) -> Any:
    """Somebody who holds this role alone and looks after no region: he sees the most."""
    from django.contrib.auth.models import Group

    from masterdata.models import User

    who, is_new = User.objects.get_or_create(username=f"bench-{role}")
    if is_new:
        who.groups.add(Group.objects.get_or_create(name=role)[0])
    return who


def measured(page: "Page") -> tuple[int, float, float, Meter]:
    from django.db import connection
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(person_of(page.role.value), backend="masterdata.backend.PeopleBackend")
    whole, asked = [], []
    for turn in range(TIMES + 1):
        meter = Meter()
        began = clock()
        with connection.execute_wrapper(meter):
            answer = client.get(page.url, page.data)
        ended = clock()
        if answer.status_code not in (200, 302):
            raise SystemExit(f"{page.name}: {answer.status_code} {page.url}")
        if turn:
            whole.append((ended - began) * 1000)
            asked.append(meter.seconds * 1000)
    return meter.queries, min(asked), min(whole), meter


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from benchmarks.pages import pages

    wanted = [word for word in sys.argv[1:] if not word.startswith("--")]
    for page in pages():
        if wanted and not any(word in page.name for word in wanted):
            continue
        queries, asked, whole, meter = measured(page)
        mark = " !" if whole > GOAL else ""
        sys.stdout.write(f"{page.name:<52} {queries:>4} {asked:>9.1f} {whole:>9.1f}{mark}\n")
        sys.stdout.flush()
        if mark and "--slow" in sys.argv:
            sys.stdout.write(f"    {meter.slowest[0] * 1000:.1f} {meter.slowest[1][:3000]}\n")


if __name__ == "__main__":
    main()
