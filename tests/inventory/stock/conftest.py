"""Ledger tests end with the ledger's own checks; their bare papers have no body to check."""

from collections.abc import Iterator

import pytest

from documents.books import run_checks

CHECKS = ("stock_balances", "stock_values", "stock_reversals", "stock_claims")


@pytest.fixture
def clean_stock(db: None) -> Iterator[None]:
    yield
    assert run_checks(CHECKS) == []
