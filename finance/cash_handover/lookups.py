"""Deliveries whose cash is still with their driver, in look-up boxes."""

from typing import Any

from django.db.models import QuerySet

from documents.models import Document
from finance.cash_handover.flow import MAKERS
from finance.cash_handover.queries import Open, open_cash
from masterdata.roles import Role, has_any, roles_of
from ui import formats, lookups
from ui.ids import as_id
from ui.lookups import Lookup, Row, ranked_search


def may_use(user: Any) -> bool:
    return has_any(user, frozenset(MAKERS))


def driver_for(user: Any, asked: str) -> int | None:
    """A driver sees his own cash alone; the cashier that of whom he names."""
    if Role.CASHIER not in roles_of(user):
        return int(user.pk)
    return as_id(asked)


def find(user: Any, q: str, params: dict[str, str]) -> "QuerySet[Document]":
    rows = open_cash(driver_for(user, params.get("driver", "")))
    papers = Document.objects.filter(pk__in=[row.delivery.pk for row in rows])
    papers = papers.select_related("party")
    return ranked_search(papers, q, exact=("number",), contains=("number", "party__name"))


def row_of(paper: Document) -> Row:
    return {
        "id": paper.pk,
        "code": paper.number,
        "text": paper.number,
        "name": str(paper.party or ""),
        "customer": str(paper.party or ""),
    }


def figures(ids: list[int], _params: dict[str, str], _user: Any) -> dict[int, Row]:
    wanted = set(ids)
    rows = [row for row in open_cash() if row.delivery.pk in wanted]
    return {row.delivery.pk: figures_of(row) for row in rows}


def figures_of(row: Open) -> Row:
    return {
        "since": f"{row.since}",
        "collected": formats.money(row.collected),
        "left": formats.money(row.left),
        "to_hand": f"{row.to_hand:.2f}",
    }


def register() -> None:
    lookups.register(Lookup("cash_delivery", find, row_of, exact=("number",), may_use=may_use))
    lookups.contribute("cash_delivery", "figures", figures)
