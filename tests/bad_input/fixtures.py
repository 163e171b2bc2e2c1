"""The firm of these tests as fixtures: built once per module, inside one open transaction."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from tests.bad_input import firm as firms
from tests.bad_input.firm import Firm


@pytest.fixture
def _django_db_helper() -> None:
    """pytest-django's own transaction per test gives way to the firm's, which outlives a test."""


@pytest.fixture(scope="module")
def firm(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with django_db_blocker.unblock(), transaction.atomic():
        # As in Django's own TestCase: what must be outermost may also be outermost in here.
        connection.atomic_blocks[-1]._from_testcase = True
        yield firms.build()
        transaction.set_rollback(True)


@pytest.fixture
def boss(firm: Firm) -> Iterator[Client]:
    """Somebody who may do everything, so that only the input can be what is refused."""
    with firms.undone():
        yield firms.signed_in(firm.boss)
