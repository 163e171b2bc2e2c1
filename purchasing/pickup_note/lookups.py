"""Pick-up notes in the look-up box of the receipt: those whose goods have arrived."""

from typing import Any

from django.db.models import QuerySet

from documents.visibility import visible_to
from purchasing.pickup_note.models import PickupNote
from purchasing.pickup_note.queries import ready_for_receipt
from ui import lookups
from ui.ids import id_in
from ui.lookups import Lookup, Row, ranked_search


def find_notes(user: Any, q: str, params: dict[str, str]) -> "QuerySet[PickupNote]":
    """Of the supplier in the form, if there is one."""
    notes = PickupNote.objects.filter(head__in=visible_to(user)).filter(
        head__in=ready_for_receipt().values("pk")
    )
    party = id_in(params, "party")
    if party is not None:
        notes = notes.filter(head__party=party)
    return ranked_search(
        notes.select_related("head__party"),
        q,
        exact=("head__number", "supplier_number"),
        contains=("head__number", "supplier_number", "head__party__name"),
    )


def note_row(note: PickupNote) -> Row:
    name = note.head.party.name if note.head.party else ""
    return {
        "id": note.pk,
        "code": note.head.number,
        "name": f"{name} {note.supplier_number}".strip(),
        "text": note.head.number,
    }


def register() -> None:
    lookups.register(
        Lookup("pickup_note", find_notes, note_row, exact=("head__number", "supplier_number"))
    )
