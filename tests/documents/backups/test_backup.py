"""Backup and restore, drilled: while others write, onto an empty machine, all or nothing."""

import shutil
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from documents import attachments, sealing
from documents.backups import archive, databases, making, restoring
from documents.backups.databases import ask_here
from documents.models import Attachment, Document, Event, Milestone, Seal
from tests.documents.backups.elsewhere import at, empty_database, lasting, somebody_writing
from tests.purchasing import firm

pytestmark = pytest.mark.django_db(transaction=True)
SCAN = b"%PDF-1.4 the signed contract %%EOF"


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> Path:
    """A folder of files of this test's own, emptied as if on another machine by `new_machine`."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def source(files: Path, tmp_path: Path) -> Iterator[str]:
    """A firm's database with a receipt in the books, a scan beside its order, and a seal."""
    order = firm.order()
    firm.receipt([order], "100")
    scan = ContentFile(SCAN, name="contract.pdf")
    attachments.attach(order, scan, by=order.maker, at=timezone.now())
    sealing.seal_now(at=timezone.now())
    with lasting(tmp_path) as name:
        yield name


def backup(target: Path, **options: Any) -> str:
    said = StringIO()
    call_command("backup", str(target), stdout=said, **options)
    return said.getvalue()


def restore(file: Path) -> str:
    said = StringIO()
    call_command("restore", str(file), stdout=said)
    return said.getvalue()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("backups") / "kept.backup"


