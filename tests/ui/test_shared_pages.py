"""Copies that share their sheets: every page looks as if it had been laid out by itself."""

import subprocess
from typing import Any

import pytest

from tests.ui.test_prints import lines, pdf_of, sizes_of, slip, text_of, tool
from ui import prints, shared_pages
from ui.prints import A4, A5_LANDSCAPE, HALF_241, Paper

NAMES = ("第一联 存根联", "第二联 财务联", "第三联 仓库联")


def copies(paper: Paper, count: int = 12, *, names: Any = NAMES) -> list[dict[str, Any]]:
    return [slip(paper, count, copy_name=name) for name in names]


def pictures_of(pdf: bytes) -> bytes:
    run = subprocess.run(
        [tool("pdftoppm"), "-r", "70", "-gray", "-"], input=pdf, capture_output=True
    )
    assert run.stderr == b""
    return run.stdout


def one_by_one(slips: Any) -> shared_pages.Plan:
    return shared_pages.Plan(list(slips), [])


@pytest.mark.parametrize("paper", [A4, A5_LANDSCAPE, HALF_241], ids=lambda paper: paper.name)
@pytest.mark.parametrize(
    "names",
    [
        NAMES,
        ("Copy no. 1: Stub", "Copy no. 2: Finance"),
        ("短", "一个长得多的名字，" * 3, "中等长的名字"),
    ],
    ids=["alike", "English", "one breaks the head"],
)
def test_shared_sheets_look_as_if_each_was_laid_out(
    paper: Paper, names: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = copies(paper, paper.rows + 3, names=names)
    together = pdf_of(paper, *made)

    monkeypatch.setattr(shared_pages, "plan", one_by_one)
    apart = pdf_of(paper, *made)

    assert sizes_of(together) == sizes_of(apart)
    assert len(sizes_of(together)) == 2 * len(names)
    assert text_of(together) == text_of(apart)
    assert pictures_of(together) == pictures_of(apart)


def test_every_page_bears_the_name_of_its_own_copy() -> None:
    pages = text_of(pdf_of(A4, *copies(A4, A4.rows + 1))).split("\f")[:-1]

    assert len(pages) == 6
    for place, page in enumerate(pages):
        told = [name for name in NAMES if name.replace(" ", "") in page.replace(" ", "")]
        assert told == [NAMES[place // 2]]
        assert f"第{place % 2 + 1}页" in page.replace(" ", "")


def test_copies_that_are_alike_are_laid_out_once() -> None:
    made = copies(A4) + [slip(A4, 13, copy_name="第三联 仓库联")]

    found = shared_pages.plan(made)

    parts = [each.get("part", "") for each in found.slips]
    assert parts == ["without-head", "head-alone", "head-alone", "head-alone", ""]
    assert [(each.page, each.head) for each in found.sheets] == [(0, 1), (0, 2), (0, 3), (4, None)]


def test_papers_that_differ_or_have_no_copies_share_nothing() -> None:
    other = slip(A4, number="JH-20260701-0013", copy_name=NAMES[1])

    for made in ([slip(A4), slip(A4)], [slip(A4, copy_name=NAMES[0]), other]):
        assert not shared_pages.plan(made).shares


def test_a_line_that_says_something_else_is_not_taken_from_another_copy() -> None:
    first, second = copies(A4, names=NAMES[:2])
    second["pages"] = prints.page_table(first["columns"], lines(12, "另一件"), per_page=A4.rows)

    assert not shared_pages.plan([first, second]).shares
