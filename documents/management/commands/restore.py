"""Put a backup into an empty database and an empty folder of files, and check the books."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from documents import milestones
from documents.backups import restoring
from documents.backups.archive import Damaged
from documents.backups.databases import NotPossible
from documents.models import Milestone


class Command(BaseCommand):
    help = "Restore a backup on an empty machine: all of it, or nothing."
    # The database is empty still, and the checks ask it.
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        file = options["file"]
        try:
            manifest, breaches = restoring.restore(file)
        except (NotPossible, Damaged, OSError) as fault:
            raise CommandError(f"Nothing was restored: {fault}") from fault
        milestones.note(
            *(Milestone.Kind.RESTORE,), at=timezone.now(), ok=not breaches, file=file.name
        )
        rows, files = sum(manifest.rows.values()), len(manifest.parts) - 1
        self.stdout.write(
            f"Restored the books of {manifest.made_at} (version {manifest.program}): "
            f"{rows} rows in {len(manifest.rows)} tables, {files} files."
        )
        for breach in breaches:
            self.stdout.write(f"{breach.check}: {breach.subject}: {breach.sentence}")
        if breaches:
            raise CommandError(f"The books have {len(breaches)} breaches, see above.")
        self.stdout.write("The books are clean.")
