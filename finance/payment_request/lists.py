"""The list of payment requests: how much, paid so far, wanted when, who asked and who approved."""

from decimal import Decimal
from types import MappingProxyType
from typing import Any, ClassVar

from django.db.models import OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from documents.filters import DocumentFilter
from documents.tables import NOT_IN_FORCE, DocumentTable
from finance.payment_request.models import Method, PaymentRequestLine
from masterdata.fields import MoneyField
from ui.filters import ChoiceFilter, PeriodFilter, TextFilter
from ui.tables import Column, DateColumn, MoneyColumn, UserColumn


def with_paid(requests: "QuerySet[Any]") -> "QuerySet[Any]":
    """What was paid, by sub-select: one query for the page."""
    lines = PaymentRequestLine._base_manager.filter(body_id=OuterRef("pk")).order_by()
    paid = lines.values("body_id").annotate(sum=Sum("paid")).values("sum")
    nothing = Value(Decimal(0), output_field=MoneyField())
    return requests.annotate(paid=Coalesce(Subquery(paid), nothing, output_field=MoneyField()))


class PaymentRequestTable(DocumentTable):
    left_out = MappingProxyType({"state": NOT_IN_FORCE})
    goods = None

    total = MoneyColumn(_("Requested amount"), priced=True, footer="sum")
    paid = MoneyColumn(_("Paid"), priced=True, footer="sum", blank_zero=True)
    wanted_on = DateColumn(_("Wanted payment date"), accessor="paymentrequest__wanted_on")
    method = Column(_("Payment method"), accessor="paymentrequest__method", shown=False)
    purpose = Column(_("Purpose of payment"), accessor="paymentrequest__purpose", shown=False)
    maker = UserColumn(_("Applicant"), accessor="maker", order_by=("maker__full_name",))
    approver = UserColumn(_("Approver"), accessor="approver", order_by=("approver__full_name",))
    handler = UserColumn(
        _("Handler"), accessor="handler", order_by=("handler__full_name",), shown=False
    )

    class Meta(DocumentTable.Meta):
        sequence = (
            "date",
            "number",
            "party",
            "total",
            "paid",
            "wanted_on",
            "state",
            "maker",
            "approver",
            "remark",
            "...",
        )


class PaymentRequestFilter(DocumentFilter):
    item = None
    more_filters: ClassVar[tuple[str, ...]] = ("handler", "maker", "method", "wanted", "source")

    wanted = PeriodFilter(field_name="paymentrequest__wanted_on", label=_("Wanted payment date"))
    method = ChoiceFilter(
        field_name="paymentrequest__method", label=_("Payment method"), choices=Method.choices
    )
    source = TextFilter(fields=("paymentrequest__lines__source__number",), label=_("Source"))

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        return super().filter_queryset(with_paid(queryset))
