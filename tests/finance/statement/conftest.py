"""Tests of statements over bare papers end with the checks of the party ledger."""

from tests.finance.parties.conftest import clean_parties

__all__ = ["clean_parties"]
