"""Short goods: what released orders lack, and who gets what is there, by item."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from documents.errors import Refused
from documents.pages.doors import person, status_of, tell
from documents.visibility import may_read
from inventory.places.models import Warehouse
from inventory.stock.queries import free_in_bins, next_arrivals
from masterdata.models import Item
from masterdata.roles import roles_of
from orders.customer_order import allotting
from orders.customer_order.allotting import Choice, Row
from orders.customer_order.flow import CUSTOMER_ORDER
from orders.customer_order.steps import ALLOTTERS, SUPERIORS
from orders.step_lines import LineCells
from ui import formats
from ui.forms import DecimalField, Form
from ui.punctuation import listed

MOST = 300
# Who comes first gets what is there; a form of all who wait would take seconds.
MOST_ROWS = 50
ZERO = Decimal(0)


class AllottingForm(LineCells, Form):
    """A row per order that wants the item or has it; superiors may take from one for another."""

    told = (
        _("Customer"),
        _("Customer level"),
        _("Wanted on"),
        _("Paid share"),
        _("Open quantity"),
        _("Reserved"),
        _("Lacking"),
        _("In its turn"),
    )
    cells = (("quantity", _("To reserve now")), ("take", _("To take away")))

    def __init__(self, *args: Any, rows: list[Row], superior: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines = rows
        if not superior:
            self.cells = self.cells[:1]
        for row in rows:
            if row.lacking > 0:
                self._add("quantity", row, most=row.lacking, initial=row.proposed or None)
            if superior and row.reserved > 0:
                self._add("take", row, most=row.reserved)
        if superior:
            self.fields["reason"] = forms.CharField(
                label=_("Reason, where it is out of turn"), max_length=200, required=False
            )

    def _add(self, name: str, row: Row, *, most: Decimal, initial: Decimal | None = None) -> None:
        field = DecimalField(
            label=row.order.number,
            places=4,
            min_value=0,
            max_value=most,
            required=False,
            initial=initial,
        )
        self.fields[f"{name}_{row.pk}"] = field

    def title_of(self, line: Any) -> str:
        return f"{line.order.number} / {line.line_no}"

    def told_of(self, line: Any) -> tuple[Any, ...]:
        return (
            line.order.party or "",
            line.level,
            formats.day(line.wanted_on),
            f"{formats.quantity(line.paid_share * 100, 0)}%",
            formats.quantity(line.open),
            formats.quantity(line.reserved),
            formats.quantity(line.lacking),
            formats.quantity(line.proposed),
        )

    @property
    def choices(self) -> list[Choice]:
        said = self.cleaned_data
        return [
            Choice(row, said.get(f"quantity_{row.pk}") or ZERO, said.get(f"take_{row.pk}") or ZERO)
            for row in self.lines
        ]


@require_http_methods(["GET", "POST"])
def allotting_list(request: HttpRequest) -> HttpResponse:
    """What is short, with what is free of it; one button gives everybody what falls to him."""
    _require_reader(request)
    status = 200
    if request.method == "POST":
        try:
            numbers = allotting.give_all(actor=person(request), at=timezone.now())
        except Refused as refused:
            tell(request, refused)
            status = status_of(refused)
        else:
            _say(request, numbers)
            return redirect("order_allotting")
    found = allotting.short_items(most=MOST)
    can = bool(roles_of(person(request)) & set(ALLOTTERS)) and any(s.free > 0 for s in found)
    button = {
        "label": _("Allot everything in turn"),
        "url": reverse("order_allotting"),
        "icon": "diagram-3",
        "post": True,
    }
    context = {
        "title": _("Short goods"),
        "subtitle": _("What released orders lack; important customers come first"),
        "actions": [button] if can else [],
        "tables": [{"title": _("By item"), "table": _table(found)}],
    }
    return render(request, "ui/detail.html", context, status=status)


def _say(request: HttpRequest, numbers: list[str]) -> None:
    if not numbers:
        messages.info(request, gettext("Nothing that is short is free now."))
        return
    sentence = ngettext(
        "%(count)s order got goods: %(numbers)s.",
        "%(count)s orders got goods: %(numbers)s.",
        len(numbers),
    )
    shown = listed(numbers[:10]) + ("…" if len(numbers) > 10 else "")
    messages.success(request, sentence % {"count": len(numbers), "numbers": shown})


def _table(found: list[allotting.Short]) -> dict[str, Any]:
    items = Item.objects.select_related("unit").in_bulk({each.item_id for each in found})
    stores = Warehouse.objects.in_bulk({each.warehouse_id for each in found})
    coming = next_arrivals(items)
    labels = (_("Item"), _("Warehouse"), _("Orders"), _("Lacking"), _("Free"), _("Next arrival"))
    columns = [
        {"label": label, "align": "end" if n in (2, 3, 4) else ""} for n, label in enumerate(labels)
    ]
    rows = []
    for each in found:
        item = items[each.item_id]
        url = reverse("order_allotting_item", args=[each.item_id, each.warehouse_id])
        cells = [
            {"text": f"{item.code} {item.name}", "url": url},
            {"text": stores[each.warehouse_id].name},
            {"text": each.orders},
            {"text": formats.quantity(each.lacking)},
            {"text": formats.quantity(each.free), "tone": "good" if each.free > 0 else ""},
            {"text": formats.day(coming.get(each.item_id))},
        ]
        rows.append({"cells": cells, "url": url})
    return {"columns": columns, "rows": rows}


@require_http_methods(["GET", "POST"])
def allotting_item(request: HttpRequest, item_id: int, warehouse_id: int) -> HttpResponse:
    """Who wants the item and who has it: the proposal stands in the boxes and can be changed."""
    _require_reader(request)
    item = get_object_or_404(Item.objects.select_related("unit"), pk=item_id)
    warehouse = get_object_or_404(Warehouse, pk=warehouse_id)
    roles = roles_of(person(request))
    given = {
        "rows": allotting.rows_of(item.pk, warehouse.pk, most=MOST_ROWS),
        "superior": bool(roles & set(SUPERIORS)),
    }
    form = AllottingForm(request.POST if request.method == "POST" else None, **given)
    status = 200
    if request.method == "POST":
        status = 422 if not form.is_valid() else _give(request, form)
        if status == 302:
            return redirect("order_allotting")
    places = free_in_bins([item.pk], warehouse.pk).get(item.pk, [])
    free = sum((quantity for _bin, quantity in places), ZERO)
    context = {
        "title": f"{item.code} {item.name}",
        "subtitle": _("%(warehouse)s: %(free)s %(unit)s free")
        % {"warehouse": warehouse, "free": formats.quantity(free), "unit": item.unit},
        "form": form,
        "may_allot": bool(roles & {*ALLOTTERS, *SUPERIORS}),
        "cancel_url": reverse("order_allotting"),
        "submit_label": _("Allot goods"),
    }
    return render(request, "orders/customer_order/allotting.html", context, status=status)


def _give(request: HttpRequest, form: AllottingForm) -> int:
    """302 when it is done, else the status of the refusal; what was typed stays."""
    reason = (form.cleaned_data.get("reason") or "").strip()
    try:
        count = allotting.give(
            form.choices, actor=person(request), reason=reason, at=timezone.now()
        )
    except Refused as refused:
        tell(request, refused)
        return status_of(refused)
    sentence = ngettext("%(count)s order got goods.", "%(count)s orders got goods.", count)
    messages.success(request, sentence % {"count": count})
    return 302


def _require_reader(request: HttpRequest) -> None:
    if not may_read(CUSTOMER_ORDER, person(request)):
        raise PermissionDenied(
            gettext("Your roles do not include %(type)s. Ask an administrator if you need it.")
            % {"type": CUSTOMER_ORDER.label}
        )
