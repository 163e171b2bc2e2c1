"""The list of deliveries: whose orders, on which vehicle, what cash, how far it is."""

from typing import Any, ClassVar

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.filters import DocumentFilter
from documents.tables import DocumentTable
from inventory.places.models import Warehouse
from masterdata.models import Region, User
from orders.delivery.models import DeliveryLine
from orders.delivery.queries import BINDING, OUT, SENT
from ui.filters import FlagFilter, LookupFilter, PeriodFilter, TextFilter
from ui.tables import (
    Column,
    CountColumn,
    DateColumn,
    MoneyColumn,
    QuantityColumn,
    TimeColumn,
    UserColumn,
)


def with_figures(deliveries: "QuerySet[Any]") -> "QuerySet[Any]":
    """Sum of the lines and the first order's number by sub-select: one query for the page."""
    lines = DeliveryLine._base_manager.filter(body_id=OuterRef("pk")).order_by()
    going = lines.annotate(going=SENT).values("body_id").annotate(sum=Sum("going")).values("sum")
    refused = lines.values("body_id").annotate(sum=Sum("refused")).values("sum")
    ordered = lines.filter(order_line__isnull=False).order_by("line_no")
    number = ordered.values("order_line__body__head__number")[:1]
    return deliveries.annotate(
        quantity=Subquery(going),
        refused=Subquery(refused),
        order_number=Subquery(number, output_field=CharField()),
    )


class DeliveryTable(DocumentTable):
    order_number = Column(_("Customer order"), css="g-code")
    packages = CountColumn(_("Packages sent"), accessor="delivery__packages")
    quantity = QuantityColumn(_("Quantity"), footer="sum", blank_zero=True)
    carried_by = Column(_("Vehicle or carrier"), accessor="delivery__vehicle")
    driver = UserColumn(
        _("Driver"), accessor="delivery__driver", order_by=("delivery__driver__full_name",)
    )
    cod_due = MoneyColumn(
        _("To collect"), accessor="delivery__cod_due", footer="sum", blank_zero=True, priced=True
    )
    handed_over = MoneyColumn(
        _("Handed to the cashier"),
        accessor="delivery__cod_handed_over",
        footer="sum",
        blank_zero=True,
        priced=True,
    )
    left_at = TimeColumn(_("Left at"), accessor="delivery__dispatched_at")
    signed_at = TimeColumn(_("Signed for at"), accessor="delivery__signed_at")
    slip_at = DateColumn(_("Slip filed at"), accessor="delivery__slip_filed_at")
    refused = QuantityColumn(_("Refused by the customer"), footer="sum", blank_zero=True)
    plan_on = DateColumn(_("Planned for"), accessor="delivery__plan_on")
    pickup_note = Column(
        _("Pick-up note"), accessor="delivery__pickup_note__number", css="g-code", shown=False
    )
    warehouse = Column(_("Warehouse"), accessor="delivery__warehouse__name", shown=False)
    waybill = Column(_("Waybill"), accessor="delivery__waybill", shown=False)
    receiver = Column(_("Receiver"), accessor="delivery__receiver", shown=False)
    address = Column(_("Delivery address"), accessor="delivery__address", shown=False)

    class Meta(DocumentTable.Meta):
        sequence = (
            "date",
            "number",
            "state",
            "party",
            "order_number",
            "goods",
            "packages",
            "quantity",
            "total",
            "carried_by",
            "driver",
            "cod_due",
            "handed_over",
            "plan_on",
            "left_at",
            "signed_at",
            "slip_at",
            "refused",
            "handler",
            "remark",
            "...",
        )

    def render_carried_by(self, value: Any, record: Any) -> str:
        return self.value_carried_by(value, record)

    def value_carried_by(self, value: Any, record: Any) -> str:
        return str(record.delivery.vehicle or record.delivery.carrier or "")


class DeliveryFilter(DocumentFilter):
    more_filters: ClassVar[tuple[str, ...]] = (
        "handler",
        "maker",
        "item",
        "warehouse",
        "driver",
        "region",
        "order",
        "carrier",
        "direct",
        "planned",
        "left",
    )

    no_slip = FlagFilter(label=_("Slip not back"), method="by_no_slip")
    cash_out = FlagFilter(label=_("Cash not handed over"), method="by_cash_out")
    today = FlagFilter(label=_("Planned for today"), method="by_today")
    direct = FlagFilter(label=_("Straight from the supplier"), method="by_direct")
    warehouse = LookupFilter(
        "warehouse",
        queryset=Warehouse.objects.all(),
        field_name="delivery__warehouse",
        label=_("Warehouse"),
    )
    driver = LookupFilter(
        "user", queryset=User.objects.all(), field_name="delivery__driver", label=_("Driver")
    )
    region = LookupFilter(
        "region", queryset=Region.objects.all(), field_name="party__region", label=_("Region")
    )
    order = TextFilter(
        fields=("delivery__lines__order_line__body__head__number",), label=_("Customer order")
    )
    carrier = TextFilter(
        fields=("delivery__carrier", "delivery__waybill", "delivery__vehicle"),
        label=_("Vehicle, carrier or waybill"),
    )
    planned = PeriodFilter(field_name="delivery__plan_on", label=_("Planned for"))
    left = PeriodFilter(field_name="delivery__dispatched_at", label=_("Left at"))

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        return super().filter_queryset(with_figures(queryset.select_related("delivery__driver")))

    def by_no_slip(self, papers: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        """未回单: the goods left and the signed slip is not filed."""
        gone = papers.filter(state__in=OUT, delivery__slip_filed_at__isnull=True)
        return gone if value else papers

    def by_cash_out(self, papers: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        """未交款: the driver was paid in cash and has not handed all of it over."""
        found = papers.filter(
            delivery__cod_method="cash",
            delivery__cod_collected__gt=F("delivery__cod_handed_over"),
        )
        return found if value else papers

    def by_direct(self, papers: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        """直发: they leave with the receipt, not from a store of the firm."""
        return papers.filter(delivery__pickup_note__isnull=False) if value else papers

    def by_today(self, papers: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        """What the day's plan asks for and has not left, late ones too."""
        plan = papers.filter(
            state__in=("draft", *BINDING), delivery__plan_on__lte=timezone.localdate()
        )
        return plan if value else papers
