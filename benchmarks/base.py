"""`python -m benchmarks.base PAPERS SEED`: an empty database becomes the base of the measures.

A few hundred papers are walked through their real steps, three years ago; then they are copied in
bulk inside the database, each copy some days later than the one before, till today. What is
finished is copied every time, what is still open only in the last copies, as in a living firm.
"""

import os
import random
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from django.db.models import Model

    from benchmarks.copying import Copier
    from benchmarks.walking import Goods, Walker
    from documents.models import Document

YEARS_BACK = 3 * 365
MOST_TEMPLATES, OPEN_EACH = 60, 12
LINES = (2, 3, 3, 3, 4, 5)
NOTE = "Copied in bulk by benchmarks.base"
OPENING = Decimal(100_000)
LACKING_LINES, LACKING_TURNS = 100, 2
ORDER_STATES = ("draft", "submitted", "approved", "signed", "active", "active")
SALE_STATES = ("draft", "calling", "pricing", "approving", "noticed", "released")
DELIVERY_STATES = ("draft", "authorized", "picked", "loaded", "dispatched")


@dataclass
class Templates:
    """The ids of the papers that were walked, by what is done with them."""

    finished: set[int] = field(default_factory=set)
    still_open: set[int] = field(default_factory=set)
    orders: int = 0
    open_orders: int = 0

    def add(self, papers: Iterable["Document"], *, is_open: bool) -> None:
        (self.still_open if is_open else self.finished).update(paper.pk for paper in papers)
        self.open_orders += is_open
        self.orders += not is_open


