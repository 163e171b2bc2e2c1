"""The list of orders: what was ordered, received and is open, the dates, and who is late."""

from datetime import date
from typing import Any, ClassVar

from django.db.models import DateTimeField, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.filters import DocumentFilter
from documents.tables import DocumentTable
from inventory.places.models import Warehouse
from purchasing.purchase_order import money
from purchasing.purchase_order.chasing.models import ChaseCall
from purchasing.purchase_order.models import LineState, PurchaseOrderLine
from purchasing.purchase_order.progress import FULL, NONE, PART
from purchasing.purchase_order.queries import OPEN_NOTES
from ui.filters import ChoiceFilter, FlagFilter, LookupFilter, PeriodFilter, TextFilter
from ui.tables import BadgeColumn, Column, CountColumn, DateColumn, QuantityColumn, TimeColumn


class Badge:
    """A word with a colour, for what is derived and no state of the paper."""

    def __init__(self, label: Any, tone: str) -> None:
        self.label, self.tone = label, tone


RECEIPT_STATES = {
    NONE: Badge(_("Nothing received"), "neutral"),
    PART: Badge(_("Partly received"), "primary"),
    FULL: Badge(_("Fully received"), "good"),
}


def with_figures(orders: "QuerySet[Any]") -> "QuerySet[Any]":
    """Sums and dates of the lines by sub-select: one query, however many orders a page shows."""
    lines = PurchaseOrderLine.objects.filter(body_id=OuterRef("pk")).order_by()
    open_lines = lines.filter(line_state=LineState.OPEN)
    calls = ChaseCall.objects.filter(lines__line__body_id=OuterRef("pk")).order_by("-id")

    def of(source: Any, value: Any) -> Subquery:
        return Subquery(source.values("body_id").annotate(figure=value).values("figure"))

    return orders.annotate(
        **money.money_figures(),
        ordered=of(lines, Sum("base_quantity")),
        received=of(lines, Sum("received_quantity")),
        open_quantity=of(
            open_lines, Sum(F("base_quantity") - F("received_quantity") - F("closed_quantity"))
        ),
        contract_on=of(lines, Min("contract_on")),
        promised_on=of(open_lines, Min("promised_on")),
        has_open=Exists(open_lines),
        last_chase=Subquery(calls.values("at")[:1], output_field=DateTimeField()),
    )


def receipt_state_of(_value: Any, record: Any) -> Badge:
    if not record.received:
        return RECEIPT_STATES[NONE]
    return RECEIPT_STATES[PART if record.has_open else FULL]


def _badges(states: Any) -> dict[str, Badge]:
    return {code: Badge(label, money.TONES[code]) for code, label in states}


INVOICE_BADGES, PAYMENT_BADGES = _badges(money.INVOICE_STATES), _badges(money.PAYMENT_STATES)


def invoice_state_of(_value: Any, record: Any) -> Badge | None:
    return INVOICE_BADGES.get(money.invoice_state(record))


def payment_state_of(_value: Any, record: Any) -> Badge | None:
    return PAYMENT_BADGES.get(money.payment_state(record))


def days_late(record: Any, *, today: date) -> int:
    """Working or not, days are days: late is what was promised earlier than today."""
    due = record.promised_on
    if record.state != "active" or due is None or due >= today:
        return 0
    return int((today - due).days)


