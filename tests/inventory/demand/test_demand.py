"""What papers lack: said, said again, cleared; and added up by item against what is coming."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from documents.models import Document
from inventory.demand.actions import Want, set_demand
from inventory.demand.models import Demand
from inventory.demand.queries import lacks, open_demand
from tests import factories
from tests.grounds import begins_with
from tests.inventory.demand.orders import TODAY, needed, want
from tests.inventory.transfer import depot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def said(document: Document) -> list[tuple[int, str, Decimal]]:
    rows = Demand.objects.filter(document=document).order_by("line_no")
    return [(row.line_no, row.item.code, row.quantity) for row in rows]


def test_a_paper_lacks_what_it_said_last() -> None:
    document = needed("螺丝 5, 螺母 3")

    set_demand(document, [want("螺丝 2"), want("垫圈 1", line_no=3)], at=timezone.now())

    assert said(document) == [(1, "螺丝", 2), (3, "垫圈", 1)]
    set_demand(document, [], at=timezone.now())
    assert said(document) == []


def test_said_twice_it_changes_nothing(django_assert_num_queries: Any) -> None:
    first = timezone.now() - timedelta(days=3)
    document = needed("螺丝 5", at=first)
    again = [want("螺丝 5")]
    before = list(Demand.objects.values())

    with django_assert_num_queries(1):
        set_demand(document, again, at=timezone.now())

    assert list(Demand.objects.values()) == before


def test_a_line_keeps_the_day_since_when_it_lacks_its_item() -> None:
    first, later = timezone.now() - timedelta(days=3), timezone.now()
    document = needed("螺丝 5", at=first)

    set_demand(document, [want("螺丝 4")], at=later)
    assert Demand.objects.get().opened_at == first

    set_demand(document, [want("螺母 4")], at=later)
    assert Demand.objects.get().opened_at == later


def test_other_papers_keep_theirs() -> None:
    one, two = needed("螺丝 5"), needed("螺丝 7")

    set_demand(one, [], at=timezone.now())

    assert said(two) == [(1, "螺丝", 7)]


def test_nobody_lacks_nothing_nor_one_line_twice() -> None:
    document = needed("螺丝 5")

    with pytest.raises(ValueError, match="wants nothing"):
        Want(1, factories.item("螺丝").pk, factories.warehouse().pk, Decimal(0))
    with pytest.raises(ValueError, match="once"):
        set_demand(document, [want("螺丝 1"), want("螺母 1", line_no=1)], at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Demand.objects.update(quantity=Decimal(0))


@begins_with(depot.opened, "螺丝 10 x 1", "main")
def test_demand_is_added_up_against_what_is_coming() -> None:
    depot.opened("螺丝 10 x 1", "main")
    depot.approved("螺丝 4")  # four are awaited in the branch
    later = TODAY + timedelta(days=5)
    needed("螺丝 5", needed_on=later)
    needed("螺丝 3, 螺丝 1", needed_on=TODAY)
    needed("螺母 2", needed_on=None)

    rows = {item.code: item for item in open_demand()}

    bolt, nut = rows["螺丝"], rows["螺母"]
    assert (bolt.demanded, bolt.expected, bolt.lacking, bolt.orders) == (9, 4, 5, 2)
    assert (bolt.needed_on, bolt.on_hand, bolt.available) == (TODAY, 10, 10)
    assert (nut.demanded, nut.lacking, nut.needed_on) == (2, 2, None)
    assert [peg.needed_on for peg in bolt.pegs] == [TODAY, TODAY, later]


@begins_with(depot.opened, "螺丝 10 x 1", "main")
def test_more_coming_than_needed_is_no_negative_lack() -> None:
    depot.opened("螺丝 10 x 1", "main")
    depot.approved("螺丝 4")
    needed("螺丝 1")

    assert open_demand().get().lacking == 0
    assert [lack.lacking for lack in lacks([factories.item("螺丝").pk])] == [1]  # in main


@pytest.mark.parametrize(("days", "demanded"), [(0, 4), (5, 9)])
def test_demand_until_a_day_takes_what_has_no_day(days: int, demanded: int) -> None:
    needed("螺丝 3", needed_on=TODAY)
    needed("螺丝 1", needed_on=None)
    needed("螺丝 5", needed_on=TODAY + timedelta(days=5))

    assert open_demand(until=TODAY + timedelta(days=days)).get().demanded == demanded


def test_demand_of_one_warehouse() -> None:
    needed("螺丝 3")
    needed("螺丝 5", warehouse="branch")

    assert open_demand(warehouse=factories.warehouse("branch").pk).get().demanded == 5
    found = lacks([factories.item("螺丝").pk])
    assert [lack.demanded for lack in found] == [3, 5]


def test_it_takes_the_same_queries_for_few_and_many(django_assert_num_queries: Any) -> None:
    needed("螺丝 3, 螺母 1")
    with django_assert_num_queries(3):
        assert len(open_demand()) == 2
    for number in range(5):
        needed(f"货{number} 1, 螺丝 1")
    with django_assert_num_queries(3):
        assert len(open_demand()) == 7
    ids = [item.pk for item in open_demand()]
    with django_assert_num_queries(3):
        assert len(lacks(ids)) == 7


def test_what_is_needed_first_comes_first() -> None:
    needed("螺丝 3", needed_on=date(2027, 1, 2))
    needed("螺丝 5", needed_on=date(2027, 1, 1), warehouse="branch")

    found = lacks([factories.item("螺丝").pk])

    assert [lack.demanded for lack in found] == [5, 3]
    assert [len(lack.documents) for lack in found] == [1, 1]
