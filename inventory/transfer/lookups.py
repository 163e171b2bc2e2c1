"""Look-ups of the transfer: bins of the warehouse it goes to, and the papers it serves."""

from typing import Any

from django.db.models import QuerySet

from documents.models import Document
from documents.visibility import visible_to
from inventory.places.lookups import bin_row, find_bins
from inventory.places.models import Bin
from ui import lookups
from ui.lookups import Lookup, Row, ranked_search

SERVED = ("customer_order",)
GONE = ("void", "reversed", "cancelled")


def find_bins_there(user: Any, q: str, params: dict[str, str]) -> QuerySet[Bin]:
    return find_bins(user, q, {**params, "warehouse": params.get("to_warehouse", "")})


def find_served(user: Any, q: str, _params: dict[str, str]) -> QuerySet[Document]:
    """Customer orders that the user may know of and that still count."""
    papers = visible_to(user).filter(type__in=SERVED).exclude(state__in=GONE)
    return ranked_search(
        papers.select_related("party"),
        q,
        exact=("number",),
        contains=("number", "party__name", "party__code", "party__pinyin"),
    )


def served_row(paper: Document) -> Row:
    return {
        "id": paper.pk,
        "code": paper.number,
        "name": str(paper.party or ""),
        "text": paper.number,
    }


def register() -> None:
    lookups.register(Lookup("bin_there", find_bins_there, bin_row, exact=("place", "code")))
    lookups.register(Lookup("served_paper", find_served, served_row, exact=("number",)))
