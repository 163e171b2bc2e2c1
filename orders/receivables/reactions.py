"""What follows money that came or went: calls that are answered, limits that are exceeded."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from documents.models import Document
from documents.reactions import on
from finance.cash_handover.models import CashHandoverLine
from masterdata.models import User
from orders.receivables import errands, watch

REMITTANCE = "remittance"


@on(REMITTANCE, "confirm", _("Whoever was to ask for this money is told that it came"))
def money_came(document: Document, *, actor: User, at: datetime) -> None:
    """What stands beyond a limit may be within it now, and a promise may be kept."""
    if document.party_id is not None:
        errands.follow(at=at, party_ids=[document.party_id], actor=actor)
        watch.clear(at=at, party_ids=[document.party_id], actor=actor)


def credit_used(document: Document, *, actor: User, at: datetime) -> None:
    watch.tell(document, at=at)


for _step in ("reverse", "approve_refund", "allot_funds"):
    on(REMITTANCE, _step, _("Told, if the customer is beyond his credit limit by it"))(credit_used)
on("delivery", "ship_direct", _("Told, if the customer is beyond his credit limit by it"))(
    credit_used
)


@on("cash_handover", "count", _("Whoever was to ask for this money is told that it came"))
def cash_came(document: Document, *, actor: User, at: datetime) -> None:
    lines = CashHandoverLine._base_manager.filter(body=document.pk).order_by()
    parties = {pk for pk in lines.values_list("delivery__party", flat=True) if pk}
    errands.follow(at=at, party_ids=parties, actor=actor)
    watch.clear(at=at, party_ids=parties, actor=actor)