class OrderTable(DocumentTable):
    contract_number = Column(_("Contract number"), accessor="purchaseorder__contract_number")
    ordered = QuantityColumn(_("Quantity"), footer="sum", blank_zero=True)
    received = QuantityColumn(_("Received"), footer="sum", blank_zero=True)
    open_quantity = QuantityColumn(_("Open quantity"), footer="sum", blank_zero=True)
    contract_on = DateColumn(_("Contract date"))
    promised_on = DateColumn(_("Promised on"))
    late = CountColumn(
        _("Days late"), accessor="pk", orderable=False, blank_zero=True, css="text-end"
    )
    last_chase = TimeColumn(_("Last chase"))
    receipt_state = BadgeColumn(
        _("Receipt state"), accessor="pk", badge_of=receipt_state_of, orderable=False
    )
    invoice_state = BadgeColumn(
        _("Invoice state"), accessor="pk", badge_of=invoice_state_of, orderable=False
    )
    payment_state = BadgeColumn(
        _("Payment state"), accessor="pk", badge_of=payment_state_of, orderable=False
    )
    warehouse = Column(_("Warehouse"), accessor="purchaseorder__warehouse__name", shown=False)
    wanted_on = DateColumn(_("Wanted on"), accessor="purchaseorder__wanted_on", shown=False)

    class Meta(DocumentTable.Meta):
        sequence = (
            "date",
            "number",
            "state",
            "contract_number",
            "party",
            "goods",
            "ordered",
            "received",
            "open_quantity",
            "total",
            "contract_on",
            "promised_on",
            "late",
            "last_chase",
            "receipt_state",
            "invoice_state",
            "payment_state",
            "handler",
            "remark",
            "...",
        )

    def render_late(self, record: Any) -> str:
        late = days_late(record, today=self.today)
        return str(late) if late else ""

    def value_late(self, record: Any) -> int:
        return days_late(record, today=self.today)

    def row_tone(self, record: Any) -> str:
        if days_late(record, today=self.today):
            return "late"
        return super().row_tone(record)


RECEIVED = (
    (NONE, _("Nothing received")),
    (PART, _("Partly received")),
    (FULL, _("Fully received")),
)


# As the pick-up notes say that bring its goods; the order does not know that paper.
WAYS = (
    ("direct", _("Straight to the customer")),
    ("store", _("Fetched and stored")),
)


class OrderFilter(DocumentFilter):
    more_filters: ClassVar[tuple[str, ...]] = (
        "handler",
        "maker",
        "item",
        "warehouse",
        "receipt_state",
        "invoice_state",
        "payment_state",
        "way",
        "contract",
        "signed",
        "no_original",
    )

    overdue = FlagFilter(label=_("Overdue only"), method="by_overdue")
    warehouse = LookupFilter(
        "warehouse",
        queryset=Warehouse.objects.all(),
        field_name="purchaseorder__warehouse",
        label=_("Warehouse"),
    )
    receipt_state = ChoiceFilter(
        label=_("Receipt state"), choices=RECEIVED, method="by_receipt_state"
    )
    invoice_state = ChoiceFilter(
        label=_("Invoice state"), choices=money.INVOICE_STATES, method="by_invoice_state"
    )
    payment_state = ChoiceFilter(
        label=_("Payment state"), choices=money.PAYMENT_STATES, method="by_payment_state"
    )
    way = ChoiceFilter(label=_("Where the goods go"), choices=WAYS, method="by_way")
    contract = TextFilter(fields=("purchaseorder__contract_number",), label=_("Contract number"))
    signed = PeriodFilter(field_name="purchaseorder__signed_on", label=_("Signed on"))
    no_original = FlagFilter(label=_("Original not filed yet"), method="by_no_original")

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        return super().filter_queryset(with_figures(queryset))

    def by_overdue(self, orders: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        if not value:
            return orders
        return orders.filter(state="active", promised_on__lt=timezone.localdate())

    def by_no_original(self, orders: "QuerySet[Any]", name: str, value: bool) -> "QuerySet[Any]":
        """年末缺失清单: signed contracts whose original lies nowhere known (R101)."""
        signed = orders.filter(purchaseorder__signed_on__isnull=False).exclude(state="void")
        return signed.filter(purchaseorder__archive_place="") if value else orders

    def by_invoice_state(self, orders: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        given = {"done": "invoiced", "left": "uninvoiced"}
        return money.in_state(orders, value, **given) if value else orders

    def by_payment_state(self, orders: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        given = {"done": "settled", "left": "left"}
        return money.in_state(orders, value, **given) if value else orders

    def by_way(self, orders: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        if not value:
            return orders
        noted = PurchaseOrderLine.objects.filter(
            pickup_lines__body__way=value,
            pickup_lines__body__head__state__in=(*OPEN_NOTES, "received"),
        )
        return orders.filter(pk__in=noted.order_by().values("body_id"))

    def by_receipt_state(self, orders: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        nothing = Q(received=0) | Q(received__isnull=True)
        if value == NONE:
            return orders.filter(nothing)
        return orders.exclude(nothing).filter(has_open=value == PART) if value else orders
