"""Suppliers' price lists as plain records, and what F9 shows: the last deals of an item."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from masterdata.models import Item, Party, User
from masterdata.roles import CHANGE_SUPPLIERS, has_any, may_see_purchase_prices
from purchasing.suppliers.models import PriceRecord, SupplierPrice
from purchasing.suppliers.queries import deals_with_others, default_price, last_deals
from ui import formats
from ui.filters import FilterSet, FlagFilter, LookupFilter, TextFilter
from ui.forms import DateField, DecimalField, LookupField, ModelForm
from ui.ids import id_in
from ui.imports import Heading
from ui.pages import Importer, RecordPages
from ui.tables import BooleanColumn, Column, CountColumn, DateColumn, LinkColumn, PriceColumn, Table
from ui.tables import QuantityColumn as Quantity


def may_change(user: Any) -> bool:
    return has_any(user, CHANGE_SUPPLIERS)


class SupplierPriceTable(Table):
    frozen = 2

    party = LinkColumn(
        _("Supplier"),
        accessor="party__name",
        url=lambda record: PRICE_PAGES.url("detail", record.pk),
    )
    code = Column(_("Item code"), accessor="item__code", css="g-code")
    item = Column(_("Item"), accessor="item__name")
    unit = Column(_("Unit"), accessor="item__unit__name")
    price = PriceColumn(_("Price"), priced=True)
    includes_tax = BooleanColumn(_("Price includes tax"))
    lead_time_days = CountColumn(_("Lead time (days)"))
    min_quantity = Quantity(_("Least quantity"), blank_zero=True)
    max_quantity = Quantity(_("Greatest quantity"), blank_zero=True)
    valid_from = DateColumn(_("Valid from"))
    valid_to = DateColumn(_("Valid to"))

    def row_url(self, record: Any) -> str:
        return PRICE_PAGES.url("detail", record.pk)


class SupplierPriceFilter(FilterSet):
    text = TextFilter(
        fields=("party__name", "party__code", "party__pinyin", "item__code", "item__name",
                "item__pinyin"),
        label=_("Supplier or item"),
    )  # fmt: skip
    party = LookupFilter("supplier", label=_("Supplier"))
    item = LookupFilter("item", label=_("Item"))
    valid = FlagFilter(label=_("Valid today"), method="by_today")

    class Meta(FilterSet.Meta):
        model = SupplierPrice
        fields: ClassVar[list[str]] = []

    def by_today(self, prices: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        today = timezone.localdate()
        still = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
        return prices.filter(still, valid_from__lte=today) if value else prices


class SupplierPriceForm(ModelForm):
    party = LookupField("supplier", Party.objects.filter(is_supplier=True), label=_("Supplier"))
    item = LookupField("item", Item.objects.select_related("unit"), label=_("Item"))
    price = DecimalField(label=_("Price"), places=6, min_value=Decimal("0.000001"))
    min_quantity = DecimalField(label=_("Least quantity"), places=4, min_value=0, required=False)
    max_quantity = DecimalField(label=_("Greatest quantity"), places=4, min_value=0, required=False)
    valid_from = DateField(label=_("Valid from"), initial=timezone.localdate)
    valid_to = DateField(label=_("Valid to"), required=False)

    class Meta:
        model = SupplierPrice
        fields = (
            "party",
            "item",
            "price",
            "includes_tax",
            "lead_time_days",
            "min_quantity",
            "max_quantity",
            "valid_from",
            "valid_to",
        )

    def clean_min_quantity(self) -> Decimal:
        least: Decimal | None = self.cleaned_data["min_quantity"]
        return least or Decimal(0)


HEADINGS = (
    Heading("party", _("Supplier"), required=True),
    Heading("item", _("Item code"), required=True),
    Heading("price", _("Price"), required=True),
    Heading("includes_tax", _("Price includes tax")),
    Heading("lead_time_days", _("Lead time (days)")),
    Heading("min_quantity", _("Least quantity")),
    Heading("max_quantity", _("Greatest quantity")),
    Heading("valid_from", _("Valid from"), required=True),
    Heading("valid_to", _("Valid to")),
)


def records(request: HttpRequest) -> "QuerySet[SupplierPrice]":
    return SupplierPrice.objects.select_related("party", "item__unit").order_by(
        "party__code", "item__code", "-valid_from", "id"
    )


PRICE_PAGES = RecordPages(
    model=SupplierPrice,
    name="supplier_price",
    table=SupplierPriceTable,
    filter=SupplierPriceFilter,
    form=SupplierPriceForm,
    title=_("Supplier price"),
    title_plural=_("Supplier prices"),
    may_view=may_see_purchase_prices,
    may_change=may_change,
    may_delete=may_change,
    queryset=records,
    importer=Importer(
        form=SupplierPriceForm,
        headings=HEADINGS,
        examples=(("GY001", "LS-M4", "0.12", "1", "7", "100", "", "2026-01-01", ""),),
    ),
)


@require_GET
def prices(request: HttpRequest) -> HttpResponse:
    """`?item=&party=`: the last five deals with this supplier and with others, for the pop-up."""
    user: Any = request.user
    if not may_see_purchase_prices(user):
        raise PermissionDenied(gettext("Purchase prices are not shown to your roles."))
    item = get_object_or_404(Item, pk=_id(request, "item"))
    party_id = _id(request, "party", required=False)
    party = Party.objects.filter(pk=party_id).first() if party_id else None
    context = _deals(item, party, user)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse(context)
    return render(request, "purchasing/suppliers/_prices.html", context)


def _id(request: HttpRequest, name: str, *, required: bool = True) -> int:
    found = id_in(request.GET, name)
    if found is None and required:
        raise Http404
    return found or 0


def _deals(item: Item, party: Party | None, user: User) -> dict[str, Any]:
    offer = default_price(item, party, user)
    return {
        "item": str(item),
        "offer": {
            "price": formats.price(offer.price) if offer.price else "",
            "source": str(offer.source_label),
        },
        "own": [_deal(deal) for deal in last_deals(item, party)],
        "others": [_deal(deal) for deal in deals_with_others(item, party)],
    }


def _deal(deal: PriceRecord) -> dict[str, str]:
    when: date = deal.date
    return {
        "date": formats.day(when),
        "number": deal.document.number,
        "party": str(deal.party),
        "quantity": formats.quantity(deal.quantity),
        "unit": deal.unit.name,
        "net": formats.price(deal.base_net_price),
        "gross": formats.price(deal.base_gross_price),
        "discount": formats.quantity(deal.discount, 2),
    }
