"""The firm of the base: what its papers are about. Found again by their codes."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from finance import seeds as finance_seeds
from inventory.places.actions import open_warehouse
from inventory.places.models import Bin, Warehouse
from masterdata import seeds as master_seeds
from masterdata.models import Company, Item, Party, Unit
from orders import seeds as order_seeds
from purchasing import seeds as purchasing_seeds

ITEMS, PARTIES = 1_000, 100
WAREHOUSE, EMPTY, UNIT = "BENCH", "BENCH-0", "件"
CREDIT = Decimal(10_000_000_000)


@dataclass(frozen=True)
class Masters:
    """By code: B0001 … the items, S001 … the suppliers, C001 … the customers; and their store."""

    store: str = WAREHOUSE

    @cached_property
    def items(self) -> list[Item]:
        found = Item.objects.filter(code__regex=r"^B[0-9]{4}$")
        return list(found.select_related("unit").order_by("code"))

    @cached_property
    def suppliers(self) -> list[Party]:
        return list(Party.objects.filter(code__regex=r"^S[0-9]{3}$").order_by("code"))

    @cached_property
    def customers(self) -> list[Party]:
        return list(Party.objects.filter(code__regex=r"^C[0-9]{3}$").order_by("code"))

    @cached_property
    def warehouse(self) -> Warehouse:
        return Warehouse.objects.get(code=self.store)

    @cached_property
    def bin(self) -> Bin:
        return Bin.objects.select_related("warehouse").get(warehouse=self.warehouse, code="ZC")


def make(*, items: int = ITEMS, parties: int = PARTIES) -> Masters:
    """An empty database becomes the firm of the base, without a history of how it came."""
    master_seeds.seed_basics()
    finance_seeds.seed()
    purchasing_seeds.seed()
    order_seeds.seed()
    Company.objects.update_or_create(id=1, defaults={"name": "基准贸易有限公司"})
    open_warehouse(WAREHOUSE, name="基准仓")
    open_warehouse(EMPTY, name="空仓")
    unit = Unit.objects.get_or_create(code=UNIT, defaults={"name": UNIT})[0]
    Item.objects.bulk_create(_item(number, unit) for number in range(1, items + 1))
    for number in range(1, parties + 1):
        _parties(number)
    return Masters()


def _item(number: int, unit: Unit) -> Item:
    name = f"基准件{number:04}"
    return Item(
        code=f"B{number:04}", name=name, pinyin=f"JZJ{number:04}", unit=unit, tax_rate=Decimal(13)
    )


def _parties(number: int) -> None:
    shared = {"credit_days": 30, "payment_terms": "30"}
    Party.objects.bulk_create(
        [
            Party(
                code=f"S{number:03}",
                name=f"供方{number:03}",
                pinyin=f"GF{number:03}",
                is_supplier=True,
                head_person="叶恒",
                **shared,
            ),
            Party(
                code=f"C{number:03}",
                name=f"客户{number:03}",
                pinyin=f"KH{number:03}",
                is_customer=True,
                credit_limit=CREDIT,
                **shared,
            ),
        ]
    )
