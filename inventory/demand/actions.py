"""Says anew what a paper lacks; told twice it changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from documents.models import Document
from inventory.demand.models import Demand
from ui.prepared import Prepared
from ui.values import KEY


@dataclass(frozen=True)
class Want:
    """What one line of a paper lacks, in base units."""

    line_no: int
    item_id: int
    warehouse_id: int
    quantity: Decimal
    needed_on: date | None = None

    def __post_init__(self) -> None:
        if self.quantity <= 0:
            raise ValueError("who wants nothing says nothing")


SAID = ("item_id", "warehouse_id", "quantity", "needed_on")


def set_demand(document: Document, wants: Sequence[Want], *, at: datetime) -> None:
    """The paper lacks exactly this from now on; nothing given, and it lacks nothing more.

    A line that lacked the same item before keeps the day since when. The caller holds the lock of
    the paper's head, as every step does.
    """
    wanted = {want.line_no: want for want in wants}
    if len(wanted) != len(wants):
        raise ValueError("a line says once what it lacks")
    with transaction.atomic(savepoint=False):
        known = {row.line_no: row for row in _known(document.pk)}
        gone = [row.pk for number, row in known.items() if number not in wanted]
        fresh = [_row(document, want, at) for want in wants if want.line_no not in known]
        changed = [
            _changed(known[number], want, at)
            for number, want in wanted.items()
            if number in known and _differs(known[number], want)
        ]
        if gone:
            Demand.objects.filter(pk__in=gone).delete()
        Demand.objects.bulk_create(fresh)
        Demand.objects.bulk_update(changed, [*SAID, "opened_at"])


_known = Prepared(
    lambda pk: Demand.objects.select_for_update().filter(document=pk).order_by("pk"), KEY
)


def _row(document: Document, want: Want, at: datetime) -> Demand:
    said = {name: getattr(want, name) for name in SAID}
    return Demand(document=document, line_no=want.line_no, opened_at=at, **said)


def _differs(row: Demand, want: Want) -> bool:
    return any(getattr(row, name) != getattr(want, name) for name in SAID)


def _changed(row: Demand, want: Want, at: datetime) -> Demand:
    if row.item_id != want.item_id:
        row.opened_at = at
    for name in SAID:
        setattr(row, name, getattr(want, name))
    return row
