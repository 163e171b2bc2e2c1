"""Approving a receipt takes as many statements for two hundred lines as for twenty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents import engine
from documents.models import Document
from tests.purchasing import firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def submitted(size: int) -> Document:
    order = firm.order(", ".join(f"I{number} 10 x 1.13" for number in range(size)))
    return firm.receipt([order], *["6"] * size, state="submitted")


def statements(document: Document, step: str, **options: object) -> int:
    manager = firm.people().manager
    with CaptureQueriesContext(connection) as queries:
        engine.perform(document.pk, step, actor=manager, **options)  # type: ignore[arg-type]
    return len(queries)


def test_approving_and_reversing_is_set_based() -> None:
    approved, reversed_ = {}, {}
    submitted(2)
    for size in (20, 200):
        document = submitted(size)
        approved[size] = statements(document, "approve")
        reversed_[size] = statements(document, "reverse", reason="数量有误")

    assert len(set(approved.values())) == 1, approved
    assert len(set(reversed_.values())) == 1, reversed_
    assert approved[200] < 120
