"""Results of jobs: outside the web root, under random names, deleted after some days."""

import os
import re
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

NAME = re.compile(r"[0-9a-f]{32}")


def folder() -> Path:
    return Path(settings.JOB_FILES_ROOT)


def write(chunks: Iterable[bytes], *, between: Callable[[], None]) -> tuple[str, int]:
    """Name and size of a whole file; one that was broken off is not left behind."""
    name, size = uuid.uuid4().hex, 0
    folder().mkdir(mode=0o750, parents=True, exist_ok=True)
    unfinished = folder() / f"{name}.part"
    try:
        with unfinished.open("xb") as file:
            for chunk in chunks:
                size += file.write(chunk)
                between()
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(folder() / name)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return name, size


def opened(name: str) -> BinaryIO | None:
    """None if it lies there no more."""
    if not NAME.fullmatch(name):
        return None
    try:
        return (folder() / name).open("rb")
    except FileNotFoundError:
        return None


def remove(name: str) -> None:
    if NAME.fullmatch(name):
        (folder() / name).unlink(missing_ok=True)


def remove_older(than: datetime) -> int:
    """Also what a killed worker left there unfinished."""
    if not folder().is_dir():
        return 0
    old = [each for each in folder().iterdir() if each.stat().st_mtime < than.timestamp()]
    for each in old:
        each.unlink(missing_ok=True)
    return len(old)
