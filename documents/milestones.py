"""When the books were last checked, when a backup was last made: kept, shown and measured."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from documents.books import Breach
from documents.models import Milestone, Seal
from ui.metrics import Figure


def note(kind: Milestone.Kind, *, at: datetime, ok: bool, **details: Any) -> None:
    Milestone.objects.update_or_create(kind=kind, defaults={"at": at, "ok": ok, "details": details})


def books_were_checked(breaches: Sequence[Breach], *, at: datetime) -> None:
    """Whoever has run every check says so here."""
    note(Milestone.Kind.BOOKS, at=at, ok=not breaches, breaches=len(breaches))


def last(kind: Milestone.Kind) -> Milestone | None:
    return Milestone.objects.filter(kind=kind).first()


def figures() -> Iterator[Figure]:
    """For the monitor: how old each is, and how it went."""
    for milestone in Milestone.objects.order_by("kind"):
        name = f"gendan_{milestone.kind}"
        yield f"{name}_at_seconds", f"Time of the last {milestone.kind}.", milestone.at.timestamp()
        yield f"{name}_ok", f"1 if the last {milestone.kind} went well.", float(milestone.ok)
    seal = Seal.objects.order_by("-number").first()
    if seal:
        yield "gendan_seal_at_seconds", "Time of the last seal.", seal.at.timestamp()
        yield "gendan_seal_number", "Number of the last seal.", float(seal.number)
