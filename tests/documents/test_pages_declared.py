"""What a paper declares of its pages: found by type, told at start when missing, never twice."""

from dataclasses import replace
from typing import Any

import pytest

from documents.pages import DocumentPages, pages_of
from documents.pages.checks import every_type_has_pages


def test_a_type_without_pages_is_told_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    from documents.pages import declaration

    assert every_type_has_pages() == []
    left = {code: p for code, p in declaration._pages.items() if code != "receipt"}
    monkeypatch.setattr(declaration, "_pages", left)

    (fault,) = every_type_has_pages()

    assert fault.id == "documents.E003"
    assert "receipt" in fault.msg


def test_a_paper_that_cannot_be_printed_is_told_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    from documents.pages import declaration

    receipt: Any = pages_of("receipt")
    # A declaration registers itself, so the table is a copy before another one is made.
    monkeypatch.setattr(declaration, "_pages", dict(declaration._pages))
    declaration._pages["receipt"] = replace(receipt, prints=())

    assert [warning.id for warning in every_type_has_pages()] == ["documents.W001"]


def test_names_that_tell_a_price_are_hidden_wherever_they_stand() -> None:
    order: Any = pages_of("purchase_order")

    assert {"price", "gross", "net", "tax", "total", "discount", "prepayment"} <= order.priced
    assert "quantity" not in order.priced


def test_pages_know_their_addresses() -> None:
    order: Any = pages_of("purchase_order")

    assert isinstance(order, DocumentPages)
    assert order.url("new", **{"from": 7}).endswith("/new/?from=7")
