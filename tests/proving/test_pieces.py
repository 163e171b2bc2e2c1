"""Proofs that are tests: asked in pieces that are kept, and a run that was cut short says so."""

from pathlib import Path
from typing import Any

import pytest

from proving import pieces
from proving.programme import Programme
from proving.record import Record

TESTS = [f"tests/a.py::test_{number}" for number in range(5)]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Five tests in pieces of two; the last one fails."""
    seen: list[tuple[str, ...]] = []

    def run(*tests: str, **_told: str) -> dict[str, Any]:
        seen.append(tests)
        failed = [[test, "no"] for test in tests if test == TESTS[-1]]
        return {"failed": failed, "tally": {"cells": 10 * len(tests)}}

    monkeypatch.setattr(pieces, "PIECE", 2)
    monkeypatch.setattr(pieces, "collected", lambda *paths, **told: list(TESTS))
    monkeypatch.setattr(pieces, "pytest", run)
    return seen


def test_every_test_is_asked_once_and_a_failure_is_told_by_its_name(asked: list[Any]) -> None:
    whole = pieces.in_pieces(Programme("rights", 13), ["tests/a.py"])

    assert [test for piece in asked for test in piece] == TESTS
    assert (whole.share, whole.tally["cells"]) == ("all 5 tests", 50)
    assert [breach.case for breach in whole.failed] == [TESTS[-1]]


def test_a_breach_is_seen_again_by_its_test_alone(asked: list[Any]) -> None:
    pieces.in_pieces(Programme("rights", 13, case=TESTS[-1]), ["tests/a.py"])

    assert asked == [(TESTS[-1],)]


def test_a_run_that_is_out_of_time_goes_on_where_it_stopped(
    asked: list[Any], tmp_path: Path
) -> None:
    path = tmp_path / "run.json"
    programme = Programme("rights", 13, record=Record(path))
    programme.once("piece 1 of 3", lambda: pieces.pytest(*TESTS[:2]))

    late = Programme("rights", 13, deadline=0, record=Record(path, resume=True))
    short = pieces.in_pieces(late, ["tests/a.py"])
    resumed = Programme("rights", 13, record=Record(path, resume=True))
    whole = pieces.in_pieces(resumed, ["tests/a.py"])

    assert short.share == "CUT SHORT: 2 of 5 tests"
    assert whole.share == "all 5 tests"
    assert [test for piece in asked for test in piece] == TESTS
