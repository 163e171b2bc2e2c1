"""Items, parties, people and units in look-up boxes, and what every row tells of them.

A row itself costs no query, for forms ask it once per line; what needs one (units, prices) is
contributed for a whole page of results at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from masterdata import search_index
from masterdata.models import (
    Category,
    Contact,
    Item,
    ItemBarcode,
    Party,
    Region,
    Unit,
    User,
)
from masterdata.once import once
from masterdata.roles import may_see_list_prices, may_see_purchase_prices
from ui import conditions, lookups, prepared
from ui.conditions import KEYS
from ui.lookups import Lookup, Row, ranked_search
from ui.tiers import Fields, Search
from ui.values import WORD, Given

# There may be hundreds of thousands of items, and only some thousands of all else.
# What a row shows of an item itself, and all that is read for it.
ROW = (
    *("id", "code", "name", "specification", "model", "colour", "size"),
    *("barcode", "tax_rate", "parcels_per_piece", "to_complete"),
)
ITEM_CONTAINS = search_index.FIELDS
ITEM_FIELDS = Fields(
    exact=("code", "barcode", "pinyin"),
    prefix=("code", "pinyin"),
    contains=ITEM_CONTAINS,
)
# Spelt with capitals and without, one barcode may be several.
MOST_SCANNED = 100
PARTY_CONTAINS = ("code", "name", "short_name", "pinyin", "contacts__name", "contacts__mobile")


def find_items(_user: Any, q: str, _params: dict[str, str]) -> QuerySet[Item] | Sequence[Item]:
    return ITEMS(q)


def _active_items() -> QuerySet[Item]:
    return Item.objects.filter(is_active=True).only(*ROW)


def _scanned(code: str) -> list[ItemBarcode]:
    """The further barcodes that are this text; the search and the rows it finds ask for them."""
    return once(("scanned", code), lambda: prepared.rows("scanned", _barcodes, code=code))


def _barcodes() -> QuerySet[ItemBarcode]:
    same = conditions.equals("code", Given("code", WORD))
    return ItemBarcode.objects.filter(same).select_related("pack").order_by("pk")[:MOST_SCANNED]


def _items_scanned(q: str) -> list[int]:
    return [one.item_id for one in _scanned(q)]


ITEMS = Search(_active_items, ITEM_FIELDS, search_index.fragment, related=_items_scanned)


def item_row(item: Item) -> Row:
    return {name: getattr(item, name) for name in ROW}


@dataclass(frozen=True)
class _Told:
    """What rows of items tell beyond themselves."""

    list_price: Decimal
    list_purchase_price: Decimal
    units: list[Row]


def _told(ids: list[int]) -> dict[int, _Told]:
    """Prices and units, the base unit first, in one question for the whole page."""
    return once(("items told", tuple(ids)), lambda: _ask_items(ids))


def _ask_items(ids: list[int]) -> dict[int, _Told]:
    found: dict[int, _Told] = {}
    for pk, price, cost, *units in prepared.rows("items told", _prices_and_units, ids=ids):
        base, pack = units[:3], units[3:]
        if pk not in found:
            found[pk] = _Told(price, cost, [_unit_choice(*base, numerator=1, denominator=1)])
        if pack[0] is not None:
            *unit, numerator, denominator = pack
            choice = _unit_choice(*unit, numerator=numerator, denominator=denominator)
            found[pk].units.append(choice)
    return found


def _prices_and_units() -> QuerySet[Any, Any]:
    """One row an item and pack, or one with nothing for an item without packs."""
    items = Item.objects.filter(conditions.among("pk", Given("ids", KEYS)))
    return items.order_by("pack_units__level", "pack_units__id").values_list(
        *("pk", "list_price", "list_purchase_price"),
        *("unit", "unit__name", "unit__decimals"),
        *("pack_units__unit", "pack_units__unit__name", "pack_units__unit__decimals"),
        *("pack_units__numerator", "pack_units__denominator"),
    )


def item_units(ids: list[int], _params: dict[str, str], _user: Any) -> dict[int, Row]:
    """The units an item may be entered in, its base unit first."""
    return {
        pk: {
            "unit": item.units[0]["id"],
            "unit_name": item.units[0]["text"],
            "units": item.units,
        }
        for pk, item in _told(ids).items()
    }


def _unit_choice(pk: int, name: str, decimals: int, *, numerator: int, denominator: int) -> Row:
    return {
        "id": pk,
        "text": name,
        "numerator": numerator,
        "denominator": denominator,
        "decimals": decimals,
    }


def item_barcodes(ids: list[int], params: dict[str, str], _user: Any) -> dict[int, Row]:
    """The further barcode that was scanned, and the pack it is printed on."""
    code = params.get("q", "")
    if not code:
        return {}
    return {
        one.item_id: {"barcodes": [one.code]}
        | ({"scan_unit_id": one.pack.unit_id} if one.pack else {})
        for one in _scanned(code)
        if one.item_id in ids
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
    return {pk: {name: getattr(item, name) for name in shown} for pk, item in _told(ids).items()}


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
