"""Tests of the party ledger end with its own checks."""

from collections.abc import Iterator

import pytest

from documents.books import run_checks

CHECKS = ("party_balances", "party_settled", "party_pairs", "party_reversals")


@pytest.fixture
def clean_parties(db: None) -> Iterator[None]:
    yield
    assert run_checks(CHECKS) == []
