"""Approval chains: copy the rules at submit, say whose desk it is, sign it, let it escalate."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import DateField, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from documents import rows
from documents.errors import Refused
from documents.flow import DocumentType, Words
from documents.models import ApprovalRule, ChainStep, Delegation, Document
from masterdata.once import once, tell
from masterdata.roles import Role, holders_of_each, roles_of
from ui.prepared import Prepared
from ui.punctuation import bracketed, listed
from ui.values import KEY, WORD

if TYPE_CHECKING:
    from masterdata.models import User


@dataclass(frozen=True)
class Standing:
    """A way in which somebody may act: as himself, or for an absent person."""

    roles: frozenset[Role]
    acting_for: "User | None" = None


def standings(actor: "User", *, on: date) -> list[Standing]:
    return list(each_standing(actor, on=on))


def each_standing(actor: "User", *, on: date) -> Iterator[Standing]:
    """Own roles first, then each person he deputises for on that day, who is asked for only then:
    most act in their own name."""
    yield Standing(roles_of(actor))
    yield from once(("deputy for", actor.pk, on), lambda: _deputed(actor, on=on))


def _deputed(actor: "User", *, on: date) -> list[Standing]:
    return [Standing(roles_of(d.absent), d.absent) for d in _held(actor.pk, on)]


def _delegations(deputy: Any, on: Any) -> QuerySet[Delegation]:
    then = Delegation.objects.filter(starts_on__lte=on, ends_on__gte=on, ended_at__isnull=True)
    return then.filter(deputy=deputy).select_related("absent").order_by("id")


_held = Prepared(_delegations, KEY, DateField())


@dataclass(frozen=True)
class Condition:
    """What a type knows of its papers that brings a desk in whatever the amount."""

    code: str
    label: Words
    holds: Callable[[Any], bool]


_conditions: dict[str, dict[str, Condition]] = {}


def register_condition(
    type_code: str, code: str, label: Words, holds: Callable[[Any], bool]
) -> None:
    """Papers of this type can ask a desk to sign because of `holds(body)`, not of the amount."""
    of_type = _conditions.setdefault(type_code, {})
    if code in of_type:
        raise ValueError(f"condition {code} of {type_code} twice")
    of_type[code] = Condition(code, label, holds)


def conditions_of(type_code: str) -> tuple[Condition, ...]:
    return tuple(_conditions.get(type_code, {}).values())


def signs(rule: ApprovalRule, document: Document, *, body: Any) -> bool:
    """A desk signs from its amount upward; one with a condition also whenever that holds."""
    if rule.from_amount <= abs(document.total):
        return True
    condition = _conditions.get(document.type, {}).get(rule.condition)
    return condition is not None and condition.holds(body)


def start(document: Document, document_type: DocumentType, *, body: Any) -> None:
    """Copy the matching rules: later edits of the settings do not touch this paper (D3)."""
    known = _rules(document.pk, document_type.code)
    rules = [rule for rule in known if signs(rule, document, body=body)]
    if not rules:
        raise Refused(
            _("No approval chain is set up for %(type)s. Ask an administrator to add one.")
            % {"type": document_type.label}
        )
    desks = [_desk(rule, document) for rule in rules]
    rows.insert(desks)
    tell(_chain_of(document), desks)


# Each rule with the round that the paper has been through.
_rules = Prepared(
    lambda pk, code: (
        ApprovalRule.objects.filter(type=code).annotate(round=_last_round(pk)).order_by("position")
    ),
    KEY,
    WORD,
)


def _last_round(document_id: Any) -> Subquery:
    rounds = ChainStep.objects.filter(document=document_id).order_by("-round").values("round")
    return Subquery(rounds[:1])


def _desk(rule: Any, document: Document) -> ChainStep:
    return ChainStep(
        document=document,
        round=(rule.round or 0) + 1,
        position=rule.position,
        role=rule.role,
        escalate_after_days=rule.escalate_after_days,
        escalate_to=rule.escalate_to,
    )


def _chain_of(document: Document) -> Hashable:
    return "chain", document.pk


def steps_of(document: Document) -> list[ChainStep]:
    """The desks of the present round, in order."""
    return once(_chain_of(document), lambda: _present(_steps(document.pk)))


def _present(steps: list[ChainStep]) -> list[ChainStep]:
    return [step for step in steps if step.round == steps[0].round]


_steps = Prepared(
    lambda pk: (
        ChainStep.objects.filter(document=pk)
        .select_related("done_by", "acted_for")
        .order_by("-round", "position")
    ),
    KEY,
)


def desk_of(document: Document) -> ChainStep | None:
    """The first desk not yet signed; None when the chain is through."""
    return first_open(steps_of(document))


def first_open(steps: Iterable[ChainStep]) -> ChainStep | None:
    return next((step for step in steps if step.done_by_id is None), None)


def roles_at(desk: ChainStep) -> tuple[Role, ...]:
    roles = (Role(desk.role),)
    return (*roles, Role(desk.escalate_to)) if desk.escalated_at and desk.escalate_to else roles


def signed_by(document: Document) -> set[int]:
    """Everybody who signed a desk of this round, himself or through a deputy."""
    return signers(steps_of(document))


def signers(steps: Iterable[ChainStep]) -> set[int]:
    people: set[int] = set()
    for step in steps:
        people |= {pk for pk in (step.done_by_id, step.acted_for_id) if pk}
    return people


def sign(
    document: Document,
    desk: ChainStep,
    *,
    actor: "User",
    acting_for: "User | None",
    at: datetime,
) -> bool:
    """Mark the desk; True when it was the last one. Only who holds the head's lock signs."""
    desk.done_by, desk.acted_for, desk.done_at = actor, acting_for, at
    rows.write([desk], ["done_by", "acted_for", "done_at"])
    others = [step for step in steps_of(document) if step.pk != desk.pk]
    return first_open(others) is None


def people_for(roles: Iterable[Role], *, but: Iterable[int] = ()) -> str:
    """「采购部经理 (张三、李四)」: who can act, for a refusal's sentence."""
    wanted, left_out = tuple(roles), frozenset(but)
    return once(("people", wanted, left_out), lambda: _people_for(wanted, left_out))


def _people_for(wanted: tuple[Role, ...], left_out: frozenset[int]) -> str:
    names: dict[str, list[str]] = {str(role): [] for role in wanted}
    for role, user in holders_of_each(wanted):
        if user.pk not in left_out:
            names[role].append(user.display_name)
    parts = []
    for role in wanted:
        shown = listed(names[str(role)][:4])
        parts.append(f"{role.label}{bracketed(shown)}" if shown else str(role.label))
    return " / ".join(parts)


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
