"""The goods of the data set, through the opening paper of the warehouse.

`units_in_stock` is what lay there after the last order, so it is counted in on the day after; what
the orders lacked by then had waited as demand.
"""

from datetime import date, timedelta
from decimal import Decimal

from documents import drafts, engine
from documents.models import Document
from inventory.opening_stock.flow import OPENING_STOCK
from inventory.opening_stock.models import OpeningStock
from inventory.places.queries import usual_bins
from masterdata.money import round_money
from orders.northwind.files import DataSet
from orders.northwind.masters import Masters
from orders.northwind.moments import at
from orders.northwind.people import Desks

COST_SHARE = Decimal("0.70")


def counted_on(data: DataSet) -> date:
    return data.last_day + timedelta(days=1)


def is_counted(masters: Masters) -> bool:
    return OpeningStock.objects.filter(warehouse=masters.warehouse, head__state="approved").exists()


def bring_in(data: DataSet, masters: Masters, desks: Desks) -> Document | None:
    """One paper, made by one person and approved by another; counted once.

    The data set has no costs: the goods are taken to cost seven tenths of the list price.
    """
    if is_counted(masters):
        return None
    day = counted_on(data)
    ids = [item.pk for item in masters.items.values()]
    bins = usual_bins(ids, warehouse_id=masters.warehouse.pk)
    lines = []
    for row in data.rows["products"]:
        item, quantity = masters.items[row["product_id"]], Decimal(row["units_in_stock"] or 0)
        if quantity > 0:
            cost = round_money(item.list_price * COST_SHARE)
            amount = round_money(quantity * cost)
            place = {"item": item, "bin_id": bins[item.pk]}
            lines.append(place | {"quantity": quantity, "unit_cost": cost, "amount": amount})
    document = drafts.create(
        OPENING_STOCK,
        actor=desks.accountant,
        head={"date": day},
        body={"warehouse": masters.warehouse},
        lines=lines,
        at=at(day, 9),
        history=True,
    )
    return engine.perform(document.pk, "approve", actor=desks.deputy, at=at(day, 10)).document
