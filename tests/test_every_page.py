"""Every page of every paper opens in every state for every role: shown, or refused in words."""

from typing import Any

import pytest
from django.test import Client

from documents import registry
from documents.flow import SYSTEM
from documents.models import Document
from documents.pages import pages_of
from documents.visibility import may_read, visible_to
from masterdata.models import User
from masterdata.roles import Role, roles_of
from tests import factories
from tests.factories_papers import make
from tests.standing import Standing

pytestmark = pytest.mark.django_db
TYPES = [kind.code for kind in registry.all_types()]


@pytest.fixture
def people(db: None) -> dict[Role, User]:
    return {role: factories.user(role, username=f"page-{role}") for role in Role}


def onlookers(kind: Any, state: str) -> set[Role]:
    """Whoever makes, awaits, reads or must not see this paper; in its first state everybody.

    That rights hang on the role alone, and not on the state, is proved step by step elsewhere.
    """
    if state == kind.initial_states[0].code:
        return set(Role)
    waits_for = kind.state(state).waits_for
    awaited = waits_for[:1] if isinstance(waits_for, tuple) else ()
    knocking = {Role.ADMINISTRATOR, Role.DRIVER, Role.STOREKEEPER}
    return {*kind.makers[:1], *kind.readers[:1], *awaited, *knocking}


def opened(client: Client, user: User, url: str) -> int:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(url)
    if response.status_code in (403, 404):
        assert "class" in response.content.decode(), "a refusal is a page too"
    return response.status_code


def pages_of_one(document: Document, role: Role) -> dict[str, str]:
    """The address of every page of one paper that can be asked for with GET.

    Every role opens the paper itself; behind it lie doors that ask makers, readers and strangers
    alike (every address is asked of every role in `test_permissions`).
    """
    pages = pages_of(document.type)
    assert pages is not None
    kind = registry.get(document.type)
    knocking = {*kind.makers[:1], *kind.readers[:1], Role.ADMINISTRATOR, Role.DRIVER}
    names = ("detail", "edit", "undo", "import_into") if role in knocking else ("detail",)
    return {name: pages.url(name, document.pk) for name in names}


@pytest.mark.parametrize("code", TYPES)
def test_every_type_has_pages(code: str) -> None:
    assert pages_of(code) is not None


def test_every_page_of_a_paper_opens_for_those_who_may_see_it(
    standing: Standing, client: Client
) -> None:
    document, people = standing.document, standing.people
    wrong = []
    for role in sorted(onlookers(standing.kind, standing.state)):
        user = people[role]
        seen = visible_to(user).filter(pk=document.pk).exists()
        for name, url in pages_of_one(document, role).items():
            status = opened(client, user, url)
            if status not in (expected(name) if seen else {404}):
                wrong.append(f"{role}: {name} answered {status}")

    assert not wrong


def expected(name: str) -> set[int]:
    """200, or on to the paper with the reason why it is not edited."""
    return {200} if name in ("detail", "undo") else {200, 302}


def test_every_step_has_a_page_that_asks_for_what_it_needs(
    standing: Standing, client: Client
) -> None:
    document = standing.document
    pages: Any = pages_of(standing.code)
    boss = factories.user(is_superuser=True)
    here = {step.code for step in standing.steps}
    for step in standing.kind.steps:
        status = opened(client, boss, pages.url("step", document.pk, step.code))

        assert status == (200 if step.code in here and step.by is not SYSTEM else 409), step.code


@pytest.mark.parametrize("code", TYPES)
def test_the_list_and_the_new_form_open_for_readers_and_makers_alone(
    code: str, client: Client, people: dict[Role, User]
) -> None:
    kind = registry.get(code)
    pages: Any = pages_of(code)
    wrong = []
    for role, user in people.items():
        makes = bool(set(kind.makers) & roles_of(user))
        awaited = {"list": may_read(kind, user), "new": makes, "import": makes}
        for name, allowed in awaited.items():
            status = opened(client, user, pages.url(name))
            if status != (200 if allowed else 403):
                wrong.append(f"{role}: {name} answered {status}")

    assert not wrong


@pytest.mark.parametrize("code", TYPES)
def test_every_print_of_a_type_is_drawn(code: str, client: Client) -> None:
    pages: Any = pages_of(code)
    admin = factories.user(Role.ADMINISTRATOR, Role.GENERAL_MANAGER)
    state = registry.get(code).initial_states[0].code
    document = make(code, state=state)
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    for each in pages.prints:
        if each.states and state not in each.states:
            document = make(code, state=each.states[0])
        for paper in each.papers:
            url = pages.url("print", document.pk, each.code)
            response = client.get(f"{url}?paper={paper.name}")

            assert response.status_code == 200
            assert response.content.startswith(b"%PDF")
