"""The duties of the day at once, for a timer of one's own; the workers then leave them alone."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from documents import recurring
from documents.jobs import clock, heart, queue
from documents.jobs.performing import perform
from documents.models import Job

FAILED = "failed, see the log"


class Command(BaseCommand):
    help = "Run the duties of the day; safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        job = clock.job_of(at=now)
        if job.status in Job.AGAIN:
            queue.retry(job, at=now)
        elif job.status != Job.Status.WAITING:
            self._say(recurring.run_all(now=now))
            return
        heart.start(heart.Heart())
        try:
            perform(job.pk)
        finally:
            heart.end()
        done = dict(job.marks.values_list("part", "value"))
        self._say([f"{name}: {done.get(name, FAILED)}" for name in recurring.names()])

    def _say(self, lines: list[str]) -> None:
        for line in lines:
            self.stdout.write(line)
