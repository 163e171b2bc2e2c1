"""The pages of the change order: old and new side by side, and its print."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.errors import Refused
from documents.filters import DocumentFilter
from documents.models import Document
from documents.pages import DocumentPages, Print, Printing, Pull, Pulled
from documents.slips import slip
from documents.tables import DocumentTable
from masterdata.models import User
from purchasing.order_change.actions import row_from
from purchasing.order_change.flow import CHANGEABLE, ORDER_CHANGE
from purchasing.order_change.forms import ChangeHeadForm, ChangeLineForm
from purchasing.purchase_order.models import LineState, PurchaseOrder
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
        lookup="order_line",
        width=190,
        fills={"quantity": "old_quantity", "old_contract_on": "contract_on"},
    ),
    Column("item_name", _("Item"), "readonly", width=200),
    Column("old_quantity", _("Old quantity"), "readonly", align="end"),
    Column("quantity", _("New quantity"), "quantity"),
    Column("old_price", _("Old price"), "readonly", align="end", priced=True),
    Column("price", _("New price"), "price", priced=True),
    Column("old_contract_on", _("Old contract date"), "readonly"),
    Column("contract_on", _("New contract date"), "date"),
    Column("line_remark", _("Line remark"), width=160),
)
SHOWN = (
    Column("order_line_no", _("Order line"), "readonly", formula="order_line.line_no"),
    Column("code", _("Item code"), "readonly", formula="item.code"),
    Column("name", _("Item name"), "readonly", formula="item.name"),
    Column("unit", _("Unit"), "readonly", formula="unit.name"),
    Column("old_quantity", _("Old quantity"), "quantity"),
    Column("quantity", _("New quantity"), "quantity"),
    Column("old_price", _("Old price"), "price", priced=True),
    Column("price", _("New price"), "price", priced=True),
    Column("gross", _("New amount with tax"), "money", priced=True, total=True),
    Column("old_contract_on", _("Old contract date"), "date"),
    Column("contract_on", _("New contract date"), "date"),
    Column("line_remark", _("Line remark")),
)


class ChangeTable(DocumentTable):
    order_number = TableColumn(
        _("Purchase order"), accessor="orderchange__order__head__number", css="g-code"
    )
    reason = TableColumn(_("Reason for the change"), accessor="orderchange__reason")

    class Meta(DocumentTable.Meta):
        sequence = ("date", "number", "order_number", "party", "goods", "reason", "total", "...")


class ChangeFilter(DocumentFilter):
    more_filters: ClassVar[tuple[str, ...]] = ("handler", "maker", "item", "order")

    order = TextFilter(
        fields=("orderchange__order__head__number", "orderchange__order__contract_number"),
        label=_("Purchase order"),
    )


def changeable_orders(user: User) -> "QuerySet[Document]":
    return Document.objects.filter(type="purchase_order", state__in=CHANGEABLE, held=False)


def take_order(documents: Sequence[Document], user: User) -> Pulled:
    if len(documents) != 1:
        raise Refused(_("A change order changes one order; choose a single one."))
    order = PurchaseOrder.objects.select_related("head__party").get(pk=documents[0].pk)
    lines = order.lines.exclude(line_state=LineState.CLOSED).select_related("item", "unit")
    rows = [
        row_from(line) | {"item_name": f"{line.item.code} {line.item.name}"}
        for line in lines.select_related("body__head").order_by("line_no")
    ]
    return Pulled({"party": order.head.party}, {"order": order}, rows, documents)


def _shown_price(line: Any) -> Decimal | None:
    price: Decimal | None = line.price if line.price != line.old_price else None
    return price


COLUMNS = (
    PrintColumn(_("No."), lambda line: line.order_line.line_no, css="c-no"),
    PrintColumn(_("Product"), lambda line: line.item.name, css="c-name", room=16),
    PrintColumn(_("Unit"), lambda line: line.unit.name, css="c-unit"),
    PrintColumn(_("Old quantity"), lambda line: line.old_quantity, css="c-quantity"),
    PrintColumn(_("New quantity"), lambda line: line.quantity, css="c-quantity"),
    PrintColumn(_("Old price"), lambda line: line.old_price, css="c-price", priced=True),
    PrintColumn(_("New price"), _shown_price, css="c-price", priced=True),
    PrintColumn(
        _("New amount with tax"), lambda line: line.gross, css="c-money", sum="money", priced=True
    ),
    PrintColumn(_("Old contract date"), lambda line: line.old_contract_on, css="c-date"),
    PrintColumn(_("New contract date"), lambda line: line.contract_on, css="c-date"),
)


def change_slip(printing: Printing) -> Sequence[Mapping[str, Any]]:
    body, head = printing.body, printing.document
    order = body.order
    facts = [
        [
            {
                "label": gettext("Supplier"),
                "value": head.party.name if head.party else "",
                "span": 2,
            },
            {"label": gettext("Document date"), "value": formats.day(head.date)},
        ],
        [
            {"label": gettext("Purchase order"), "value": order.head.number, "span": 2},
            {"label": gettext("Contract number"), "value": order.contract_number},
        ],
        [{"label": gettext("Reason for the change"), "value": body.reason, "span": 3}],
    ]
    return [slip(printing, COLUMNS, title=_("Order change"), facts=facts)]


CHANGE_PAGES = DocumentPages(
    ORDER_CHANGE,
    table=ChangeTable,
    filter=ChangeFilter,
    head_form=ChangeHeadForm,
    line_form=ChangeLineForm,
    columns=ENTRY,
    shown=SHOWN,
    pull=Pull(
        "purchase_order",
        _("From an order"),
        _("Change the order"),
        changeable_orders,
        take_order,
    ),
    prints=(
        Print(
            "change",
            _("Order change"),
            "purchasing/order_change/print_change.html",
            change_slip,
            papers=(A4,),
        ),
    ),
)
