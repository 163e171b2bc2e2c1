"""开账: opening balances are entered once; when the opening is closed, no more can be approved.

Types of opening papers say so with `extra={"opening": True}`; all of them obey the one lock.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from documents import registry
from documents.errors import NotAllowed, Refused
from documents.flow import Words
from documents.models import Document, OpeningLock
from documents.transactions import in_one_transaction
from masterdata.roles import Role, roles_of

if TYPE_CHECKING:
    from masterdata.models import User

CLOSERS = frozenset({Role.ACCOUNTANT, Role.ADMINISTRATOR})
CLOSED = _("The opening of the books is closed. Correct the books with a normal document.")


def closed() -> OpeningLock | None:
    """The lock, if the opening is closed."""
    return OpeningLock.objects.filter(closed_at__isnull=False).select_related("closed_by").first()


def is_open(_body: object, _actor: object) -> Words:
    """The guard of every step of an opening paper that would still bring something in."""
    return CLOSED if closed() else ""


def hold_open() -> None:
    """Inside a transaction: nobody closes the opening or approves another paper meanwhile."""
    if _held().closed_at:
        raise Refused(CLOSED)


def close(*, actor: "User", at: datetime) -> OpeningLock:
    """Close the opening for good; refused while an opening paper still waits."""
    if not CLOSERS & roles_of(actor):
        who = " / ".join(str(role.label) for role in sorted(CLOSERS))
        raise NotAllowed(_("The opening is closed by %(who)s.") % {"who": who})
    return in_one_transaction(lambda: _close(actor, at))


def waiting() -> list[Document]:
    """Opening papers that are neither approved nor ended."""
    types = [each for each in registry.all_types() if each.extra.get("opening")]
    codes = [each.code for each in types]
    editable = {state.code for each in types for state in each.states if state.waits_for}
    return list(Document.objects.filter(type__in=codes, state__in=editable).order_by("id"))


def _close(actor: "User", at: datetime) -> OpeningLock:
    lock = _held()
    if lock.closed_at:
        raise Refused(_("The opening is closed already."))
    papers = waiting()
    if papers:
        raise Refused(
            _("Approve or void these opening documents first:"),
            details=[paper.number for paper in papers],
        )
    lock.closed_at, lock.closed_by = at, actor
    lock.save(update_fields=["closed_at", "closed_by"])
    return lock


def _held() -> OpeningLock:
    OpeningLock.objects.bulk_create([OpeningLock(pk=1)], ignore_conflicts=True)
    return OpeningLock.objects.select_for_update().get(pk=1)
