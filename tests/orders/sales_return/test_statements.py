"""A return is received and posted with as many statements for twelve lines as for four."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents import engine
from documents.models import Document
from tests.orders import desk
from tests.orders.delivery import road
from tests.orders.sales_return import returns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def approved(size: int) -> Document:
    text = ", ".join(f"I{number} 10 x 1.13" for number in range(size))
    _order, delivery = returns.delivered(text)
    return returns.go(returns.applied([delivery], *["3"] * size, wish="replace"), "approved")


def statements(document: Document, step: str, actor: object) -> int:
    with CaptureQueriesContext(connection) as queries:
        engine.perform(document.pk, step, actor=actor, reason="录错")  # type: ignore[arg-type]
    return len(queries)


def test_receiving_posting_and_reversing_are_set_based() -> None:
    came, posted, back = {}, {}, {}
    statements(approved(2), "receive", road.keeper())
    for size in (4, 12):
        document = approved(size)
        came[size] = statements(document, "receive", road.keeper())
        document.refresh_from_db()
        document = returns.go(document, "drawn")
        posted[size] = statements(document, "post", desk.people().accountant)
        back[size] = statements(document, "reverse", desk.people().accountant)

    assert len(set(came.values())) == 1, came
    assert len(set(posted.values())) == 1, posted
    assert len(set(back.values())) == 1, back
