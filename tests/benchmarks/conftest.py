"""What the measures make in a test's transaction is gone after it."""

from collections.abc import Iterator

import pytest

from masterdata import search_index


@pytest.fixture(autouse=True)
def _the_index_of_items_is_looked_for_anew() -> Iterator[None]:
    yield
    search_index._is_kept.cache_clear()
