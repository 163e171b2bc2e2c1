"""Tests of the cash ledger end with its own checks."""

from collections.abc import Iterator

import pytest

from documents.books import run_checks

CHECKS = ("cash_balances", "cash_floors", "cash_reversals")


@pytest.fixture
def clean_cash(db: None) -> Iterator[None]:
    yield
    assert run_checks(CHECKS) == []
