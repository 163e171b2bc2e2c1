"""Regions, customers, suppliers, units, items, warehouse, account; what is there stays."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from inventory.places.actions import open_warehouse
from inventory.places.models import Warehouse
from masterdata.models import Address, Category, Contact, Item, PackUnit, Party, Region, Unit
from orders.customer_order.models import CustomerOrder
from orders.northwind.files import PREFIX, DataSet, Row, joined
from orders.northwind.packing import inner_unit
from orders.northwind.ranks import ON_ACCOUNT, levels
from ui.pinyin import initials

CREDIT = Decimal(1_000_000)
CREDIT_DAYS = 30
LEAD_TIME = 7
WAREHOUSE, ACCOUNT = "NW", "NW-BANK"


@dataclass(frozen=True)
class Masters:
    """The records by the data set's own ids."""

    items: dict[str, Item]
    customers: dict[str, Party]
    suppliers: dict[str, Party]
    contacts: dict[str, Row]
    warehouse: Warehouse
    account: Any


def bring_in(data: DataSet) -> Masters:
    rows = data.rows
    orders = [*data.orders, *data.left_out]
    ranks = levels(orders, [row["customer_id"] for row in rows["customers"]])
    regions = _regions([*rows["customers"], *rows["suppliers"]])
    suppliers = {
        row["supplier_id"]: _supplier(row, regions[row["country"]]) for row in rows["suppliers"]
    }
    customers = {
        row["customer_id"]: _customer(row, regions[row["country"]], ranks[row["customer_id"]])
        for row in rows["customers"]
    }
    return Masters(
        items=_items(rows["products"], suppliers),
        customers=customers,
        suppliers=suppliers,
        contacts={row["customer_id"]: row for row in rows["customers"]},
        warehouse=_warehouse(),
        account=_account(),
    )


def close_discontinued(data: DataSet, masters: Masters) -> int:
    """Items that are sold no more had orders in their time: they are closed after the last."""
    ids = [row["product_id"] for row in data.rows["products"] if row["discontinued"] == "1"]
    gone = [masters.items[pk] for pk in ids if masters.items[pk].is_active]
    for item in gone:
        item.is_active = False
        item.save()
    return len(gone)


def _regions(rows: Iterable[Row]) -> dict[str, Region]:
    return {
        country: Region.objects.get_or_create(
            code=f"{PREFIX}{country}"[:20], defaults={"name": country}
        )[0]
        for country in sorted({row["country"] for row in rows})
    }


def _customer(row: Row, region: Region, level: str) -> Party:
    """The important ones buy on account, within a limit that nobody reaches; the rest pay first."""
    on_account = level in ON_ACCOUNT
    terms = {
        "is_customer": True,
        "level": level,
        "payment_terms": f"{CREDIT_DAYS} days" if on_account else "Prepaid",
        "credit_days": CREDIT_DAYS if on_account else 0,
        "credit_limit": CREDIT if on_account else Decimal(0),
    }
    return _party(row, f"{PREFIX}{row['customer_id']}", region, terms)


def _supplier(row: Row, region: Region) -> Party:
    return _party(row, f"{PREFIX}S{int(row['supplier_id']):02}", region, {"is_supplier": True})


def _party(row: Row, code: str, region: Region, more: dict[str, object]) -> Party:
    name, contact = row["company"], row["contact"]
    about = {"name": name, "pinyin": initials(name)[:200], "head_person": contact, "region": region}
    party, is_new = Party.objects.get_or_create(code=code, defaults=about | more)
    if is_new:
        Contact.objects.create(
            party=party, name=contact, phone=row["phone"], fax=row["fax"], is_main=True
        )
        Address.objects.create(
            party=party, receiver=contact, phone=row["phone"], address=joined(row), is_default=True
        )
    return party


def _items(rows: Iterable[Row], suppliers: dict[str, Party]) -> dict[str, Item]:
    piece = _unit("piece")
    return {row["product_id"]: _item(row, piece, suppliers[row["supplier_id"]]) for row in rows}


def _unit(name: str) -> Unit:
    return Unit.objects.get_or_create(
        code=f"{PREFIX}{name}"[:20], defaults={"name": name, "decimals": 0}
    )[0]


def _item(row: Row, piece: Unit, supplier: Party) -> Item:
    packing = " ".join(row["quantity_per_unit"].split())
    item, is_new = Item.objects.get_or_create(
        code=f"{PREFIX}{int(row['product_id']):02}",
        defaults={
            "name": row["name"],
            "pinyin": initials(row["name"])[:200],
            "specification": packing,
            "unit": piece,
            "kind": "finished",
            "category": _category(row["category"]),
            "list_price": Decimal(row["unit_price"]),
            "reorder_point": Decimal(row["reorder_level"] or 0),
            "lead_time_days": LEAD_TIME,
            "default_supplier": supplier,
            "tax_rate": Decimal(0),
        },
    )
    inner = inner_unit(packing)
    if is_new and inner:
        count, name = inner
        PackUnit.objects.create(item=item, unit=_unit(name), numerator=1, denominator=count)
    return item


def _category(name: str) -> Category:
    return Category.objects.get_or_create(code=f"{PREFIX}{name}"[:20], defaults={"name": name})[0]


def _warehouse() -> Warehouse:
    known = Warehouse.objects.filter(code=WAREHOUSE).first()
    return known or open_warehouse(WAREHOUSE, name="Northwind")


def _account() -> Any:
    """Reached over the foreign key: the tables of the cash ledger are its own."""
    accounts: Any = CustomerOrder._meta.get_field("account").related_model
    about = {"name": "Northwind", "kind": "bank"}
    return accounts.objects.get_or_create(code=ACCOUNT, defaults=about)[0]
