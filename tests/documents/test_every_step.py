"""Rights as a table: every type × role × state × step, expected from the declaration alone.

What is expected is worked out here from `by` and four eyes, without the program's own rights;
the program is asked with a fresh person of each role who neither made nor signed the paper.
"""

from typing import Any

import pytest
from django.utils import timezone

from documents import engine, offers, registry
from documents.errors import NotAllowed, Refused
from documents.flow import CHAIN, MAKER, SYSTEM, Step
from documents.models import ApprovalRule, ChainStep, Document
from documents.rights import authority
from masterdata.models import User
from masterdata.roles import Role
from tests import factories, tally
from tests.factories_papers import make
from tests.standing import Standing

pytestmark = pytest.mark.django_db


def current_desk(document: Document) -> str:
    """The role whose desk is next, read from the paper's own copy of the chain."""
    open_desks = ChainStep.objects.filter(document=document, done_by=None)
    desk = open_desks.order_by("-round", "position").first()
    return desk.role if desk else ""


def may(step: Step, role: Role, document: Document) -> bool:
    """What the declaration says of somebody of this role who had no hand in the paper."""
    if step.by in (SYSTEM, MAKER):
        return False
    if step.by is CHAIN:
        return current_desk(document) == role
    return role in step.by  # type: ignore[operator]


def test_rights_are_what_the_declaration_says(standing: Standing) -> None:
    document, people = standing.document, standing.people
    wrong = []
    for step in standing.steps:
        tally.count("cells", len(people))
        for role, user in people.items():
            today = timezone.localdate()
            granted = not authority(document, step, actor=user, on=today).refusals
            if granted != may(step, role, document):
                wrong.append(f"{step.code} by {role}: {granted}")

    assert not wrong


def test_who_may_not_is_refused_by_the_engine_and_nothing_moves(standing: Standing) -> None:
    document, people = standing.document, standing.people
    for step in standing.steps:
        tally.count("cells", len(people))
        for role, user in people.items():
            if may(step, role, document):
                continue
            with pytest.raises(NotAllowed):
                engine.perform(document.pk, step.code, actor=user, reason="试")

    document.refresh_from_db()
    assert document.state == standing.state


def test_a_step_of_another_state_is_refused_whoever_asks(standing: Standing) -> None:
    document = standing.document
    here = {step.code for step in standing.steps}
    boss = factories.user(is_superuser=True)
    for step in standing.kind.steps:
        if step.code in here:
            continue
        with pytest.raises(Refused) as refused:
            engine.perform(document.pk, step.code, actor=boss, reason="试")
        assert document.number in str(refused.value)


def test_nobody_approves_what_he_made_not_even_a_superuser(standing: Standing) -> None:
    document = standing.document
    steps = [s for s in standing.steps if is_a_check(s)]
    maker = document.maker
    maker.is_superuser = True
    maker.save()
    maker = User.objects.get(pk=maker.pk)

    for step in steps:
        with pytest.raises(NotAllowed):
            engine.perform(document.pk, step.code, actor=maker, reason="试")


def is_a_check(step: Step) -> bool:
    """Approvals need other eyes; a refusal or withdrawal harms nobody."""
    return step.four_eyes or (step.by is CHAIN and step.code != "reject")


def test_the_bar_offers_exactly_the_declared_steps(standing: Standing) -> None:
    document, people = standing.document, standing.people
    declared = [s.code for s in standing.steps if s.by is not SYSTEM]
    for user in people.values():
        offered = offers.available(document, user)

        assert [offer.step.code for offer in offered] == declared
        assert all(offer.allowed or all(map(str, offer.refusals)) for offer in offered)
        assert not [offer for offer in offered if not offer.allowed and not offer.refusals]


def test_a_chain_asks_for_the_roles_of_its_rules() -> None:
    chained: list[Any] = [kind for kind in registry.all_types() if kind.has_chain]

    assert chained
    for kind in chained:
        make(kind, state=kind.chain_starts_at)
        roles = set(ApprovalRule.objects.filter(type=kind.code).values_list("role", flat=True))
        assert roles <= set(Role.values)
