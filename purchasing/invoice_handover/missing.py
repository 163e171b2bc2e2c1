"""缺失发票: papers that finance did not find when it counted, until they are handed over again."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import CharField, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from documents.pages.doors import person, require_reader
from documents.visibility import visible_to
from masterdata.models import Party
from masterdata.roles import may_see_purchase_prices
from purchasing.invoice_handover.models import InvoiceHandoverLine, Outcome
from purchasing.invoice_handover.pages import HANDOVER_PAGES
from purchasing.invoice_handover.queries import missing_papers
from purchasing.supplier_invoice.models import SupplierInvoice
from ui.filters import FilterSet, LookupFilter, PeriodFilter, TextFilter
from ui.listing import listing
from ui.tables import Column, CountColumn, DateColumn, LinkColumn, MoneyColumn, Table


def invoice_of(record: Any) -> str:
    return reverse("supplier_invoice_detail", args=[record.pk])


def list_of(record: Any) -> str:
    return HANDOVER_PAGES.url("detail", record.list_id)


class MissingTable(Table):
    frozen: ClassVar[int] = 1

    invoice_number = LinkColumn(_("Invoice number"), url=invoice_of, css="g-code")
    number = Column(_("Number"), accessor="head__number", css="g-code")
    party = Column(_("Supplier"), accessor="head__party__name")
    invoice_date = DateColumn(_("Invoice date"))
    gross = MoneyColumn(_("Amount with tax"), accessor="head__total", footer="sum")
    missing_since = DateColumn(_("Missing since"))
    days = CountColumn(_("Days"), accessor="missing_since", order_by=("-missing_since",))
    list_number = LinkColumn(_("Hand-over list"), url=list_of, css="g-code")
    note = Column(_("Finance's note"))

    class Meta(Table.Meta):
        empty_text = _("No paper is missing.")

    def render_days(self, value: Any) -> str:
        return str(self.value_days(value))

    def value_days(self, value: Any) -> int:
        return (timezone.localdate() - value).days

    def row_url(self, record: Any) -> str:
        return invoice_of(record)


class MissingFilter(FilterSet):
    text = TextFilter(
        fields=("invoice_number", "head__number", "list_number"),
        label=_("Invoice or list number"),
    )
    party = LookupFilter(
        "supplier", queryset=Party.objects.all(), field_name="head__party", label=_("Supplier")
    )
    missing = PeriodFilter(field_name="missing_since", label=_("Missing since"))

    class Meta(FilterSet.Meta):
        model = SupplierInvoice
        fields: ClassVar[list[str]] = []


def with_lists(invoices: Any) -> Any:
    """The last list on which the paper was missing, by sub-select: one query for the page."""
    lost = InvoiceHandoverLine._base_manager.filter(
        invoice=OuterRef("pk"), outcome=Outcome.MISSING
    ).order_by("-pk")
    return invoices.annotate(
        list_id=Subquery(lost.values("body_id")[:1]),
        list_number=Subquery(lost.values("body__head__number")[:1], output_field=CharField()),
        note=Subquery(lost.values("note")[:1], output_field=CharField()),
    )


@require_GET
def missing_invoices(request: HttpRequest) -> HttpResponse:
    require_reader(request, HANDOVER_PAGES)
    user = person(request)
    if not may_see_purchase_prices(user):
        raise PermissionDenied(gettext("Purchase prices are not shown to your roles."))
    invoices = with_lists(missing_papers().filter(head__in=visible_to(user)))
    return listing(
        request,
        queryset=invoices.select_related("head__party").order_by("missing_since", "head_id"),
        table_class=MissingTable,
        filter_class=MissingFilter,
        title=_("Missing invoices"),
    )
