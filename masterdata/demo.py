"""The demo firm: a furniture and hardware trader with its people, goods and partners.

Loading twice changes nothing; what a visitor of the demo has edited stays.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.contrib.auth.models import Group
from django.db import transaction

from masterdata.models import (
    Address,
    BankAccount,
    Category,
    Company,
    Contact,
    Item,
    ItemBarcode,
    PackUnit,
    Party,
    Region,
    Unit,
    User,
)
from masterdata.pinyin_codes import codes_of
from masterdata.roles import Role
from masterdata.seeds import seed_basics
from ui.pinyin import initials

DATA = Path(__file__).parent / "demo_data"
COMPANY = {
    "name": "佛山市锦程家居五金有限公司",
    "english_name": "Foshan Jincheng Home & Hardware Co., Ltd.",
    "address": "广东省佛山市顺德区龙江镇东华路168号",
    "phone": "0757-03881688",
    "fax": "0757-03881689",
    "bank_name": "顺德农商银行龙江支行",
    "bank_account": "80102000016816888",
    "tax_number": "91440606MA4W816888",
}

Row = dict[str, str]


@dataclass(frozen=True)
class DemoUser:
    role: Role
    username: str
    password: str
    name: str


def _rows(name: str) -> Iterator[Row]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def demo_users() -> list[DemoUser]:
    """Who can log in to the demo and by which password; nothing is written."""
    return [
        DemoUser(Role(row["role"]), row["username"], row["password"], row["full_name"])
        for row in _rows("people")
    ]


@transaction.atomic
def load() -> None:
    seed_basics()
    if not Company.current().name:
        Company.objects.filter(pk=1).update(**COMPANY)
    for row in _rows("regions"):
        Region.objects.get_or_create(code=row["code"], defaults={"name": row["name"]})
    _load_people()
    _load_categories()
    for row in _rows("parties"):
        _load_party(row)
    for number, row in enumerate(_rows("items"), start=1):
        _load_item(row, number=number)


def _load_people() -> None:
    """A superior stands above his people in the file, so he is known when they come."""
    regions = dict(Region.objects.values_list("code", "id"))
    for row in _rows("people"):
        if User.objects.filter(username=row["username"]).exists():
            continue
        person = User.objects.create_user(
            row["username"],
            password=row["password"],
            full_name=row["full_name"],
            pinyin=initials(row["full_name"]),
            superior=User.objects.filter(username=row["superior"]).first(),
            position=row["position"],
            phone=row["phone"],
            region_id=regions.get(row["region"]),
        )
        person.groups.add(Group.objects.get(name=row["role"]))


def _load_categories() -> None:
    for row in _rows("categories"):
        parent = Category.objects.filter(code=row["parent"]).first()
        Category.objects.get_or_create(
            code=row["code"], defaults={"name": row["name"], "parent": parent}
        )


def _load_party(row: Row) -> None:
    party, is_new = Party.objects.get_or_create(
        code=row["code"],
        defaults={
            "name": row["name"],
            "short_name": row["short_name"],
            "pinyin": codes_of(Party(name=row["name"], short_name=row["short_name"])),
            "is_supplier": row["kind"] in "SB",
            "is_customer": row["kind"] in "CB",
            "head_person": row["head"],
            "region": Region.objects.filter(code=row["region"]).first(),
            "owner": User.objects.filter(username=row["owner"]).first(),
            "level": row["level"],
            "payment_terms": row["terms"],
            "credit_days": int(row["credit_days"]),
            "credit_limit": Decimal(row["credit_limit"]),
            "tax_number": row["tax_number"],
            "tax_title": row["name"],
            "invoice_address": row["address"],
            "default_tax_rate": Decimal(row["rate"]) if row["rate"] else None,
        },
    )
    if is_new:
        _load_party_rows(party, row)


def _load_party_rows(party: Party, row: Row) -> None:
    Contact.objects.create(
        party=party,
        name=row["contact"],
        mobile=row["mobile"],
        phone=row["phone"],
        fax=row["fax"],
        email=row["email"],
        is_main=True,
    )
    Address.objects.create(
        party=party,
        receiver=row["receiver"] or row["contact"],
        phone=row["mobile"],
        address=row["address"],
        is_default=True,
    )
    BankAccount.objects.create(
        party=party,
        bank_name=row["bank"],
        account_number=row["account"],
        account_name=row["name"],
        is_default=True,
    )


def _load_item(row: Row, *, number: int) -> None:
    item, is_new = Item.objects.get_or_create(
        code=row["code"],
        defaults={
            **{name: row[name] for name in ("name", "series", "model", "specification")},
            **{name: row[name] for name in ("size", "colour", "kind", "selling_points")},
            "quality_standard": row["quality_standard"],
            "pinyin": codes_of(Item(name=row["name"])),
            "unit": Unit.objects.get(code=row["unit"]),
            "category": Category.objects.get(code=row["category"]),
            "barcode": barcode(number) if row["kind"] != "service" else "",
            "parcels_per_piece": int(row["parcels"]),
            "lead_time_days": int(row["lead"]),
            "list_price": Decimal(row["list_price"]),
            "list_purchase_price": Decimal(row["list_purchase_price"]),
            "tax_rate": Decimal(row["tax_rate"]),
            "minimum_order": Decimal(row["minimum"]),
            "safety_stock": Decimal(row["safety"]),
            "reorder_point": Decimal(row["reorder"]),
            "default_supplier": Party.objects.filter(code=row["supplier"]).first(),
        },
    )
    if is_new:
        _load_packs(item, row["packs"], number=number)


def _load_packs(item: Item, packs: str, *, number: int) -> None:
    """`袋:100;箱:2000`, each with a barcode of its own."""
    for level, pack in enumerate(filter(None, packs.split(";")), start=1):
        unit, _, holds = pack.partition(":")
        made = PackUnit.objects.create(
            item=item, unit=Unit.objects.get(code=unit), numerator=int(holds), level=level
        )
        ItemBarcode.objects.create(item=item, pack=made, code=barcode(number + 1000 * level))


def barcode(number: int) -> str:
    """An EAN-13 of the range that shops may use inside their own walls."""
    body = f"20{number:010d}"
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return f"{body}{-weighted % 10}"
