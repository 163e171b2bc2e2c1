"""Pages of a long list are those of the plain query, from whichever end they are found."""

from typing import Any

import pytest
from django.core.paginator import Paginator
from django.db.models import F, Sum, Window
from django.template.loader import render_to_string
from django.utils import translation

from masterdata.models import Party
from tests import factories
from ui.paging import LONG, PagedRows, paged
from ui.tables import MoneyColumn, Table
from ui.totals import measure

pytestmark = pytest.mark.django_db
COUNT = 23


class Limits(Table):
    credit_limit = MoneyColumn("limit", footer="sum")


@pytest.fixture
def parties() -> Any:
    for number in range(COUNT):
        party = factories.customer(f"客户{number:02}")
        party.level, party.credit_limit = "AB"[number % 2], number
        party.save()
    return Party.objects.order_by("-level", "-pk")


@pytest.mark.parametrize("first", [0, 5, 10, 15, 20])
def test_every_page_is_that_of_the_plain_query(parties: Any, first: int) -> None:
    rows = PagedRows(parties, COUNT)

    assert rows[first : first + 5] == list(parties[first : first + 5])
    assert len(rows) == COUNT


def test_a_page_takes_two_queries_wherever_it_lies(
    parties: Any, django_assert_num_queries: Any
) -> None:
    rows = PagedRows(parties, COUNT)

    for first in (0, 20):
        with django_assert_num_queries(2):
            rows[first : first + 5]


def test_a_running_balance_is_never_worked_out_for_a_page_alone(parties: Any) -> None:
    running = parties.annotate(running=Window(Sum("credit_limit"), order_by=F("pk").asc()))

    assert paged(running, LONG + 1) is running
    assert paged(parties, LONG) is parties
    assert isinstance(paged(parties, LONG + 1), PagedRows)


def test_rows_beyond_the_limit_are_counted_and_not_added_up(parties: Any) -> None:
    table = Limits(parties)

    assert measure(table, parties, most=COUNT - 1).sums == {}
    assert measure(table, parties, most=COUNT - 1).count == COUNT
    assert measure(table, parties, most=COUNT).sums == {"credit_limit": sum(range(COUNT))}


def test_how_many_records_a_long_list_has_reads_like_every_other_number() -> None:
    pages = Paginator(range(1200), 1500)

    with translation.override("en"):
        foot = render_to_string("components/pagination.html", {"table": {"page": pages.page(1)}})

    assert "1,200 records" in foot
