"""The daily duties: escalation of late approvals and what other apps registered."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from documents import recurring


class Command(BaseCommand):
    help = "Run the duties of the day; safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        for line in recurring.run_all(now=timezone.now()):
            self.stdout.write(line)
