"""Recompute every cached figure from its entries and say what differs; exit 1 if anything does."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from documents import books, milestones


class Command(BaseCommand):
    help = "Check the books: every cached figure against its entries."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print JSON.")
        parser.add_argument("--only", nargs="*", default=[], help="Names of checks to run.")

    def handle(self, *args: Any, **options: Any) -> None:
        breaches = books.run_checks(options["only"])
        if not options["only"]:
            milestones.books_were_checked(breaches, at=timezone.now())
        if options["json"]:
            rows = [vars(breach) for breach in breaches]
            self.stdout.write(json.dumps({"checks": books.names(), "breaches": rows}, default=str))
        else:
            for breach in breaches:
                self.stdout.write(f"{breach.check}: {breach.subject}: {breach.sentence}")
            self.stdout.write(
                f"{len(books.names())} checks, {len(breaches)} breaches"
                + ("." if breaches else ": the books are clean.")
            )
        if breaches:
            raise SystemExit(1)
