"""One expression of the program is changed, and a test of the program notices."""

import ast

import pytest

from proving import mutants
from proving.mutations import LOCK, mutants_of
from proving.programme import SMALL, Programme

SOURCE = '''
"""Of a store."""

LIMIT = 5


def taken(store, wanted):
    if wanted <= 0 and not store.open:
        raise ValueError(f"{wanted + 1} is none")
    logger.info("%s", 1 + 1)
    row = store.rows.select_for_update().get()
    pairs = zip(row.left, row.right, strict=True)
    return row.left - wanted, "螺丝" + "!"
'''


def test_each_kind_of_carelessness_is_made_once_and_can_still_be_read() -> None:
    found = mutants_of("store.py", SOURCE)

    changes = {(each.kind, each.old, each.new) for each in found}
    assert changes == {
        ("comparison", "wanted <= 0", "(wanted < 0)"),
        ("boolean", "wanted <= 0 and not store.open", "(wanted <= 0 or not store.open)"),
        ("guard", "wanted <= 0 and not store.open", "False"),
        ("sign", "not store.open", "(store.open)"),
        ("constant", "0", "1"),
        ("raise", 'raise ValueError(f"{wanted + 1} is none")', "pass"),
        (LOCK, "store.rows.select_for_update()", "store.rows"),
        ("plus", "row.left - wanted", "(row.left + wanted)"),
    }
    for each in found:
        changed = each.applied(SOURCE.encode()).decode()
        assert changed != SOURCE
        ast.parse(changed)


def test_the_same_seed_changes_the_same() -> None:
    one, again, other = (mutants.chosen(Programme("mutants", seed), 12) for seed in (13, 13, 14))

    assert [each.name for each in one] == [each.name for each in again]
    assert one != other


def test_every_source_and_every_test_that_is_named_is_there() -> None:
    tests = {test for named in mutants.SOURCES.values() for test in named} | set(mutants.RACES)

    assert all((mutants.ROOT / path).exists() for path in {*mutants.SOURCES, *tests})
    assert all(mutants.every(path) for path in mutants.SOURCES)


def test_a_change_that_nobody_can_notice_is_still_one_that_could_be_made() -> None:
    """Else the list would keep names of what is long gone."""
    for path, change in mutants.HARMLESS:
        made = {each.change for each in mutants_of(path, (mutants.ROOT / path).read_text())}
        assert change in made
        assert change not in {each.change for each in mutants.every(path)}


@pytest.mark.once
def test_a_changed_program_is_noticed_and_an_unchanged_one_is_not() -> None:
    reached = mutants.run(Programme("mutants", 13, scale=SMALL))

    assert not reached.breaches
    assert "1 of 1 mutants killed" in reached.figure


def test_what_nobody_notices_is_a_breach_and_so_are_tests_that_fail_by_themselves() -> None:
    programme = Programme("mutants", 13)
    wanted = mutants.chosen(programme, 2)
    seen, missed = (each.name for each in wanted)

    told = {seen: (1, "FAILED"), missed: (0, ""), "unchanged: a": (1, "FAILED")}
    reached = mutants.reached(programme, wanted, told)

    assert {breach.case for breach in reached.breaches} == {missed, "unchanged: a"}
    assert reached.figure.startswith("1 of 2 mutants killed")
