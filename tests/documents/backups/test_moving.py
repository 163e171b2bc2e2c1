"""A firm that began with SQLite moves to PostgreSQL: with everything, or not at all."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from documents.backups import archive, restoring
from documents.backups.databases import ask_here
from documents.models import Attachment, Document, Event, Seal
from tests.documents.backups.elsewhere import at, empty_database
from tests.documents.backups.test_backup import SCAN, restore
from tests.purchasing import firm

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one moves to PostgreSQL alone"),
]
# Walked in a process of its own, since a process knows one database.
OLD_FIRM = """
import sys
import django
django.setup()
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
call_command("migrate", verbosity=0)
from documents import attachments, sealing
from tests.purchasing import firm
order = firm.order("螺丝 100 x 2.26")
firm.receipt([order], "100")
attachments.attach(order, ContentFile({scan!r}, name="合同.pdf"), by=order.maker, at=timezone.now())
sealing.seal_now(at=timezone.now())
call_command("backup", sys.argv[1], verbosity=0)
"""


@pytest.fixture(scope="module")
def old_firm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sqlite")
    kept = folder / "kept.backup"
    told = {"DATABASE_URL": f"sqlite:///{folder / 'firm.sqlite3'}"}
    told |= {"MEDIA_ROOT": str(folder / "files"), "GENDAN_TESTING": "1"}
    subprocess.run(
        [sys.executable, "-c", OLD_FIRM.format(scan=SCAN), str(kept)],
        env=os.environ | told | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        cwd=settings.BASE_DIR,
        check=True,
    )
    return kept


@pytest.fixture
def new_machine(settings: Any, tmp_path: Path) -> Iterator[str]:
    settings.MEDIA_ROOT = tmp_path / "files"
    with empty_database(tmp_path) as name:
        yield name


def test_a_firm_of_sqlite_moves_whole_and_goes_on(old_firm: Path, new_machine: str) -> None:
    rows = archive.verify(old_firm).rows

    with at(new_machine):
        said = restore(old_firm)

        assert "The books are clean." in said
        counts = {each._meta.db_table: each.objects.count() for each in (Document, Event, Seal)}
        assert counts == {table: rows[table] for table in counts}
        kept = Attachment.objects.get()
        assert kept.file.read() == SCAN
        kept.file.close()
        # Keys go on behind the last one, and what may never change may not here either.
        last = Document.objects.order_by("pk").last()
        assert firm.order().pk > last.pk  # type: ignore[union-attr]
        for act in ("UPDATE documents_event SET reason = 'x'", "TRUNCATE documents_event CASCADE"):
            with pytest.raises(Exception, match="append-only"):
                ask_here(act)


def test_tables_of_another_version_do_not_move(old_firm: Path) -> None:
    manifest = archive.verify(old_firm)
    manifest.migrations = [row for row in manifest.migrations if row[0] != "documents"]

    with pytest.raises(restoring.NotPossible, match="版本"):
        restoring.require_ours(manifest)
