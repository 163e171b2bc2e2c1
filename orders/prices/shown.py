"""What F9 shows of an item to whoever sells: the price to offer, its floor, the last deals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from masterdata.models import Item, PackUnit, Party, Unit
from masterdata.units import BASE, Ratio, to_base
from orders.prices.choosing import PriceOffer
from orders.prices.deals import per_unit
from orders.prices.lookups import day_in
from orders.prices.models import SaleRecord
from orders.prices.offers import NONE, deals_of_others, deals_with, offers_for
from orders.prices.rights import may_see_floors, may_see_list_prices, may_see_others_deals
from ui import formats
from ui.ids import id_in
from ui.text import UnfitText, normalise, parse_decimal

LARGEST_QUANTITY = Decimal(10) ** 11


@dataclass(frozen=True)
class Asked:
    """An item in one of its units, for a customer who may not be known yet."""

    item: Item
    party: Party | None
    unit: Unit
    ratio: Ratio
    quantity: Decimal
    includes_tax: bool | None


@require_GET
def sales_prices(request: HttpRequest) -> HttpResponse:
    """`?item=&party=&unit=&quantity=&price_includes_tax=&date=`: a part of a page, or JSON."""
    user: Any = request.user
    if not may_see_list_prices(user):
        raise PermissionDenied(gettext("Sales prices are not shown to your roles."))
    params = _params(request)
    asked = _asked(params)
    wanted = [(asked.item.pk, to_base(asked.quantity, asked.ratio))]
    offers = offers_for(asked.party, wanted, day_in(params), includes_tax=asked.includes_tax)
    context = _context(asked, offers[asked.item.pk], user)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse(context)
    return render(request, "orders/prices/_prices.html", context)


def _params(request: HttpRequest) -> dict[str, str]:
    try:
        return {name: normalise(str(value)) for name, value in request.GET.items()}
    except UnfitText as fault:
        raise Http404 from fault


def _asked(params: Mapping[str, str]) -> Asked:
    sent = dict(params)
    item = get_object_or_404(Item.objects.select_related("unit"), pk=id_in(sent, "item"))
    unit, ratio = _unit(item, sent)
    return Asked(
        item=item,
        party=Party.objects.filter(pk=id_in(sent, "party", "customer")).first(),
        unit=unit,
        ratio=ratio,
        quantity=_quantity(sent),
        includes_tax={"0": False, "1": True}.get(sent.get("price_includes_tax", "")),
    )


def _unit(item: Item, params: dict[str, str]) -> tuple[Unit, Ratio]:
    if not params.get("unit"):
        return item.unit, BASE
    wanted = id_in(params, "unit")
    if wanted == item.unit_id:
        return item.unit, BASE
    pack = PackUnit.objects.filter(item=item, unit=wanted).select_related("unit").first()
    if pack is None:
        raise Http404(gettext("%(item)s is not counted in that unit.") % {"item": item.name})
    return pack.unit, Ratio(pack.numerator, pack.denominator)


def _quantity(params: dict[str, str]) -> Decimal:
    """Nothing typed yet counts as nothing: then only prices for any quantity are offered."""
    text = params.get("quantity", "")
    try:
        quantity = parse_decimal(text, places=4) if text else Decimal(0)
    except ValueError as fault:
        raise Http404(str(fault)) from fault
    if not 0 <= quantity < LARGEST_QUANTITY:
        raise Http404(gettext("Check the quantity."))
    return quantity


def _context(asked: Asked, offer: PriceOffer, user: Any) -> dict[str, Any]:
    party_id = asked.party.pk if asked.party else None
    others: Sequence[SaleRecord] = []
    if may_see_others_deals(user):
        others = deals_of_others(asked.item.pk, party_id)
    return {
        "item": str(asked.item),
        "unit": asked.unit.name,
        "offer": _offer(offer, asked.ratio, floors=may_see_floors(user)),
        "own": [_deal(deal, asked.ratio) for deal in deals_with(asked.item.pk, party_id)],
        "others": [_deal(deal, asked.ratio) for deal in others],
        "with_others": may_see_others_deals(user),
    }


def _offer(offer: PriceOffer, ratio: Ratio, *, floors: bool) -> dict[str, Any]:
    """In the unit asked for; numbers as one types them, for scripts take them too."""
    known = offer.source != NONE
    floor = offer.floor if floors else None
    return {
        "price": formats.plain(per_unit(offer.price, ratio=ratio), at_least=2) if known else "",
        "source": offer.source,
        "label": str(offer.label),
        "floor": "" if floor is None else formats.plain(per_unit(floor, ratio=ratio), at_least=2),
        "price_includes_tax": offer.price_includes_tax,
        "valid_to": formats.day(offer.valid_to),
    }


def _deal(deal: SaleRecord, ratio: Ratio) -> dict[str, str]:
    """The prices after the discount, in the unit asked for, so that deals can be compared."""
    return {
        "date": formats.day(deal.on_date),
        "number": deal.document.number,
        "party": str(deal.party),
        "quantity": formats.quantity(deal.quantity),
        "unit": deal.unit.name,
        "net": formats.price(per_unit(deal.base_net_price, ratio=ratio)),
        "gross": formats.price(per_unit(deal.base_gross_price, ratio=ratio)),
        "discount": formats.quantity(deal.discount, 2),
    }
