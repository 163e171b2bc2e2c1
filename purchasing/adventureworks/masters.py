"""Units, items, vendors, their prices, warehouses and bins; what is there already stays."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from inventory.places.actions import open_warehouse
from inventory.places.models import Bin, ItemPlace, Warehouse
from masterdata.models import Category, Item, Party, Unit
from purchasing.adventureworks.files import DataSet, Row
from purchasing.suppliers.models import SupplierPrice
from ui.pinyin import initials

TAX_RATE = Decimal(8)
RECEIVING_LOCATION = "6"
VALID_FROM = date(2022, 1, 1)


@dataclass(frozen=True)
class Masters:
    """The records by the data set's own ids."""

    items: dict[str, Item]
    vendors: dict[str, Party]
    warehouses: dict[str, Warehouse]
    bins: dict[tuple[str, str, str], Bin]

    @property
    def receiving(self) -> Warehouse:
        return self.warehouses[RECEIVING_LOCATION]


def bring_in(data: DataSet) -> Masters:
    rows = data.rows
    units = _units(rows["units"])
    categories = _categories(rows["products"])
    bought_in = {row["product_id"]: row["unit"] for row in rows["product_vendors"]}
    items = {
        row["product_id"]: _item(row, units[bought_in.get(row["product_id"], "EA")], categories)
        for row in rows["products"]
    }
    vendors = {row["vendor_id"]: _vendor(row) for row in rows["vendors"]}
    _prices(rows["product_vendors"], items, vendors)
    warehouses = {row["location_id"]: _warehouse(row) for row in rows["locations"]}
    bins = _bins(rows["product_inventory"], warehouses)
    _usual_bins(rows["product_inventory"], items, bins)
    return Masters(items, vendors, warehouses, bins)


def close_inactive(data: DataSet, masters: Masters) -> int:
    """Vendors that are inactive today had orders in their time: they are closed after the last."""
    needed = {order.vendor_id for order in data.left_out}
    ids = [row["vendor_id"] for row in data.rows["vendors"] if row["active"] == "0"]
    gone = [masters.vendors[vendor_id] for vendor_id in ids if vendor_id not in needed]
    for vendor in gone:
        if vendor.is_active:
            vendor.is_active = False
            vendor.save()
    return len(gone)


def _units(rows: Iterable[Row]) -> dict[str, Unit]:
    return {
        row["code"].strip(): Unit.objects.get_or_create(
            code=row["code"].strip(), defaults={"name": row["name"], "decimals": 0}
        )[0]
        for row in rows
    }


def _categories(rows: Iterable[Row]) -> dict[tuple[str, str], Category]:
    pairs = sorted({(row["category"] or "Components", row["subcategory"]) for row in rows})
    found: dict[tuple[str, str], Category] = {}
    for number, (name, sub) in enumerate(pairs, start=1):
        parent, _new = Category.objects.get_or_create(
            code=f"AW-{initials(name)[:12] or name[:12]}".upper(), defaults={"name": name}
        )
        found[name, sub] = parent
        if sub:
            found[name, sub], _new = Category.objects.get_or_create(
                code=f"AW-{number:02}", defaults={"name": sub, "parent": parent}
            )
    return found


def _item(row: Row, unit: Unit, categories: dict[tuple[str, str], Category]) -> Item:
    made_here, finished = row["made_here"] == "1", row["finished_good"] == "1"
    kind = "finished" if finished else ("semi_finished" if made_here else "raw_material")
    item, _new = Item.objects.get_or_create(
        code=row["number"],
        defaults={
            "name": row["name"],
            "pinyin": initials(row["name"])[:200],
            "colour": row["color"],
            "size": f"{row['size']} {row['size_unit']}".strip(),
            "specification": " ".join(filter(None, (row["class"], row["style"]))),
            "unit": unit,
            "kind": kind,
            "category": categories[row["category"] or "Components", row["subcategory"]],
            "safety_stock": Decimal(row["safety_stock"]),
            "reorder_point": Decimal(row["reorder_point"]),
            "lead_time_days": int(row["days_to_manufacture"]),
            "list_price": Decimal(row["list_price"]),
            "list_purchase_price": Decimal(row["standard_cost"]),
            "tax_rate": TAX_RATE,
        },
    )
    return item


def _vendor(row: Row) -> Party:
    party, _new = Party.objects.get_or_create(
        code=row["account_number"],
        defaults={
            "name": row["name"],
            "pinyin": initials(row["name"])[:200],
            "is_supplier": True,
            "level": row["credit_rating"],
            "payment_terms": "30 days",
            "credit_days": 30,
            "default_tax_rate": TAX_RATE,
        },
    )
    return party


def _prices(rows: Iterable[Row], items: dict[str, Item], vendors: dict[str, Party]) -> None:
    known = set(SupplierPrice.objects.values_list("party_id", "item_id"))
    new = []
    for row in rows:
        item, vendor = items[row["product_id"]], vendors[row["vendor_id"]]
        if (vendor.pk, item.pk) in known:
            continue
        new.append(
            SupplierPrice(
                party=vendor,
                item=item,
                price=Decimal(row["standard_price"]),
                includes_tax=False,
                lead_time_days=int(row["average_lead_time_days"]),
                min_quantity=Decimal(row["min_order_qty"] or 0),
                max_quantity=Decimal(row["max_order_qty"]) if row["max_order_qty"] else None,
                valid_from=VALID_FROM,
            )
        )
    SupplierPrice.objects.bulk_create(new)


def _warehouse(row: Row) -> Warehouse:
    code = f"AW-{row['location_id']}"
    known = Warehouse.objects.filter(code=code).first()
    return known or open_warehouse(code, name=row["name"])


def _bins(rows: Iterable[Row], warehouses: dict[str, Warehouse]) -> dict[tuple[str, str, str], Bin]:
    keys = sorted({(row["location_id"], row["shelf"], row["bin"]) for row in rows})
    known = {(b.warehouse_id, b.code): b for b in Bin.objects.all()}
    found = {}
    for location, shelf, number in keys:
        warehouse = warehouses[location]
        code = f"{shelf}-{number}"
        held = known.get((warehouse.pk, code))
        found[location, shelf, number] = held or Bin.objects.create(
            warehouse=warehouse, code=code, name=f"{shelf} {number}"
        )
    return found


def _usual_bins(
    rows: Iterable[Row], items: dict[str, Item], bins: dict[tuple[str, str, str], Bin]
) -> None:
    known = set(ItemPlace.objects.values_list("item_id", "bin_id"))
    places = [
        (items[row["product_id"]].pk, bins[row["location_id"], row["shelf"], row["bin"]].pk)
        for row in rows
    ]
    ItemPlace.objects.bulk_create(
        [ItemPlace(item_id=item, bin_id=bin_) for item, bin_ in places if (item, bin_) not in known]
    )
