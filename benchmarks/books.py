"""What copies in bulk leave to be done: events that seal them, and the caches of the books."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import Q, Sum

from benchmarks.copying import Copier
from documents import timeline
from documents.models import Document, Event
from finance.cash.models import CashBalance, CashEntry
from finance.parties.models import OpenItem, PartyBalance
from inventory.stock.models import StockBalance, StockCost, StockEntry

BATCH = 5_000
PHASES = ("on_hand", "reserved", "expected")


def seal(copier: Copier, note: str) -> None:
    """One event a paper, sealed as the kernel seals: a copy says that it is one."""
    rows: list[Event] = []
    for event in _events(copier, note):
        rows.append(event)
        if len(rows) == BATCH:
            Event.objects.bulk_create(rows)
            rows = []
    Event.objects.bulk_create(rows)


def _events(copier: Copier, note: str) -> Iterator[Event]:
    copies = Document.objects.filter(pk__gt=copier.stride).order_by("pk")
    columns = ("pk", "state", "maker_id", "changed_at")
    for pk, state, maker, at in copies.values_list(*columns).iterator(chunk_size=BATCH):
        event = Event(
            document_id=pk,
            at=at,
            actor_id=maker,
            kind=Event.Kind.CREATED,
            to_state=state,
            reason=note,
        )
        event.hash = timeline.seal(event)
        yield event


def add_up() -> None:
    """The balances are what all entries come to now."""
    entries = StockEntry.objects.order_by()
    places = entries.values("item_id", "bin_id", "held_for").annotate(
        **{f"sum_{phase}": Sum("quantity", filter=Q(phase=phase), default=0) for phase in PHASES}
    )
    for row in places:
        where = {name: row[name] for name in ("item_id", "bin_id", "held_for")}
        StockBalance.objects.filter(**where).update(**{n: row[f"sum_{n}"] for n in PHASES})
    worth = entries.filter(phase="on_hand").values_list("item_id", "bin__warehouse_id")
    for item, store, quantity, amount in worth.annotate(q=Sum("quantity"), a=Sum("amount")):
        cost = StockCost.objects.filter(item=item, warehouse=store)
        cost.update(quantity=quantity, amount=amount)
    owed = OpenItem.objects.order_by().values_list("side", "party_id")
    for side, party, amount in owed.annotate(a=Sum("amount")):
        PartyBalance.objects.filter(side=side, party=party).update(amount=amount)
    money = CashEntry.objects.order_by().values_list("account_id")
    for account, amount in money.annotate(a=Sum("amount")):
        CashBalance.objects.filter(account=account).update(amount=amount)


def analyze() -> None:
    """As a database that has stood for a while: statistics, and on PostgreSQL the map of what all
    may see, without which a count reads the rows and not the index alone."""
    with connection.cursor() as cursor:
        standing = connection.vendor == "postgresql" and not connection.in_atomic_block
        cursor.execute("VACUUM ANALYZE" if standing else "ANALYZE")
