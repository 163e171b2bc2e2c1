"""`python -m proving.outside.working`: the program's worker, with a job that can be told apart.

Each of its parts makes one paper in the transaction that says the part is done; so a part that was
done twice is two papers, and one that was lost is none.
"""

import os
import sys
import time
from importlib import import_module
from typing import Any

import django

KIND, PARTS, PART_SECONDS = "proof", 6, 0.3


def remark(job: int, part: int) -> str:
    return f"job {job} part {part}"


def carry_out(work: Any) -> None:
    from masterdata.models import User
    from tests.purchasing import firm

    User.objects.get(username="purchaser")

    def paper(part: int) -> int:
        made = firm.draft_order(remark=remark(work.job.pk, part))
        # Half of all kills come while the part is written and not yet committed.
        time.sleep(PART_SECONDS / 2)
        return made.pk

    for part in range(PARTS):
        work.once(str(part), lambda: paper(part))  # noqa: B023
        time.sleep(PART_SECONDS / 2)
        work.note(part + 1, PARTS)


def known() -> None:
    kinds: Any = import_module("documents.jobs.kinds")
    kinds.register(kinds.Kind(KIND, carry_out, most_attempts=1000))


def ask(count: int) -> None:
    """Queues so many jobs, and prepares the people of their papers."""
    from django.utils import timezone

    from tests.purchasing import firm

    queue: Any = import_module("documents.jobs.queue")
    firm.people()
    firm.draft_order(remark="before")
    for _number in range(count):
        queue.add(queue.Order(KIND, "Proof", total=PARTS), at=timezone.now())


def main() -> None:
    from django.core.management import call_command

    known()
    if sys.argv[1] == "ask":
        ask(int(sys.argv[2]))
    elif sys.argv[1] == "work":
        call_command("worker")
    else:
        told()


def told() -> None:
    """How many jobs are done, and what of them is lost or there twice; as JSON."""
    import json
    from collections import Counter

    from documents.models import Document

    models: Any = import_module("documents.models")
    jobs = models.Job.objects.filter(kind=KIND)
    wrong = []
    found = Counter(Document.objects.values_list("remark", flat=True))
    for job in jobs:
        for part in range(PARTS):
            times = found[remark(job.pk, part)]
            if times > 1 or (job.status == "done" and not times):
                wrong.append(f"part {part} of job {job.pk} ({job.status}) was done {times} times")
        if job.status in ("failed", "cancelled"):
            wrong.append(f"job {job.pk} is {job.status}: {job.sentence}")
    done = jobs.filter(status="done").count()
    sys.stdout.write("TOLD " + json.dumps({"done": done, "all": jobs.count(), "wrong": wrong}))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proving.outside.settings")
    django.setup()
    main()
