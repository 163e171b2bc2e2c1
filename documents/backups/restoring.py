"""Puts a backup into an empty machine: everything is checked before anything is written."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from documents import books
from documents.backups import archive, making, moving
from documents.backups.archive import Manifest
from documents.backups.databases import NotPossible, ask_here, database


def restore(file: Path) -> tuple[Manifest, list[books.Breach]]:
    """The manifest and what the books' own check found; on any failure nothing is left behind."""
    manifest = archive.verify(file)
    require_ours(manifest)
    require_empty()
    place = Path(settings.MEDIA_ROOT)
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".restore-") as name:
        folder = Path(name)
        archive.unpack(file, folder)
        with _all_or_nothing(place):
            if moving.is_move(manifest):
                moving.put_in(folder / archive.DATABASE)
            else:
                database().put_back(folder / archive.DATABASE)
            _require_same(manifest)
            _move_files(folder / archive.FILES, place)
            call_command("migrate", interactive=False, verbosity=0)
            return manifest, books.run_checks()


def require_ours(manifest: Manifest) -> None:
    """Of this kind of database, or one that can move here; of no program newer than this one."""
    if manifest.format != archive.FORMAT:
        raise NotPossible(_("The backup has a form that this version cannot read."))
    if moving.is_move(manifest):
        moving.require_same_tables(manifest)
    elif manifest.vendor != connection.vendor:
        sentence = _("The backup is of %(theirs)s, and this database is %(ours)s.")
        raise NotPossible(sentence % {"theirs": manifest.vendor, "ours": connection.vendor})
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    strange = [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known]
    if strange or _parts(manifest.program) > _parts(settings.VERSION):
        raise NotPossible(
            _(
                "The backup is of version %(theirs)s and this program is %(ours)s: install that "
                "version first. Unknown to this one: %(strange)s"
            )
            % {
                "theirs": manifest.program,
                "ours": settings.VERSION,
                "strange": ", ".join(strange[:3]) or "–",
            }
        )


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def require_empty() -> None:
    if not database().is_empty():
        raise NotPossible(_("The database is not empty. A backup is put into an empty one alone."))
    place = Path(settings.MEDIA_ROOT)
    if place.exists() and any(place.iterdir()):
        sentence = _("There are files in %(place)s already. A backup is put into an empty folder.")
        raise NotPossible(sentence % {"place": place})


@contextmanager
def _all_or_nothing(place: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        database().empty()
        for path in place.iterdir() if place.exists() else ():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise


def _require_same(manifest: Manifest) -> None:
    """Row for row what the backup counted, and every file that a row names.

    Who moves leaves behind what SQLite needs to search by words.
    """
    found = making.counted(ask_here)
    wanted = found if moving.is_move(manifest) else {**found, **manifest.rows}
    wrong = sorted(table for table in wanted if found.get(table) != manifest.rows.get(table))
    if wrong:
        raise NotPossible(_("These tables did not come back whole: %(tables)s") % {"tables": wrong})
    named = set(making.file_names(ask_here)) - set(manifest.missing)
    lost = sorted(name for name in named if archive.FILES + name not in manifest.parts)
    if lost:
        raise NotPossible(_("Files are missing in the backup: %(names)s") % {"names": lost[:5]})


def _move_files(source: Path, place: Path) -> None:
    place.mkdir(parents=True, exist_ok=True)
    for path in source.iterdir() if source.exists() else ():
        path.rename(place / path.name)
