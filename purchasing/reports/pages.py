"""采购统计 as lists: four ways to add up the same receipts, with a picture and an export."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from masterdata.models import Item, Party, User
from masterdata.roles import may_see_purchase_prices
from purchasing.reports.purchases import (
    ITEM,
    MONTH,
    PURCHASER,
    SUPPLIER,
    Bought,
    approved_lines,
    bought,
)
from ui.charts import Chart, Series, bars
from ui.filters import FilterSet, LookupFilter, PeriodFilter
from ui.listing import listing
from ui.periods import Span
from ui.tables import Column, CountColumn, LinkColumn, MoneyColumn, PercentColumn, Table
from ui.tables import QuantityColumn as Quantity

MOST_DRAWN = 12
TITLES = {
    SUPPLIER: _("Purchases by supplier"),
    ITEM: _("Purchases by item"),
    PURCHASER: _("Purchases by purchaser"),
    MONTH: _("Purchases by month"),
}
TABS = {
    SUPPLIER: _("Supplier"),
    ITEM: _("Item"),
    PURCHASER: _("Purchaser"),
    MONTH: _("Month"),
}


class PurchasesTable(Table):
    """Amounts with tax; what went back later is taken off the receipts it came with."""

    receipts = CountColumn(_("Receipts"))
    net = MoneyColumn(_("Net amount"), priced=True, footer="sum")
    tax = MoneyColumn(_("Tax"), priced=True, footer="sum")
    gross = MoneyColumn(_("Amount with tax"), priced=True, footer="sum")
    returned = MoneyColumn(_("Amount returned"), priced=True, footer="sum", blank_zero=True)
    kept = MoneyColumn(_("Less returns"), priced=True, footer="sum")
    share = PercentColumn(_("Share"), priced=True)

    def row_url(self, record: Bought) -> str:
        return record.url


class BySupplier(PurchasesTable):
    code = LinkColumn(_("Supplier code"))
    name = Column(_("Supplier"))

    class Meta(Table.Meta):
        sequence = ("code", "name", "...")


class ByItem(PurchasesTable):
    code = LinkColumn(_("Item code"))
    name = Column(_("Item"))
    quantity = Quantity(_("Quantity"))
    unit = Column(_("Unit"))

    class Meta(Table.Meta):
        sequence = ("code", "name", "quantity", "unit", "...")


class ByPurchaser(PurchasesTable):
    name = Column(_("Purchaser"))

    class Meta(Table.Meta):
        sequence = ("name", "...")


class ByMonth(PurchasesTable):
    name = Column(_("Month"))

    class Meta(Table.Meta):
        sequence = ("name", "...")


TABLES = {SUPPLIER: BySupplier, ITEM: ByItem, PURCHASER: ByPurchaser, MONTH: ByMonth}


class PurchasesFilter(FilterSet):
    period = PeriodFilter(field_name="date", label=_("Document date"))
    party = LookupFilter("supplier", queryset=Party.objects.all(), label=_("Supplier"))
    item = LookupFilter("item", queryset=Item.objects.all(), label=_("Item"))
    purchaser = LookupFilter("user", queryset=User.objects.all(), label=_("Purchaser"))

    @classmethod
    def defaults(cls, user: Any) -> Mapping[str, str]:
        return {"period": "this_year"}


def page_of(by: str) -> Callable[[HttpRequest], HttpResponse]:
    def page(request: HttpRequest) -> HttpResponse:
        if not may_see_purchase_prices(request.user):
            raise PermissionDenied(gettext("Purchase prices are not shown to your roles."))
        shown: list[Bought] = []

        def rows(conditions: FilterSet) -> list[Bought]:
            shown[:] = bought(_lines(conditions), by)
            return shown

        return listing(
            request,
            queryset=rows,
            table_class=TABLES[by],
            filter_class=PurchasesFilter,
            title=TITLES[by],
            extra={"tabs": _tabs(by), "charts": lambda: [picture(shown, by)]},
        )

    return require_GET(page)


def _lines(conditions: FilterSet) -> Any:
    chosen = conditions.form.cleaned_data
    period = conditions.period() or Span(None, None)
    wanted = {name: chosen.get(name) for name in ("party", "item", "purchaser")}
    return approved_lines(first=period.first, last=period.last, **wanted)


def picture(rows: list[Bought], by: str) -> Chart:
    """The largest ones; of months the latest."""
    drawn = rows[-MOST_DRAWN:] if by == MONTH else rows[:MOST_DRAWN]
    return bars(
        f"purchases-by-{by}",
        TITLES[by],
        [row.name for row in drawn],
        [Series(_("Less returns"), [row.kept for row in drawn])],
        across=by != MONTH,
        unit=_("yuan"),
        empty=_("Nothing was bought in this time."),
        urls=[row.url for row in drawn],
    )


def _tabs(current: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": reverse(f"purchases_by_{by}"), "is_current": by == current}
        for by, label in TABS.items()
    ]


urls: list[URLPattern] = [path(f"{by}/", page_of(by), name=f"purchases_by_{by}") for by in TITLES]
