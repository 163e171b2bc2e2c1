"""The marks between words are those of the reader's language."""

import re
from pathlib import Path

from django.conf import settings
from django.template import engines
from django.utils import translation

from ui.punctuation import bracketed, clauses, colon, labelled, listed, named

BARE = re.compile(r"(\}\}|%\}) ?\((\{\{|\{%)|(\}\}|%\}): (\{\{|\{%|<)|(\}\}|%\})：")


def test_chinese_words_have_chinese_marks_between_them() -> None:
    with translation.override("zh-hans"):
        assert colon("日期") == "日期："
        assert labelled("日期", "2026-12-01") == "日期：2026-12-01"
        assert f"财务{bracketed('徐静')}" == "财务（徐静）"
        assert listed(["甲", 2]) == "甲、2"
        assert clauses(["挂起", "1 行缺货"]) == "挂起；1 行缺货"


def test_english_words_have_english_marks_between_them() -> None:
    with translation.override("en"):
        assert colon("Date") == "Date: "
        assert labelled("Date", "2026-12-01") == "Date: 2026-12-01"
        assert f"Accountant{bracketed('Xu')}" == "Accountant (Xu)"
        assert listed(["A", 2]) == "A, 2"
        assert clauses(["on hold", "1 line short"]) == "on hold; 1 line short"


def test_what_a_template_marks_is_escaped() -> None:
    template = engines["django"].from_string("{% load ui %}{{ one|labelled:two }}")

    with translation.override("en"):
        assert template.render({"one": "<b>", "two": "&"}) == "&lt;b&gt;: &amp;"


def test_no_template_writes_a_mark_of_one_language_between_two_words() -> None:
    found = [
        f"{path.name}:{number}"
        for path in Path(settings.BASE_DIR, "templates").rglob("*.html")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if BARE.search(line)
    ]

    assert found == []


def test_of_many_findings_the_first_ten_are_named_and_that_there_are_more() -> None:
    with translation.override("en"):
        assert named(range(10)) == "0; 1; 2; 3; 4; 5; 6; 7; 8; 9"
        assert named(range(11)) == "0; 1; 2; 3; 4; 5; 6; 7; 8; 9; …"
        assert named([]) == ""
