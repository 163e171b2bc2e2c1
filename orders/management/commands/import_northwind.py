"""Brings the Northwind sales orders into the books through the real steps."""

import logging
import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from documents.books import run_checks
from documents.errors import Refused
from documents.transactions import in_one_transaction
from orders import seeds
from orders.customer_order.models import CustomerOrder
from orders.northwind import masters, opening, supply, totals
from orders.northwind.files import PREFIX, DataSet, Incomplete, Order, read
from orders.northwind.masters import Masters
from orders.northwind.orders import Walk
from orders.northwind.people import Desks, desks, sellers

BATCH = 25
BAR = 40


class Command(BaseCommand):
    help = (
        "Import regions, customers, suppliers, items, orders and stock of the Northwind data set;"
        " share the stock out and deliver it. A run that was broken off goes on where it stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="the folder with the data set's CSV files")
        parser.add_argument("--limit", type=int, help="only the first so many orders")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = read(options["path"], limit=options["limit"])
        except Incomplete as missing:
            raise CommandError(f"Missing in that folder: {missing}") from missing
        started = time.monotonic()
        # The log would tear the bar: a line for every clock that is not running any more.
        logging.disable(logging.INFO)
        with translation.override("en"):
            records = self._bring_in(data)
            agree = self._compare(data, records)
        minutes, seconds = divmod(round(time.monotonic() - started), 60)
        self.stdout.write(f"Done in {minutes} min {seconds} s.")
        logging.disable(logging.NOTSET)
        breaches = run_checks()
        for breach in breaches:
            self.stderr.write(str(breach))
        if not agree or breaches:
            raise CommandError("The books do not agree with the data set.", returncode=1)
        self.stdout.write("All totals agree, and the books are clean.")

    def _bring_in(self, data: DataSet) -> Masters:
        seeds.seed()
        who = desks()
        records = in_one_transaction(lambda: masters.bring_in(data))
        self.stdout.write(
            f"{len(records.items)} items, {len(records.customers)} customers,"
            f" {len(records.suppliers)} suppliers"
        )
        staff = sellers({order.employee_id for order in data.orders})
        missing = self._missing(data.orders, records)
        self._each("Orders", missing, Walk(records, who, staff).take)
        in_one_transaction(lambda: opening.bring_in(data, records, who))
        self._deliver(data, records, who)
        masters.close_discontinued(data, records)
        return records

    def _missing(self, orders: list[Order], records: Masters) -> list[Order]:
        known = set(
            CustomerOrder.objects.filter(customer_number__startswith=PREFIX).values_list(
                "customer_number", flat=True
            )
        )
        missing = [order for order in orders if order.customer_number not in known]
        if len(missing) < len(orders):
            self.stdout.write(f"{len(orders) - len(missing)} orders are there already")
        if missing and opening.is_counted(records):
            raise CommandError(
                "The stock was shared out among fewer orders already, so more of them would not"
                " agree with the data set. Begin in an empty database."
            )
        return missing

    def _deliver(self, data: DataSet, records: Masters, who: Desks) -> None:
        counted_on = opening.counted_on(data)
        got = supply.share_out(records, who, day=counted_on)
        self.stdout.write(f"{len(got)} orders got goods in their turn")
        road = supply.Road(who, counted_on + timedelta(days=1))
        self._each("Deliveries", supply.to_send(data.orders), lambda pair: road.send(*pair))

    def _each(self, title: str, things: Sequence[Any], take: Callable[[Any], Any]) -> None:
        """Batches of a transaction each: a run that was broken off loses one batch at most."""
        for start in range(0, len(things), BATCH):
            batch = things[start : start + BATCH]
            self._batch(batch, take)
            self._progress(title, start + len(batch), of=len(things))
        if things:
            self.stdout.write("")

    def _batch(self, batch: Sequence[Any], take: Callable[[Any], Any]) -> None:
        def take_all() -> None:
            for thing in batch:
                try:
                    take(thing)
                except Refused as refused:
                    details = "; ".join(str(detail) for detail in refused.details)
                    raise CommandError(f"{thing}: {refused} {details}") from refused

        in_one_transaction(take_all)

    def _progress(self, title: str, done: int, *, of: int) -> None:
        filled = BAR * done // of
        bar = "█" * filled + "·" * (BAR - filled)
        self.stdout.write(f"\r{title:<10} {bar} {done}/{of}", ending="")
        self.stdout.flush()

    def _compare(self, data: DataSet, records: Masters) -> bool:
        rows = list(totals.compare(data, records))
        width = max(len(row.name) for row in rows)
        for row in rows:
            mark = "=" if row.agrees else "≠"
            wanted, found = shown(row.wanted), shown(row.found)
            self.stdout.write(f"{row.name:<{width}}  {wanted:>16} {mark} {found}")
        return all(row.agrees for row in rows)


def shown(value: Any) -> str:
    """A figure with thousands commas and without empty decimals."""
    if isinstance(value, Decimal):
        value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value
        return f"{value.normalize():,f}" if value else "0"
    return str(value)
