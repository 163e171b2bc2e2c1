"""The small form of `./run prove`: the same scenes, a round or so of each."""

from collections.abc import Iterator

import pytest
from django.db import connection

from proving.programme import Programme
from proving.race import unclean


@pytest.fixture
def on_postgresql(transactional_db: None) -> Iterator[None]:
    """Real processes with connections of their own; afterwards the books are clean."""
    if connection.vendor != "postgresql":
        pytest.skip("needs real concurrent connections")
    yield
    assert unclean() == []


@pytest.fixture
def small() -> Programme:
    return Programme("small", seed=7, scale="small", vendor=connection.vendor)
