"""Owed invoices (欠票) by receipt and by supplier, the log of talks, and the form to note one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from documents.errors import Refused
from documents.pages.doors import person, require_reader, status_of, tell
from documents.visibility import visible_to
from masterdata.models import User
from masterdata.roles import may_see_purchase_prices
from purchasing.owed_invoices import actions, lists, queries
from purchasing.owed_invoices.forms import ChaseForm
from purchasing.owed_invoices.models import InvoiceChaseReceipt
from purchasing.receipt.pages import RECEIPT_PAGES
from ui import formats
from ui.filters import FilterSet
from ui.ids import ids_in
from ui.listing import listing

MOST_RECEIPTS = 200
Receipts = list[Any]


@require_GET
def owed_invoices(request: HttpRequest) -> HttpResponse:
    user = _reader(request)
    receipts = queries.with_figures(queries.with_chases(_seen(user)))
    extra: dict[str, Any] = {"tabs": _tabs("owed_invoices")}
    if actions.may_chase(user):
        chase = {"code": "chase", "label": _("Note a talk"), "icon": "telephone"}
        extra |= {"batch_url": reverse("invoice_chase"), "batch_actions": [chase]}
    return listing(
        request,
        queryset=receipts.select_related("head__party", "head__handler").order_by(
            "head__date", "head_id"
        ),
        table_class=lists.OwedTable,
        filter_class=lists.OwedFilter,
        title=_("Owed invoices"),
        extra=extra,
    )


@require_GET
def owed_by_supplier(request: HttpRequest) -> HttpResponse:
    """The same receipts and conditions, added up by supplier."""
    user = _reader(request)

    def rows(conditions: FilterSet) -> list[queries.SupplierRow]:
        return queries.by_supplier(conditions.filter_queryset(queries.with_chases(_seen(user))))

    return listing(
        request,
        queryset=rows,
        table_class=lists.SupplierTable,
        filter_class=lists.OwedFilter,
        title=_("Owed invoices"),
        extra={"tabs": _tabs("owed_by_supplier")},
    )


@require_GET
def chase_log(request: HttpRequest) -> HttpResponse:
    user = _reader(request)
    spoken = InvoiceChaseReceipt.objects.filter(receipt__head__in=visible_to(user))
    return listing(
        request,
        queryset=spoken.select_related("chase__party", "chase__actor", "receipt__head").order_by(
            "-chase_id", "receipt_id"
        ),
        table_class=lists.LogTable,
        filter_class=lists.LogFilter,
        title=_("Owed invoices"),
        extra={"tabs": _tabs("invoice_chase_log")},
    )


def _reader(request: HttpRequest) -> User:
    require_reader(request, RECEIPT_PAGES)
    user = person(request)
    if not may_see_purchase_prices(user):
        raise PermissionDenied(gettext("Purchase prices are not shown to your roles."))
    return user


def _seen(user: User) -> Any:
    return queries.owing().filter(head__in=visible_to(user))


def _tabs(current: str) -> list[dict[str, Any]]:
    pages = (
        ("owed_invoices", _("By receipt")),
        ("owed_by_supplier", _("By supplier")),
        ("invoice_chase_log", _("Log of talks")),
    )
    return [
        {"label": label, "url": reverse(name), "is_current": name == current}
        for name, label in pages
    ]


@require_http_methods(["GET", "POST"])
def invoice_chase(request: HttpRequest) -> HttpResponse:
    """GET `?ids=1,2` or `?party=7` asks; ticked rows of the list are led there; POST notes."""
    user = _reader(request)
    if not actions.may_chase(user):
        raise PermissionDenied(gettext("Invoices are asked for by purchasing and the accountant."))
    if request.method == "POST" and "key" not in request.POST:
        ticked = ",".join(str(pk) for pk in ids_in(request.POST, "ids"))
        return redirect(reverse("invoice_chase", query={"ids": ticked}))
    receipts = _asked_for(request.POST if request.method == "POST" else request.GET, user)
    fault = _fault(receipts)
    if fault:
        messages.error(request, fault)
        return redirect("owed_invoices")
    if request.method == "GET":
        return _page(request, ChaseForm(initial=ChaseForm.starting(receipts)), receipts)
    return _save(request, receipts, user)


def _asked_for(sent: QueryDict, user: User) -> Receipts:
    """The receipts that were ticked, or all of a supplier."""
    found = queries.with_chases(_seen(user)).select_related("head__party")
    found = found.order_by("head__date", "head_id")
    parties, ids = ids_in(sent, "party"), ids_in(sent, "ids")
    if parties:
        return list(found.filter(head__party__in=parties[:1])[: MOST_RECEIPTS + 1])
    return list(found.filter(pk__in=ids[: MOST_RECEIPTS + 1]))


def _fault(receipts: Receipts) -> str:
    if not receipts:
        return gettext("Tick at least one receipt whose invoice is owed.")
    if len(receipts) > MOST_RECEIPTS:
        return gettext("A talk is noted for %(most)s receipts at most; tick fewer.") % {
            "most": MOST_RECEIPTS
        }
    if len({receipt.head.party_id for receipt in receipts}) > 1:
        return gettext(
            "These receipts are of several suppliers. A talk is with one; tick his alone."
        )
    return ""


def _save(request: HttpRequest, receipts: Receipts, user: User) -> HttpResponse:
    form = ChaseForm(request.POST)
    if not form.is_valid():
        return _page(request, form, receipts, status=422)
    ids = [receipt.pk for receipt in receipts]
    try:
        actions.note_chase(
            ids, form.talk, actor=user, at=timezone.now(), key=form.cleaned_data["key"]
        )
    except Refused as refused:
        tell(request, refused)
        return _page(request, form, receipts, status=status_of(refused))
    words = ngettext(
        "The talk about the invoice of %(count)s receipt is noted.",
        "The talk about the invoices of %(count)s receipts is noted.",
        len(ids),
    )
    messages.success(request, words % {"count": len(ids)})
    return redirect("owed_invoices")


def _page(
    request: HttpRequest, form: ChaseForm, receipts: Receipts, *, status: int = 200
) -> HttpResponse:
    context = {
        "title": _("Ask for invoices"),
        "subtitle": str(receipts[0].head.party),
        "form": form,
        "action_url": reverse("invoice_chase"),
        "cancel_url": reverse("owed_invoices"),
        "table": _table(receipts),
    }
    return render(request, "purchasing/owed_invoices/chase.html", context, status=status)


def _table(receipts: Receipts) -> dict[str, Any]:
    heads = (
        (_("Receipt"), ""),
        (_("Document date"), ""),
        (_("Receipt amount"), "end"),
        (_("Invoice owed"), "end"),
        (_("Last asked for"), ""),
        (_("What was said"), ""),
    )
    rows = [
        {
            "cells": [
                {"text": receipt.head.number},
                {"text": formats.day(receipt.head.date)},
                {"text": formats.money(receipt.head.total)},
                {"text": formats.money(receipt.owed_invoice)},
                {"text": formats.moment(receipt.last_chase)},
                {"text": receipt.last_said or ""},
            ]
        }
        for receipt in receipts
    ]
    return {"columns": [{"label": label, "align": align} for label, align in heads], "rows": rows}
