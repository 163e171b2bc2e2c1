"""The columns and filters of owed invoices: by receipt, by supplier, and what was said."""

from datetime import timedelta
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from masterdata.models import Party, User
from purchasing.owed_invoices import queries
from purchasing.owed_invoices.models import InvoiceChaseReceipt
from purchasing.receipt.models import Receipt
from ui.filters import FilterSet, FlagFilter, LookupFilter, PeriodFilter, TextFilter
from ui.tables import (
    Column,
    CountColumn,
    DateColumn,
    LinkColumn,
    MoneyColumn,
    Table,
    TimeColumn,
    UserColumn,
)


def receipt_of(record: Any) -> str:
    return reverse("receipt_detail", args=[record.pk])


def supplier_of(record: Any) -> str:
    return reverse("owed_invoices", query={"party": record.party.pk})


def _days(value: Any) -> int:
    return (timezone.localdate() - value).days


class OwedTable(Table):
    selectable: ClassVar[bool] = True
    frozen: ClassVar[int] = 2

    party = Column(_("Supplier"), accessor="head__party__name")
    number = LinkColumn(_("Receipt"), accessor="head__number", url=receipt_of, css="g-code")
    date = DateColumn(_("Document date"), accessor="head__date")
    days = CountColumn(_("Days"), accessor="head__date", order_by=("-head__date",))
    total = MoneyColumn(_("Receipt amount"), accessor="head__total", footer="sum")
    returned = MoneyColumn(_("Amount returned"), footer="sum", blank_zero=True)
    invoiced = MoneyColumn(_("Invoiced"), footer="sum", blank_zero=True)
    owed_invoice = MoneyColumn(_("Invoice owed"), footer="sum")
    last_chase = TimeColumn(_("Last asked for"))
    last_said = Column(_("What was said"), orderable=False)
    next_chase = DateColumn(_("Ask again on"))
    delivery_note = Column(_("Delivery note"), shown=False)
    handler = UserColumn(
        _("Purchaser"), accessor="head__handler", order_by=("head__handler__full_name",)
    )

    class Meta(Table.Meta):
        empty_text = _("No supplier owes an invoice here.")

    def render_days(self, value: Any) -> str:
        return str(_days(value))

    def value_days(self, value: Any) -> int:
        return _days(value)

    def row_url(self, record: Any) -> str:
        return receipt_of(record)

    def row_tone(self, record: Any) -> str:
        """Whoever is to be asked now stands out."""
        today = timezone.localdate()
        if record.next_chase is not None:
            return "warning" if record.next_chase <= today else ""
        last = timezone.localdate(record.last_chase) if record.last_chase else record.head.date
        return "warning" if _days(last) > queries.PATIENCE else ""


class OwedFilter(FilterSet):
    more_filters: ClassVar[tuple[str, ...]] = ("date", "handler", "red")

    text = TextFilter(
        fields=("head__number", "delivery_note", "head__party__name", "head__party__pinyin"),
        label=_("Receipt or supplier"),
    )
    party = LookupFilter(
        "supplier", queryset=Party.objects.all(), field_name="head__party", label=_("Supplier")
    )
    older = django_filters.NumberFilter(
        label=_("Older than (days)"), method="by_age", min_value=0, max_value=3650, decimal_places=0
    )
    due = FlagFilter(label=_("To be asked for now"), method="by_due")
    red = FlagFilter(label=_("Red invoice due"), method="by_red")
    date = PeriodFilter(field_name="head__date", label=_("Document date"))
    handler = LookupFilter(
        "user", queryset=User.objects.all(), field_name="head__handler", label=_("Purchaser")
    )

    class Meta(FilterSet.Meta):
        model = Receipt
        fields: ClassVar[list[str]] = []

    def by_age(self, receipts: "QuerySet[Any]", name: str, value: Any) -> "QuerySet[Any]":
        if value is None:
            return receipts
        return receipts.filter(head__date__lt=timezone.localdate() - timedelta(days=int(value)))

    def by_due(self, receipts: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return queries.due(receipts, today=timezone.localdate()) if value else receipts

    def by_red(self, receipts: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return receipts.filter(owed_invoice__lt=0) if value else receipts


class SupplierTable(Table):
    frozen: ClassVar[int] = 2

    code = LinkColumn(_("Party code"), accessor="party__code", url=supplier_of, css="g-code")
    name = Column(_("Supplier"), accessor="party__name")
    receipts = CountColumn(_("Receipts"), footer="sum")
    owed = MoneyColumn(_("Invoice owed"), footer="sum")
    red = MoneyColumn(_("Red invoice due"), footer="sum", blank_zero=True)
    balance = MoneyColumn(_("Together"), footer="sum")
    oldest_on = DateColumn(_("Oldest receipt"))
    days = CountColumn(_("Days"), accessor="oldest_on")
    last_chase = TimeColumn(_("Last asked for"))
    next_chase = DateColumn(_("Ask again on"))

    class Meta(Table.Meta):
        empty_text = _("No supplier owes an invoice here.")

    def render_days(self, value: Any) -> str:
        return str(_days(value))

    def value_days(self, value: Any) -> int:
        return _days(value)

    def row_url(self, record: Any) -> str:
        return supplier_of(record)


class LogTable(Table):
    """Every talk and every receipt spoken of in it: the log itself."""

    at = TimeColumn(_("At"), accessor="chase__at")
    party = Column(_("Supplier"), accessor="chase__party__name")
    number = LinkColumn(
        _("Receipt"),
        accessor="receipt__head__number",
        url=lambda record: reverse("receipt_detail", args=[record.receipt_id]),
        css="g-code",
    )
    owed = MoneyColumn(_("Owed then"))
    channel = Column(_("How"), accessor="chase__channel")
    contact = Column(_("Spoke with"), accessor="chase__contact")
    said = Column(_("What was said"), accessor="chase__said")
    next_on = DateColumn(_("Ask again on"), accessor="chase__next_on")
    actor = UserColumn(
        _("Entered by"), accessor="chase__actor", order_by=("chase__actor__full_name",)
    )

    class Meta(Table.Meta):
        empty_text = _("Nobody has asked for an invoice yet.")

    def render_channel(self, record: Any) -> str:
        return str(record.chase.get_channel_display())

    value_channel = render_channel

    def row_url(self, record: Any) -> str:
        return reverse("receipt_detail", args=[record.receipt_id])


class LogFilter(FilterSet):
    text = TextFilter(
        fields=("receipt__head__number", "chase__said", "chase__contact"),
        label=_("Receipt, words or contact"),
    )
    party = LookupFilter(
        "supplier", queryset=Party.objects.all(), field_name="chase__party", label=_("Supplier")
    )
    at = PeriodFilter(field_name="chase__at", label=_("At"))

    class Meta(FilterSet.Meta):
        model = InvoiceChaseReceipt
        fields: ClassVar[list[str]] = []
