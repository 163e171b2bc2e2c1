"""The packages that are installed against the hashed lock, without asking anybody outside.

A lock may name packages and hashes and nothing else: no address, no folder, no option. What is
installed must be exactly what it names for this machine, each under a licence that the firm may
use, and each package's own needs met.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

# They come with the environment itself, before any lock is read.
OF_THE_ENVIRONMENT = {"pip", "setuptools", "wheel"}
LICENCES = {
    *("mit", "mit-0", "mit-cmu", "mit license", "psfl", "psf-2.0"),
    *("bsd", "bsd license", "bsd-2-clause", "bsd-3-clause", "bsd 2-clause license", "isc"),
    *("apache-2.0", "apache 2.0", "apache software license", "python software foundation license"),
    # Used as they are, unchanged and apart: the lesser and the file-wise copyleft ask no more.
    *("mpl-2.0", "mozilla public license 2.0 mpl 2.0", "mozilla public license 1.1 mpl 1.1"),
    *("lgpl-3.0-only", "lgpl-3.0-or-later"),
}
_BRACKETS = re.compile("[()]")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class Pin:
    """One package of the lock: its version, whether this machine needs it, how many hashes."""

    name: str
    version: str
    here: bool
    hashes: int


def pins(lock: str) -> Iterator[Pin]:
    """Every package of the lock; a line that is anything else raises ValueError."""
    for line in lock.replace("\\\n", " ").splitlines():
        text = line.partition("#")[0].strip()
        if text:
            yield _pin(text)


def _pin(text: str) -> Pin:
    words = _HASH.sub("", text)
    try:
        wanted = Requirement(words.strip())
    except InvalidRequirement as fault:
        raise ValueError(f"not a package with hashes: {text[:80]!r}") from fault
    exact = re.fullmatch(r"==([^*,]+)", str(wanted.specifier))
    if wanted.url or not exact:
        raise ValueError(f"not one exact version: {text[:80]!r}")
    here = wanted.marker is None or wanted.marker.evaluate()
    count = len(_HASH.findall(text))
    return Pin(canonicalize_name(wanted.name), exact[1], here, count)


def audit(lock: Path) -> list[str]:
    """Everything that is not as it should be, a sentence each; empty when all is well."""
    try:
        named = list(pins(lock.read_text()))
    except ValueError as error:
        return [f"{lock.name}: {error}"]
    without = [f"{pin.name} has no hash in {lock.name}" for pin in named if not pin.hashes]
    wanted = {pin.name: pin.version for pin in named if pin.here}
    there = installed()
    versions = {name: found.version for name, found in there.items()}
    licences = [fault for name in sorted(wanted) if (fault := _licence_fault(there.get(name)))]
    return [*without, *_differences(wanted, versions), *licences, *_unmet(there)]


def installed() -> dict[str, metadata.Distribution]:
    return {canonicalize_name(each.name): each for each in metadata.distributions()}


def _differences(wanted: dict[str, str], there: dict[str, str]) -> Iterator[str]:
    for name in sorted({*wanted, *there} - OF_THE_ENVIRONMENT):
        if name not in there:
            yield f"{name} {wanted[name]} is missing"
        elif name not in wanted:
            yield f"{name} {there[name]} is not in the lock"
        elif wanted[name] != there[name]:
            yield f"{name} is {there[name]}, the lock names {wanted[name]}"


def _licence_fault(found: metadata.Distribution | None) -> str:
    if found is None or any(_is_allowed(each) for each in licences_of(found)):
        return ""
    return f"{found.name}: licence {licences_of(found)} is not one that is allowed"


def licences_of(found: metadata.Distribution) -> list[str]:
    """What it may be used under, by choice: expression, else classifiers, else the old field."""
    told: Any = found.metadata
    expression = told.get("License-Expression")
    if expression:
        return [_BRACKETS.sub("", each).strip() for each in expression.split(" OR ")]
    marks = told.get_all("Classifier") or []
    named = [mark.rpartition(" :: ")[2] for mark in marks if mark.startswith("License :: ")]
    return named or [str(told.get("License") or "none").strip()]


def _is_allowed(licence: str) -> bool:
    return all(_plain(part) in LICENCES for part in licence.split(" AND "))


def _plain(licence: str) -> str:
    return _BRACKETS.sub("", licence).strip().lower()


def _unmet(there: dict[str, metadata.Distribution]) -> Iterator[str]:
    """As `pip check`: what a package needs of others is there, in a version that it accepts."""
    for name, found in sorted(there.items()):
        for text in found.requires or ():
            needed = Requirement(text)
            if needed.marker and not needed.marker.evaluate({"extra": ""}):
                continue
            other = there.get(canonicalize_name(needed.name))
            if other is None:
                yield f"{name} needs {needed.name}, which is missing"
            elif not needed.specifier.contains(other.version, prereleases=True):
                yield f"{name} needs {needed}, which is {other.version}"
