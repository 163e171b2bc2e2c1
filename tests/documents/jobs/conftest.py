"""Papers that many jobs are about."""

from typing import Any

import pytest

from tests.purchasing import firm


@pytest.fixture
def orders(db: None) -> list[Any]:
    return [firm.order(f"螺丝 {number} x 2.26") for number in (100, 20, 3, 40, 50)]
