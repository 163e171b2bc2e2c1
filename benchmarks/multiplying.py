"""Multiplies the imported Northwind orders in bulk, past the engine.

Copied are heads, bodies, lines, links, entries of the ledgers,
demand, in-times, tasks and one sealed event each. One copy in ten is as the imported orders are;
in the others the orders that got nothing are over: on account they are closed short, prepaid they
are cancelled before their money came. The books stay clean.
"""

from dataclasses import dataclass
from fractions import Fraction

from django.db import transaction
from django.db.models import Model

from benchmarks import books
from benchmarks.copying import Copier, order_of_share, rows_of, stride_of
from documents.models import ChainStep, Document, Event, Link, Task
from finance.cash.models import CashEntry
from finance.parties.models import Allocation, OpenItem
from finance.remittance.models import BankLine, Remittance, RemittanceLine
from inventory.demand.models import Demand
from inventory.opening_stock.models import OpeningStock, OpeningStockLine
from inventory.stock.models import StockEntry
from orders.customer_order.models import CustomerOrder, CustomerOrderLine, Terms
from orders.delivery.models import Delivery, DeliveryLine
from orders.in_times.models import InTime
from orders.northwind.files import PREFIX
from orders.northwind.masters import WAREHOUSE

PAPERS: tuple[type[Model], ...] = (
    *(CustomerOrder, CustomerOrderLine, Delivery, DeliveryLine, BankLine, Remittance),
    *(RemittanceLine, OpeningStock, OpeningStockLine),
)
BESIDE: tuple[type[Model], ...] = (
    *(Link, ChainStep, Task, InTime, Demand, StockEntry, OpenItem, Allocation, CashEntry),
)
COPIED = (Document, Event, *PAPERS, *BESIDE)
BETWEEN, OPEN_EACH = 70, 10
NOTE = "Copied in bulk by benchmarks.multiply_orders"


@dataclass(frozen=True)
class World:
    """The imported papers by what becomes of their copies."""

    whole: set[int]
    lasting: set[int]
    closed: set[int]
    cancelled: set[int]


def multiply(wanted: int) -> dict[str, int]:
    """So many whole copies that there are at least `wanted` orders; rows written, by table."""

    world = _world()
    orders = CustomerOrder.objects.filter(pk__in=world.whole).count()
    numbers = list(range(1, -(-wanted // orders)))
    copier = Copier(stride_of(COPIED), Fraction(BETWEEN), frozenset(COPIED))
    with transaction.atomic():
        _copy(copier, world, numbers)
        books.seal(copier, NOTE)
        books.add_up()
        copier.reset_sequences()
    books.analyze()
    return copier.written


# --- What is copied ------------------------------------------------------------------------------


def _world() -> World:
    found = CustomerOrder.objects.filter(customer_number__startswith=PREFIX)
    terms = dict(found.values_list("pk", "terms"))
    sent = DeliveryLine._base_manager.filter(order_line__body__in=terms)
    by_order = dict(sent.values_list("order_line__body_id", "body_id"))
    paid = RemittanceLine._base_manager.filter(order__in=terms)
    money = dict(paid.values_list("order_id", "body_id"))
    opened = set(
        OpeningStock.objects.filter(warehouse__code=WAREHOUSE).values_list("pk", flat=True)
    )
    waiting = set(terms) - set(by_order)
    served = set(by_order) | set(by_order.values()) | {money[pk] for pk in by_order if pk in money}
    on_account = {pk for pk in waiting if terms[pk] == Terms.CREDIT}
    return World(
        whole=served | waiting | set(money.values()) | opened,
        lasting=served | opened,
        closed=on_account,
        cancelled=waiting - on_account,
    )


def _copy(copier: Copier, world: World, numbers: list[int]) -> None:
    alive = [k for k in numbers if k % OPEN_EACH == 0]
    over = [k for k in numbers if k % OPEN_EACH]
    for copies, papers in ((alive, world.whole), (over, world.lasting)):
        _papers(copier, papers, copies)
        _beside(copier, papers, copies)
    ended = {"short_quantity": "0", "earliest_on": "NULL", "short_told_at": "NULL"}
    short = {"closed_quantity": "t.base_quantity", "line_state": "'closed'"}
    _papers(copier, world.closed, over, state="'closed'", line=ended | short)
    _papers(copier, world.cancelled, over, state="'cancelled'", line=ended)


def _papers(
    copier: Copier,
    papers: set[int],
    copies: list[int],
    *,
    state: str = "t.state",
    line: dict[str, str] | None = None,
) -> None:
    """Numbers of copies have a stem of their own (KD17-…): those that are drawn stay unbroken."""

    number = "replace(t.number, '-19', n.k || '-19')"
    head = {"number": number, "state": state, "content_hash": "''"}
    copier.copy(Document, papers, copies=copies, instead=head)
    known = {
        "CustomerOrder": {"customer_number": "'X' || n.k || '-' || t.customer_number"},
        "CustomerOrderLine": line or {},
        "Delivery": {"shares": order_of_share(copier.stride)},
        "BankLine": {"reference": "t.reference || '-' || n.k"},
    }
    for model in PAPERS:
        rows = rows_of(model, papers)
        copier.copy(model, rows, copies=copies, instead=known.get(model.__name__))


def _beside(copier: Copier, papers: set[int], copies: list[int]) -> None:
    """Links, desks, tasks, clocks, demand and the entries of the books."""
    for model in BESIDE:
        copier.copy(model, rows_of(model, papers), copies=copies)
