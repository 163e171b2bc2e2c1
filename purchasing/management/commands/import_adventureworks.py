"""Brings the AdventureWorks purchasing data into the books through the real steps."""

import time
from argparse import ArgumentParser
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from documents.books import run_checks
from documents.errors import Refused
from documents.transactions import in_one_transaction
from purchasing import seeds
from purchasing.adventureworks import masters, opening, totals
from purchasing.adventureworks.files import DataSet, Incomplete, Order, read
from purchasing.adventureworks.masters import Masters
from purchasing.adventureworks.orders import Walk, walk_for
from purchasing.adventureworks.people import buyers, desks
from purchasing.purchase_order.models import PurchaseOrder

BATCH = 25
BAR = 40


class Command(BaseCommand):
    help = (
        "Import units, items, vendors, prices, bins, opening stock and every purchase order of the"
        " AdventureWorks data set. What is there already is skipped, so it can be run again."
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
        with translation.override("en"):
            records = self._bring_in(data)
            agree = self._compare(data, records)
        minutes, seconds = divmod(round(time.monotonic() - started), 60)
        self.stdout.write(f"Done in {minutes} min {seconds} s.")
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
            f"{len(records.items)} items, {len(records.vendors)} vendors,"
            f" {len(records.warehouses)} warehouses, {len(records.bins)} bins"
        )
        made = in_one_transaction(lambda: opening.bring_in(data, records, who))
        self.stdout.write(f"{made} opening papers approved")
        staff = buyers({order.employee_id for order in data.orders})
        self._orders(data.orders, walk_for(records, who, staff))
        masters.close_inactive(data, records)
        return records

    def _orders(self, orders: list[Order], walk: Walk) -> None:
        """Batches of a transaction each: a run that was broken off loses one batch at most."""
        known = set(PurchaseOrder.objects.values_list("contract_number", flat=True))
        missing = [order for order in orders if order.contract_number not in known]
        if len(missing) < len(orders):
            self.stdout.write(f"{len(orders) - len(missing)} orders are there already")
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            self._batch(batch, walk)
            self._progress(start + len(batch), len(missing))
        self.stdout.write("")

    def _batch(self, batch: list[Order], walk: Walk) -> None:
        def take_all() -> None:
            for order in batch:
                try:
                    walk.take(order)
                except Refused as refused:
                    raise CommandError(f"order {order.order_id}: {refused}") from refused

        in_one_transaction(take_all)

    def _progress(self, done: int, of: int) -> None:
        filled = BAR * done // of
        bar = "█" * filled + "·" * (BAR - filled)
        self.stdout.write(f"\r{bar} {done}/{of}", ending="")
        self.stdout.flush()

    def _compare(self, data: DataSet, records: Masters) -> bool:
        rows = list(totals.compare(data, records))
        width = max(len(row.name) for row in rows)
        for row in rows:
            mark = "=" if row.agrees else "≠"
            wanted, found = shown(row.wanted), shown(row.found)
            self.stdout.write(f"{row.name:<{width}}  {wanted:>40} {mark} {found}")
        return all(row.agrees for row in rows)


def shown(value: Any) -> str:
    """A figure with thousands commas and without empty decimals."""
    if isinstance(value, Decimal):
        value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value
        return f"{value:,f}"
    return str(value)
