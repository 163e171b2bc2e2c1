"""A delivery of many lines leaves with as many statements as one of few."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents import engine
from documents.models import Document
from tests.orders.delivery import road

pytestmark = pytest.mark.django_db


def loaded(size: int) -> Document:
    text = ",".join(f"I{size}-{number} 10 x 1.13" for number in range(size))
    return road.go(road.drawn([road.ordered(text)]), "loaded")


def statements(document: Document, step: str, **options: object) -> int:
    with CaptureQueriesContext(connection) as queries:
        engine.perform(document.pk, step, actor=road.chief(), **options)  # type: ignore[arg-type]
    return len(queries)


def test_leaving_and_reversing_is_set_based() -> None:
    left, taken_back = {}, {}
    for size in (3, 12):
        document = loaded(size)
        left[size] = statements(document, "dispatch")
        taken_back[size] = statements(document, "reverse", reason="录错")

    assert len(set(left.values())) == 1, left
    assert len(set(taken_back.values())) == 1, taken_back
