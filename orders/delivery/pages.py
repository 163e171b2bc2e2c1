"""The pages of the delivery: entry from orders, the paper, and the slips that are not back."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from documents.models import Document
from documents.pages import DocumentPages, Panel, Pull, Pulled
from documents.pages.doors import person, require_reader
from inventory.places.announced import waiting_papers
from masterdata.models import Party, Region, User
from masterdata.roles import may_see_list_prices
from orders import returned
from orders.customer_order.models import CustomerOrderLine, LineState
from orders.delivery import actions, panels
from orders.delivery.flow import DELIVERY
from orders.delivery.for_note import take_note
from orders.delivery.forms import DeliveryHeadForm, DeliveryLineForm
from orders.delivery.lists import DeliveryFilter, DeliveryTable
from orders.delivery.models import Delivery
from orders.delivery.prints import PRINTS
from orders.delivery.queries import OUT, WAITING, slips_missing
from ui.filters import ChoiceFilter, FilterSet, LookupFilter, PeriodFilter, TextFilter
from ui.grid import Column
from ui.listing import listing
from ui.tables import Column as Cell
from ui.tables import CountColumn, DateColumn, LinkColumn, MoneyColumn, Table, UserColumn

AT_THE_DOOR = ("loaded", "dispatched", "delivered", "installed")
ENTRY = (
    Column(
        "order_line",
        _("Order line"),
        "lookup",
        lookup="deliverable_line",
        width=170,
        fills={"item": "item", "quantity": "available"},
    ),
    Column("item", _("Item"), "lookup", lookup="item", width=220),
    Column("unit", _("Unit"), "choice", lookup="unit", width=72),
    Column("ordered", _("Quantity ordered"), "readonly", align="end", width=76),
    Column("shipped", _("Shipped"), "readonly", align="end", width=76),
    Column("on_deliveries", _("On other deliveries"), "readonly", align="end", width=90),
    Column("kept", _("Kept for the order"), "readonly", align="end", width=90),
    Column("quantity", _("Quantity to send"), "quantity", total=True),
    Column("bin", _("Bin"), "lookup", lookup="bin", width=110),
    Column("spare", _("Spare part"), "check", width=60),
    Column("line_remark", _("Line remark"), width=140),
)
SHOWN = (
    Column("order_number", _("Customer order"), "readonly", formula="order_line.body.head.number"),
    Column("code", _("Item code"), "readonly", formula="item.code"),
    Column("name", _("Item name"), "readonly", formula="item.name"),
    Column("specification", _("Specification"), "readonly", formula="item.specification"),
    Column("colour", _("Colour"), "readonly", formula="order_line.colour"),
    Column("size", _("Size"), "readonly", formula="order_line.size"),
    Column("unit", _("Unit"), "readonly", formula="unit.name"),
    Column("quantity", _("Quantity to send"), "quantity", total=True),
    Column("bin", _("Bin"), "readonly"),
    Column("picked", _("Picked quantity"), "quantity", total=True),
    Column("checked", _("Checked"), "check"),
    Column("check_note", _("Found at the check")),
    Column("refused", _("Refused by the customer"), "quantity", total=True),
    Column("refuse_reason", _("Why refused")),
    Column("returned", _("Returned"), "quantity", total=True),
    Column("price", _("Price"), "price", priced=True),
    Column("discount", _("Discount (%)"), "percent", priced=True),
    Column("gross", _("Amount with tax"), "money", priced=True, total=True),
    Column("tax_rate", _("Tax rate (%)"), "percent", priced=True),
    Column("tax", _("Tax"), "money", priced=True, total=True),
    Column("net", _("Net amount"), "money", priced=True, total=True),
    Column("spare", _("Spare part"), "check"),
    Column("line_remark", _("Line remark")),
)


def orders_to_deliver(user: User) -> "QuerySet[Document]":
    """Released orders, not on hold, with a line that is still open."""
    opened = CustomerOrderLine._base_manager.filter(line_state=LineState.OPEN)
    return Document.objects.filter(
        type="customer_order",
        state="released",
        held=False,
        pk__in=opened.order_by().values("body_id"),
    )


def take_orders(documents: Sequence[Document], user: User) -> Pulled:
    orders = actions.orders_in(documents)
    actions.require_one_destination(orders)
    rows = actions.proposed(orders)
    body = actions.body_of(orders, rows)
    del body["shares"]
    return Pulled({"party": orders[0].head.party}, body, rows, documents)


def notes_to_deliver(user: User) -> "QuerySet[Document]":
    """Goods announced as going straight to a customer, that no delivery takes yet."""
    taken = Delivery.objects.filter(head__state__in=(*WAITING, *OUT), pickup_note__isnull=False)
    return waiting_papers().exclude(pk__in=taken.values("pickup_note"))


FROM_ORDERS = Pull(
    "customer_order",
    _("From customer orders"),
    _("Draw up a delivery"),
    orders_to_deliver,
    take_orders,
)
FROM_NOTE = Pull(
    "pickup_note",
    _("From a pick-up note"),
    _("Draw up the direct delivery"),
    notes_to_deliver,
    take_note,
)


def stop_for(user: User, document: Document) -> str:
    """A slip scanned by its driver opens the stop at which it is signed."""
    if document.state not in AT_THE_DOOR:
        return ""
    his = Delivery.objects.filter(pk=document.pk, driver=user).exists()
    return reverse("delivery_stop", args=[document.pk]) if his else ""


DELIVERY_PAGES = DocumentPages(
    DELIVERY,
    table=DeliveryTable,
    filter=DeliveryFilter,
    head_form=DeliveryHeadForm,
    line_form=DeliveryLineForm,
    columns=ENTRY,
    shown=SHOWN,
    facts=panels.facts,
    opens=stop_for,
    pull=lambda: (FROM_ORDERS, FROM_NOTE),
    panels=(
        Panel(_("Money of the orders"), panels.TEMPLATE, panels.money_of_orders),
        Panel(_("May still go"), panels.TEMPLATE, panels.left_to_send),
        Panel(_("Returns"), panels.TEMPLATE, returned.of_delivery),
    ),
    prints=PRINTS,
    sees_prices=may_see_list_prices,
    templates={"detail": "orders/delivery/detail.html"},
)

AGES = (("3", _("Over 3 days")), ("7", _("Over 7 days")), ("30", _("Over 30 days")))


class SlipTable(Table):
    frozen: ClassVar[int] = 1
    sees_prices = staticmethod(may_see_list_prices)

    number = LinkColumn(
        _("Number"),
        accessor="head__number",
        url=lambda record: DELIVERY_PAGES.url("detail", record.pk),
        css="g-code",
    )
    party = Cell(_("Customer"), accessor="head__party__name")
    total = MoneyColumn(_("Amount with tax"), accessor="head__total", footer="sum", priced=True)
    left_on = DateColumn(_("Left at"), accessor="dispatched_at")
    days = CountColumn(_("Days"), accessor="dispatched_at", order_by=("-dispatched_at",))
    signed_on = DateColumn(_("Signed for at"), accessor="signed_at")
    carried_by = Cell(_("Vehicle or carrier"), accessor="vehicle")
    driver = UserColumn(_("Driver"), accessor="driver", order_by=("driver__full_name",))
    waybill = Cell(_("Waybill"))
    handler = UserColumn(
        _("Handler"), accessor="head__handler", order_by=("head__handler__full_name",)
    )

    class Meta(Table.Meta):
        empty_text = _("Every slip is back.")

    def render_days(self, value: Any) -> str:
        return str(self.value_days(value))

    def value_days(self, value: Any) -> int:
        return int((timezone.localdate() - timezone.localdate(value)).days)

    def render_carried_by(self, value: Any, record: Any) -> str:
        return str(record.vehicle or record.carrier)

    def value_carried_by(self, value: Any, record: Any) -> str:
        return str(record.vehicle or record.carrier)

    def row_url(self, record: Any) -> str:
        return DELIVERY_PAGES.url("detail", record.pk)


class SlipFilter(FilterSet):
    text = TextFilter(
        fields=("head__number", "head__party__name", "waybill", "carrier", "vehicle"),
        label=_("Number, customer, waybill"),
    )
    age = ChoiceFilter(label=_("Age"), choices=AGES, method="by_age")
    party = LookupFilter(
        "customer", queryset=Party.objects.all(), field_name="head__party", label=_("Customer")
    )
    driver = LookupFilter(
        "user", queryset=User.objects.all(), field_name="driver", label=_("Driver")
    )
    region = LookupFilter(
        "region",
        queryset=Region.objects.all(),
        field_name="head__party__region",
        label=_("Region"),
    )
    left = PeriodFilter(field_name="dispatched_at", label=_("Left at"))

    class Meta(FilterSet.Meta):
        model = Delivery
        fields: ClassVar[list[str]] = []

    def by_age(self, rows: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        since = timezone.now() - timedelta(days=int(value)) if value else None
        return rows.filter(dispatched_at__lt=since) if since else rows


@require_GET
def missing_slips(request: HttpRequest) -> HttpResponse:
    """未回单: goods that left and whose signed slip is not filed, the oldest first (R52)."""
    require_reader(request, DELIVERY_PAGES)
    out = slips_missing(person(request))
    return listing(
        request,
        queryset=out.select_related("head__party", "head__handler", "driver").order_by(
            "dispatched_at", "head_id"
        ),
        table_class=SlipTable,
        filter_class=SlipFilter,
        title=_("Slips not back"),
    )
