"""The pages of the receipt: entry from orders or without, the arrival at the gate, the slip."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from documents import attachments, drafts
from documents.errors import Refused
from documents.models import Document
from documents.pages import DocumentPages, Panel, Print, Pull, Pulled
from documents.pages.doors import person, require_maker, tell
from documents.transactions import in_one_transaction
from finance.parties.queries import debt_of
from masterdata.models import User
from masterdata.roles import may_see_purchase_prices
from purchasing.pickup_note.queries import ready_for_receipt
from purchasing.purchase_order.models import LineState, PurchaseOrder
from purchasing.purchase_order.queries import held_on_receipts
from purchasing.receipt import direct
from purchasing.receipt.actions import open_rows, require_one_supplier
from purchasing.receipt.arrival import ArrivalForm
from purchasing.receipt.flow import RECEIPT
from purchasing.receipt.forms import ReceiptHeadForm, ReceiptLineForm
from purchasing.receipt.from_note import take_note
from purchasing.receipt.lists import ReceiptFilter, ReceiptTable
from purchasing.receipt.prints import COPIES, receipt_slip
from purchasing.suppliers.rises import dearer_lines
from ui import formats
from ui.grid import Column
from ui.prints import A4, HALF_241, THIRD_241
from ui.punctuation import listed

ENTRY = (
    Column(
        "order_line",
        _("Order line"),
        "lookup",
        lookup="order_line",
        width=170,
        fills={"item": "item", "quantity": "available"},
    ),
    Column("item", _("Item"), "lookup", lookup="item", width=220),
    Column("unit", _("Unit"), "choice", lookup="unit", width=72),
    Column("ordered", _("Ordered quantity"), "readonly", align="end", width=76),
    Column("received", _("Received"), "readonly", align="end", width=76),
    Column("on_receipts", _("On other receipts"), "readonly", align="end", width=90),
    Column("quantity", _("Arrived quantity"), "quantity", total=True),
    Column("rejected", _("Rejected"), "quantity", total=True),
    Column("accepted", _("Accepted"), "quantity", total=True),
    Column("unpacked", _("Unpacked and inspected"), "check", width=80),
    Column("reject_reason", _("Reason of rejection"), width=130),
    Column("price", _("Price"), "price", priced=True),
    Column("discount", _("Discount (%)"), "percent", priced=True),
    Column("gross", _("Amount with tax"), "money", priced=True, total=True),
    Column("tax_rate", _("Tax rate (%)"), "percent", priced=True),
    Column("tax", _("Tax"), "money", priced=True, total=True, editable=False),
    Column("net", _("Net amount"), "money", priced=True, total=True),
    Column("bin", _("Bin"), "lookup", lookup="bin", width=110),
    Column("is_gift", _("Gift"), "check"),
    Column("over_reason", _("Why more than ordered"), width=140),
    Column("line_remark", _("Line remark"), width=140),
)
SHOWN = (
    Column("order_number", _("Purchase order"), "readonly", formula="order_line.body.head.number"),
    Column("code", _("Item code"), "readonly", formula="item.code"),
    Column("name", _("Item name"), "readonly", formula="item.name"),
    Column("specification", _("Specification"), "readonly", formula="item.specification"),
    Column("unit", _("Unit"), "readonly", formula="unit.name"),
    Column("ordered", _("Ordered quantity"), "quantity", formula="order_line.quantity"),
    Column("quantity", _("Arrived quantity"), "quantity", total=True),
    Column("accepted", _("Accepted"), "quantity", total=True),
    Column("rejected", _("Rejected"), "quantity", total=True),
    Column("reject_reason", _("Reason of rejection")),
    Column("unpacked", _("Unpacked and inspected"), "check"),
    Column("inspected_by", _("Inspected by"), "readonly"),
    Column("price", _("Price"), "price", priced=True),
    Column("discount", _("Discount (%)"), "percent", priced=True),
    Column("gross", _("Amount with tax"), "money", priced=True, total=True),
    Column("tax_rate", _("Tax rate (%)"), "percent", priced=True),
    Column("tax", _("Tax"), "money", priced=True, total=True),
    Column("net", _("Net amount"), "money", priced=True, total=True),
    Column("returned_quantity", _("Returned so far"), "quantity", total=True),
    Column("bin", _("Bin"), "readonly"),
    Column("is_gift", _("Gift"), "check"),
    Column("over_reason", _("Why more than ordered")),
    Column("line_remark", _("Line remark")),
)


def orders_to_receive(user: User) -> "QuerySet[Document]":
    """Orders in fulfilment, not on hold, with a line that is still open."""
    opened = PurchaseOrder.objects.filter(lines__line_state=LineState.OPEN)
    return Document.objects.filter(
        type="purchase_order", state="active", held=False, pk__in=opened.values("pk")
    )


def take_orders(documents: Sequence[Document], user: User) -> Pulled:
    require_one_supplier(documents)
    orders = list(PurchaseOrder.objects.filter(pk__in=[d.pk for d in documents]).order_by("pk"))
    rows = open_rows(orders)
    if not rows:
        raise Refused(
            _("All that is still open already lies on other receipts; finish or void those first.")
        )
    first = orders[0]
    body = {"warehouse": first.warehouse, "price_includes_tax": first.price_includes_tax}
    return Pulled({"party": documents[0].party}, body, rows, documents)


def others_on_their_way(body: Any, user: Any) -> Mapping[str, Any] | None:
    """Other unapproved receipts that hold goods of the same order lines (lesson 4.4)."""
    lines = {line.order_line_id: line for line in body.lines.all() if line.order_line_id}
    held = held_on_receipts(lines, but=body.pk)
    if not held or body.head.state in ("approved", "reversed", "void"):
        return None
    rows = [
        {
            "cells": [
                {"text": f"{lines[pk].line_no} {lines[pk].item.code} {lines[pk].item.name}"},
                {"text": formats.quantity(lines[pk].order_line.open_quantity)},
                {"text": formats.quantity(each.quantity)},
                {"text": listed(each.numbers)},
            ]
        }
        for pk, each in held.items()
    ]
    columns = [
        {"label": _("Line")},
        {"label": _("Open quantity"), "align": "end"},
        {"label": _("On other receipts"), "align": "end"},
        {"label": _("Receipts")},
    ]
    return {"table": {"columns": columns, "rows": rows}}


def facts(body: Any, user: Any) -> Iterable[Mapping[str, Any]]:
    """已付, 欠款, 到期日 and 已收票, for who may see prices; once there is a debt."""
    yield from direct.facts(body)
    if body.head.state != "approved" or not may_see_purchase_prices(user):
        return
    figures = debt_of(body.pk)
    if figures.owed:
        yield {"label": _("Paid or set off"), "value": formats.money(figures.settled)}
        yield {"label": _("Still owed"), "value": formats.money(figures.left)}
    if figures.due_on and figures.left:
        late = figures.due_on < timezone.localdate()
        tone = {"tone": "bad"} if late else {}
        yield {"label": _("Due date"), "value": formats.day(figures.due_on)} | tone
    invoiced = sum(line.invoiced_gross for line in body.lines.all())
    if invoiced:
        yield {"label": _("Invoiced"), "value": formats.money(invoiced)}


FROM_ORDERS = Pull(
    "purchase_order", _("From orders"), _("Receive goods"), orders_to_receive, take_orders
)
FROM_NOTE = Pull(
    "pickup_note",
    _("From a pick-up note"),
    _("Make the receipt"),
    lambda user: ready_for_receipt(),
    take_note,
)

RECEIPT_PAGES = DocumentPages(
    RECEIPT,
    table=ReceiptTable,
    filter=ReceiptFilter,
    head_form=ReceiptHeadForm,
    line_form=ReceiptLineForm,
    columns=ENTRY,
    shown=SHOWN,
    facts=facts,
    pull=lambda: (FROM_ORDERS, FROM_NOTE),
    panels=(
        Panel(_("Dearer than the last time"), "purchasing/_table_panel.html", dearer_lines),
        Panel(_("On other receipts"), "purchasing/_table_panel.html", others_on_their_way),
    ),
    prints=(
        Print(
            "slip",
            _("Goods received note"),
            "purchasing/receipt/print_slip.html",
            receipt_slip,
            papers=(A4, HALF_241, THIRD_241),
            styles=("css/print/receipt.css",),
            copies=COPIES,
        ),
    ),
)


@require_http_methods(["GET", "POST"])
def arrival(request: HttpRequest) -> HttpResponse:
    """到货登记 at the gate: a minute's work, and the one-working-day clock begins (T7)."""
    require_maker(request, RECEIPT_PAGES)
    user = person(request)
    if request.method == "GET":
        return _arrival_page(request, ArrivalForm(initial=ArrivalForm.starting(user)))
    form = ArrivalForm(request.POST, request.FILES)
    if not form.is_valid():
        return _arrival_page(request, form, status=422)
    try:
        document = in_one_transaction(lambda: _arrive(form, user))
    except Refused as refused:
        tell(request, refused)
        return _arrival_page(request, form, status=422)
    messages.success(request, gettext("%(number)s is saved.") % {"number": document.number})
    return redirect(RECEIPT_PAGES.url("detail", document.pk))


def _arrive(form: ArrivalForm, user: User) -> Document:
    """The same form sent twice is one arrival with one photo."""
    key, photo = form.cleaned_data["key"], form.cleaned_data.get("photo")
    is_new = not Document.objects.filter(key=key).exists()
    document = drafts.create(
        RECEIPT, actor=user, head=form.head, body=form.body, state="arrived", key=key
    )
    if photo and is_new:
        attachments.attach(document, photo, by=user, at=timezone.now())
    return document


def _arrival_page(request: HttpRequest, form: ArrivalForm, *, status: int = 200) -> HttpResponse:
    context = {
        "title": _("Goods arrived"),
        "form": form,
        "action_url": request.path,
        "cancel_url": RECEIPT_PAGES.url("list"),
    }
    return render(request, "ui/form.html", context, status=status)
