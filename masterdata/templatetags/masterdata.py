"""What templates say of money and packs: amounts in capitals, quantities as people count them."""

from decimal import Decimal

from django import template

from masterdata.models import Item
from masterdata.money import capital_amount as in_capitals
from masterdata.units import Pack, Ratio, describe

register = template.Library()


@register.filter
def capital_amount(amount: Decimal | None) -> str:
    """人民币壹仟元整; nothing for nothing."""
    return "" if amount is None else in_capitals(Decimal(amount))


@register.simple_tag
def in_packs(base_quantity: Decimal | None, item: Item) -> str:
    """3箱5个; the item's packs are best prefetched with their units."""
    if base_quantity is None:
        return ""
    packs = [
        Pack(pack.unit.name, Ratio(pack.numerator, pack.denominator))
        for pack in item.pack_units.all()
    ]
    return describe(base_quantity, [Pack(item.unit.name), *packs])
