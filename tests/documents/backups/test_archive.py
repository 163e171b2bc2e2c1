"""A backup's file: whole or refused, whatever byte of it was touched."""

import random
from pathlib import Path

import pytest

from documents.backups import archive
from documents.backups.archive import Damaged, Manifest


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A small archive of a database and two files."""
    database = tmp_path / "database"
    database.write_bytes(random.Random(1).randbytes(5_000))
    scans = {}
    for name in ("attachments/ab/abc", "company/logo.png"):
        scans[name] = tmp_path / name.replace("/", "-")
        scans[name].write_bytes(name.encode() * 100)
    manifest = Manifest("0.1.0", "2026-11-30T08:00:00+08:00", "sqlite", [["ui", "0001"]], {}, {})
    archive.write(tmp_path / "made.backup", manifest, database, scans)
    return tmp_path / "made.backup"


def test_what_was_put_in_comes_out(backup: Path, tmp_path: Path) -> None:
    manifest = archive.verify(backup)
    archive.unpack(backup, tmp_path / "out")

    assert sorted(manifest.parts) == [
        "database",
        "files/attachments/ab/abc",
        "files/company/logo.png",
    ]
    assert (tmp_path / "out/database").read_bytes() == (tmp_path / "database").read_bytes()
    assert (tmp_path / "out/files/company/logo.png").read_bytes() == b"company/logo.png" * 100


def test_it_is_for_its_owner_alone_and_leaves_nothing_unfinished(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    assert not list(backup.parent.glob("*unfinished"))


def test_any_flipped_byte_is_found(backup: Path) -> None:
    """In the manifest, the parts, tar's own heads and fillings, and the hash at the end."""
    whole = backup.read_bytes()
    chance = random.Random(5)
    places = [0, len(whole) - 1, len(whole) - 70, *chance.sample(range(len(whole)), 300)]

    for place in places:
        flipped = bytearray(whole)
        flipped[place] ^= 1 << chance.randrange(8)
        backup.write_bytes(flipped)
        with pytest.raises(Damaged):
            archive.verify(backup)


@pytest.mark.parametrize("length", [0, 1, 86, 5_000, -1, -86])
def test_a_file_cut_short_is_found(backup: Path, length: int) -> None:
    backup.write_bytes(backup.read_bytes()[:length])

    with pytest.raises(Damaged):
        archive.verify(backup)


def test_a_part_that_is_not_the_one_of_the_manifest_is_found(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the hash over the whole was made to fit."""
    monkeypatch.setattr(archive, "_measured", lambda path: {"sha256": "0" * 64, "size": 5_000})
    manifest = Manifest("0.1.0", "", "sqlite", [], {}, {})

    with pytest.raises(Damaged, match="database"):
        archive.write(tmp_path / "other.backup", manifest, tmp_path / "database", {})

    assert not (tmp_path / "other.backup").exists()


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "files/../../x", "a\\b"])
def test_a_part_that_would_be_written_elsewhere_is_refused(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "FILES", "")
    part = tmp_path / "database"
    part.write_bytes(b"x")
    manifest = Manifest("0.1.0", "", "sqlite", [], {}, {})

    with pytest.raises(Damaged):
        archive.write(tmp_path / "evil.backup", manifest, part, {name: part})

    assert not (tmp_path / "evil.backup").exists()