def build(papers: int, seed: int) -> dict[str, int]:
    """Rows written by table."""
    from django.utils import timezone

    from benchmarks import masters
    from benchmarks.measuring import Bench
    from benchmarks.walking import Walker

    masters.make()
    start = timezone.now() - timedelta(days=YEARS_BACK + 7)
    walker = Walker(Bench(seed=seed).person, at=start)
    walker.opening(OPENING, Decimal(5))
    templates = walk(walker, random.Random(seed), count=max(5, min(MOST_TEMPLATES, papers // 20)))
    lack(Walker(walker.person, masters.Masters(masters.EMPTY)), random.Random(seed))
    return multiply(templates, papers)


# --- The templates ---------------------------------------------------------------------------


def walk(walker: "Walker", rng: random.Random, *, count: int) -> Templates:
    """So many purchases and as many sales, one in twelve of each still open."""
    found = Templates()
    start = walker.at
    assert start is not None
    for number in range(count):
        for act in (_purchase, _sale):
            walker.at = start + timedelta(minutes=number * 20)
            is_open = number % OPEN_EACH == 1
            turn = number // OPEN_EACH if is_open else None
            found.add(act(walker, rng, turn), is_open=is_open)
    return found


def _goods(walker: "Walker", rng: random.Random, least: int, most: int) -> "Goods":
    chosen = rng.sample(walker.masters.items, rng.choice(LINES))
    return [
        (item, Decimal(rng.randint(least, most)), Decimal(rng.randint(200, 9_900)) / 100)
        for item in chosen
    ]


def _purchase(walker: "Walker", rng: random.Random, turn: int | None) -> list["Document"]:
    supplier, goods = rng.choice(walker.masters.suppliers), _goods(walker, rng, 50, 500)
    if turn is None:
        return list(walker.purchase(supplier, goods))
    order = walker.order_on(walker.ordered(supplier, goods), ORDER_STATES[turn % 6])
    if turn % 6 < 4:
        return [order]
    receipt = walker.received(order, part=Decimal("0.5"))
    return [order, walker.receipt_on(receipt, "approved" if turn % 12 < 6 else "submitted")]


def _sale(walker: "Walker", rng: random.Random, turn: int | None) -> list["Document"]:
    """Less is sold than was bought in the opening and since, so that no copy runs dry."""
    customer, goods = rng.choice(walker.masters.customers), _goods(walker, rng, 1, 5)
    if turn is None:
        order, delivery = walker.sale(customer, goods, to="closed")
        return [walker.closed(order), delivery]
    if turn % 2:
        return [walker.sale_on(walker.wanted(customer, goods), SALE_STATES[turn // 2 % 6])]
    return list(walker.sale(customer, goods, to=DELIVERY_STATES[turn // 2 % 5]))


def lack(walker: "Walker", rng: random.Random) -> None:
    """Customers want of every item what a second store does not have; half of it is on its way."""
    from django.utils import timezone

    walker.at = timezone.now() - timedelta(days=3)
    items, masters = walker.masters.items, walker.masters
    for begin in range(0, len(items), LACKING_LINES):
        some = items[begin : begin + LACKING_LINES]
        for _turn in range(LACKING_TURNS):
            goods = [(item, Decimal(rng.randint(1, 20)), Decimal(30)) for item in some]
            walker.sale_on(walker.wanted(rng.choice(masters.customers), goods), "released")
        coming = [(item, Decimal(rng.randint(1, 20)), Decimal(9)) for item in some[::2]]
        walker.order_on(walker.ordered(rng.choice(masters.suppliers), coming), "active")


# --- The copies ------------------------------------------------------------------------------


def multiply(templates: Templates, papers: int) -> dict[str, int]:
    from django.db import transaction

    from benchmarks import books

    copies = _copies(templates, papers)
    alive = copies[-max(1, len(copies) // 5) :]
    shift = Fraction(YEARS_BACK, len(copies))
    with transaction.atomic():
        _leave_keys_unchecked()
        copier = copier_of(shift)
        copy(copier, templates.finished, copies)
        copy(copier, templates.still_open, alive)
        say("sealing ...")
        books.seal(copier, NOTE)
        books.add_up()
        _renew_last_prices()
        copier.reset_sequences()
    books.analyze()
    return copier.written


def _leave_keys_unchecked() -> None:
    """PostgreSQL looks at every key of twenty million one by one at the commit, which takes longer
    than all else. Keys of copies are those of the originals moved along; who may, leaves it out."""
    from django.db import DatabaseError, connection, transaction

    if connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
    except DatabaseError:
        say("this database role may not leave the keys unchecked; the commit takes long")


def copier_of(shift: Fraction) -> "Copier":
    from benchmarks.copying import Copier, stride_of

    models = frozenset(tables_of_papers())
    return Copier(stride_of(models), shift, models)


def _copies(templates: Templates, papers: int) -> list[int]:
    """As many whole copies as bring the orders to at least so many."""
    each = templates.orders + Fraction(templates.open_orders, 5)
    missing = papers - templates.orders - templates.open_orders
    return list(range(1, max(5, -(-missing // each)) + 1))


def tables_of_papers() -> Iterator[type["Model"]]:
    """Every table with rows that hang on a paper, found by following the keys to it; a new table
    of the program is copied too, or stops the build because nobody knows how it names its paper.
    Events are made anew, and what is the last price is found anew."""
    from django.apps import apps

    from documents.models import Document

    left_out = {"Event", "LastSale", "LastPrice", "OpeningStock", "OpeningStockLine"}
    known: list[type[Model]] = [Document]
    waiting = [m for m in apps.get_models() if not m.__name__.startswith("Historical")]
    waiting = [m for m in waiting if m is not Document and m.__name__ not in left_out]
    while True:
        found = [model for model in waiting if _hangs_on(model, known)]
        if not found:
            break
        known += found
        waiting = [model for model in waiting if model not in found]
    yield from known


def _hangs_on(model: type["Model"], known: list[type["Model"]]) -> bool:
    rows = model._base_manager.order_by()
    return any(
        rows.exclude(**{each.name: None}).exists()
        for each in model._meta.concrete_fields
        if each.is_relation and each.related_model in known
    )


def copy(copier: "Copier", papers: set[int], copies: list[int]) -> None:
    """Numbers of copies have a stem of their own (CG17-…): those that are drawn stay unbroken."""
    from benchmarks.copying import order_of_share, rows_of

    contract = "CASE t.contract_number WHEN '' THEN '' ELSE 'X' || n.k || t.contract_number END"
    instead = {
        "Document": {"number": "replace(t.number, '-20', n.k || '-20')", "content_hash": "''"},
        "PurchaseOrder": {"contract_number": contract},
        "Delivery": {"shares": order_of_share(copier.stride)},
    }
    for model in sorted(copier.copied, key=lambda each: each._meta.label):
        began = time.monotonic()
        rows = rows_of(model, papers)
        if not rows:
            continue
        copier.copy(model, rows, copies=copies, instead=instead.get(model.__name__))
        took = time.monotonic() - began
        say(f"{model._meta.label:<34} {len(rows):>7} x {len(copies)} {took:.1f} s")


def _renew_last_prices() -> None:
    """Every copy repeats the prices of the first, so only where the last one stands is new."""
    from django.db import connection

    with connection.cursor() as cursor:
        for last, record, day in (
            ("orders_lastsale", "orders_salerecord", "on_date"),
            ("purchasing_lastprice", "purchasing_pricerecord", "date"),
        ):
            newest = (
                f"FROM {record} r WHERE r.item_id = {last}.item_id AND r.party_id = {last}.party_id"
                f" AND NOT r.taken_back ORDER BY r.{day} DESC, r.id DESC LIMIT 1"
            )
            cursor.execute(
                f"UPDATE {last} SET document_id = (SELECT r.document_id {newest}),"
                f" {day} = (SELECT r.{day} {newest})"
            )


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    import logging

    from django.core.management import call_command

    from documents.books import run_checks

    logging.disable(logging.INFO)
    papers, seed = int(sys.argv[1]), int(sys.argv[2])
    began = time.monotonic()
    call_command("migrate", verbosity=0)
    say(f"migrated, {time.monotonic() - began:.0f} s")
    written = build(papers, seed)
    say(f"{sum(written.values()):,} rows copied; built in {time.monotonic() - began:.0f} s")
    began = time.monotonic()
    breaches = [str(breach) for breach in run_checks()]
    say(f"check_books: {time.monotonic() - began:.1f} s, {len(breaches)} breaches")
    for breach in breaches[:20]:
        say(f"  {breach}")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
