"""The copy of the seals outside the database: one line each, only ever appended."""

import logging
import os
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

from django.conf import settings

from documents.models import Seal

log = logging.getLogger(__name__)


def bring_up_to_date() -> bool:
    """Appends every seal that the file lacks; a file that cannot be reached is caught up later."""
    if not settings.SEAL_FILE:
        return False
    try:
        last = max(lines(), default=0)
        missing = Seal.objects.filter(number__gt=last).order_by("number")
        _append([line_of(seal) for seal in missing])
    except (OSError, ValueError) as fault:
        log.error("the seals could not be written to SEAL_FILE: %s", fault)
        return False
    return True


def line_of(seal: Seal) -> str:
    at = seal.at.astimezone(UTC).isoformat(timespec="seconds")
    return f"{seal.number} {at} {seal.rows} {seal.hash}"


def _append(new: list[str]) -> None:
    if not new:
        return
    with Path(settings.SEAL_FILE).open("a", encoding="ascii") as file:
        file.write("".join(f"{line}\n" for line in new))
        file.flush()
        os.fsync(file.fileno())


def lines() -> dict[int, str]:
    """The hash of each seal by its number; the first that was written of a number counts."""
    found: dict[int, str] = {}
    for number, told in _parsed():
        found.setdefault(number, told)
    return found


def _parsed() -> Iterator[tuple[int, str]]:
    file = Path(settings.SEAL_FILE)
    if not settings.SEAL_FILE or not file.exists():
        return
    for line in file.read_text(encoding="ascii", errors="replace").splitlines():
        number, _at, _rows, told = line.split(" ")
        yield int(number), told
