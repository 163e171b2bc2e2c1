"""Bank lines, orders to pay for and old debts in look-up boxes."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from documents.models import Document
from finance.parties import funds
from finance.parties.models import OpenItem, Side
from finance.parties.queries import unsettled
from finance.remittance import bank, payable_orders
from finance.remittance.flow import MAKERS
from finance.remittance.models import BankLine
from masterdata.roles import Role, has_any
from ui import formats, lookups
from ui.ids import id_in
from ui.lookups import Lookup, Row, ranked_search

MATCHERS = frozenset({Role.ACCOUNTANT, Role.CASHIER})


def may_enter(user: Any) -> bool:
    return has_any(user, frozenset(MAKERS))


def may_match(user: Any) -> bool:
    return has_any(user, MATCHERS)


def find_lines(_user: Any, q: str, _params: dict[str, str]) -> "QuerySet[BankLine]":
    return ranked_search(
        bank.unused(), q, exact=("reference",), contains=("payer", "reference", "note")
    )


def line_row(line: BankLine) -> Row:
    day, money = formats.day(line.on_date), formats.money(line.amount)
    return {
        "id": line.pk,
        "code": line.reference,
        "name": line.payer,
        "text": f"{day} {line.payer} {money} {line.account} {line.reference}",
    }


def find_orders(_user: Any, q: str, params: dict[str, str]) -> "QuerySet[Document]":
    """Orders that money may come for; of the customer in the form where one is named."""
    papers = Document.objects.filter(payable_orders.condition()).select_related("party")
    party = id_in(params, "party")
    if party is not None:
        papers = papers.filter(party=party)
    return ranked_search(papers, q, exact=("number",), contains=("number", "party__name"))


def order_row(paper: Document) -> Row:
    return {"id": paper.pk, "code": paper.number, "text": paper.number, "name": str(paper.party)}


def order_figures(ids: list[int], _params: dict[str, str], _user: Any) -> dict[int, Row]:
    """What is worth how much, what came for it, what is still to be remitted."""
    due, paid = payable_orders.due_of(ids), funds.funds_of(ids)
    papers = Document.objects.in_bulk(ids)
    return {
        pk: {
            "worth": paper.total,
            "paid": paid[pk].paid,
            "due": due.get(pk, Decimal(0)),
            "on_date": f"{paper.date}",
        }
        for pk, paper in papers.items()
    }


def find_debts(_user: Any, q: str, params: dict[str, str]) -> "QuerySet[OpenItem]":
    party = id_in(params, "party")
    if party is None:
        return OpenItem.objects.none()
    items = unsettled(Side.RECEIVABLE).filter(party=party, amount__gt=0, reverses=None)
    return ranked_search(
        items.select_related("document"),
        q,
        exact=("document__number",),
        contains=("document__number", "description"),
    )


def debt_row(item: OpenItem) -> Row:
    return {
        "id": item.pk,
        "code": item.document.number,
        "text": item.document.number,
        "name": item.description,
        "on_date": f"{item.on_date}",
    }


def debt_figures(ids: list[int], _params: dict[str, str], _user: Any) -> dict[int, Row]:
    items = OpenItem.objects.filter(pk__in=ids)
    return {
        item.pk: {
            "worth": item.amount,
            "paid": item.allocated,
            "due": item.amount - item.allocated,
        }
        for item in items
    }


def register() -> None:
    reference, number, paper = ("reference",), ("number",), ("document__number",)
    lookups.register(Lookup("bank_line", find_lines, line_row, exact=reference, may_use=may_match))
    lookups.register(
        Lookup("payable_order", find_orders, order_row, exact=number, may_use=may_enter)
    )
    lookups.contribute("payable_order", "figures", order_figures)
    lookups.register(Lookup("customer_debt", find_debts, debt_row, exact=paper, may_use=may_enter))
    lookups.contribute("customer_debt", "figures", debt_figures)
