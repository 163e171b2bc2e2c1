"""The pages of the pick-up note: from an order, its list, its way as one list, its slip."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from documents.errors import Refused
from documents.models import Document
from documents.pages import DocumentPages, Panel, Print, Pull, Pulled
from masterdata.models import User
from purchasing.pickup_note.checks import NOTABLE
from purchasing.pickup_note.flow import PICKUP_NOTE
from purchasing.pickup_note.forms import NoteHeadForm, NoteLineForm, open_rows
from purchasing.pickup_note.lists import NoteFilter, NoteTable
from purchasing.pickup_note.prints import pickup_slip
from purchasing.pickup_note.progress import stages
from purchasing.purchase_order.models import LineState, PurchaseOrderLine
from ui.grid import Column
from ui.prints import A4, A5_LANDSCAPE
from ui.punctuation import listed

ENTRY = (
    Column("order_line", _("Order line"), "lookup", lookup="order_line", width=190),
    Column("item_text", _("Item"), "readonly", formula="item.name", width=200),
    Column("unit_name", _("Unit"), "readonly", formula="unit.name", width=70),
    Column("ordered", _("Quantity ordered"), "readonly", align="end", width=90),
    Column("quantity", _("Quantity"), "quantity", total=True),
    Column("packages", _("Number of packages"), "quantity", decimals=0, total=True),
    Column("line_remark", _("Line remark"), width=200),
)
SHOWN = (
    Column("order_number", _("Purchase order"), "readonly", formula="order_line.body.head.number"),
    Column("order_line_no", _("Order line"), "readonly", formula="order_line.line_no"),
    Column("code", _("Item code"), "readonly", formula="item.code"),
    Column("name", _("Item name"), "readonly", formula="item.name"),
    Column("specification", _("Specification"), "readonly", formula="item.specification"),
    Column("unit", _("Unit"), "readonly", formula="unit.name"),
    Column("ordered", _("Quantity ordered"), "quantity"),
    Column("quantity", _("Quantity"), "quantity", total=True),
    Column("packages", _("Number of packages"), "quantity", decimals=0, total=True),
    Column("counted", _("Counted by the storekeeper"), "quantity", total=True),
    Column("agreed", _("Counted by the purchaser"), "quantity", total=True),
    Column("difference_reason", _("Reason of difference")),
    Column("line_remark", _("Line remark")),
)


def orders_to_note(user: User) -> "QuerySet[Document]":
    """Approved orders, not on hold, of which something is still to come."""
    opened = PurchaseOrderLine.objects.filter(line_state=LineState.OPEN)
    return Document.objects.filter(
        type="purchase_order",
        state__in=NOTABLE,
        held=False,
        pk__in=opened.order_by().values("body_id"),
    )


def take_orders(documents: Sequence[Document], user: User) -> Pulled:
    if len({document.party_id for document in documents}) != 1:
        raise Refused(_("These orders go to several suppliers; a note is of one of them."))
    rows = open_rows([document.pk for document in documents])
    if not rows:
        raise Refused(
            _("All that is still to come lies on other pick-up notes and receipts already.")
        )
    return Pulled({"party": documents[0].party}, {}, rows, documents)


def facts(body: Any, user: Any) -> Iterable[Mapping[str, Any]]:
    numbers = {line.order_line.body.contract_number for line in body.lines.all()}
    contracts = listed(sorted(number for number in numbers if number))
    if contracts:
        yield {"label": _("Contract number"), "value": contracts}


PICKUP_PAGES = DocumentPages(
    PICKUP_NOTE,
    table=NoteTable,
    filter=NoteFilter,
    head_form=NoteHeadForm,
    line_form=NoteLineForm,
    columns=ENTRY,
    shown=SHOWN,
    facts=facts,
    pull=Pull(
        "purchase_order",
        _("From orders"),
        _("Enter a pick-up note"),
        orders_to_note,
        take_orders,
    ),
    panels=(Panel(_("The way of the goods"), "purchasing/_table_panel.html", stages),),
    prints=(
        Print(
            "slip",
            _("Pick-up note"),
            "purchasing/pickup_note/print_slip.html",
            pickup_slip,
            papers=(A5_LANDSCAPE, A4),
            styles=("css/print/pickup_note.css",),
        ),
    ),
    templates={"detail": "purchasing/pickup_note/detail.html"},
)
