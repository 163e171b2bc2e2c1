"""The list of orders: what was ordered, what is paid, where it stands, who is late."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.filters import DocumentFilter
from documents.tables import DocumentTable, state_of
from inventory.places.models import Warehouse
from masterdata.models import Region, User
from masterdata.roles import Role, roles_of
from orders.customer_order import figures
from orders.customer_order.models import Channel, Terms
from ui.filters import ChoiceFilter, FlagFilter, LookupFilter, PeriodFilter, TextFilter
from ui.tables import (
    BadgeColumn,
    Column,
    CountColumn,
    DateColumn,
    MoneyColumn,
    QuantityColumn,
    TimeColumn,
    UserColumn,
)

# Whoever holds one of these looks after more than one region.
ABOVE_REGIONS = frozenset(
    {
        Role.REGIONAL_MANAGER,
        Role.SALES_DIRECTOR,
        Role.DEPUTY_GENERAL_MANAGER,
        Role.GENERAL_MANAGER,
        Role.ADMINISTRATOR,
        Role.ACCOUNTANT,
    }
)
OF_A_REGION = frozenset({Role.ORDER_CLERK, Role.SALES_REP})
TONES = {figures.NONE: "neutral", figures.PART: "primary", figures.FULL: "good"}


class Badge:
    """A word with a colour, for what is derived and no state of the paper."""

    def __init__(self, label: Any, tone: str) -> None:
        self.label, self.tone = label, tone


def _badges(states: Any) -> dict[str, Badge]:
    return {code: Badge(label, TONES[code]) for code, label in states}


APPROVAL, SHIPPING, PAYMENT = (
    _badges(states)
    for states in (figures.APPROVAL_STATES, figures.SHIPPING_STATES, figures.PAYMENT_STATES)
)


def approval_of(_value: Any, record: Any) -> Badge | None:
    return APPROVAL.get(figures.approval_state(record))


def shipping_of(_value: Any, record: Any) -> Badge | None:
    return SHIPPING.get(figures.shipping_state(record))


def payment_of(_value: Any, record: Any) -> Badge | None:
    return PAYMENT.get(figures.payment_state(record))


def _days_late(record: Any, *, today: date) -> int:
    return figures.days_late(record, record.customerorder.wanted_on, today=today)


class OrderTable(DocumentTable):
    quantity = QuantityColumn(_("Quantity"), accessor="ordered", orderable=False, blank_zero=True)
    to_remit = MoneyColumn(
        _("Total to remit"),
        accessor="customerorder__total_to_remit",
        priced=True,
        footer="sum",
        blank_zero=True,
    )
    paid = MoneyColumn(_("Money arrived"), priced=True, orderable=False, blank_zero=True)
    unpaid = MoneyColumn(
        _("Money still to come"), accessor="pk", priced=True, orderable=False, blank_zero=True
    )
    wanted_on = DateColumn(_("Agreed delivery date"), accessor="customerorder__wanted_on")
    late = CountColumn(
        _("Days late"), accessor="pk", orderable=False, blank_zero=True, css="text-end"
    )
    short = QuantityColumn(_("Short"), orderable=False, blank_zero=True, shown=False)
    salesperson = UserColumn(
        _("Salesperson"), accessor="party__owner", order_by=("party__owner__full_name",)
    )
    handler = UserColumn(_("Order clerk"), accessor="handler", order_by=("handler__full_name",))
    approval = BadgeColumn(_("Approval"), accessor="pk", badge_of=approval_of, orderable=False)
    shipping = BadgeColumn(_("Shipping"), accessor="pk", badge_of=shipping_of, orderable=False)
    payment = BadgeColumn(
        _("Payment"), accessor="pk", badge_of=payment_of, priced=True, orderable=False
    )
    state = BadgeColumn(_("Stage"), badge_of=state_of)
    customer_number = Column(
        _("Customer's order number"), accessor="customerorder__customer_number", shown=False
    )
    region = Column(_("Region"), accessor="party__region__name", shown=False)
    received_at = TimeColumn(_("Received at"), accessor="customerorder__received_at", shown=False)
    remit_by = DateColumn(_("Remit by"), accessor="customerorder__remit_by", shown=False)
    warehouse = Column(_("Warehouse"), accessor="customerorder__warehouse__name", shown=False)

    class Meta(DocumentTable.Meta):
        sequence = (
            "date",
            "number",
            "state",
            "party",
            "goods",
            "quantity",
            "total",
            "to_remit",
            "paid",
            "unpaid",
            "wanted_on",
            "late",
            "salesperson",
            "handler",
            "approval",
            "shipping",
            "payment",
            "remark",
            "...",
        )

    def value_unpaid(self, record: Any) -> Any:
        return figures.unpaid(record)

    def render_unpaid(self, record: Any, column: Any) -> str:
        return str(column.show(figures.unpaid(record)))

    def render_late(self, record: Any) -> str:
        days = _days_late(record, today=self.today)
        return str(days) if days else ""

    def value_late(self, record: Any) -> int:
        return _days_late(record, today=self.today)

    def row_tone(self, record: Any) -> str:
        return "late" if _days_late(record, today=self.today) else super().row_tone(record)


class OrderFilter(DocumentFilter):
    """A clerk of a region sees its customers first; he may ask for all (R23)."""

    more_filters: ClassVar[tuple[str, ...]] = (
        "handler",
        "maker",
        "item",
        "salesperson",
        "wanted",
        "customer_number",
        "terms",
        "channel",
        "warehouse",
        "shipping",
        "payment",
    )

    region = LookupFilter(
        "region", queryset=Region.objects.all(), field_name="party__region", label=_("Region")
    )
    late = FlagFilter(label=_("Overdue only"), method="by_late")
    short = FlagFilter(label=_("Short of goods"), method="by_short")
    salesperson = LookupFilter(
        "user", queryset=User.objects.all(), field_name="party__owner", label=_("Salesperson")
    )
    wanted = PeriodFilter(field_name="customerorder__wanted_on", label=_("Agreed delivery date"))
    customer_number = TextFilter(
        fields=("customerorder__customer_number",), label=_("Customer's order number")
    )
    terms = ChoiceFilter(
        field_name="customerorder__terms", label=_("Payment terms"), choices=Terms.choices
    )
    channel = ChoiceFilter(
        field_name="customerorder__channel", label=_("Came by"), choices=Channel.choices
    )
    warehouse = LookupFilter(
        "warehouse",
        queryset=Warehouse.objects.all(),
        field_name="customerorder__warehouse",
        label=_("Warehouse"),
    )
    shipping = ChoiceFilter(
        label=_("Shipping"), choices=figures.SHIPPING_STATES, method="by_shipping"
    )
    payment = ChoiceFilter(label=_("Payment"), choices=figures.PAYMENT_STATES, method="by_payment")

    @classmethod
    def defaults(cls, user: Any) -> Mapping[str, str]:
        usual = dict(super().defaults(user))
        roles = roles_of(user)
        if user.region_id and roles & OF_A_REGION and not roles & ABOVE_REGIONS:
            usual["region"] = str(user.region_id)
        return usual

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        return super().filter_queryset(figures.with_figures(queryset))

    def by_late(self, orders: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return orders.filter(figures.late(timezone.localdate())) if value else orders

    def by_short(self, orders: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        return orders.filter(figures.short_orders()) if value else orders

    def by_shipping(self, orders: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        return figures.in_shipping_state(orders, value) if value else orders

    def by_payment(self, orders: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        return figures.in_payment_state(orders, value) if value else orders
