"""Make a backup while people work: database and files in one verified archive."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from documents import milestones
from documents.backups import making
from documents.backups.archive import Damaged
from documents.backups.databases import NotPossible
from documents.models import Milestone


class Command(BaseCommand):
    help = "Make a backup into a folder (named by the date) or as a file; it is verified at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, metavar="FOLDER|FILE")
        parser.add_argument(
            "--keep", type=int, default=0, help="Keep this many, delete older ones."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        at, target = timezone.now(), options["target"].absolute()
        try:
            file, manifest = making.make(target, at=at)
        except (NotPossible, Damaged, OSError) as fault:
            with suppress(DatabaseError):
                milestones.note(Milestone.Kind.BACKUP, at=at, ok=False, fault=str(fault)[:300])
            raise CommandError(f"No backup was made: {fault}") from fault
        size = file.stat().st_size
        milestones.note(
            *(Milestone.Kind.BACKUP,), at=at, ok=not manifest.missing, file=file.name, size=size
        )
        rows, files = sum(manifest.rows.values()), len(manifest.parts) - 1
        self.stdout.write(f"{file}: {rows} rows, {files} files, {size / 1024**2:.1f} MB, verified")
        for old in making.prune(file.parent, keep=options["keep"]):
            self.stdout.write(f"deleted {old.name}")
        if manifest.missing:
            names = ", ".join(manifest.missing[:5])
            raise CommandError(f"{len(manifest.missing)} files named by rows are missing: {names}")
