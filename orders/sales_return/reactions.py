"""What follows the return's own steps: costs, the deliveries' counters, the errand to tell."""

from datetime import datetime
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from documents import rows
from documents.models import Document
from documents.reactions import on
from inventory.stock.queries import worth_that_came
from masterdata.models import User
from orders.delivery.models import DeliveryLine
from orders.sales_return import arrival, notices
from orders.sales_return.flow import SALES_RETURN
from orders.sales_return.models import SalesReturnLine
from orders.sales_return.postings import CAUSE
from orders.sales_return.queries import posted_lines

CODE = SALES_RETURN.code
ZERO = Decimal(0)


@on(CODE, "receive", _("The lines are told what their goods are worth"))
def note_cost(document: Document, *, actor: User, at: datetime) -> None:
    arrival.note_cost(document.pk, worth_that_came(document.pk, cause=CAUSE))


@on(CODE, "post", _("Deliveries count what came back"))
@on(CODE, "reverse", _("Deliveries count what came back"))
def count_returned(document: Document, *, actor: User, at: datetime) -> None:
    """Set from the papers themselves, so it may be told twice."""
    own = SalesReturnLine._base_manager.filter(body=document.pk, delivery_line__isnull=False)
    ids = set(own.order_by().values_list("delivery_line_id", flat=True))
    sums = posted_lines().filter(delivery_line__in=ids).order_by().values_list("delivery_line_id")
    back = {pk: found for pk, *found in sums.annotate(Sum("taken"), Sum("gross"))}
    lines = list(DeliveryLine._base_manager.filter(pk__in=ids).order_by("pk"))
    for line in lines:
        line.returned, line.returned_gross = back.get(line.pk, (ZERO, ZERO))
    rows.write(lines, ["returned", "returned_gross"])


@on(CODE, "approve", _("The maker is asked to tell the customer"))
def ask_to_tell(document: Document, *, actor: User, at: datetime) -> None:
    notices.ask_to_tell(document, at=at)


def told(document: Document, *, actor: User, at: datetime) -> None:
    notices.told(document, actor=actor, at=at)


for _step in ("tell", "unapprove", "void", "receive"):
    on(CODE, _step, _("Nobody is asked any more to tell the customer"))(told)
