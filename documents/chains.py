"""Approval chains as a setting: what makes a chain sound, and how it is replaced whole (D3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from documents.errors import NotAllowed, Refused
from documents.flow import DocumentType, Words
from documents.models import ApprovalRule
from documents.transactions import in_one_transaction
from masterdata.roles import Role, roles_of

if TYPE_CHECKING:
    from masterdata.models import User

MOST_DESKS = 10


@dataclass(frozen=True)
class Desk:
    """One row of a chain: whose desk it is, from which amount, and who comes in when it waits."""

    position: int
    role: str
    from_amount: Decimal = Decimal(0)
    escalate_after_days: int | None = None
    escalate_to: str = ""
    condition: str = ""


def faults_of_chain(desks: Sequence[Desk]) -> list[Words]:
    """Why these desks are no sound chain; empty when they are."""
    faults: list[Words] = []
    if not desks:
        return [_("A chain needs at least one desk; otherwise nothing could be submitted.")]
    if len(desks) > MOST_DESKS:
        faults.append(_("A chain has %(most)s desks at most.") % {"most": MOST_DESKS})
    positions = [desk.position for desk in desks]
    if any(later <= earlier for earlier, later in zip(positions, positions[1:], strict=False)):
        faults.append(_("The order must rise from row to row, for example 1, 2, 3."))
    if all(desk.from_amount > 0 for desk in desks):
        faults.append(_("At least one desk must sign from 0; else small amounts pass nobody."))
    roles = [desk.role for desk in desks]
    for role in dict.fromkeys(role for role in roles if roles.count(role) > 1):
        label = Role(role).label
        faults.append(_("%(role)s stands twice; each desk needs another role.") % {"role": label})
    return faults + [fault for desk in desks for fault in _faults_of_desk(desk)]


def _faults_of_desk(desk: Desk) -> list[Words]:
    faults: list[Words] = []
    words = {"order": desk.position}
    if desk.from_amount < 0:
        faults.append(_("Row %(order)s: the amount must not be below 0.") % words)
    if bool(desk.escalate_after_days) != bool(desk.escalate_to):
        faults.append(
            _("Row %(order)s: give both the days and the role to escalate to, or neither.") % words
        )
    if desk.escalate_to == desk.role:
        faults.append(_("Row %(order)s: escalate to another role than the desk's own.") % words)
    return faults


def desks_of(document_type: DocumentType) -> list[Desk]:
    rules = ApprovalRule.objects.filter(type=document_type.code).order_by("position")
    return [
        Desk(
            rule.position,
            rule.role,
            rule.from_amount,
            rule.escalate_after_days,
            rule.escalate_to,
            rule.condition,
        )
        for rule in rules
    ]


def version_of(desks: Sequence[Desk]) -> str:
    """A short sign of a chain: a form that was opened on another one is told so (D7)."""
    return sha256(repr(list(desks)).encode()).hexdigest()[:16]


def replace_chain(
    document_type: DocumentType, desks: Sequence[Desk], *, actor: "User", version: str = ""
) -> None:
    """Put these desks in the place of the present ones; papers under way keep theirs."""
    if Role.ADMINISTRATOR not in roles_of(actor):
        who = Role.ADMINISTRATOR.label
        raise NotAllowed(_("Approval chains are changed by the %(who)s.") % {"who": who})
    faults = faults_of_chain(desks)
    if faults:
        raise Refused(faults[0], details=faults[1:])
    in_one_transaction(lambda: _replace(document_type, desks, version))


def _replace(document_type: DocumentType, desks: Sequence[Desk], version: str) -> None:
    present = ApprovalRule.objects.select_for_update().filter(type=document_type.code)
    stored = list(present.order_by("position"))
    before = desks_of(document_type)
    if version and version != version_of(before):
        raise Refused(
            _("Somebody else changed this chain meanwhile. Look at it and enter your change again.")
        )
    if list(desks) == before:
        return
    for rule in stored:
        rule.delete()
    for desk in desks:
        ApprovalRule.objects.create(type=document_type.code, **vars(desk))
