"""Approval chains: copy the rules at submit, say whose desk it is, sign it, let it escalate."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from documents.errors import Refused
from documents.flow import DocumentType
from documents.models import ApprovalRule, ChainStep, Delegation, Document
from masterdata.roles import Role, holders, roles_of

if TYPE_CHECKING:
    from masterdata.models import User


@dataclass(frozen=True)
class Standing:
    """A way in which somebody may act: as himself, or for an absent person."""

    roles: frozenset[Role]
    acting_for: "User | None" = None


def standings(actor: "User", *, on: date) -> list[Standing]:
    """Own roles first, then each person he deputises for on that day."""
    own = [Standing(roles_of(actor))]
    held = (
        Delegation.objects.filter(
            deputy=actor, starts_on__lte=on, ends_on__gte=on, ended_at__isnull=True
        )
        .select_related("absent")
        .order_by("id")
    )
    return own + [Standing(roles_of(d.absent), d.absent) for d in held]


def start(document: Document, document_type: DocumentType) -> None:
    """Copy the matching rules: later edits of the settings do not touch this paper (D3)."""
    rules = list(
        ApprovalRule.objects.filter(
            type=document_type.code, from_amount__lte=abs(document.total)
        ).order_by("position")
    )
    if not rules:
        raise Refused(
            _("No approval chain is set up for %(type)s. Ask an administrator to add one.")
            % {"type": document_type.label}
        )
    ChainStep.objects.bulk_create(
        [
            ChainStep(
                document=document,
                round=round_of(document) + 1,
                position=rule.position,
                role=rule.role,
                escalate_after_days=rule.escalate_after_days,
                escalate_to=rule.escalate_to,
            )
            for rule in rules
        ]
    )


def round_of(document: Document) -> int:
    last = ChainStep.objects.filter(document=document).aggregate(last=Max("round"))["last"]
    return int(last or 0)


def steps_of(document: Document) -> list[ChainStep]:
    """The desks of the present round, in order."""
    return list(
        ChainStep.objects.filter(document=document, round=round_of(document))
        .select_related("done_by", "acted_for")
        .order_by("position")
    )


def desk_of(document: Document) -> ChainStep | None:
    """The first desk not yet signed; None when the chain is through."""
    return next((step for step in steps_of(document) if step.done_by_id is None), None)


def roles_at(desk: ChainStep) -> tuple[Role, ...]:
    roles = (Role(desk.role),)
    return (*roles, Role(desk.escalate_to)) if desk.escalated_at and desk.escalate_to else roles


def signed_by(document: Document) -> set[int]:
    """Everybody who signed a desk of this round, himself or through a deputy."""
    people: set[int] = set()
    for step in steps_of(document):
        people |= {pk for pk in (step.done_by_id, step.acted_for_id) if pk}
    return people


def sign(desk: ChainStep, *, actor: "User", acting_for: "User | None", at: datetime) -> bool:
    """Mark the desk; True when it was the last one."""
    desk.done_by, desk.acted_for, desk.done_at = actor, acting_for, at
    desk.save(update_fields=["done_by", "acted_for", "done_at"])
    return not ChainStep.objects.filter(
        document_id=desk.document_id, round=desk.round, done_by__isnull=True
    ).exists()


def people_for(roles: Iterable[Role], *, but: Iterable[int] = ()) -> str:
    """「采购部经理 (张三、李四)」: who can act, for a refusal's sentence."""
    parts = []
    for role in roles:
        names = [u.display_name for u in holders(role).exclude(pk__in=list(but))[:4]]
        parts.append(f"{role.label} ({'、'.join(names)})" if names else str(role.label))
    return " / ".join(parts)


def has_other_holder(roles: Iterable[Role], *, but: Iterable[int]) -> bool:
    return any(holders(role).exclude(pk__in=list(but)).exists() for role in roles)


def delegate(
    *, absent: "User", deputy: "User", starts_on: date, ends_on: date, reason: str
) -> Delegation:
    """Name a deputy for a period; deputies do not hand their deputyship on."""
    if absent == deputy:
        raise Refused(_("Choose somebody else as deputy."))
    if ends_on < starts_on:
        raise Refused(_("The last day lies before the first day; correct the dates."))
    if not reason.strip():
        raise Refused(_("Give the reason for the absence."))
    overlapping = Delegation.objects.filter(
        Q(absent=absent), starts_on__lte=ends_on, ends_on__gte=starts_on, ended_at__isnull=True
    ).first()
    if overlapping:
        raise Refused(
            _("%(name)s has the deputy %(deputy)s from %(start)s to %(end)s; end that first.")
            % {
                "name": absent.display_name,
                "deputy": overlapping.deputy.display_name,
                "start": overlapping.starts_on,
                "end": overlapping.ends_on,
            }
        )
    return Delegation.objects.create(
        absent=absent, deputy=deputy, starts_on=starts_on, ends_on=ends_on, reason=reason.strip()
    )


def end_delegation(delegation: Delegation, *, at: datetime) -> bool:
    """End it early; False when it was ended before."""
    still_open = Delegation.objects.filter(pk=delegation.pk, ended_at__isnull=True)
    return bool(still_open.update(ended_at=at))
