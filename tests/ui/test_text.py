"""Typed text is narrowed, cleaned and read; what cannot be read is refused in a sentence."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.text import UnfitText, normalise, parse_date, parse_decimal


def test_full_width_letters_digits_and_blanks_become_half_width() -> None:
    assert normalise("　ＡＢＣ－１２３．５　") == "ABC-123.5"


def test_chinese_punctuation_and_signs_of_measure_stay() -> None:
    assert normalise("螺丝（大），①号，20㎡") == "螺丝（大），①号，20㎡"


def test_invisible_and_control_characters_are_dropped() -> None:
    assert normalise("a\x00b\u200b\u202ec\ufeff\u2066d") == "abcd"


def test_line_breaks_and_tabs_stay_inside() -> None:
    assert normalise("一\r\n二\t三\n") == "一\n二\t三"


def test_a_damaged_character_is_refused() -> None:
    with pytest.raises(UnfitText):
        normalise("a\ud800")


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    try:
        once = normalise(text)
    except UnfitText:
        return
    assert normalise(once) == once


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("123.50", "123.50"),
        ("１２３．５０", "123.50"),
        ("１２３。５", "123.5"),
        ("1,234,567.89", "1234567.89"),
        ("１，２３４", "1234"),
        ("¥ 12", "12"),
        ("-0.5", "-0.5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1.500000", "1.5"),
    ],
)
def test_numbers_are_read_as_people_type_them(typed: str, number: str) -> None:
    assert parse_decimal(typed, places=2) == Decimal(number)


@pytest.mark.parametrize(
    "typed",
    ["", " ", "abc", "NaN", "Infinity", "1e5", "1E400", "0x10", "1,23", "1.2.3", "--1", "1_000"]
    + ["٣", "十", "1" * 40, "=1+1", "."],
)
def test_what_is_not_a_plain_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="."):
        parse_decimal(typed, places=2)


def test_a_number_with_too_many_places_is_refused_and_not_rounded() -> None:
    with pytest.raises(ValueError, match="2"):
        parse_decimal("1.005", places=2)


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=4))
def test_every_number_is_read_back_from_its_own_text(number: Decimal) -> None:
    assert parse_decimal(f"{number:,f}", places=4) == number


@pytest.mark.parametrize(
    "typed",
    ["2026-07-01", "2026/7/1", "2026.7.1", "20260701", "2026年7月1日", "２０２６－０７－０１"],
)
def test_dates_are_read_in_every_usual_form(typed: str) -> None:
    assert parse_date(typed) == date(2026, 7, 1)


@pytest.mark.parametrize("typed", ["", "2026-02-30", "2026-13-01", "01.07.2026", "昨天", "2026"])
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="2026-07-01"):
        parse_date(typed)
