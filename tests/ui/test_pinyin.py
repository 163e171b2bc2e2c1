"""Pinyin codes are what people type, surnames and double readings included."""

import pytest

from ui.pinyin import initials


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("重庆", "cq"),
        ("厦门", "xm"),
        ("银行", "yh"),
        ("六安", "la"),
        ("番禺", "py"),
        ("螺丝", "ls"),
        ("铝合金拉手", "lhjls"),
    ],
)
def test_words_are_read_as_words(name: str, code: str) -> None:
    assert initials(name) == code


@pytest.mark.parametrize(
    ("name", "likeliest"),
    [("单雄信", "sxx"), ("曾志伟", "zzw"), ("查良镛", "zly"), ("仇英", "qy"), ("解晓东", "xxd")],
)
def test_a_surname_is_read_as_a_surname_first(name: str, likeliest: str) -> None:
    assert initials(name).split()[0] == likeliest


def test_a_surname_code_keeps_the_common_reading_beside_it() -> None:
    assert initials("单人床").split() == ["src", "drc"]


def test_a_name_with_two_readings_has_both_codes() -> None:
    assert initials("朝阳") == "cy zy"


def test_latin_letters_and_digits_stay_and_full_width_ones_are_narrowed() -> None:
    assert initials("Ｍ８×30内六角螺栓") == "m830nljls"


def test_a_text_without_letters_has_no_code() -> None:
    assert initials("——（）") == ""


def test_there_are_never_more_than_four_codes_of_bounded_length() -> None:
    codes = initials("长 单 查 朝 " * 60).split()

    assert len(codes) <= 4
    assert all(len(code) <= 40 for code in codes)
