"""Who is told when a customer comes to stand beyond his limit by what nobody could refuse.

Money that bounced is taken back whatever the limit says, and a limit may be lowered at any time.
What is ordered and delivered afterwards is stopped by its own gates; here the director learns of
it, and the task is closed when the customer is within his limit again.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext, gettext_noop

from documents import tasks
from documents.flow import WorkingDays
from documents.models import Document, Task
from documents.tasks import Errand
from masterdata.models import Party
from masterdata.roles import Role
from orders.customer_order import credit
from ui.formats import money

if TYPE_CHECKING:
    from masterdata.models import User

log = logging.getLogger(__name__)
KIND, RULE = "over-credit", "O2"
TITLE = gettext_noop(
    "The customer is beyond his credit limit: have money confirmed, hold his orders, or raise it"
)


def is_beyond(known: credit.Exposure) -> bool:
    """Whoever has neither a limit nor orders on account has no credit to exceed."""
    return known.free < 0 and bool(known.limit or known.open_orders)


def tell(document: Document, *, at: datetime) -> None:
    """After a paper that used more of the limit than anybody allowed."""
    if document.party_id is None or not is_beyond(credit.exposure(document.party_id)):
        return
    errand = Errand(KIND, TITLE, Role.SALES_DIRECTOR, tasks.due_at(at, WorkingDays(1)), rule=RULE)
    tasks.open_errand(document, errand, at=at)


def clear(
    *, at: datetime, party_ids: Iterable[int] | None = None, actor: "User | None" = None
) -> int:
    """Close the tasks of customers who are within their limits again; returns how many."""
    there = tasks.open_tasks().filter(kind=KIND)
    if party_ids is not None:
        there = there.filter(document__party__in=set(party_ids))
    whose = dict(there.values_list("pk", "document__party_id"))
    known = credit.exposures(set(whose.values())) if whose else {}
    done = [task for task, party in whose.items() if not is_beyond(known[party])]
    Task.objects.filter(pk__in=done).update(closed_at=at, closed_by=actor)
    return len(done)


def limit_changed(party: Party, *, actor: "User", at: datetime) -> list[str]:
    """Told to whoever lowered it, and a task on the customer's newest order for the director."""
    known = credit.exposure(party.pk)
    if not is_beyond(known):
        clear(at=at, party_ids=[party.pk], actor=actor)
        return []
    order = Document.objects.filter(type="customer_order", party=party).order_by("-pk").first()
    if order is None:
        log.info("customer %s is beyond his limit and has no order to hang a task on", party.pk)
    else:
        tell(order, at=at)
    words = gettext(
        "%(name)s now has a credit limit of %(limit)s and has used %(used)s (owes %(owed)s, open"
        " orders %(orders)s): %(beyond)s too much. Orders on account are neither released nor"
        " delivered until money is confirmed; the sales director is told."
    )
    return [
        words
        % {
            "name": party.name,
            "limit": money(known.limit),
            "used": money(known.used),
            "owed": money(known.balance),
            "orders": money(known.open_orders),
            "beyond": money(-known.free),
        }
    ]
