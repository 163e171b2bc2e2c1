"""The frame of the long programme: what is asked, what was reached, how a breach is seen again."""

from pathlib import Path

import pytest

from proving import one, races, suites  # noqa: F401
from proving.programme import Breach, Programme, Proof, Reached, proof, proofs
from proving.record import Record
from proving.table import Row, faults, table


def row(reached: Reached) -> Row:
    return Row(proofs()["races"], "postgresql", reached, 12.3)


def test_what_was_proved_is_not_done_again_after_a_stop(tmp_path: Path) -> None:
    path, asked = tmp_path / "a" / "run.json", []

    def case() -> list[str]:
        asked.append(1)
        return ["found"]

    Programme("races", 1, record=Record(path)).once("one", case)
    resumed = Programme("races", 1, record=Record(path, resume=True))
    fresh = Programme("races", 1, record=Record(path))

    assert resumed.once("one", case) == ["found"]
    assert len(asked) == 1
    fresh.once("one", case)
    assert len(asked) == 2


def test_a_proof_that_reached_its_figure_is_not_done_again_but_one_with_a_breach_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [Reached("1", [Breach("c", "s", 1)]), Reached("2"), Reached("3")]
    fresh = Proof("fresh", "", lambda _programme: answers.pop(0), "", "", ())
    monkeypatch.setattr(one, "proofs", lambda: {"fresh": fresh})

    def resumed(case: str = "") -> str:
        record = str(tmp_path / "run.json")
        asked = {"proof": "fresh", "seed": 1, "case": case, "record": record, "resume": True}
        return one.prove(asked).figure

    assert [resumed(), resumed(), resumed()] == ["1", "2", "2"]
    assert [resumed(case="c"), resumed()] == ["3", "2"]


def test_each_case_has_a_seed_of_its_own_that_hangs_on_nothing_else() -> None:
    one, again, other = Programme("races", 1), Programme("races", 1), Programme("races", 2)

    assert one.seed_of("a") == again.seed_of("a")
    assert len({one.seed_of("a"), one.seed_of("b"), other.seed_of("a")}) == 3


def test_a_breach_is_told_with_the_command_that_shows_it_again() -> None:
    told = faults([row(Reached("1 of 2", [Breach("last piece/3", "two left", 7)]))], scale="long")

    assert "two left" in told
    again = "./run prove --only races --database postgresql --seed 7 --long --case 'last piece/3'"
    assert again in told


@pytest.mark.parametrize(
    ("reached", "word"),
    [
        (Reached("all"), "yes"),
        (Reached("all", [Breach("", "x", 1)]), "NO"),
        (Reached("", missing="no server"), "not run"),
    ],
)
def test_the_table_says_what_held_and_what_was_not_run(
    reached: Reached, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    shown = table([row(reached)], scale="usual")

    assert word in shown
    assert "22 scenarios" in shown
    assert "8 processes" in shown


def test_two_proofs_never_have_one_name() -> None:
    with pytest.raises(ValueError, match="twice"):
        proof("races", "again", reach="")(lambda _programme: Reached(""))


def test_what_was_reached_survives_the_way_between_processes() -> None:
    reached = Reached("3", [Breach("c", "s", 1)], ["n"])

    assert Reached.from_data(reached.as_data()) == reached


def test_no_app_may_import_what_proves_it() -> None:
    from tests.sources import APPS, python_files

    guilty = [
        path
        for path in python_files(*APPS)
        if any(word in path.read_text() for word in ("import proving", "from proving"))
    ]

    assert guilty == []
