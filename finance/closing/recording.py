"""Keeps the figures of a month at its closing, under a hash, and says whether they still hold."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from documents import periods
from documents.models import Period, PeriodEvent
from documents.month_figures import Figure, figures_at
from finance.closing.models import MonthFigures

Kept = list[dict[str, Any]]


@dataclass(frozen=True)
class Compared:
    """One figure as it was at the closing, and as the entries give it now."""

    figure: Figure
    kept: int | None

    @property
    def holds(self) -> bool:
        return self.kept is None or self.kept == self.figure.value


def record(event: PeriodEvent, day: date) -> None:
    """Called inside the closing: what the entries say now is what they must say for ever."""
    kept = as_data(figures_at(day))
    MonthFigures.objects.create(event=event, figures=kept, hash=seal(event, kept))


def as_data(figures: Iterable[Figure]) -> Kept:
    """A figure of nothing is left out: a new account must not change a month that is closed."""
    return [
        {"code": figure.code, "kind": figure.kind, "value": figure.value}
        for figure in figures
        if figure.value
    ]


def seal(event: PeriodEvent, kept: Kept) -> str:
    text = json.dumps([f"{event.period.month:%Y-%m}", kept], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def kept_of(period: Period) -> MonthFigures | None:
    """The figures of the present closing; those of earlier ones are history."""
    closings = MonthFigures.objects.filter(event__period=period, event__closed=True)
    return closings.select_related("event__period").order_by("-event_id").first()


def compared(month: date, kept: MonthFigures | None) -> list[Compared]:
    """Every figure of the month's last day beside what was kept of it."""
    figures = figures_at(periods.last_day(month))
    if kept is None:
        return [Compared(figure, None) for figure in figures]
    values = {each["code"]: each["value"] for each in kept.figures}
    known = {figure.code for figure in figures}
    gone = [
        Figure(e["code"], e["code"], 0, e["kind"]) for e in kept.figures if e["code"] not in known
    ]
    return [Compared(figure, values.get(figure.code, 0)) for figure in [*figures, *gone]]
