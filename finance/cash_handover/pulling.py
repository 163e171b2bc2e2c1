"""下推: from a delivery's page to the hand-over of its cash."""

from collections.abc import Callable, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from documents.errors import Refused
from documents.models import Document
from documents.pages import Pull, Pulled
from finance.cash_handover import sources
from finance.cash_handover.lookups import driver_for
from finance.cash_handover.queries import open_cash
from masterdata.models import User


def pulls() -> list[Pull]:
    """One for each kind of paper that drivers collect cash on."""
    push = _("Hand over the cash")
    return [
        Pull(code, _("From deliveries"), push, _candidates_of(code), take)
        for code in sorted(source.type_code for source in sources.registered())
    ]


def _candidates_of(type_code: str) -> Callable[[User], "QuerySet[Document]"]:
    """A driver has his own cash alone; the cashier writes down anybody's."""

    def candidates(user: User) -> "QuerySet[Document]":
        rows = [row for row in open_cash(driver_for(user, "")) if row.to_hand]
        ids = [row.delivery.pk for row in rows]
        return Document.objects.filter(pk__in=ids, type=type_code)

    return candidates


def take(documents: Sequence[Document], user: User) -> Pulled:
    chosen = {document.pk for document in documents}
    rows = [row for row in open_cash(driver_for(user, "")) if row.delivery.pk in chosen]
    drivers = {row.driver.pk: row.driver for row in rows if row.driver is not None}
    if len(drivers) != 1:
        raise Refused(_("A hand-over is of one driver; choose deliveries of one alone."))
    lines = [{"delivery": row.delivery, "amount": row.to_hand} for row in rows]
    return Pulled({"handler": next(iter(drivers.values()))}, lines=lines, sources=documents)
