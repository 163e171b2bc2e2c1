"""A paper of each type in each state, walked there once for all generated tests of a module.

Walking costs far more than asking: seven tests ask of the same paper, and each gets it as it was.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from documents import registry
from documents.flow import DocumentType, Step
from documents.models import Document
from masterdata.models import User
from masterdata.roles import Role
from tests import factories
from tests.factories_papers import every_state, make


@dataclass(frozen=True)
class Standing:
    """The paper, its state, and one person of each role who has had no hand in it."""

    code: str
    state: str
    document_id: int
    people: dict[Role, User]

    @property
    def kind(self) -> DocumentType:
        return registry.get(self.code)

    @property
    def steps(self) -> list[Step]:
        """What the declaration offers in this state."""
        return list(self.kind.steps_from(self.state))

    @property
    def document(self) -> Document:
        return Document.objects.get(pk=self.document_id)


@pytest.fixture(scope="module")
def onlookers(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[Role, User]]:
    """One of each role, for all papers of a module: they have no hand in any."""
    with django_db_blocker.unblock(), taken_back():
        yield {role: factories.user(role, username=f"onlooker-{role}") for role in Role}


@pytest.fixture(scope="module", params=every_state(), ids="-".join)
def walked(
    request: pytest.FixtureRequest, onlookers: dict[Role, User], django_db_blocker: Any
) -> Iterator[Standing]:
    code, state = request.param
    with django_db_blocker.unblock(), taken_back():
        yield Standing(code, state, make(code, state=state).pk, onlookers)


@contextmanager
def taken_back() -> Iterator[None]:
    """A transaction that is taken back after the last test that asks of what is built in it."""
    around = transaction.atomic()
    # The engine may open its transactions inside, as it may inside every test's own.
    around._from_testcase = True  # type: ignore[attr-defined]
    with around:
        yield
        transaction.set_rollback(True)


@pytest.fixture
def standing(walked: Standing, db: None) -> Standing:
    """The same paper again, whatever the test before did to it."""
    return walked
