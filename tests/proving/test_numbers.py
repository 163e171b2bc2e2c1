"""Numbers drawn by many, some rolled back, some killed in the act."""

import pytest

from proving import numbers
from proving.drawing import missing
from proving.programme import Programme
from tests.purchasing import firm


@pytest.mark.postgres
@pytest.mark.usefixtures("on_postgresql")
def test_no_number_is_given_twice_or_lost(
    small: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers, "KILLED", 0.5)

    reached = numbers.run(small)

    assert not reached.breaches
    assert "80 draws by 4 processes" in reached.figure
    assert " 0 processes killed" not in reached.figure


@pytest.mark.django_db
def test_a_gap_is_seen() -> None:
    first, _second = firm.draft_order(), firm.draft_order()
    number = first.number
    type(first).objects.filter(pk=first.pk).update(number="X-1-0001")

    assert missing("CG") == [number]
