"""What can be asked for, in look-up boxes: open debts, orders to prepay, and invoices."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from documents.models import Document
from documents.visibility import visible_to
from finance.parties.models import OpenItem, Side
from finance.parties.queries import unsettled
from finance.payment_request import sources, standing
from finance.payment_request.flow import BUYERS
from finance.payment_request.standing import Standing
from masterdata.models import User
from masterdata.roles import has_any
from ui import formats, lookups
from ui.ids import id_in
from ui.lookups import Lookup, Row, ranked_search
from ui.punctuation import bracketed, listed


def may_use(user: Any) -> bool:
    return has_any(user, frozenset(BUYERS))


def find_debts(_user: Any, q: str, params: dict[str, str]) -> "QuerySet[OpenItem]":
    """The open debts to the supplier in the form."""
    debts = unsettled(Side.PAYABLE).filter(amount__gt=0, reverses=None)
    debts = debts.filter(party=id_in(params, "party")).select_related("document")
    contains = ("document__number", "description")
    return ranked_search(debts, q, exact=("document__number",), contains=contains)


def debt_row(item: OpenItem) -> Row:
    return {
        "id": item.pk,
        "code": item.document.number,
        "name": item.description,
        "on_date": f"{item.on_date}",
        "due_on": f"{item.due_on or ''}",
    }


def debt_figures(ids: list[int], params: dict[str, str], _user: Any) -> dict[int, Row]:
    found = standing.of_items(ids, but=id_in(params, "document"))
    return {pk: figures_row(each) for pk, each in found.items()}


def figures_row(found: Standing) -> Row:
    """应付, 已付, 已申请 and what is free, which is proposed as the amount."""
    applied = formats.money(found.applied)
    return {
        "due": formats.money(found.due),
        "settled": formats.money(found.paid),
        "applied": f"{applied}{bracketed(listed(found.requests))}" if found.requests else applied,
        "free": formats.money(found.free),
        "amount": formats.plain(found.free, 2, at_least=2) if found.free else "",
    }


def papers_of(through: bool) -> Callable[[User], Q]:
    """The candidates of the sources that are paid in advance, or that are asked through."""

    def condition(user: User) -> Q:
        found = Q(pk__in=[])
        for source in sources.registered():
            wanted = source.through if through else source.due is not None
            if wanted:
                found |= Q(pk__in=source.candidates(user).order_by().values("pk"))
        return found

    return condition


def finder(through: bool) -> Callable[[Any, str, dict[str, str]], "QuerySet[Document]"]:
    condition = papers_of(through)

    def find(user: Any, q: str, params: dict[str, str]) -> "QuerySet[Document]":
        papers = visible_to(user).filter(condition(user), party=id_in(params, "party"))
        return ranked_search(papers, q, exact=("number",), contains=("number", "remark"))

    return find


def paper_row(paper: Document) -> Row:
    return {"id": paper.pk, "code": paper.number, "on_date": f"{paper.date}"}


def paper_figures(ids: list[int], params: dict[str, str], _user: Any) -> dict[int, Row]:
    found = standing.of_papers(ids, but=id_in(params, "document"))
    return {pk: figures_row(each) for pk, each in found.items()}


def register() -> None:
    debts = Lookup("open_debt", find_debts, debt_row, exact=("document__number",), may_use=may_use)
    lookups.register(debts)
    lookups.contribute("open_debt", "figures", debt_figures)
    number = ("number",)
    advances = Lookup("advance_order", finder(False), paper_row, exact=number, may_use=may_use)
    lookups.register(advances)
    lookups.contribute("advance_order", "figures", paper_figures)
    lookups.register(Lookup("payment_via", finder(True), paper_row, exact=number, may_use=may_use))
