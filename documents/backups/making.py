"""A backup of a moment while people work: the database first, then every file that it names."""

import re
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import FileField
from django.utils import timezone

from documents.backups import archive
from documents.backups.archive import Manifest
from documents.backups.databases import Ask, database, tables_of

NAME = re.compile(r"gendan-\d{8}-\d{6}\.backup")


def make(target: Path, *, at: datetime) -> tuple[Path, Manifest]:
    """Into a folder under a name with the date, or as the file that is named."""
    if target.is_dir() or not target.suffix:
        target.mkdir(parents=True, exist_ok=True)
        target = target / f"gendan-{timezone.localtime(at):%Y%m%d-%H%M%S}.backup"
    if target.exists():
        raise FileExistsError(target)
    # Beside the target: there is room for it there, or for the archive neither.
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        with database().copy(Path(folder) / "database") as moment:
            manifest = _described(moment.ask, at)
            names = sorted(file_names(moment.ask))
        # A file is written before the row that names it and never changed: all are there.
        files = {name: Path(settings.MEDIA_ROOT) / name for name in names}
        manifest.missing = [name for name, path in files.items() if not path.is_file()]
        present = {name: path for name, path in files.items() if path.is_file()}
        archive.write(target, manifest, moment.file, present)
    return target, manifest


def _described(ask: Ask, at: datetime) -> Manifest:
    seals = ask("SELECT number, hash FROM documents_seal ORDER BY number DESC LIMIT 1")
    return Manifest(
        program=settings.VERSION,
        made_at=timezone.localtime(at).isoformat(timespec="seconds"),
        vendor=connection.vendor,
        migrations=[
            list(row) for row in ask("SELECT app, name FROM django_migrations ORDER BY 1, 2")
        ],
        rows=counted(ask),
        seal={"number": seals[0][0], "hash": seals[0][1]} if seals else {},
    )


def counted(ask: Ask) -> dict[str, int]:
    return {table: ask(f'SELECT COUNT(*) FROM "{table}"')[0][0] for table in tables_of(ask)}


def file_names(ask: Ask) -> Iterator[str]:
    """Every file that some row names, whatever the model."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField):
                table, column = model._meta.db_table, field.column
                rows = ask(f'SELECT DISTINCT "{column}" FROM "{table}"')
                yield from (str(name) for (name,) in rows if name)


def prune(folder: Path, *, keep: int) -> list[Path]:
    """The oldest beyond `keep`; only what bears the name of a backup of ours."""
    made = sorted(path for path in folder.iterdir() if NAME.fullmatch(path.name))
    old = made[:-keep] if keep > 0 else []
    for path in old:
        path.unlink()
    return old