@pytest.fixture
def made(kept: Path, request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A backup of the source, made for the first test that asks; each gets its own copy."""
    if not kept.exists():
        with at(request.getfixturevalue("source")):
            backup(kept)
    return Path(shutil.copy(kept, tmp_path))


@pytest.fixture
def new_machine(made: Path, settings: Any, tmp_path: Path) -> Iterator[str]:
    settings.MEDIA_ROOT = tmp_path / "new" / "files"
    with empty_database(tmp_path) as name:
        yield name


def is_empty(name: str, settings: Any) -> bool:
    place = Path(settings.MEDIA_ROOT)
    with at(name):
        return databases.database().is_empty() and not (place.exists() and list(place.iterdir()))


# --- Back again --------------------------------------------------------------------------------


def test_a_restored_firm_has_every_row_every_file_and_clean_books(
    source: str, made: Path, new_machine: str, settings: Any
) -> None:
    counts = {model: model.objects.count() for model in (Document, Event, Attachment, Seal)}

    with at(new_machine):
        said = restore(made)

        assert "The books are clean." in said
        assert {model: model.objects.count() for model in counts} == counts
        kept = Attachment.objects.get()
        assert kept.file.read() == SCAN
        assert Milestone.objects.get(kind="restore").ok
        kept.file.close()


def test_triggers_come_back_with_the_tables(made: Path, new_machine: str) -> None:
    with at(new_machine):
        restore(made)
        with pytest.raises(Exception, match="append-only"):
            ask_here("UPDATE documents_event SET reason = 'x'")


def test_a_backup_while_another_process_writes_is_of_one_moment(
    source: str, new_machine_for_pairs: str, tmp_path: Path, settings: Any
) -> None:
    with at(source), somebody_writing(source) as writer:
        acknowledged = int([writer.stdout.readline() for _n in range(5)][-1])  # type: ignore
        backup(tmp_path / "busy.backup")
        still = writer.poll() is None

    pairs, odd = divmod(archive.verify(tmp_path / "busy.backup").rows["scratch_pair"], 2)
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    with at(new_machine_for_pairs):
        restore(tmp_path / "busy.backup")
        ((count, total),) = ask_here("SELECT COUNT(*), SUM(amount) FROM scratch_pair")

    assert still, "the writer was not disturbed"
    assert odd == 0
    assert pairs >= acknowledged
    assert (count, total) == (pairs * 2, 0)


@pytest.fixture
def new_machine_for_pairs(source: str, tmp_path: Path) -> Iterator[str]:
    with at(source), connection.cursor() as cursor:
        kind = "SERIAL" if connection.vendor == "postgresql" else "INTEGER"
        cursor.execute(f"CREATE TABLE scratch_pair (id {kind} PRIMARY KEY, amount BIGINT)")
    with empty_database(tmp_path) as name:
        yield name
    with at(source), connection.cursor() as cursor:
        cursor.execute("DROP TABLE scratch_pair")


# --- Refusals ----------------------------------------------------------------------------------


def test_a_database_with_anything_in_it_is_not_touched(
    made: Path, new_machine: str, settings: Any
) -> None:
    with at(new_machine):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE somebodys (word TEXT)")
        with pytest.raises(CommandError, match="Nothing was restored"):
            restore(made)
        tables = databases.tables_of(ask_here)

    assert tables == ["somebodys"]
    assert not Path(settings.MEDIA_ROOT).exists()


def test_files_that_lie_there_are_not_touched(made: Path, new_machine: str, settings: Any) -> None:
    place = Path(settings.MEDIA_ROOT)
    place.mkdir(parents=True)
    (place / "somebodys").write_text("x")

    with at(new_machine), pytest.raises(CommandError, match="Nothing was restored"):
        restore(made)

    assert [path.name for path in place.iterdir()] == ["somebodys"]


def test_a_damaged_archive_leaves_the_machine_empty(
    made: Path, new_machine: str, settings: Any
) -> None:
    whole = bytearray(made.read_bytes())
    whole[len(whole) // 2] ^= 4
    made.write_bytes(whole)

    with at(new_machine), pytest.raises(CommandError, match="Nothing was restored"):
        restore(made)

    assert is_empty(new_machine, settings)


@pytest.mark.parametrize(
    "strange",
    [
        {"program": "99.0.0"},
        {"migrations": [["documents", "9999_of_tomorrow"]]},
        {"vendor": "oracle"},
        {"format": 2},
    ],
    ids=lambda each: next(iter(each)),
)
def test_a_backup_of_another_program_is_refused(made: Path, strange: dict[str, Any]) -> None:
    manifest = archive.verify(made)
    vars(manifest).update(strange)

    with pytest.raises(restoring.NotPossible):
        restoring.require_ours(manifest)


@pytest.mark.parametrize("late", ["_move_files", "_require_same", "call_command"])
def test_a_restore_that_fails_half_way_leaves_the_machine_empty(
    made: Path, new_machine: str, settings: Any, monkeypatch: pytest.MonkeyPatch, late: str
) -> None:
    def fail(*_args: Any, **_options: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(restoring, late, fail)

    with at(new_machine), pytest.raises(CommandError, match="the disk is full"):
        restore(made)

    assert is_empty(new_machine, settings)


def test_a_row_that_did_not_come_back_undoes_the_restore(
    made: Path, new_machine: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = making.counted
    monkeypatch.setattr(
        restoring.making, "counted", lambda ask: {**whole(ask), "documents_event": 1}
    )

    with at(new_machine), pytest.raises(CommandError, match="documents_event"):
        restore(made)

    assert is_empty(new_machine, settings)


def test_a_breach_in_the_restored_books_is_said_and_nothing_is_thrown_away(
    made: Path, new_machine: str, settings: Any
) -> None:
    settings.EVENT_CHAIN_KEY = "another key than that of the backup"

    with at(new_machine):
        with pytest.raises(CommandError, match="breaches"):
            restore(made)
        assert Event.objects.exists()


# --- Making them -------------------------------------------------------------------------------


def test_the_name_bears_the_date_and_the_last_backup_is_remembered(
    source: str, tmp_path: Path
) -> None:
    with at(source):
        said = backup(tmp_path / "backups")
        last = Milestone.objects.get(kind="backup")

    (file,) = (tmp_path / "backups").iterdir()
    assert making.NAME.fullmatch(file.name)
    assert "1 files" in said
    assert (last.ok, last.details["file"]) == (True, file.name)


def test_only_the_newest_are_kept_and_nothing_else_is_deleted(source: str, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in (1, 2, 3):
        (folder / f"gendan-2026010{day}-020000.backup").write_text("old")
    (folder / "gendan-notes.txt").write_text("mine")

    with at(source):
        backup(folder, keep=2)

    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 3
    assert names[0] == "gendan-20260103-020000.backup"
    assert names[2] == "gendan-notes.txt"


def test_a_file_that_is_gone_is_said_and_the_rest_is_kept(
    source: str, files: Path, tmp_path: Path
) -> None:
    (scan,) = [path for path in files.rglob("*") if path.is_file()]
    scan.unlink()

    with at(source):
        with pytest.raises(CommandError, match="1 files named by rows are missing"):
            backup(tmp_path / "kept.backup")
        assert not Milestone.objects.get(kind="backup").ok

    assert archive.verify(tmp_path / "kept.backup").missing


def test_a_backup_that_cannot_be_made_leaves_nothing_and_says_why(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_options: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(archive, "_sync_folder", lambda folder: None)
    monkeypatch.setattr(archive, "_fill", fail)
    folder = tmp_path / "backups"

    with at(source), pytest.raises(CommandError, match="the disk is full"):
        backup(folder)

    assert list(folder.iterdir()) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite needs no program")
def test_without_the_program_of_postgresql_a_sentence_says_what_to_install(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(CommandError, match="pg_dump"):
        backup(tmp_path / "kept.backup")
