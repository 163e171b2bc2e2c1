"""Lines of papers on an export's second sheet: from the database, and as the objects would say."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from documents.models import Document
from documents.pages import all_pages, pages_of
from documents.pages.cells import _one_by_one, columns_of, sheet_of_lines
from documents.pages.declaration import DocumentPages
from documents.pages.line_rows import straight
from purchasing.receipt.models import ReceiptLine
from tests.purchasing import firm

pytestmark = pytest.mark.django_db

WITH_LINES = [pages for pages in all_pages() if pages.type.line is not None]


def shown(code: str) -> DocumentPages:
    found = pages_of(code)
    assert found is not None
    return found


def both(code: str) -> tuple[list[Any], list[Any]]:
    pages = shown(code)
    lines = pages.type.line._default_manager.order_by("-body_id", "line_no")
    columns = columns_of(pages, hide_prices=False)
    found = straight(lines, columns)
    assert found is not None
    return list(found), list(_one_by_one(lines, columns))


@pytest.fixture
def _receipts() -> None:
    order = firm.order("螺丝 100 x 2.26, 螺母 50 x 0.5")
    firm.receipt([order], "10", "20")
    firm.draft_receipt([order], "5", "5")


@pytest.mark.usefixtures("_receipts")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_lines_from_the_database_say_what_the_objects_say(language: str) -> None:
    ReceiptLine.objects.filter(line_no=1).update(inspected_by=firm.people().inspector)

    with translation.override(language):
        quick, slow = both("receipt")

    assert len(quick) == 4
    assert quick == slow


@pytest.mark.usefixtures("_receipts")
def test_a_sheet_of_lines_asks_no_more_for_many_papers_than_for_few() -> None:
    pages = shown("receipt")
    heads = Document.objects.filter(type="receipt")

    def asked(papers: Any) -> int:
        with CaptureQueriesContext(connection) as queries:
            rows = list(sheet_of_lines(papers, pages, hide_prices=False))
        assert len(rows) > 1
        return len(queries)

    assert asked(heads) == asked(heads.filter(pk=heads.order_by("pk")[0].pk))


@pytest.mark.parametrize("pages", WITH_LINES, ids=lambda pages: pages.type.code)
def test_the_lines_of_every_paper_can_be_listed(pages: DocumentPages) -> None:
    papers = Document.objects.filter(type=pages.type.code)

    for hidden in (True, False):
        (headings,) = sheet_of_lines(papers, pages, hide_prices=hidden)

        assert len(headings) == 2 + len(columns_of(pages, hide_prices=hidden))


def test_a_column_that_python_computes_is_asked_of_the_line() -> None:
    pages = shown("purchase_order")

    lines = pages.type.line._default_manager.all()

    assert straight(lines, columns_of(pages, hide_prices=False)) is None
