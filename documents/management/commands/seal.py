"""Seal what was appended since the last seal; every five minutes from cron or a timer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from documents import seal_file, sealing


class Command(BaseCommand):
    help = "Seal all new events and ledger entries; prints the line that belongs elsewhere too."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--day", action="store_true", help="At the end of the day: even if nothing is new."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        made = sealing.seal_now(at=timezone.now(), even_if_empty=options["day"])
        if made is None:
            self.stdout.write("nothing was sealed: nothing is new, or somebody is at it")
        while made:
            self.stdout.write(seal_file.line_of(made))
            made = sealing.seal_now(at=timezone.now())
