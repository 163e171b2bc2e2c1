"""The pages of the order: entry by keyboard, the paper with its panels, and what is printed."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.pages import DocumentPages, Panel, Print
from masterdata.roles import may_see_list_prices
from orders import returned
from orders.customer_order import axes, panels
from orders.customer_order.figures import WITH_MONEY
from orders.customer_order.flow import CUSTOMER_ORDER
from orders.customer_order.forms import OrderHeadForm, OrderLineForm
from orders.customer_order.lists import OrderFilter, OrderTable
from orders.customer_order.models import Terms
from orders.customer_order.payment_notice import notice
from orders.customer_order.prints import confirmation
from ui import formats
from ui.grid import Column
from ui.prints import A4, A5_LANDSCAPE

ENTRY = (
    Column("item", _("Item"), "lookup", lookup="sold_item", width=220),
    Column("series", _("Series"), "readonly", formula="item.series", width=80),
    Column("specification", _("Specification"), "readonly", formula="item.specification"),
    Column("colour", _("Colour"), width=80),
    Column("size", _("Size"), width=140),
    Column("unit", _("Unit"), "choice", lookup="unit", width=64),
    Column("quantity", _("Quantity"), "quantity", total=True),
    Column("on_hand", _("On hand"), "readonly", align="end", width=64),
    Column("reserved", _("Reserved"), "readonly", align="end", width=76),
    Column("available", _("Available"), "readonly", align="end", width=76),
    Column("expected", _("On order"), "readonly", align="end", width=64),
    Column("next_on", _("Earliest date"), "readonly", width=106),
    Column("price", _("Price"), "price", priced=True, width=120),
    Column(
        "discount",
        _("Discount (%)"),
        "percent",
        priced=True,
        hint=_("What is paid of the price: 90 is ten percent off"),
    ),
    Column("gross", _("Amount with tax"), "money", priced=True, total=True),
    Column("wanted_on", _("Wanted on"), "date"),
    Column("special_reason", _("Why this price"), width=130),
    Column("is_gift", _("Gift"), "check"),
    Column("tax_rate", _("Tax rate (%)"), "percent", priced=True),
    Column("tax", _("Tax"), "money", priced=True, total=True, editable=False),
    Column("net", _("Net amount"), "money", priced=True, total=True),
    Column("line_remark", _("Line remark"), width=150),
)
SHOWN = (
    Column("code", _("Item code"), "readonly", formula="item.code"),
    Column("name", _("Item name"), "readonly", formula="item.name"),
    Column("series", _("Series"), "readonly", formula="item.series"),
    Column("model", _("Model"), "readonly", formula="item.model"),
    Column("specification", _("Specification"), "readonly", formula="item.specification"),
    Column("colour", _("Colour")),
    Column("size", _("Size")),
    Column("unit", _("Unit"), "readonly", formula="unit.name"),
    Column("quantity", _("Quantity"), "quantity", total=True),
    Column("price", _("Price"), "price", priced=True),
    Column("price_source", _("Price from"), priced=True),
    Column("discount", _("Discount (%)"), "percent", priced=True),
    Column("gross", _("Amount with tax"), "money", priced=True, total=True),
    Column("tax_rate", _("Tax rate (%)"), "percent", priced=True),
    Column("special_reason", _("Why this price"), priced=True),
    Column("wanted_on", _("Wanted on"), "date"),
    Column("call_result", _("On the phone"), "readonly"),
    Column("call_note", _("Difference")),
    Column("shipped_quantity", _("Shipped"), "quantity", total=True),
    Column("line_state", _("Line state"), "readonly"),
    Column("is_gift", _("Gift"), "check"),
    Column("line_remark", _("Line remark")),
)
# The money panel tells them, with what they make together.
IN_THE_PANEL = (
    "freight",
    "waiver",
    "goods_total",
    "old_debt",
    "credit_used",
    "deposit_due",
    "total_to_remit",
    "remit_by",
    "account",
    "consulted_at",
    "consulted_note",
    "priced_at",
    "handed_over_at",
)


def told(body: Any) -> Mapping[str, Mapping[str, Any] | None]:
    """People with the time beside them; money in its own panel."""
    found: dict[str, Mapping[str, Any] | None] = dict.fromkeys(IN_THE_PANEL)
    for name, at, note in (
        ("consulted_by", body.consulted_at, body.consulted_note),
        ("priced_by", body.priced_at, ""),
        ("handed_over_to", body.handed_over_at, ""),
    ):
        person = getattr(body, name)
        label = body._meta.get_field(name).verbose_name
        parts = [person.display_name if person else "", formats.moment(at), note]
        value = " ".join(part for part in parts if part)
        found[name] = {"label": label, "value": value} if value else None
    if body.terms != Terms.DEPOSIT:
        found["deposit_percent"] = None
    return found


def facts(body: Any, user: Any) -> Iterable[Mapping[str, Any]]:
    """Of the customer what one asks for first: whose he is and where."""
    party = body.head.party
    if party is not None and party.owner_id:
        yield {"label": _("Salesperson"), "value": party.owner.display_name}
    if party is not None and party.region_id:
        yield {"label": _("Region"), "value": party.region.name}
    if body.head.state in WITH_MONEY and may_see_list_prices(user):
        yield from axes.told(body.pk)


ORDER_PAGES = CUSTOMER_ORDER_PAGES = DocumentPages(
    CUSTOMER_ORDER,
    table=OrderTable,
    filter=OrderFilter,
    head_form=OrderHeadForm,
    line_form=OrderLineForm,
    columns=ENTRY,
    shown=SHOWN,
    facts=facts,
    told=told,
    sees_prices=may_see_list_prices,
    templates={"form": "orders/customer_order/form.html"},
    panels=(
        Panel(_("On the phone"), "orders/customer_order/_script.html", panels.script),
        Panel(_("Money"), "orders/_facts_panel.html", panels.money),
        Panel(_("Supply"), "orders/_table_panel.html", panels.supply),
        Panel(_("Returns"), "orders/_table_panel.html", returned.of_order),
        Panel(_("Calls"), "orders/_table_panel.html", panels.calls),
        Panel(_("Told to the customer"), "orders/_table_panel.html", panels.messages),
    ),
    prints=(
        Print(
            "confirmation",
            _("Order confirmation"),
            "orders/customer_order/print_confirmation.html",
            confirmation,
            papers=(A4,),
            styles=("css/print/customer_order.css",),
        ),
        Print(
            "notice",
            _("Payment notice"),
            "orders/customer_order/print_notice.html",
            notice,
            papers=(A5_LANDSCAPE, A4),
            styles=("css/print/customer_order.css",),
            states=("noticed", "released", "fulfilled", "closed"),
        ),
    ),
)
