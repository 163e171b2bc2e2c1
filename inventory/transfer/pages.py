"""The pages of the transfer: entry, list, the paper with what is missing, the slip."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.pages import DocumentPages, Panel, Print, url_for
from inventory.stock.queries import figures
from inventory.transfer.checks import missing_lines
from inventory.transfer.flow import TRANSFER
from inventory.transfer.forms import TransferForm, TransferLineForm
from inventory.transfer.lists import TransferFilter, TransferTable
from inventory.transfer.prints import COPIES, transfer_slip
from ui import formats
from ui.grid import Column
from ui.prints import A4, HALF_241

ENTRY = (
    Column("item", _("Item"), "lookup", lookup="item", width=240),
    Column("specification", _("Specification"), "readonly", formula="item.specification"),
    Column("unit", _("Unit"), "choice", lookup="unit", width=72),
    Column("quantity", _("Quantity"), "quantity", total=True),
    Column(
        "stock", _("Available"), "readonly", hint=_("What the sending warehouse can give away now")
    ),
    Column("from_bin", _("From bin"), "lookup", lookup="bin", width=120),
    Column("to_bin", _("To bin"), "lookup", lookup="bin_there", width=120),
    Column("line_remark", _("Line remark"), width=160),
)
SHOWN = (
    Column("code", _("Item code"), "readonly", formula="item.code"),
    Column("name", _("Item name"), "readonly", formula="item.name"),
    Column("specification", _("Specification"), "readonly", formula="item.specification"),
    Column("unit", _("Unit"), "readonly", formula="unit.name"),
    Column("quantity", _("Quantity"), "quantity", total=True),
    Column("base_quantity", _("Base quantity"), "quantity", total=True),
    Column("from_bin", _("From bin"), "readonly"),
    Column("to_bin", _("To bin"), "readonly"),
    Column("received_quantity", _("Counted in"), "quantity", total=True),
    Column("late_quantity", _("Came late"), "quantity", total=True),
    Column("returned_quantity", _("Taken back"), "quantity", total=True),
    Column("difference_reason", _("Reason of difference")),
    Column("line_remark", _("Line remark")),
)
NOT_SHIPPED = ("draft", "submitted", "approved")


def told(body: Any) -> Mapping[str, Mapping[str, Any] | None]:
    """The order it serves leads there; the bin of what is on its way tells nobody anything."""
    served: dict[str, Any] | None = None
    if body.for_document is not None:
        served = {"label": _("Fetched for"), "value": body.for_document.number}
        served |= {"url": url_for(body.for_document)}
    return {"for_document": served, "transit_bin": None}


def in_transit(body: Any, user: Any) -> Mapping[str, Any] | None:
    """在途未到: what left, did not come, and still lies in the bin of goods on their way."""
    lines = missing_lines(body) if body.head.state == "in" else []
    rows = [
        {
            "cells": [
                {"text": f"{line.line_no} {line.item.code} {line.item.name}"},
                {"text": formats.quantity(line.base_quantity)},
                {"text": formats.quantity(line.received_quantity)},
                {"text": formats.quantity(line.missing), "tone": "bad"},
                {"text": line.difference_reason},
            ]
        }
        for line in lines
    ]
    columns = [
        {"label": _("Line")},
        {"label": _("Quantity shipped"), "align": "end"},
        {"label": _("Counted in"), "align": "end"},
        {"label": _("Not arrived"), "align": "end"},
        {"label": _("Reason of difference")},
    ]
    return {"table": {"columns": columns, "rows": rows}} if rows else None


def stock_there(body: Any, user: Any) -> Mapping[str, Any] | None:
    """Before it is shipped: whether the sending warehouse can give it, and what the other has."""
    if body.head.state not in NOT_SHIPPED or not body.lines.all():
        return None
    asked: dict[int, Any] = {}
    for line in body.lines.all():
        asked.setdefault(line.item_id, [line.item, 0])[1] += line.base_quantity
    here = figures(asked, warehouse=body.from_warehouse_id)
    there = figures(asked, warehouse=body.to_warehouse_id)
    rows = [
        {
            "cells": [
                {"text": f"{item.code} {item.name}"},
                {"text": formats.quantity(quantity)},
                {
                    "text": formats.quantity(here[pk].available),
                    "tone": "bad" if here[pk].available < quantity else "",
                },
                {"text": formats.quantity(there[pk].available)},
            ]
        }
        for pk, (item, quantity) in asked.items()
    ]
    columns = [
        {"label": _("Item")},
        {"label": _("Quantity"), "align": "end"},
        {"label": _("Available in the sending warehouse"), "align": "end"},
        {"label": _("Available in the receiving warehouse"), "align": "end"},
    ]
    return {"table": {"columns": columns, "rows": rows}}


TRANSFER_PAGES = DocumentPages(
    TRANSFER,
    table=TransferTable,
    filter=TransferFilter,
    head_form=TransferForm,
    line_form=TransferLineForm,
    columns=ENTRY,
    shown=SHOWN,
    told=told,
    subject=lambda body: f"{body.from_warehouse} → {body.to_warehouse}",
    subject_with=("from_warehouse", "to_warehouse"),
    panels=(
        Panel(_("In transit: missing"), "inventory/_table_panel.html", in_transit),
        Panel(_("Stock of both warehouses"), "inventory/_table_panel.html", stock_there),
    ),
    prints=(
        Print(
            "slip",
            _("Transfer slip"),
            "inventory/transfer/print_slip.html",
            transfer_slip,
            papers=(HALF_241, A4),
            styles=("css/print/transfer.css",),
            copies=COPIES,
        ),
    ),
)
