"""One file that holds a backup: a tar, its manifest first, its own hash behind it.

The hash at the end is over every byte before it, so that any flipped byte is found, also in what
tar itself would overlook; the manifest names each part with its own hash.
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.utils.translation import gettext as _

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database"
FILES = "files/"
CHUNK = 1024 * 1024
_MARK = b"\ngendan-backup sha256 "
TRAILER = len(_MARK) + 64 + 1


class Damaged(Exception):
    """The archive is not, byte for byte, what was written; the sentence says where."""


@dataclass
class Manifest:
    """What a backup holds and of which moment it is."""

    program: str
    made_at: str
    vendor: str
    migrations: list[list[str]]
    rows: dict[str, int]
    seal: dict[str, Any]
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    format: int = FORMAT


def write(target: Path, manifest: Manifest, database: Path, files: dict[str, Path]) -> None:
    """Written under another name and renamed when whole and on the disk."""
    sources = {DATABASE: database, **{FILES + name: path for name, path in files.items()}}
    manifest.parts = {name: _measured(path) for name, path in sources.items()}
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        with _private(unfinished) as file:
            _fill(file, manifest, sources)
            file.flush()
            file.seek(0)
            told = _sha256(file, unfinished.stat().st_size)
            file.seek(0, os.SEEK_END)
            file.write(_MARK + told.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        verify(unfinished)
        unfinished.rename(target)
        _sync_folder(target.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def _private(path: Path) -> IO[bytes]:
    """For its owner alone: the whole firm lies in it."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b")


def _fill(file: IO[bytes], manifest: Manifest, sources: dict[str, Path]) -> None:
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        _add(tar, MANIFEST, io.BytesIO(text), len(text))
        for name, path in sources.items():
            with path.open("rb") as part:
                _add(tar, name, part, manifest.parts[name]["size"])


def _add(tar: tarfile.TarFile, name: str, part: IO[bytes], size: int) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o640
    tar.addfile(info, part)


def _measured(path: Path) -> dict[str, Any]:
    size = path.stat().st_size
    with path.open("rb") as file:
        return {"sha256": _sha256(file, size), "size": size}


def _sha256(file: IO[bytes], size: int) -> str:
    digest, left = hashlib.sha256(), size
    while left > 0 and (chunk := file.read(min(CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
    return digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# --- Reading -----------------------------------------------------------------------------------


def verify(path: Path) -> Manifest:
    """The manifest, once every byte and every part is as it was written; else Damaged."""
    _require_whole(path)
    try:
        manifest = _manifest_of(path)
        found = {name: told for name, told in _each(path, _hash_of) if name != MANIFEST}
    except (tarfile.TarError, OSError, ValueError, TypeError, KeyError) as fault:
        raise Damaged(_("The archive cannot be read: %(fault)s") % {"fault": fault}) from fault
    wanted = {name: part["sha256"] for name, part in manifest.parts.items()}
    if found != wanted:
        wrong = sorted(name for name in {*found, *wanted} if found.get(name) != wanted.get(name))
        raise Damaged(_("Parts of the archive are damaged: %(names)s") % {"names": wrong[:5]})
    return manifest


def _require_whole(path: Path) -> None:
    size = path.stat().st_size - TRAILER
    if size <= 0:
        raise Damaged(_("The file is too short to be a backup."))
    with path.open("rb") as file:
        told = _sha256(file, size)
        trailer = file.read()
    if trailer != _MARK + told.encode() + b"\n":
        raise Damaged(_("The archive is damaged, or is no backup: its bytes are not its own."))


def _manifest_of(path: Path) -> Manifest:
    with tarfile.open(path, "r:") as tar:
        first = tar.next()
        part = tar.extractfile(first) if first and first.name == MANIFEST else None
        if part is None:
            raise ValueError("no manifest")
        return Manifest(**json.loads(part.read()))


def _hash_of(_name: str, part: IO[bytes], size: int) -> str:
    return _sha256(part, size)


def _each(path: Path, take: Callable[[str, IO[bytes], int], Any]) -> Iterator[tuple[str, Any]]:
    with tarfile.open(path, "r:") as tar:
        for info in tar:
            part = tar.extractfile(info) if info.isfile() else None
            if part is None or not _harmless(info.name):
                raise ValueError(f"unexpected part {info.name!r}")
            yield info.name, take(info.name, part, info.size)


def _harmless(name: str) -> bool:
    """No part may be written anywhere but below the folder it is unpacked into."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name


def unpack(path: Path, folder: Path) -> None:
    """Every part as a file below the folder."""

    def keep(name: str, part: IO[bytes], _size: int) -> None:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            while chunk := part.read(CHUNK):
                file.write(chunk)

    for _name, _kept in _each(path, keep):
        pass
