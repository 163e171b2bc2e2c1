"""The checks behind `check_books`: each recomputes a figure from its entries."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Breach:
    """One thing that does not hold: which check, of what, told in a sentence."""

    check: str
    subject: str
    sentence: str | Promise
    details: dict[str, Any] = field(default_factory=dict)


Check = Callable[[], Iterable[Breach]]
_checks: dict[str, Check] = {}


def register_check(name: str, check: Check) -> None:
    if name in _checks:
        raise ValueError(f"check {name} twice")
    _checks[name] = check


def names() -> list[str]:
    return sorted(_checks)


def run_checks(only: Iterable[str] = ()) -> list[Breach]:
    """Every breach found by every registered check; empty when the books are clean."""
    chosen = set(only) or set(_checks)
    return [breach for name in sorted(chosen) for breach in _checks[name]()]
