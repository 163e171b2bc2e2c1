"""下推: from an order's page to the remittance that pays for it, and for what is owed besides."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from documents.errors import Refused
from documents.models import Document
from documents.pages import Pull, Pulled
from finance.remittance import payable_orders
from finance.remittance.models import Kind
from finance.remittance.open_rows import OpenRow, open_rows
from finance.remittance.proposal import propose
from masterdata.models import User

NONE = Decimal(0)


def pulls() -> list[Pull]:
    """One for each kind of paper that money may come for."""
    return [_pull(code) for code in payable_orders.type_codes()]


def _pull(type_code: str) -> Pull:
    label = _("From orders")
    push = _("Enter the customer's remittance")
    return Pull(type_code, label, push, _candidates_of(type_code), take)


def _candidates_of(type_code: str) -> Callable[[User], "QuerySet[Document]"]:
    def candidates(_user: User) -> "QuerySet[Document]":
        return Document.objects.filter(payable_orders.condition(), type=type_code)

    return candidates


def take(documents: Sequence[Document], _user: User) -> Pulled:
    """The whole of what is asked for: these orders, and the old debts on their notices."""
    parties = {document.party_id for document in documents}
    if len(parties) != 1 or documents[0].party_id is None:
        raise Refused(_("A remittance is of one customer; choose orders of one alone."))
    chosen = {document.pk for document in documents}
    found = open_rows(documents[0].party_id)
    orders = [row for row in found.orders if row.paper.pk in chosen]
    asked = sum((row.wanted.left for row in orders), NONE) + found.asked
    proposal = propose(
        asked,
        debts=[row.wanted for row in found.debts],
        orders=[row.wanted for row in orders],
        asked=found.asked,
    )
    rows = [row for row in (*found.debts, *orders) if row.key in proposal.amounts]
    lines = [_line(row, proposal.amounts[row.key]) for row in rows]
    if not lines:
        raise Refused(_("These orders are paid, or the money for them is on its way."))
    money = sum(proposal.amounts.values(), NONE)
    body = {"kind": Kind.RECEIPT, "money": money}
    return Pulled({"party": documents[0].party}, body, lines, documents)


def _line(row: OpenRow, amount: Decimal) -> dict[str, Any]:
    if row.item is not None:
        return {"open_item": row.item, "amount": amount}
    return {"order": row.paper, "amount": amount}
