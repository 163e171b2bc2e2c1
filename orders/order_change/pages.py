"""The pages of the change: old and new side by side, what it costs, and its print."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.errors import Refused
from documents.filters import DocumentFilter
from documents.models import Document
from documents.pages import DocumentPages, Panel, Print, Printing, Pull, Pulled
from documents.slips import slip
from documents.tables import DocumentTable
from masterdata.models import User
from masterdata.roles import may_see_list_prices
from orders.customer_order.models import CustomerOrder, LineState
from orders.order_change.actions import row_from
from orders.order_change.checks import CHANGEABLE, difference
from orders.order_change.flow import SALES_ORDER_CHANGE
from orders.order_change.forms import ChangeHeadForm, ChangeLineForm
from ui import formats
from ui.filters import TextFilter
from ui.grid import Column
from ui.prints import A4, PrintColumn
from ui.tables import Column as TableColumn

ENTRY = (
    Column(
        "order_line",
        _("Order line"),
        "lookup",
        lookup="customer_order_line",
        width=170,
        fills={"quantity": "old_quantity", "wanted_on": "old_wanted_on"},
    ),
    Column("item_name", _("Item of the line"), "readonly", width=180),
    Column("item", _("Item to add"), "lookup", lookup="sold_item", width=180),
    Column("unit", _("Unit"), "choice", lookup="unit", width=64),
    Column("old_quantity", _("Old quantity"), "readonly", align="end"),
    Column("shipped", _("Shipped"), "readonly", align="end"),
    Column("quantity", _("New quantity"), "quantity"),
    Column("closes", _("Take the rest off"), "check", width=80),
    Column("old_price", _("Old price"), "readonly", align="end", priced=True),
    Column("price", _("New price"), "price", priced=True),
    Column("discount", _("Discount (%)"), "percent", priced=True),
    Column("old_wanted_on", _("Old date"), "readonly"),
    Column("wanted_on", _("New date"), "date"),
    Column("colour", _("Colour"), width=80),
    Column("size", _("Size"), width=140),
    Column("special_reason", _("Why this price"), width=130),
    Column("line_remark", _("Line remark"), width=140),
)
SHOWN = (
    Column("order_line_no", _("Order line"), "readonly", formula="order_line.line_no"),
    Column("code", _("Item code"), "readonly", formula="item.code"),
    Column("name", _("Item name"), "readonly", formula="item.name"),
    Column("unit", _("Unit"), "readonly", formula="unit.name"),
    Column("old_quantity", _("Old quantity"), "quantity"),
    Column("quantity", _("New quantity"), "quantity"),
    Column("closes", _("Take the rest off"), "check"),
    Column("old_price", _("Old price"), "price", priced=True),
    Column("price", _("New price"), "price", priced=True),
    Column("discount", _("Discount (%)"), "percent", priced=True),
    Column("gross", _("New amount with tax"), "money", priced=True, total=True),
    Column("old_wanted_on", _("Old date"), "date"),
    Column("wanted_on", _("New date"), "date"),
    Column("colour", _("Colour")),
    Column("size", _("Size")),
    Column("special_reason", _("Why this price")),
    Column("line_remark", _("Line remark")),
)


class ChangeTable(DocumentTable):
    order_number = TableColumn(
        _("Customer order"), accessor="salesorderchange__order__head__number", css="g-code"
    )
    reason = TableColumn(_("Reason for the change"), accessor="salesorderchange__reason")

    class Meta(DocumentTable.Meta):
        sequence = ("date", "number", "order_number", "party", "goods", "reason", "total", "...")


class ChangeFilter(DocumentFilter):
    more_filters: ClassVar[tuple[str, ...]] = ("handler", "maker", "item", "order")

    order = TextFilter(
        fields=(
            "salesorderchange__order__head__number",
            "salesorderchange__order__customer_number",
        ),
        label=_("Customer order"),
    )


def changeable_orders(user: User) -> "QuerySet[Document]":
    return Document.objects.filter(type="customer_order", state__in=CHANGEABLE, held=False)


def take_order(documents: Sequence[Document], user: User) -> Pulled:
    if len(documents) != 1:
        raise Refused(_("A change order changes one order; choose a single one."))
    order = CustomerOrder.objects.select_related("head__party").get(pk=documents[0].pk)
    lines = order.lines.exclude(line_state=LineState.CLOSED)
    rows = [
        row_from(line)
        | {
            "item": None,
            "item_name": f"{line.item.code} {line.item.name}",
            "shipped": line.shipped_quantity,
        }
        for line in lines.select_related("body__head").order_by("line_no")
    ]
    return Pulled({"party": order.head.party}, {"order": order}, rows, documents)


def worth(body: Any, user: Any) -> Mapping[str, Any] | None:
    """What the order comes to with the change; more is to be paid, less stays for the order."""
    if not may_see_list_prices(user) or body.head.state not in ("draft", "submitted"):
        return None
    more = difference(body)
    total = body.order.head.total
    return {
        "fields": [
            {"label": _("Order amount"), "value": formats.money(total)},
            {
                "label": _("Difference"),
                "value": formats.money(more),
                "tone": "bad" if more < 0 else "",
            },
            {"label": _("New order amount"), "value": formats.money(total + more)},
        ]
    }


def _changed(new: Any, old: Any) -> Any:
    """The new value where it is another one; a gap says that nothing changes."""
    return new if new != old else None


COLUMNS = (
    PrintColumn(
        _("No."), lambda line: line.order_line.line_no if line.order_line else "+", css="c-no"
    ),
    PrintColumn(_("Product"), lambda line: line.item.name, css="c-name", room=16),
    PrintColumn(_("Unit"), lambda line: line.unit.name, css="c-unit"),
    PrintColumn(_("Old quantity"), lambda line: line.old_quantity or None, css="c-quantity"),
    PrintColumn(
        _("New quantity"),
        lambda line: gettext("rest off") if line.closes else line.quantity,
        css="c-quantity",
    ),
    PrintColumn(_("Old price"), lambda line: line.old_price or None, css="c-price", priced=True),
    PrintColumn(
        _("New price"),
        lambda line: _changed(line.price, line.old_price),
        css="c-price",
        priced=True,
    ),
    PrintColumn(
        _("New amount with tax"),
        lambda line: Decimal(0) if line.closes else line.gross,
        css="c-money",
        sum="money",
        priced=True,
    ),
    PrintColumn(_("Old date"), lambda line: line.old_wanted_on, css="c-date"),
    PrintColumn(
        _("New date"), lambda line: _changed(line.wanted_on, line.old_wanted_on), css="c-date"
    ),
)


def change_slip(printing: Printing) -> Sequence[Mapping[str, Any]]:
    body, head = printing.body, printing.document
    party = head.party
    facts = [
        [
            {"label": gettext("Customer"), "value": party.name if party else "", "span": 2},
            {"label": gettext("Document date"), "value": formats.day(head.date)},
        ],
        [
            {"label": gettext("Customer order"), "value": body.order.head.number, "span": 2},
            {
                "label": gettext("Customer's order number"),
                "value": body.order.customer_number,
            },
        ],
        [{"label": gettext("Reason for the change"), "value": body.reason, "span": 3}],
    ]
    title = _("Change of a customer order")
    return [slip(printing, COLUMNS, title=title, facts=facts, capital="", total_text="")]


CHANGE_PAGES = DocumentPages(
    SALES_ORDER_CHANGE,
    table=ChangeTable,
    filter=ChangeFilter,
    head_form=ChangeHeadForm,
    line_form=ChangeLineForm,
    columns=ENTRY,
    shown=SHOWN,
    sees_prices=may_see_list_prices,
    panels=(Panel(_("What the change costs"), "orders/_facts_panel.html", worth),),
    pull=Pull(
        "customer_order",
        _("From an order"),
        _("Change the order"),
        changeable_orders,
        take_order,
    ),
    prints=(
        Print(
            "change",
            _("Change of a customer order"),
            "orders/order_change/print_change.html",
            change_slip,
            papers=(A4,),
        ),
    ),
)
