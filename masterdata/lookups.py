"""Items, parties, people and units in look-up boxes, and what every row tells of them.

A row itself costs no query, for forms ask it once per line; what needs one (units, prices) is
contributed for a whole page of results at a time.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet

from masterdata import search_index
from masterdata.models import (
    Category,
    Contact,
    Item,
    ItemBarcode,
    PackUnit,
    Party,
    Region,
    Unit,
    User,
)
from masterdata.roles import may_see_list_prices, may_see_purchase_prices
from ui import lookups
from ui.lookups import Lookup, Row, ranked_search
from ui.ranking import Fields, tiered_search

# There may be hundreds of thousands of items, and only some thousands of all else.
ITEM_CONTAINS = search_index.FIELDS
ITEM_FIELDS = Fields(
    exact=("code", "barcode", "barcodes__code", "pinyin"),
    prefix=("code", "pinyin"),
    contains=ITEM_CONTAINS,
)
PARTY_CONTAINS = ("code", "name", "short_name", "pinyin", "contacts__name", "contacts__mobile")


def find_items(_user: Any, q: str, _params: dict[str, str]) -> QuerySet[Item] | Sequence[Item]:
    items = Item.objects.filter(is_active=True)
    return tiered_search(items, q, ITEM_FIELDS, fragment=search_index.fragment())


def item_row(item: Item) -> Row:
    return {
        "id": item.pk,
        "code": item.code,
        "name": item.name,
        "specification": item.specification,
        "model": item.model,
        "colour": item.colour,
        "size": item.size,
        "barcode": item.barcode,
        "tax_rate": item.tax_rate,
        "parcels_per_piece": item.parcels_per_piece,
        "to_complete": item.to_complete,
    }


def item_units(ids: list[int], _params: dict[str, str], _user: Any) -> dict[int, Row]:
    """The units an item may be entered in, its base unit first."""
    packs = PackUnit.objects.select_related("unit").order_by("level", "id")
    items = Item.objects.select_related("unit").prefetch_related(Prefetch("pack_units", packs))
    return {
        item.pk: {
            "unit": item.unit_id,
            "unit_name": item.unit.name,
            "units": [
                _unit_choice(item.unit, numerator=1, denominator=1),
                *(
                    _unit_choice(p.unit, numerator=p.numerator, denominator=p.denominator)
                    for p in item.pack_units.all()
                ),
            ],
        }
        for item in items.filter(pk__in=ids)
    }


def _unit_choice(unit: Unit, *, numerator: int, denominator: int) -> Row:
    return {
        "id": unit.pk,
        "text": unit.name,
        "numerator": numerator,
        "denominator": denominator,
        "decimals": unit.decimals,
    }


def item_barcodes(ids: list[int], params: dict[str, str], _user: Any) -> dict[int, Row]:
    """The further barcode that was scanned, and the pack it is printed on."""
    code = params.get("q", "")
    if not code:
        return {}
    scanned = ItemBarcode.objects.filter(item__in=ids, code__iexact=code).select_related("pack")
    return {
        one.item_id: {"barcodes": [one.code]}
        | ({"scan_unit_id": one.pack.unit_id} if one.pack else {})
        for one in scanned
    }


def item_prices(ids: list[int], _params: dict[str, str], user: Any) -> dict[int, Row]:
    """List prices, each only for those who may see it."""
    shown = [
        name
        for name, allowed in (
            ("list_price", may_see_list_prices),
            ("list_purchase_price", may_see_purchase_prices),
        )
        if allowed(user)
    ]
    if not shown:
        return {}
    rows = Item.objects.filter(pk__in=ids).values_list("pk", *shown)
    return {pk: dict(zip(shown, prices, strict=True)) for pk, *prices in rows}


def _find_parties(q: str, **wanted: bool) -> QuerySet[Party]:
    return ranked_search(
        Party.objects.filter(is_active=True, **wanted),
        q,
        exact=("code", "pinyin", "tax_number"),
        prefix=("code", "pinyin"),
        contains=PARTY_CONTAINS,
    )


def find_parties(_user: Any, q: str, _params: dict[str, str]) -> QuerySet[Party]:
    return _find_parties(q)


def find_suppliers(_user: Any, q: str, _params: dict[str, str]) -> QuerySet[Party]:
    return _find_parties(q, is_supplier=True)


def find_customers(_user: Any, q: str, _params: dict[str, str]) -> QuerySet[Party]:
    return _find_parties(q, is_customer=True)


def party_row(party: Party) -> Row:
    return {
        "id": party.pk,
        "code": party.code,
        "name": party.name,
        "short_name": party.short_name,
        "payment_terms": party.payment_terms,
        "credit_days": party.credit_days,
        "default_tax_rate": party.default_tax_rate,
        "blocked": party.blocked_for_orders,
        "to_complete": party.to_complete,
    }


def party_contacts(ids: list[int], _params: dict[str, str], _user: Any) -> dict[int, Row]:
    found: dict[int, Row] = {}
    contacts = Contact.objects.filter(party_id__in=ids).order_by("party_id", "is_main", "-id")
    for contact in contacts:
        phone = contact.mobile or contact.phone
        found[contact.party_id] = {"contact": contact.name, "phone": phone, "fax": contact.fax}
    return found


def find_people(_user: Any, q: str, _params: dict[str, str]) -> QuerySet[User]:
    return ranked_search(
        User.objects.filter(is_active=True),
        q,
        exact=("username", "full_name", "pinyin"),
        prefix=("username", "full_name", "pinyin"),
        contains=("full_name", "position", "phone", "pinyin"),
    )


def person_row(person: User) -> Row:
    return {
        "id": person.pk,
        "code": person.username,
        "name": person.display_name,
        "position": person.position,
        "text": person.display_name,
    }


def find_units(_user: Any, q: str, _params: dict[str, str]) -> QuerySet[Unit]:
    return ranked_search(Unit.objects.all(), q, exact=("code", "name"), prefix=("code", "name"))


def unit_row(unit: Unit) -> Row:
    return {
        "id": unit.pk,
        "code": unit.code,
        "name": unit.name,
        "decimals": unit.decimals,
        "text": unit.name,
    }


def find_categories(_user: Any, q: str, _params: dict[str, str]) -> QuerySet[Category]:
    return ranked_search(Category.objects.all(), q, exact=("code",), contains=("code", "name"))


def find_regions(_user: Any, q: str, _params: dict[str, str]) -> QuerySet[Region]:
    return ranked_search(Region.objects.all(), q, exact=("code",), contains=("code", "name"))


def coded_row(record: Category | Region) -> Row:
    return {"id": record.pk, "code": record.code, "name": record.name}


def register() -> None:
    exact_item = ("code", "barcode", "barcodes__code")
    lookups.register(
        Lookup("item", find_items, item_row, create_url="quick_add_item", exact=exact_item)
    )
    for kind, find in (("supplier", find_suppliers), ("customer", find_customers)):
        lookups.register(Lookup(kind, find, party_row, create_url=f"quick_add_{kind}"))
    lookups.register(Lookup("party", find_parties, party_row))
    exact_person = ("username", "full_name")
    lookups.register(
        Lookup("user", find_people, person_row, create_url="quick_add_user", exact=exact_person)
    )
    lookups.register(Lookup("unit", find_units, unit_row, exact=("code", "name")))
    lookups.register(Lookup("category", find_categories, coded_row, exact=("code", "name")))
    lookups.register(Lookup("region", find_regions, coded_row, exact=("code", "name")))
    lookups.contribute("item", "units", item_units)
    lookups.contribute("item", "barcodes", item_barcodes)
    lookups.contribute("item", "list_prices", item_prices)
    for kind in ("supplier", "customer", "party"):
        lookups.contribute(kind, "contacts", party_contacts)
