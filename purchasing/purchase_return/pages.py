"""The pages of the return: entry from receipts or without, what may still go back, the slip."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from documents.errors import Refused
from documents.models import Document
from documents.pages import DocumentPages, Panel, Print, Pull, Pulled
from masterdata.models import User
from purchasing.purchase_return.actions import receipts_in, require_one_origin, rows_of
from purchasing.purchase_return.flow import PURCHASE_RETURN
from purchasing.purchase_return.forms import ReturnHeadForm, ReturnLineForm
from purchasing.purchase_return.lists import ReturnFilter, ReturnTable
from purchasing.purchase_return.prints import COPIES, return_slip
from purchasing.purchase_return.queries import held_on_returns, returnable, returnable_of
from ui import formats
from ui.grid import Column
from ui.prints import A4, HALF_241
from ui.punctuation import listed

ENTRY = (
    Column(
        "receipt_line",
        _("Receipt line"),
        "lookup",
        lookup="returnable_line",
        width=170,
        fills={"item": "item", "quantity": "available", "bin": "bin"},
    ),
    Column("item", _("Item"), "lookup", lookup="item", width=220),
    Column("unit", _("Unit"), "choice", lookup="unit", width=72),
    Column("received", _("Received"), "readonly", align="end", width=76),
    Column("returned", _("Returned so far"), "readonly", align="end", width=76),
    Column("on_returns", _("On other returns"), "readonly", align="end", width=90),
    Column("quantity", _("Returned quantity"), "quantity", total=True),
    Column("outcome", _("Outcome"), "choice", width=90),
    Column("reason", _("Reason of return"), width=150),
    Column("bin", _("Bin"), "lookup", lookup="bin", width=110),
    Column("price", _("Price"), "price", priced=True),
    Column("discount", _("Discount (%)"), "percent", priced=True),
    Column("gross", _("Amount with tax"), "money", priced=True, total=True, editable=False),
    Column("tax_rate", _("Tax rate (%)"), "percent", priced=True),
    Column("tax", _("Tax"), "money", priced=True, total=True, editable=False),
    Column("net", _("Net amount"), "money", priced=True, total=True, editable=False),
    Column("is_gift", _("Gift"), "check"),
    Column("unbought_reason", _("Why though not bought from this supplier"), width=150),
    Column("line_remark", _("Line remark"), width=140),
)
SHOWN = (
    Column("receipt", _("Original receipt"), "readonly", formula="receipt_line.body.head.number"),
    Column("code", _("Item code"), "readonly", formula="item.code"),
    Column("name", _("Item name"), "readonly", formula="item.name"),
    Column("specification", _("Specification"), "readonly", formula="item.specification"),
    Column("unit", _("Unit"), "readonly", formula="unit.name"),
    Column("quantity", _("Returned quantity"), "quantity", total=True),
    Column("outcome", _("Outcome"), "choice"),
    Column("reason", _("Reason of return")),
    Column("bin", _("Bin"), "readonly"),
    Column("price", _("Price"), "price", priced=True),
    Column("discount", _("Discount (%)"), "percent", priced=True),
    Column("gross", _("Amount with tax"), "money", priced=True, total=True),
    Column("tax_rate", _("Tax rate (%)"), "percent", priced=True),
    Column("tax", _("Tax"), "money", priced=True, total=True),
    Column("net", _("Net amount"), "money", priced=True, total=True),
    Column("is_gift", _("Gift"), "check"),
    Column("unbought_reason", _("Why though not bought from this supplier")),
    Column("line_remark", _("Line remark")),
)


def receipts_to_return(user: User) -> "QuerySet[Document]":
    """Approved receipts of which something may still go back."""
    receipts = returnable().order_by().values("body_id")
    return Document.objects.filter(type="receipt", state="approved", pk__in=receipts)


def take_receipts(documents: Sequence[Document], user: User) -> Pulled:
    receipts = receipts_in(documents)
    require_one_origin(receipts)
    rows = rows_of(receipts)
    if not rows:
        raise Refused(
            _("All of it lies on other returns already; finish or void those first."),
        )
    first = receipts[0]
    body = {"warehouse": first.warehouse, "price_includes_tax": first.price_includes_tax}
    return Pulled({"party": first.head.party}, body, rows, documents)


def left_to_return(body: Any, user: Any) -> Mapping[str, Any] | None:
    """Per receipt line: received, returned, on other returns, and what may still go back."""
    lines = {
        line.receipt_line_id: line for line in body.lines.all() if line.receipt_line is not None
    }
    if not lines or body.head.state not in ("draft", "submitted", "approved"):
        return None
    held = held_on_returns(lines, but=body.pk)
    rows = [{"cells": _left_cells(line, held)} for line in lines.values()]
    heads = (_("Received"), _("Returned so far"), _("On other returns"), _("May still go back"))
    columns = [{"label": _("Line")}, *({"label": head, "align": "end"} for head in heads)]
    return {"table": {"columns": [*columns, {"label": _("Other returns")}], "rows": rows}}


def _left_cells(line: Any, held: dict[int, Any]) -> list[dict[str, str]]:
    source = line.receipt_line
    others = held.get(source.pk)
    figures = (
        source.base_accepted,
        source.returned_quantity,
        others.quantity if others else None,
        returnable_of(source, held),
    )
    name = f"{line.line_no} {line.item.code} {line.item.name}"
    numbers = listed(others.numbers) if others else ""
    return [
        {"text": name},
        *({"text": formats.quantity(figure)} for figure in figures),
        {"text": numbers},
    ]


def facts(body: Any, user: Any) -> Iterable[Mapping[str, Any]]:
    """The receipts at the top, where people look for them."""
    numbers = {line.receipt_line.body.head.number for line in body.lines.all() if line.receipt_line}
    if numbers:
        yield {"label": _("Original receipt"), "value": listed(sorted(numbers))}


RETURN_PAGES = DocumentPages(
    PURCHASE_RETURN,
    table=ReturnTable,
    filter=ReturnFilter,
    head_form=ReturnHeadForm,
    line_form=ReturnLineForm,
    columns=ENTRY,
    shown=SHOWN,
    facts=facts,
    pull=Pull(
        "receipt",
        _("From receipts"),
        _("Return goods"),
        receipts_to_return,
        take_receipts,
    ),
    panels=(Panel(_("May still go back"), "purchasing/_table_panel.html", left_to_return),),
    prints=(
        Print(
            "slip",
            _("Goods return note"),
            "purchasing/purchase_return/print_slip.html",
            return_slip,
            papers=(A4, HALF_241),
            styles=("css/print/purchase_return.css",),
            copies=COPIES,
        ),
    ),
)
