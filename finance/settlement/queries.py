"""What settlements did, for those who report on it: the money that left and came back."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from documents.models import Document
from finance.cash.models import CashAccount, CashEntry
from masterdata.models import Party


@dataclass(frozen=True)
class PaidOut:
    """What one settlement moved on one day out of one account; below zero it came back."""

    document: Document
    party: Party
    on_date: date
    amount: Decimal
    account: str


def paid_between(first: date, last: date) -> list[PaidOut]:
    """By day, as the cash journal has it: a payment taken back on the same day is none.

    Four queries, however many payments there are.
    """
    rows = (
        CashEntry.objects.filter(
            document__type="settlement", on_date__range=(first, last), document__party__isnull=False
        )
        .order_by("on_date", "document", "account")
        .values_list("document", "account", "on_date")
        .annotate(moved=Sum("amount"))
    )
    moved = [row for row in rows if row[3]]
    documents = Document.objects.select_related("party").in_bulk({row[0] for row in moved})
    accounts = CashAccount.objects.in_bulk({row[1] for row in moved})
    found = []
    for document_id, account_id, on_date, amount in moved:
        document = documents[document_id]
        assert document.party is not None
        account = str(accounts[account_id])
        found.append(PaidOut(document, document.party, on_date, -amount, account))
    return found
