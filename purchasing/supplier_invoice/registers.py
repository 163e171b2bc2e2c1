"""税票登记: the invoices that finance booked in a period, with their tax, for the declaration."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from documents.models import Document
from documents.pages.doors import person, require_reader
from documents.visibility import visible_to
from masterdata.models import Party
from masterdata.roles import may_see_purchase_prices
from purchasing.supplier_invoice.flow import SUPPLIER_INVOICE
from purchasing.supplier_invoice.lists import with_figures
from purchasing.supplier_invoice.models import Kind
from purchasing.supplier_invoice.pages import INVOICE_PAGES
from ui.filters import ChoiceFilter, FilterSet, LookupFilter, PeriodFilter, TextFilter
from ui.listing import listing
from ui.tables import Column, DateColumn, LinkColumn, MoneyColumn, Table

BOOKED = "closed"


class TaxTable(Table):
    """Codes and numbers are texts, also in the sheet: a spreadsheet would round twenty digits."""

    frozen: ClassVar[int] = 2

    booked_on = DateColumn(_("Booked on"), accessor="supplierinvoice__booked_on")
    invoice_number = LinkColumn(
        _("Invoice number"),
        accessor="supplierinvoice__invoice_number",
        url=lambda record: INVOICE_PAGES.url("detail", record.pk),
        css="g-code",
    )
    invoice_code = Column(_("Invoice code"), accessor="supplierinvoice__code", css="g-code")
    invoice_date = DateColumn(_("Invoice date"), accessor="supplierinvoice__invoice_date")
    kind = Column(_("Invoice kind"), accessor="supplierinvoice__invoice_kind")
    party = Column(_("Supplier"), accessor="party__name")
    tax_number = Column(
        _("Seller's tax number"), accessor="supplierinvoice__seller_tax_number", css="g-code"
    )
    net = MoneyColumn(_("Net amount"), footer="sum")
    tax = MoneyColumn(_("Tax"), footer="sum")
    total = MoneyColumn(_("Amount with tax"), footer="sum")
    number = Column(_("Number"), css="g-code")

    def render_kind(self, record: Any) -> str:
        return str(record.supplierinvoice.get_invoice_kind_display())

    value_kind = render_kind

    def row_url(self, record: Any) -> str:
        return INVOICE_PAGES.url("detail", record.pk)


class TaxFilter(FilterSet):
    booked = PeriodFilter(field_name="supplierinvoice__booked_on", label=_("Booked on"))
    text = TextFilter(
        fields=("supplierinvoice__invoice_number", "supplierinvoice__code", "party__name"),
        label=_("Invoice number or supplier"),
    )
    party = LookupFilter(
        "supplier", queryset=Party.objects.all(), field_name="party", label=_("Supplier")
    )
    invoice_kind = ChoiceFilter(
        field_name="supplierinvoice__invoice_kind", label=_("Invoice kind"), choices=Kind.choices
    )

    class Meta(FilterSet.Meta):
        model = Document
        fields: ClassVar[list[str]] = []

    @classmethod
    def defaults(cls, user: Any) -> Mapping[str, str]:
        return {"booked": "this_month"}


@require_GET
def tax_register(request: HttpRequest) -> HttpResponse:
    require_reader(request, INVOICE_PAGES)
    user = person(request)
    if not may_see_purchase_prices(user):
        raise PermissionDenied(gettext("Purchase prices are not shown to your roles."))
    booked = visible_to(user).filter(type=SUPPLIER_INVOICE.code, state=BOOKED)
    invoices = with_figures(booked.select_related("party", "supplierinvoice"))
    return listing(
        request,
        queryset=invoices.order_by("supplierinvoice__booked_on", "id"),
        table_class=TaxTable,
        filter_class=TaxFilter,
        title=_("Register of booked invoices"),
    )
