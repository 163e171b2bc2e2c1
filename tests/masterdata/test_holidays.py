"""A year's announced days are read from JSON or from lines, and refused in sentences."""

import json
from datetime import date

import pytest

from masterdata.holidays import Unreadable, read


def as_json(*days: tuple[str, str, bool]) -> str:
    rows = [{"name": name, "date": day, "isOffDay": off} for day, name, off in days]
    return json.dumps({"year": 2027, "papers": [], "days": rows})


def test_the_json_of_holiday_cn_is_read() -> None:
    found = read(as_json(("2027-01-01", "元旦", True), ("2027-02-06", "春节", False)))

    assert found.holidays == {date(2027, 1, 1): "元旦"}
    assert found.make_up_days == {date(2027, 2, 6): "春节"}
    assert found.years == [2027]


def test_a_pasted_list_is_read_with_spans_and_worked_days() -> None:
    found = read(
        """
        2027-01-01 至 2027-01-03 元旦 休
        2027/2/5~2027/2/6，春节
        ２０２７年２月２０日 春节 上班
        20270410, 清明节 (班)
        """
    )

    assert len(found.holidays) == 5
    assert found.holidays[date(2027, 1, 2)] == "元旦"
    assert found.make_up_days == {date(2027, 2, 20): "春节", date(2027, 4, 10): "清明节"}


def test_every_wrong_line_is_named_at_once() -> None:
    with pytest.raises(Unreadable) as refusal:
        read("2027-01-01 元旦\n明天 休\n2027-02-30 春节\n2027-05-01~2027-04-01 劳动节")

    assert len(refusal.value.sentences) == 3


def test_a_day_that_is_off_and_worked_is_refused() -> None:
    with pytest.raises(Unreadable, match="2027-01-01"):
        read("2027-01-01 元旦\n2027-01-01 元旦 班")


@pytest.mark.parametrize(
    "text",
    ["{}", "[]", '{"days": 3}', '{"days": [{"date": "x"}]}', "", "{", "[" * 5000, "班" * 300_000]
    + [json.dumps({"days": [{"name": "a", "date": "2027-01-01", "isOffDay": "yes"}]})],
)
def test_what_is_no_calendar_is_refused_by_a_sentence(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text)
