"""The pages of the opening stock; lines come from the grid, pasted cells or a spreadsheet."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.filters import DocumentFilter
from documents.pages import DocumentPages, Print, Printing
from documents.slips import slip
from documents.tables import DocumentTable
from inventory.opening_stock.flow import OPENING_STOCK
from inventory.opening_stock.forms import OpeningStockForm, OpeningStockLineForm
from inventory.places.models import Warehouse
from ui import formats
from ui.filters import LookupFilter
from ui.grid import Column
from ui.prints import PrintColumn
from ui.tables import Column as TableColumn


class OpeningStockTable(DocumentTable):
    party = None
    warehouse = TableColumn(_("Warehouse"), accessor="openingstock__warehouse__name")


class OpeningStockFilter(DocumentFilter):
    document_type = OPENING_STOCK
    party = None
    warehouse = LookupFilter(
        "warehouse",
        queryset=Warehouse.objects.all(),
        field_name="openingstock__warehouse",
        label=_("Warehouse"),
    )


def printed(printing: Printing) -> list[Mapping[str, Any]]:
    """The list to be signed: what was counted, where, and what it is worth."""
    document = printing.document
    columns = (
        PrintColumn(_("No."), lambda line: str(line.line_no), "c-no"),
        PrintColumn(_("Item code"), lambda line: line.item.code, "c-code"),
        PrintColumn(_("Item name"), lambda line: line.item.name, "c-name", room=28),
        PrintColumn(_("Bin"), lambda line: line.bin.code, "c-bin"),
        PrintColumn(_("Quantity"), lambda line: line.quantity, "c-quantity", sum="quantity"),
        PrintColumn(_("Unit cost"), lambda line: line.unit_cost, "c-price", priced=True),
        PrintColumn(_("Amount"), lambda line: line.amount, "c-money", sum="money", priced=True),
    )
    rows = [
        [
            {"label": _("Warehouse"), "value": printing.body.warehouse},
            {"label": _("Document date"), "value": formats.day(document.date)},
        ]
    ]
    approver = document.approver.display_name if document.approver else ""
    signed = [
        {"label": _("Maker"), "name": document.maker.display_name},
        {"label": _("Storekeeper")},
        {"label": _("Approver"), "name": approver},
    ]
    return [slip(printing, columns, facts=rows, signatures=signed)]


OPENING_STOCK_PAGES = DocumentPages(
    OPENING_STOCK,
    table=OpeningStockTable,
    filter=OpeningStockFilter,
    head_form=OpeningStockForm,
    line_form=OpeningStockLineForm,
    columns=(
        Column("item", _("Item"), "lookup", lookup="item", width=220),
        Column("bin", _("Bin"), "lookup", lookup="bin", width=120),
        Column("quantity", _("Quantity"), "quantity", width=110, total=True),
        Column("unit_cost", _("Unit cost"), "price", width=120, priced=True),
    ),
    shown=(
        Column("code", _("Item code"), formula="item.code"),
        Column("name", _("Item name"), formula="item.name"),
        Column("specification", _("Specification"), formula="item.specification"),
        Column("unit", _("Unit"), formula="item.unit"),
        Column("bin", _("Bin")),
        Column("quantity", _("Quantity"), "quantity", total=True),
        Column("unit_cost", _("Unit cost"), "price", priced=True),
        Column("amount", _("Amount"), "money", priced=True, total=True),
    ),
    prints=(Print("list", _("Opening stock"), "print/a4.html", printed),),
)
