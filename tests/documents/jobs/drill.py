"""A firm in a real database and real workers on it, each in a process of its own, to be killed.

    python -m tests.documents.jobs.drill prepare    tables (SQLite), people, items, two jobs
    python -m tests.documents.jobs.drill work       a worker that halts where it is to be killed
    python -m tests.documents.jobs.drill look       the jobs and what came of them, as JSON

The worker is the program's own; only what it does here halts in the middle, so that a kill meets
it there, until a file named `free` lies in its folder.
"""

import io
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import django

FREE = Path(os.environ["GENDAN_VAR"]) / "free" if "GENDAN_VAR" in os.environ else Path("free")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
PARTS = 60
ITEMS = 120
# Where each attempt at each kind halts.
HALTS = {("parts", 1): 10, ("parts", 2): 25, ("request", 1): 30}
EXPORT = {
    "method": "GET",
    "path": "/masterdata/items/",
    "query": "export=xlsx&sort=code",
    "post": "",
    "scheme": "http",
    "host": "localhost",
    "language": "zh-hans",
    "cookies": {},
    "memory": {},
}


def prepare() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from documents.jobs import queue
    from masterdata.models import Preference
    from masterdata.roles import Role
    from tests import factories

    if connection.vendor == "sqlite":
        call_command("migrate", run_syncdb=True, verbosity=0)
    owner = factories.user(Role.PURCHASER, username="drill")
    for number in range(ITEMS):
        factories.item(f"件{number:04}")
    for name in ("parts", "nights"):
        Preference.objects.create(user=owner, key=name, value=0)
    for order in (
        queue.Order("request", "Export", EXPORT, total=ITEMS),
        queue.Order("parts", "Parts", total=PARTS),
    ):
        queue.add(order, at=timezone.now(), owner=owner)


def add_one(to: str) -> None:
    """What is doubled or lost shows in the sum."""
    from masterdata.models import Preference

    counter = Preference.objects.select_for_update().get(key=to)
    counter.value += 1
    counter.save()


def do_parts(work: Any) -> None:
    for number in range(PARTS):
        work.once(f"part {number}", lambda: add_one("parts"))
        work.note(number + 1)


def night(now: Any) -> str:
    add_one("nights")
    return "done"


def work() -> None:
    from django.core.management import call_command

    from documents import recurring
    from documents.jobs import kinds
    from documents.jobs.kinds import Kind
    from documents.jobs.work import Work
    from ui import exports

    recurring._duties.clear()
    recurring._duties["night"] = night
    exports.WATCHED, exports.CHUNK = 1, 10
    kinds.register(Kind("parts", do_parts))
    noted = Work.note

    def halting(self: Work, done: int, total: int | None = None) -> None:
        noted(self, done, total)
        while HALTS.get((self.job.kind, self.job.attempts)) == done and not FREE.exists():
            noted(self, done)
            time.sleep(0.05)

    Work.note = halting  # type: ignore[method-assign]
    call_command("worker")


def look() -> None:
    from documents.jobs import files
    from documents.models import Job
    from masterdata.models import Preference

    counted = Preference.objects.filter(key__in=("parts", "nights")).values_list("key", "value")
    jobs = Job.objects.order_by("pk").values("kind", "status", "attempts", "sentence")
    found = {
        "jobs": {job.pop("kind"): job for job in jobs},
        "count": jobs.count(),
        **dict(counted),
        "rows": sum(_rows(job.file) for job in Job.objects.exclude(file="")),
        "files": len(list(files.folder().glob("*"))),
    }
    sys.stdout.write(json.dumps(found))


def _rows(name: str) -> int:
    from openpyxl import load_workbook

    from documents.jobs import files

    kept = files.opened(name)
    assert kept is not None
    sheet = load_workbook(io.BytesIO(kept.read())).active
    codes = [row[0] for row in sheet.iter_rows(values_only=True) if "件" in str(row[0])]
    assert codes == sorted(set(codes))
    return len(codes)


if __name__ == "__main__":
    django.setup()
    {"prepare": prepare, "work": work, "look": look}[sys.argv[1]]()
