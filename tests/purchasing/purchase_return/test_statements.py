"""Handing a return over takes as many statements for a hundred lines as for ten."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents import engine
from documents.models import Document
from tests.purchasing import firm
from tests.purchasing.purchase_return import returns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def waiting(size: int) -> Document:
    order = firm.order(", ".join(f"I{number} 10 x 1.13" for number in range(size)))
    receipt = firm.receipt([order], *["6"] * size)
    return returns.approve(returns.draft([receipt], *["3"] * size, outcome="replace"))


def statements(document: Document, step: str, **options: object) -> int:
    people = firm.people()
    actor = people.storekeeper if step == "ship" else people.manager
    with CaptureQueriesContext(connection) as queries:
        engine.perform(document.pk, step, actor=actor, **options)  # type: ignore[arg-type]
    return len(queries)


def test_handing_over_and_reversing_is_set_based() -> None:
    shipped, reversed_ = {}, {}
    statements(waiting(2), "ship", data=returns.HANDED_OVER)
    for size in (10, 100):
        document = waiting(size)
        shipped[size] = statements(document, "ship", data=returns.HANDED_OVER)
        reversed_[size] = statements(document, "reverse", reason="供方退回")

    assert len(set(shipped.values())) == 1, shipped
    assert len(set(reversed_.values())) == 1, reversed_
