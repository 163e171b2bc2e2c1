"""开账: opening balances are entered once; when the opening is closed, no more can be approved.

Types of opening papers say so with `extra={"opening": True}`; all of them obey the one lock, and
those that somebody else approves share their states and steps.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from documents import registry
from documents.errors import NotAllowed, Refused
from documents.flow import (
    Effect,
    Guard,
    Posts,
    State,
    Step,
    Words,
    WorkingDays,
    reversal,
    voiding,
)
from documents.models import Document, OpeningLock
from documents.transactions import in_one_transaction
from masterdata.roles import Role, roles_of

if TYPE_CHECKING:
    from masterdata.models import User

MAKERS = (Role.ACCOUNTANT, Role.ADMINISTRATOR)
APPROVERS = (Role.ACCOUNTANT, Role.DEPUTY_GENERAL_MANAGER, Role.GENERAL_MANAGER)
CLOSERS = frozenset({Role.ACCOUNTANT, Role.ADMINISTRATOR})
CLOSED = _("The opening of the books is closed. Correct the books with a normal document.")


def closed() -> OpeningLock | None:
    """The lock, if the opening is closed."""
    return OpeningLock.objects.filter(closed_at__isnull=False).select_related("closed_by").first()


def is_open(_body: object, _actor: object) -> Words:
    """The guard of every step of an opening paper that would still bring something in."""
    return CLOSED if closed() else ""


def has_lines(body: Any, _actor: object) -> Words:
    return "" if body.lines.all() else _("Enter or import at least one line.")


def states(task: Words) -> tuple[State, ...]:
    """Of a paper that somebody else approves; `task` is what he is asked to do."""
    return (
        State(
            "draft",
            _("Draft"),
            initial=True,
            editable=True,
            waits_for=APPROVERS,
            due=WorkingDays(1),
            rule="M6",
            task=task,
        ),
        State("approved", _("Approved"), tone="good"),
        State("reversed", _("Reversed"), final=True, tone="void"),
        State("void", _("Void"), final=True, tone="void"),
    )


def steps(*, guards: tuple[Guard, ...], not_opened_before: Guard, posts: Posts) -> tuple[Step, ...]:
    """`not_opened_before` refuses what another paper opened; it is asked once more under the lock,
    so that two papers approved at once do not both open the same."""
    return (
        Step(
            "approve",
            _("Approve"),
            "draft",
            "approved",
            by=APPROVERS,
            guards=(is_open, has_lines, *guards, not_opened_before),
            effect=_only_once(not_opened_before),
            posts=posts,
            four_eyes=True,
            tone="good",
        ),
        reversal("approved", by=APPROVERS, guards=(is_open,)),
        voiding("draft", by=MAKERS),
    )


def _only_once(not_opened_before: Guard) -> Effect:
    def only_once(body: Any, actor: "User", _data: Mapping[str, Any]) -> None:
        hold_open()
        refusal = not_opened_before(body, actor)
        if refusal:
            raise Refused(refusal)

    return only_once


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
