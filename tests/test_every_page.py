"""The pages that every type has, beside those of one paper in one state (`test_every_step`)."""

from typing import Any

import pytest
from django.test import Client

from documents import registry
from documents.pages import pages_of
from documents.visibility import may_read
from masterdata.models import User
from masterdata.roles import Role, may_see_purchase_prices, roles_of
from tests import factories, tally
from tests.factories_papers import make

pytestmark = pytest.mark.django_db
TYPES = [kind.code for kind in registry.all_types()]


@pytest.fixture
def people(db: None) -> dict[Role, User]:
    return {role: factories.user(role, username=f"page-{role}") for role in Role}


def opened(client: Client, user: User, url: str) -> int:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    response = client.get(url)
    if response.status_code in (403, 404):
        assert "class" in response.content.decode(), "a refusal is a page too"
    return response.status_code


@pytest.mark.parametrize("code", TYPES)
def test_every_type_has_pages(code: str) -> None:
    assert pages_of(code) is not None


def kinds_of_people(code: str, people: dict[Role, User]) -> list[User]:
    """For whom a list or form can be drawn differently, one each: who makes the paper, who reads
    it with prices and without, and who neither makes nor reads it.
    """
    kind = registry.get(code)
    alike: dict[tuple[bool, ...], User] = {}
    for user in people.values():
        makes = bool(set(kind.makers) & roles_of(user))
        alike.setdefault((makes, may_read(kind, user), may_see_purchase_prices(user)), user)
    return list(people.values()) if tally.ALL else list(alike.values())


@pytest.mark.parametrize("code", TYPES)
def test_the_list_and_the_new_form_open_for_readers_and_makers_alone(
    code: str, client: Client, people: dict[Role, User]
) -> None:
    """That each single role is let in or kept out is asked without drawing, in the table of
    `test_permissions`.
    """
    kind = registry.get(code)
    pages: Any = pages_of(code)
    wrong = []
    for user in kinds_of_people(code, people):
        makes = bool(set(kind.makers) & roles_of(user))
        awaited = {"list": may_read(kind, user), "new": makes, "import": makes}
        for name, allowed in awaited.items():
            status = opened(client, user, pages.url(name))
            if status != (200 if allowed else 403):
                wrong.append(f"{user}: {name} answered {status}")

    assert not wrong


@pytest.mark.parametrize("code", TYPES)
def test_every_print_of_a_type_is_drawn(code: str, client: Client) -> None:
    pages: Any = pages_of(code)
    admin = factories.user(Role.ADMINISTRATOR, Role.GENERAL_MANAGER)
    state = registry.get(code).initial_states[0].code
    document = make(code, state=state)
    client.force_login(admin, backend="masterdata.backend.PeopleBackend")
    for each in pages.prints:
        if each.states and state not in each.states:
            document = make(code, state=each.states[0])
        for paper in each.papers:
            url = pages.url("print", document.pk, each.code)
            response = client.get(f"{url}?paper={paper.name}")

            assert response.status_code == 200
            assert response.content.startswith(b"%PDF")
