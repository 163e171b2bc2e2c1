"""Who may take a step: role, chain desk, maker; never the maker of a paper at its check (D1)."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from documents import approvals, timeline
from documents.flow import CHAIN, MAKER, SYSTEM, Step, Words
from documents.models import ChainStep, Document
from masterdata.roles import Role

if TYPE_CHECKING:
    from masterdata.models import User


@dataclass
class Authority:
    """The answer: refusals (empty means yes), for whom he acts, and at which desk of the chain."""

    refusals: list[Words] = field(default_factory=list)
    acting_for: "User | None" = None
    desk: ChainStep | None = None


def authority(document: Document, step: Step, *, actor: "User", on: date) -> Authority:
    if not actor.is_active:
        return Authority([_("This account is closed. Ask an administrator.")])
    if step.by is SYSTEM:
        return Authority([_("The program takes this step by itself.")])
    if step.by is MAKER:
        return _as_maker(document, actor=actor, on=on)
    chain = approvals.steps_of(document) if step.by is CHAIN else []
    desk = approvals.first_open(chain)
    if step.by is CHAIN and desk is None:
        return Authority([_("No desk of the approval chain is left to sign.")])
    roles = approvals.roles_at(desk) if desk else step.by
    assert isinstance(roles, tuple)
    excluded = _excluded(document, step, chain)
    found = _standing(roles, excluded, actor=actor, on=on)
    if isinstance(found, approvals.Standing):
        return Authority(acting_for=found.acting_for, desk=desk)
    return Authority(_why_refused(roles, excluded, held_role=found, actor=actor), desk=desk)


def _as_maker(document: Document, *, actor: "User", on: date) -> Authority:
    if actor.pk == document.maker_id:
        return Authority()
    for standing in approvals.each_standing(actor, on=on):
        if standing.acting_for and standing.acting_for.pk == document.maker_id:
            return Authority(acting_for=standing.acting_for)
    return Authority(
        [_("Only the maker %(who)s may do this.") % {"who": document.maker.display_name}]
    )


def _excluded(document: Document, step: Step, chain: list[ChainStep]) -> frozenset[int]:
    """People who may not take this step whatever their roles: makers, editors, earlier signers."""
    if not step.different_person:
        return frozenset()
    return frozenset(timeline.editors_of(document) | approvals.signers(chain))


def _standing(
    roles: tuple[Role, ...], excluded: frozenset[int], *, actor: "User", on: date
) -> "approvals.Standing | bool":
    """The standing that carries one of the roles; else whether he holds one but is excluded."""
    held = False
    for standing in approvals.each_standing(actor, on=on):
        if not standing.roles & set(roles):
            continue
        held = True
        stands_for = {actor.pk} | ({standing.acting_for.pk} if standing.acting_for else set())
        if not stands_for & excluded:
            return standing
    return held


def _why_refused(
    roles: tuple[Role, ...], excluded: frozenset[int], *, held_role: bool, actor: "User"
) -> list[Words]:
    who = approvals.people_for(roles, but=excluded)
    if held_role:
        return [
            _("You made, changed or already signed this document; somebody else must: %(who)s.")
            % {"who": who}
        ]
    return [_("This is done by %(who)s.") % {"who": who}]
