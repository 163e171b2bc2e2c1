"""A posting takes as many statements for 200 lines as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents.errors import Refused
from inventory.stock.ledger import EXPECTED
from tests import factories
from tests.inventory.stock.papers import goods, paper, post, reverse

pytestmark = pytest.mark.usefixtures("clean_stock")
SIZES = (1, 20, 200)


def of_lines(size: int, quantity: str, **more: object) -> list[object]:
    return [goods(f"I{n} main {quantity}", n, **more) for n in range(1, size + 1)]


def test_receiving_and_issuing_is_set_based() -> None:
    counts = {}
    for size in SIZES:
        received, issued = of_lines(size, "10 12.34"), of_lines(size, "-3")
        first, second = paper(), paper()
        with CaptureQueriesContext(connection) as queries:
            post(*received, document=first)
            post(*issued, document=second)
        counts[size] = len(queries)

    assert len(set(counts.values())) == 1, counts
    assert counts[1] <= 24


def test_fulfilling_a_claim_is_set_based() -> None:
    counts = {}
    for size in SIZES:
        order, receipt = paper(), paper()
        post(*of_lines(size, "10", phase=EXPECTED), document=order)
        arrived = of_lines(size, "4 8.00")
        fulfilled = [
            goods(f"I{n} main -4", n, phase=EXPECTED, claim_document=order.pk, claim_line=n)
            for n in range(1, size + 1)
        ]
        with CaptureQueriesContext(connection) as queries:
            post(*arrived, *fulfilled, document=receipt)
        counts[size] = len(queries)

    assert len(set(counts.values())) == 1, counts


def test_reversing_is_set_based() -> None:
    counts = {}
    for size in SIZES:
        receipt = post(*of_lines(size, "10 12.34"))
        with CaptureQueriesContext(connection) as queries:
            reverse(receipt)
        counts[size] = len(queries)

    assert len(set(counts.values())) == 1, counts


def test_refusing_is_set_based() -> None:
    factories.warehouse()
    counts = {}
    for size in SIZES:
        wanted, document = of_lines(size, "-1"), paper()
        with CaptureQueriesContext(connection) as queries, pytest.raises(Refused) as refusal:
            post(*wanted, document=document)
        counts[size] = len(queries)
        assert len(refusal.value.details) == size

    assert len(set(counts.values())) == 1, counts


def test_a_thousand_lines_fit_into_one_posting() -> None:
    document = post(*of_lines(1000, "1 1.00"))

    assert document.stock_entries.count() == 1000
