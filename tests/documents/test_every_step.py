"""Every type × state: who may take its steps, and whose pages open, as the declaration says.

What is expected is worked out here from `by` and four eyes, without the program's own rights;
the program is asked with a fresh person of each role who neither made nor signed the paper.
Where everybody asks the same code, some ask in the test command, others in every state, and all
in `./run prove --only rights`.
"""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from documents import engine, offers, registry
from documents.errors import NotAllowed, Refused
from documents.flow import CHAIN, MAKER, SYSTEM, Step
from documents.models import ApprovalRule, ChainStep, Document
from documents.pages import pages_of
from documents.rights import authority
from documents.visibility import visible_to
from masterdata.models import User
from masterdata.once import remembered
from masterdata.roles import Role
from tests import factories, tally
from tests.factories_papers import make
from tests.frames import bare_frame
from tests.standing import Standing

__all__ = ["bare_frame"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare_frame")]
TYPES = [kind.code for kind in registry.all_types()]


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


def test_where_a_paper_is_not_edited_it_is_bound_to_its_content(standing: Standing) -> None:
    """To nothing is bound what is edited, and what nobody has touched since it came (V13)."""
    state = standing.kind.state(standing.state)

    assert bool(standing.document.content_hash) != (state.editable or state.initial)


def test_rights_are_what_the_declaration_says(standing: Standing) -> None:
    document, people = standing.document, standing.people
    today = timezone.localdate()
    wrong = []
    for step in standing.steps:
        tally.count("cells", len(people))
        with remembered():
            granted = {
                role
                for role, user in people.items()
                if not authority(document, step, actor=user, on=today).refusals
            }
        declared = {role for role in people if may(step, role, document)}
        wrong += [f"{step.code} by {role}: {role in granted}" for role in granted ^ declared]

    assert not wrong


def test_who_may_not_is_refused_by_the_engine_and_nothing_moves(standing: Standing) -> None:
    """Two of them at each step: the engine asks the same `authority` as the test above."""
    document, people = standing.document, standing.people
    for step in standing.steps:
        barred = [role for role in people if not may(step, role, document)]
        for role in tally.some(barred, 2, of=f"{document.type} {standing.state} {step.code}"):
            tally.count("refusals")
            with pytest.raises(NotAllowed):
                engine.perform(document.pk, step.code, actor=people[role], reason="试")

    document.refresh_from_db()
    assert document.state == standing.state


def elsewhere(standing: Standing) -> list[str]:
    """Steps that this state does not offer: each of a type in one state that lacks it, or in all
    of them.
    """
    kind = standing.kind
    offered = {state.code: {s.code for s in kind.steps_from(state.code)} for state in kind.states}
    steps = []
    for place, code in enumerate(dict.fromkeys(step.code for step in kind.steps)):
        lacking = [state for state, here in offered.items() if code not in here]
        if standing.state in tally.in_turn(lacking, 1, turn=place):
            steps.append(code)
    return steps


def test_a_step_of_another_state_is_refused_whoever_asks(standing: Standing) -> None:
    document = standing.document
    boss = factories.user(is_superuser=True)
    for code in elsewhere(standing):
        with pytest.raises(Refused) as refused:
            engine.perform(document.pk, code, actor=boss, reason="试")
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
    """To four people in each state; whom the declaration allows it is asked above, of all."""
    document, people = standing.document, standing.people
    declared = [s.code for s in standing.steps if s.by is not SYSTEM]
    for user in tally.some(people.values(), 4, of=f"{document.type} {standing.state}"):
        with remembered():
            offered = offers.available(document, user)

        assert [offer.step.code for offer in offered] == declared
        assert all(offer.allowed or all(map(str, offer.refusals)) for offer in offered)
        assert not [offer for offer in offered if not offer.allowed and not offer.refusals]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client


def onlookers(standing: Standing) -> list[Role]:
    """Whom this paper awaits, or else one of its makers, and one more, another in each state."""
    kind = standing.kind
    waits_for = kind.state(standing.state).waits_for
    awaited = waits_for if isinstance(waits_for, tuple) else kind.makers
    states = [state.code for state in kind.states]
    others = tally.in_turn(Role, 1, turn=states.index(standing.state) + TYPES.index(kind.code))
    return list(dict.fromkeys((*awaited[:1], *others)))


def test_a_paper_opens_in_every_state_for_those_who_may_see_it(standing: Standing) -> None:
    """That every other address of it is shut to the same people, `test_permissions` asks."""
    document, people = standing.document, standing.people
    url = pages_of(standing.code).url("detail", document.pk)  # type: ignore[union-attr]
    wrong = []
    for role in onlookers(standing):
        seen = visible_to(people[role]).filter(pk=document.pk).exists()
        answer = signed_in(people[role]).get(url)
        if answer.status_code != (200 if seen else 404):
            wrong.append(f"{role}: {answer.status_code}")
        if not seen and "class" not in answer.content.decode():
            wrong.append(f"{role}: a refusal is a page too")

    assert not wrong


def test_behind_a_paper_its_pages_open_for_its_maker_in_every_state(standing: Standing) -> None:
    """Where it is not edited any more, its maker is led back to it, and told why."""
    document: Any = standing.document
    pages: Any = pages_of(standing.code)
    client = signed_in(document.maker)
    for name, statuses in {"edit": {200, 302}, "undo": {200}, "import_into": {200, 302}}.items():
        assert client.get(pages.url(name, document.pk)).status_code in statuses, name


def test_every_step_has_a_page_that_asks_for_what_it_needs(standing: Standing) -> None:
    document = standing.document
    pages: Any = pages_of(standing.code)
    client = signed_in(factories.user(is_superuser=True))
    answers = {step.code: 409 if step.by is SYSTEM else 200 for step in standing.steps}
    answers |= dict.fromkeys(tally.in_turn(elsewhere(standing), 1, turn=0), 409)
    for code, status in answers.items():
        answer = client.get(pages.url("step", document.pk, code))

        assert answer.status_code == status, code


def test_a_chain_asks_for_the_roles_of_its_rules() -> None:
    chained: list[Any] = [kind for kind in registry.all_types() if kind.has_chain]

    assert chained
    for kind in chained:
        make(kind, state=kind.chain_starts_at)
        roles = set(ApprovalRule.objects.filter(type=kind.code).values_list("role", flat=True))
        assert roles <= set(Role.values)
