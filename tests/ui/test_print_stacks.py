"""Rows as one row of many lines: a paper that looks as if each stood alone."""

import re
import subprocess
from typing import Any

import pytest

from tests.ui.test_prints import pdf_of, slip, text_of, tool
from ui import print_pages, print_stacks
from ui.prints import A4, HALF_241, THIRD_241, Paper, PrintColumn, page_table

SHORT, LONG = "沙发床", "不锈钢外六角螺栓 M8×30 镀锌"
# Fits by its count of signs and not by their width.
WIDE = "WWWWWWWWWWWW"
COLUMNS = [
    PrintColumn("序号", lambda line: line["no"], css="c-no"),
    PrintColumn("品名", lambda line: line["name"], css="c-name", room=40),
    PrintColumn("规格", lambda line: line["spec"], css="c-spec", room=12),
    PrintColumn("单位", lambda line: line["unit"], css="c-unit"),
    PrintColumn("数量", lambda line: line["quantity"], css="c-quantity"),
]


def made(paper: Paper, count: int = 8, **odd: str) -> dict[str, Any]:
    """A slip whose third line says what the others do not."""
    lines = [
        {"no": no, "name": SHORT, "spec": "2.4 m", "unit": "张", "quantity": f"1{no}"}
        for no in range(1, count + 1)
    ]
    lines[2] |= odd
    return slip(paper, columns=COLUMNS, pages=page_table(COLUMNS, lines, per_page=paper.rows))


def words_of(pdf: bytes) -> list[tuple[str, ...]]:
    """Each word and where it stands, by tenths of a point."""
    run = subprocess.run([tool("pdftotext"), "-bbox", "-", "-"], input=pdf, capture_output=True)
    found = re.findall(r"<word (.*?)>(.*?)</word>", run.stdout.decode())
    return sorted((text, *_rounded(place)) for place, text in found)


def _rounded(place: str) -> list[str]:
    return [f"{float(number):.1f}" for number in re.findall(r"[\d.]+", place)]


def apart(monkeypatch: pytest.MonkeyPatch, paper: Paper, **odd: str) -> bytes:
    with monkeypatch.context() as patched:
        patched.setattr(print_pages, "stacks_of", lambda *_all, **_more: [])
        return pdf_of(paper, made(paper, **odd))


@pytest.mark.parametrize("paper", [A4, HALF_241, THIRD_241], ids=lambda paper: paper.name)
@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"name": "", "unit": ""},
        {"name": "a <b> & c"},
        {"name": LONG * 2},
        {"name": LONG * 9},
        {"spec": WIDE},
        {"unit": "平方米"},
        {"name": "二  三"},
    ],
    ids=[
        "plain",
        "empty",
        "signs of HTML",
        "shrunk",
        "higher",
        "too wide",
        "unit breaks",
        "two blanks",
    ],
)
def test_words_stand_where_they_would_stand_in_cells(
    paper: Paper, odd: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stacked = pdf_of(paper, made(paper, **odd))

    assert words_of(stacked) == words_of(apart(monkeypatch, paper, **odd))
    assert len(words_of(stacked)) > 8 * 4


def test_rows_of_short_texts_are_one_row_with_the_blanks() -> None:
    (stack,) = made(A4)["pages"][0].stacks

    assert stack.height == A4.rows
    assert stack.cells[4]["text"].split("\n") == [f"1{no}" for no in range(1, 9)]


@pytest.mark.parametrize("odd", [{"name": LONG * 2}, {"name": LONG * 9}, {"unit": "平方米"}])
def test_a_row_that_may_be_higher_stands_alone(odd: dict[str, str]) -> None:
    stacks = made(A4, **odd)["pages"][0].stacks

    assert [stack.height for stack in stacks] == [2, 0, A4.rows - 3]


def test_rows_without_neighbours_of_their_kind_stay_as_they_are() -> None:
    page = made(A4, count=3, unit="平方米")["pages"][0]

    assert [stack.height for stack in page.stacks] == [2, 0]
    assert not page.has_stacked_end


def test_what_turns_out_too_wide_is_drawn_in_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = []
    stand = print_stacks.stand
    monkeypatch.setattr(
        print_stacks, "stand", lambda pages: answers.append(stand(pages)) or answers[-1]
    )

    told = text_of(pdf_of(A4, made(A4, spec=WIDE)))

    assert answers == [False, True]
    assert told.count("W") == len(WIDE)
