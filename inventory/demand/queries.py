"""What is lacking, by item: demand against what lies there and what is coming.

Every function takes a fixed number of queries, however many items are lacking.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Min,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, Greatest

from documents.models import Document
from inventory.demand.models import Demand
from inventory.demand.offers import prepared_lines
from inventory.stock.lists import stocked_items
from inventory.stock.models import StockBalance
from masterdata.fields import QuantityField
from masterdata.models import Item

NONE = Decimal(0)
Place = tuple[int, int]


def demands(*, warehouse: int | None = None, until: date | None = None) -> QuerySet[Demand]:
    """Rows of one warehouse if one is asked for, needed by a day; what has no day is always in."""
    rows = Demand.objects.all()
    if warehouse is not None:
        rows = rows.filter(warehouse=warehouse)
    if until is not None:
        rows = rows.exclude(needed_on__gt=until)
    return rows


def open_demand(
    *, warehouse: int | None = None, until: date | None = None, most_pegs: int | None = None
) -> QuerySet[Item]:
    """Every item that something lacks, with `demanded`, `needed_on`, `orders`, the stock's figures,
    `prepared` (on orders not confirmed yet) and `lacking`: what is not even coming. `pegs` are the
    rows it comes from, what is needed first before the rest; of each item all or so many.

    What lies there does not count against the demand: it is what is left after allotment.
    """
    rows = demands(warehouse=warehouse, until=until)
    own = rows.filter(item=OuterRef("pk")).order_by().values("item")
    pegs = rows.select_related("document", "warehouse").order_by("needed_on", "document_id", "id")
    if most_pegs is not None:
        pegs = pegs[:most_pegs]
    items = stocked_items(warehouse=warehouse).filter(Exists(rows.filter(item=OuterRef("pk"))))
    return (
        items.annotate(
            demanded=_of(own, Sum("quantity"), QuantityField()),
            needed_on=_of(own, Min("needed_on"), DateField()),
            orders=_of(own, Count("document", distinct=True), IntegerField()),
            prepared=_prepared(warehouse),
        )
        .annotate(
            lacking=Greatest(
                F("demanded") - F("expected"),
                Value(NONE, QuantityField()),
                output_field=QuantityField(),
            )
        )
        .prefetch_related(Prefetch("demands", pegs, to_attr="pegs"))
    )


def _prepared(warehouse: int | None) -> Any:
    """One sub-select for each kind of paper that brings goods; nothing where there is none."""
    total: Any = Value(NONE, QuantityField())
    for lines in prepared_lines():
        here = lines if warehouse is None else lines.filter(body__warehouse=warehouse)
        own = here.filter(item=OuterRef("pk")).order_by().values("item")
        found = _of(own, Sum("base_quantity"), QuantityField())
        total = total + Coalesce(found, Value(NONE, QuantityField()))
    return ExpressionWrapper(total, output_field=QuantityField())


def _of(rows: QuerySet[Any], sum_: Any, field: Any) -> Subquery:
    return Subquery(rows.annotate(found=sum_).values("found"), output_field=field)


@dataclass(frozen=True)
class Lack:
    """What an item lacks in one warehouse, and for which papers."""

    item_id: int
    warehouse_id: int
    demanded: Decimal
    expected: Decimal
    needed_on: date | None
    documents: tuple[int, ...]

    @property
    def lacking(self) -> Decimal:
        return max(self.demanded - self.expected, NONE)


def lacks(item_ids: Iterable[int]) -> list[Lack]:
    """By item and warehouse, what is needed first before the rest; three queries.

    The database adds up; of the many rows behind a sum only the papers' ids are fetched.
    """
    wanted = set(item_ids)
    rows = Demand.objects.filter(item__in=wanted).order_by()
    places = rows.values_list("item_id", "warehouse_id")
    papers: dict[Place, list[int]] = defaultdict(list)
    for item, warehouse, document in rows.values_list(
        "item_id", "warehouse_id", "document_id"
    ).distinct():
        papers[item, warehouse].append(document)
    coming = _coming(wanted)
    made = [
        Lack(
            item_id=item,
            warehouse_id=warehouse,
            demanded=demanded,
            expected=coming.get((item, warehouse), NONE),
            needed_on=needed_on,
            documents=tuple(sorted(papers[item, warehouse])),
        )
        for item, warehouse, demanded, needed_on in places.annotate(
            Sum("quantity"), Min("needed_on")
        )
    ]
    return sorted(
        made, key=lambda lack: (lack.item_id, lack.needed_on or date.max, lack.warehouse_id)
    )


def _coming(item_ids: set[int]) -> Mapping[Place, Decimal]:
    rows = StockBalance.objects.filter(item__in=item_ids).exclude(expected=0).order_by()
    sums = rows.values_list("item", "bin__warehouse").annotate(Sum("expected"))
    return {(item, warehouse): expected for item, warehouse, expected in sums}


def hold(item_ids: Iterable[int]) -> None:
    """Lock the papers that lack these items, in the order of their ids, as every step does: so
    nobody else orders the same at the same moment, and nothing waits in a circle."""
    papers = Demand.objects.filter(item__in=set(item_ids)).order_by().values("document_id")
    list(Document.objects.select_for_update().filter(pk__in=papers).order_by("pk"))
