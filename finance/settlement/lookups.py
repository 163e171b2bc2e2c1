"""Open items, prepayable orders and suppliers' bank accounts in look-up boxes."""

from typing import Any

from django.db.models import QuerySet

from documents.models import Document
from finance.parties.models import OpenItem, Side
from finance.settlement import prepayable
from finance.settlement.checks import PAYERS
from finance.settlement.flow import MAKERS
from finance.settlement.models import Kind, nature_of
from finance.settlement.open_rows import OpenRow, items_of, rows_of
from masterdata.models import BankAccount
from masterdata.roles import has_any
from ui import lookups
from ui.ids import id_in
from ui.lookups import Lookup, Row, ranked_search


def may_use(user: Any) -> bool:
    return has_any(user, MAKERS)


def may_pay(user: Any) -> bool:
    return has_any(user, PAYERS)


def find_items(_user: Any, q: str, params: dict[str, str]) -> "QuerySet[OpenItem]":
    """What this kind of settlement may settle of the party in the form."""
    party, kind = id_in(params, "party"), params.get("kind") or Kind.PAYMENT
    if party is None:
        return OpenItem.objects.none()
    items = items_of(party, kind).select_related("document")
    return ranked_search(
        items, q, exact=("document__number",), contains=("document__number", "description")
    )


def item_row(item: OpenItem) -> Row:
    return {
        "id": item.pk,
        "text": item.document.number,
        "name": item.description,
        "nature": str(nature_of(item)),
        "on_date": f"{item.on_date}",
        "due_on": f"{item.due_on or ''}",
    }


def item_figures(ids: list[int], _params: dict[str, str], _user: Any) -> dict[int, Row]:
    items = OpenItem.objects.filter(pk__in=ids)
    return {row.item.pk: figures_row(row) for row in rows_of(items)}


def figures_row(row: OpenRow) -> Row:
    """Signed as a settlement sees them: what can be used for debts is below zero."""
    sign = 1 if row.item.side == Side.PAYABLE else -1
    return {
        "due": sign * row.item.amount,
        "settled": sign * row.item.allocated,
        "applied": row.applied,
        "left": row.left,
    }


def find_prepayable(_user: Any, q: str, params: dict[str, str]) -> "QuerySet[Document]":
    """Who pays may name an order that he may not open: its number and supplier are all he sees."""
    papers = Document.objects.filter(prepayable.condition()).select_related("party")
    party = id_in(params, "party")
    if party is not None:
        papers = papers.filter(party=party)
    return ranked_search(papers, q, exact=("number",), contains=("number", "party__name"))


def paper_row(paper: Document) -> Row:
    return {"id": paper.pk, "code": paper.number, "text": paper.number, "name": str(paper.party)}


def find_accounts(_user: Any, q: str, params: dict[str, str]) -> "QuerySet[BankAccount]":
    accounts = BankAccount.objects.filter(party=id_in(params, "party"))
    return ranked_search(
        accounts, q, exact=("account_number",), contains=("account_number", "bank_name")
    )


def account_row(account: BankAccount) -> Row:
    return {
        "id": account.pk,
        "code": account.account_number,
        "name": account.bank_name,
        "text": f"{account.bank_name} {account.account_number}",
    }


def register() -> None:
    paper, number = ("document__number",), ("number",)
    lookups.register(Lookup("open_item", find_items, item_row, exact=paper, may_use=may_use))
    lookups.contribute("open_item", "figures", item_figures)
    lookups.register(
        Lookup("prepayable", find_prepayable, paper_row, exact=number, may_use=may_pay)
    )
    account = ("account_number",)
    lookups.register(
        Lookup("payee_account", find_accounts, account_row, exact=account, may_use=may_pay)
    )
