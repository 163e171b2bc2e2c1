"""The pages of the order: its columns, its panels and its contract in print."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents import registry
from documents.models import Document
from documents.pages import DocumentPages, Panel, Print, url_for
from purchasing.purchase_order.chasing.panel import calls
from purchasing.purchase_order.flow import PURCHASE_ORDER
from purchasing.purchase_order.forms import OrderHeadForm, OrderLineForm
from purchasing.purchase_order.lists import OrderFilter, OrderTable
from purchasing.purchase_order.models import PromiseChange
from purchasing.purchase_order.prints import contract
from purchasing.purchase_order.queries import held_on_receipts, noted_lines
from purchasing.suppliers.rises import dearer_lines
from ui import formats
from ui.grid import Column
from ui.prints import A4

ENTRY = (
    Column("item", _("Item"), "lookup", lookup="item", width=240),
    Column("specification", _("Specification"), "readonly", formula="item.specification"),
    Column("unit", _("Unit"), "choice", lookup="unit", width=72),
    Column("quantity", _("Quantity"), "quantity", total=True),
    Column("price", _("Price"), "price", priced=True),
    Column("discount", _("Discount (%)"), "percent", priced=True),
    Column("gross", _("Amount with tax"), "money", priced=True, total=True),
    Column("tax_rate", _("Tax rate (%)"), "percent", priced=True),
    Column("tax", _("Tax"), "money", priced=True, total=True, editable=False),
    Column("net", _("Net amount"), "money", priced=True, total=True),
    Column("contract_on", _("Contract date"), "date"),
    Column("need_on", _("Needed on"), "date"),
    Column("stock", _("Available"), "readonly", hint=_("What the stores can give away now")),
    Column("is_gift", _("Gift"), "check"),
    Column("brand", _("Brand or maker")),
    Column("line_remark", _("Line remark"), width=160),
)
SHOWN = (
    Column("code", _("Item code"), "readonly", formula="item.code"),
    Column("name", _("Item name"), "readonly", formula="item.name"),
    Column("specification", _("Specification"), "readonly", formula="item.specification"),
    Column("unit", _("Unit"), "readonly", formula="unit.name"),
    Column("quantity", _("Quantity"), "quantity", total=True),
    Column("price", _("Price"), "price", priced=True),
    Column("discount", _("Discount (%)"), "percent", priced=True),
    Column("gross", _("Amount with tax"), "money", priced=True, total=True),
    Column("tax_rate", _("Tax rate (%)"), "percent", priced=True),
    Column("tax", _("Tax"), "money", priced=True, total=True),
    Column("net", _("Net amount"), "money", priced=True, total=True),
    Column("need_on", _("Needed on"), "date"),
    Column("contract_on", _("Contract date"), "date"),
    Column("promised_on", _("Promised on"), "date"),
    Column("received_quantity", _("Received"), "quantity", total=True),
    Column("closed_quantity", _("Closed quantity"), "quantity", total=True),
    Column("open_quantity", _("Open quantity"), "quantity", total=True),
    Column("line_state", _("Line state"), "readonly"),
    Column("is_gift", _("Gift"), "check"),
    Column("line_remark", _("Line remark")),
)


def promises(body: Any, user: Any) -> Mapping[str, Any] | None:
    """Every date the supplier gave, the newest first; the contract date beside it never moves."""
    changes = (
        PromiseChange.objects.filter(line__body_id=body.pk)
        .select_related("line__item", "actor")
        .order_by("-id")[:50]
    )
    rows = [
        {
            "cells": [
                {"text": formats.moment(each.at)},
                {"text": f"{each.line.line_no} {each.line.item.code}"},
                {"text": formats.day(each.line.contract_on) if each.line.contract_on else ""},
                {"text": formats.day(each.old_on) if each.old_on else ""},
                {"text": formats.day(each.new_on)},
                {"text": each.source},
                {"text": each.reason},
                {"text": each.actor.display_name},
            ]
        }
        for each in changes
    ]
    heads = (
        _("At"),
        _("Line"),
        _("Contract date"),
        _("Old date"),
        _("New date"),
        _("Who said so"),
        _("Reason"),
        _("Entered by"),
    )
    return (
        {"table": {"columns": [{"label": head} for head in heads], "rows": rows}} if rows else None
    )


def on_other_receipts(body: Any, user: Any) -> Mapping[str, Any] | None:
    """Which unapproved receipts hold goods of this order (lesson 4.4)."""
    lines = {line.pk: line for line in body.lines.all()}
    held = held_on_receipts(lines)
    if not held:
        return None
    numbers = {number for each in held.values() for number in each.numbers}
    papers = {paper.number: paper for paper in Document.objects.filter(number__in=numbers)}
    rows = [
        {
            "cells": [
                {"text": f"{lines[pk].line_no} {lines[pk].item.code} {lines[pk].item.name}"},
                {"text": formats.quantity(each.quantity)},
                {"text": number, "url": url_for(papers[number])},
            ]
        }
        for pk, each in sorted(held.items(), key=lambda pair: lines[pair[0]].line_no)
        for number in each.numbers
    ]
    columns = [
        {"label": _("Line")},
        {"label": _("Quantity"), "align": "end"},
        {"label": _("Receipt")},
    ]
    return {"table": {"columns": columns, "rows": rows}}


def on_notes(body: Any, user: Any) -> Mapping[str, Any] | None:
    """The pick-up notes of its goods: straight to a customer, or fetched, and how far they are."""
    found = noted_lines(body.pk)
    if not found:
        return None
    states = registry.get("pickup_note").state
    rows = [
        {
            "cells": [
                {"text": f"{each.order_line.line_no} {each.item.code} {each.item.name}"},
                {"text": formats.quantity(each.base_quantity)},
                {"text": each.body.get_way_display()},
                {"text": each.body.head.number, "url": url_for(each.body.head)},
                {"text": states(each.body.head.state).label},
            ]
        }
        for each in found
    ]
    columns = [
        {"label": _("Line")},
        {"label": _("Quantity"), "align": "end"},
        {"label": _("Where the goods go")},
        {"label": _("Pick-up note")},
        {"label": _("State")},
    ]
    return {"table": {"columns": columns, "rows": rows}}


def facts(body: Any, user: Any) -> Iterable[Mapping[str, Any]]:
    if body.scan is not None:
        yield {"label": _("Scan"), "value": body.scan.name}


ORDER_PAGES = DocumentPages(
    PURCHASE_ORDER,
    table=OrderTable,
    filter=OrderFilter,
    head_form=OrderHeadForm,
    line_form=OrderLineForm,
    columns=ENTRY,
    shown=SHOWN,
    facts=facts,
    panels=(
        Panel(_("Dearer than the last time"), "purchasing/_table_panel.html", dearer_lines),
        Panel(_("Delivery dates"), "purchasing/_table_panel.html", promises),
        Panel(_("Chase calls"), "purchasing/chasing/_calls.html", calls),
        Panel(_("On pick-up notes"), "purchasing/_table_panel.html", on_notes),
        Panel(_("On receipts not approved yet"), "purchasing/_table_panel.html", on_other_receipts),
    ),
    prints=(
        Print(
            "contract",
            _("Purchase contract"),
            "purchasing/purchase_order/print_contract.html",
            contract,
            papers=(A4,),
            styles=("css/print/purchase_order.css",),
        ),
    ),
)
