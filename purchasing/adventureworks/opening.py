"""The stock of the first day, through the opening paper of each warehouse."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from documents import drafts, engine
from inventory.opening_stock.flow import OPENING_STOCK
from inventory.opening_stock.models import OpeningStock
from masterdata.money import round_money
from purchasing.adventureworks.files import DataSet
from purchasing.adventureworks.masters import Masters
from purchasing.adventureworks.moments import at
from purchasing.adventureworks.people import Desks

OPENED_ON = date(2022, 4, 14)


def bring_in(data: DataSet, masters: Masters, desks: Desks) -> int:
    """One paper a warehouse, made by one person and approved by another; opened once."""
    costs = {row["product_id"]: Decimal(row["standard_cost"]) for row in data.rows["products"]}
    by_place: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in data.rows["product_inventory"]:
        quantity, cost = Decimal(row["quantity"]), costs[row["product_id"]]
        if quantity > 0:
            by_place[row["location_id"]].append(
                {
                    "item": masters.items[row["product_id"]],
                    "bin": masters.bins[row["location_id"], row["shelf"], row["bin"]],
                    "quantity": quantity,
                    "unit_cost": cost,
                    "amount": round_money(quantity * cost),
                }
            )
    opened = set(OpeningStock.objects.values_list("warehouse_id", flat=True))
    made = 0
    for location, lines in sorted(by_place.items()):
        warehouse = masters.warehouses[location]
        if warehouse.pk in opened:
            continue
        document = drafts.create(
            OPENING_STOCK,
            actor=desks.accountant,
            head={"date": OPENED_ON},
            body={"warehouse": warehouse},
            lines=lines,
            at=at(OPENED_ON, 9),
            history=True,
        )
        engine.perform(document.pk, "approve", actor=desks.deputy, at=at(OPENED_ON, 10))
        made += 1
    return made
