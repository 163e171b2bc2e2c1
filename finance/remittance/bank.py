"""Which line of the bank's statement a claim may mean: same amount first, then payer and day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from finance.remittance.models import BankLine

MOST = 20


@dataclass(frozen=True)
class Match:
    """An unused line with what speaks for it: the payer's name, and how many days lie between."""

    line: BankLine
    same_payer: bool
    days: int


def unused() -> "QuerySet[BankLine]":
    """Lines that no claim has used and nobody has withdrawn, the latest first."""
    lines = BankLine.objects.filter(remittance=None, withdrawn_at=None).select_related("account")
    return lines.order_by("-on_date", "-id")


def candidates(body: Any) -> list[Match]:
    """Unused lines of exactly this amount: the payer's own name first, then the nearest day."""
    day = timezone.localdate(body.paid_at) if body.paid_at else body.head.date
    return ranked(unused().filter(amount=body.money), payer=body.payer, day=day)[:MOST]


def ranked(lines: Iterable[BankLine], *, payer: str, day: date) -> list[Match]:
    name = _plain(payer)
    found = []
    for line in lines:
        other = _plain(line.payer)
        same = bool(name and other) and (name in other or other in name)
        found.append(Match(line, same, abs((line.on_date - day).days)))
    return sorted(found, key=_likeliest)


def _likeliest(match: Match) -> tuple[bool, int, int]:
    return (not match.same_payer, match.days, -match.line.pk)


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()
