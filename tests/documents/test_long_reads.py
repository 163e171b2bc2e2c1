"""Long reads: the same records and values as Django gives, with fewer conversions and joins."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from documents.models import Document
from documents.pages import pages_of
from documents.pages.cells import sheet_of_lines
from documents.pages.lists import table_of
from purchasing.receipt.models import ReceiptLine
from tests.purchasing import firm
from ui import exports, long_reads, prepared
from ui.exports import export_xlsx
from ui.long_reads import Named, converted_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_papers")]


class _Patient:
    """Whoever writes the sheet later, and tells nobody how far it is."""

    def note(self, done: int, total: int | None = None) -> None:
        pass

    def once(self, _part: str, act: Callable[[], Any]) -> Any:
        return act()

    def snapshot(self) -> AbstractContextManager[Any]:
        return nullcontext()


FOLLOWED = ("party__owner", "handler", "maker", "receipt", "receipt__warehouse")
VALUES = ("body__head__date", "quantity", "price", "gross", "line_remark", "body__head__created_at")


@pytest.fixture
def _papers() -> None:
    order = firm.order("螺丝 100 x 2.26, 螺母 50 x 0.5")
    firm.receipt([order], "10", "20")
    firm.draft_receipt([order], "5", "5")


def receipts() -> Any:
    return Document.objects.filter(type="receipt").select_related(*FOLLOWED).order_by("pk")


def seen(papers: list[Any]) -> list[Any]:
    return [
        (p, p.party, p.party.owner, p.handler, p.maker, p.receipt, p.receipt.warehouse)
        for p in papers
    ]


def test_records_that_others_name_are_those_that_a_join_would_bring() -> None:
    joined = seen(list(receipts()))
    named = Named(receipts())

    records = prepared.fetched(named.without_joins(receipts()))
    named.attach(records)

    with CaptureQueriesContext(connection) as queries:
        assert seen(records) == joined
    assert len(joined) == 2
    assert not queries.captured_queries


def test_who_was_named_before_is_not_asked_for_again() -> None:
    named = Named(receipts())
    named.attach(prepared.fetched(named.without_joins(receipts())))
    again = prepared.fetched(named.without_joins(receipts()))

    with CaptureQueriesContext(connection) as queries:
        named.attach(again)

    assert not queries.captured_queries
    assert again[0].party is again[1].party


def test_what_nobody_joined_is_left_to_be_asked_for() -> None:
    bare = Document.objects.filter(type="receipt")

    assert Named(bare).without_joins(bare) is bare


@pytest.mark.parametrize("most", [1, 5_000])
@pytest.mark.parametrize("piece", [1, 1_000])
def test_values_are_converted_as_django_does(
    most: int, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_reads, "MOST_KNOWN", most)
    monkeypatch.setattr(long_reads, "PIECE", piece)
    lines = ReceiptLine.objects.order_by("pk").values_list(*VALUES)

    quick = list(converted_once(lines).iterator(chunk_size=2))

    assert len(quick) == 4
    assert quick == list(lines)
    assert [[*map(type, row)] for row in quick] == [[*map(type, row)] for row in lines]


def test_what_can_be_changed_is_not_shared_by_rows() -> None:
    known = long_reads._Known(lambda raw: [raw])

    assert known["a"] == known["a"]
    assert known["a"] is not known["a"]


def test_a_sheet_written_in_pieces_is_the_sheet_written_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exports, "CHUNK", 1)
    pages = pages_of("receipt")
    assert pages is not None
    table_class = table_of(pages)

    def rows(work: Any) -> list[Any]:
        answer: Any = export_xlsx(table_class(receipts()), filename="x.xlsx", work=work)
        sheets = load_workbook(io.BytesIO(b"".join(answer))).worksheets
        return [list(sheet.iter_rows(values_only=True)) for sheet in sheets]

    found = rows(_Patient())
    assert found == rows(None)
    assert len(found[1]) > 4


def test_lines_beyond_the_most_are_told_in_a_row_as_wide_as_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("documents.pages.cells.MOST_IN_SHEET", 3)
    pages = pages_of("receipt")
    assert pages is not None

    headings, *rows = sheet_of_lines(receipts(), pages, hide_prices=False)

    assert len(rows) == 4
    assert "3" in rows[-1][0]
    assert {len(row) for row in rows} == {len(headings)}
