"""Bringing in the other side's own sheet: choose, look at what was read, keep; and the way out."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from documents import content
from documents.attachments import clean_name
from documents.errors import Refused
from documents.models import Document
from documents.pages.doors import of_paper, person, require_maker, tell
from finance.statement.actions import keep_sheet, why_not_compared
from finance.statement.difference_table import cell, end, sheet_of
from finance.statement.matching import compared
from finance.statement.pages import STATEMENT_PAGES
from finance.statement.reading import Reading, read
from finance.statement.sheet_form import SheetForm
from ui import formats
from ui.exports import XLSX, attachment
from ui.importer import drop, keep, taken
from ui.imports import Fault, Heading, Sheet, UnfitSheet, read_pasted, read_sheet
from ui.punctuation import listed
from ui.sheet_writer import workbook

FAULTS_SHOWN = 200
LONGEST_PASTE = 4 * 1024 * 1024
HEADINGS = (
    Heading("date", _("Document date"), hint="日期, 单据日期, 送货日期"),
    Heading("number", _("Number"), hint="单号, 送货单号, 发票号, 单据编号"),
    Heading("summary", _("Summary"), hint="摘要, 说明, 品名, 备注"),
    Heading("amount", _("Amount"), required=True, hint="金额, 价税合计, 应收, 已付, 借方, 贷方"),
    Heading("balance", _("Balance"), hint="余额, 结余"),
)


@require_http_methods(["GET", "POST"])
@of_paper
def upload(request: HttpRequest, document: Document, *, pages: Any) -> HttpResponse:
    """The file is read twice: once to be looked at, once when it is kept (as it was looked at)."""
    require_maker(request, pages)
    refusal = why_not_compared(document)
    if refusal:
        tell(request, Refused(refusal), number=document.number)
        return redirect(STATEMENT_PAGES.url("detail", document.pk))
    form = SheetForm(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return _page(request, document, form)
    try:
        if request.POST.get("confirm"):
            return _kept(request, document, form)
        return _preview(request, document, form)
    except UnfitSheet as fault:
        return _page(request, document, form, faults=[Fault(0, "", str(fault))])


@require_GET
@of_paper
def differences(request: HttpRequest, document: Document, *, pages: Any) -> HttpResponse:
    """The comparison as a workbook."""
    body = content.load_body(document)
    found = compared(body)
    if found is None:
        raise Http404(gettext("The other side has sent no sheet yet."))
    name = f"{gettext('Differences')}_{document.number}.xlsx"
    return attachment(workbook([sheet_of(body, found)]), name, content_type=XLSX)


def _preview(request: HttpRequest, document: Document, form: SheetForm) -> HttpResponse:
    sheet, name = _sheet_of(request)
    if not form.is_valid():
        return _page(request, document, form, status=422)
    reading = _read(document, sheet, form)
    if reading.faults:
        return _page(request, document, form, faults=reading.faults)
    options = {key: value or "" for key, value in form.cleaned_data.items()} | {"name": name}
    more = {
        "step": "preview",
        "token": keep(sheet, request),
        "row_count": len(reading.rows),
        "preview": _rows(reading),
        "options": options,
        "left_out": listed(reading.left_out[:50]),
    }
    return _page(request, document, form, more=more)


def _kept(request: HttpRequest, document: Document, form: SheetForm) -> HttpResponse:
    """Only who looked at the rows can keep them; the statement may have moved on meanwhile."""
    token = request.POST.get("token", "")
    sheet = taken(token, request)
    if not form.is_valid():
        return _page(request, document, form, status=422)
    reading = _read(document, sheet, form)
    if reading.faults:
        return _page(request, document, form, faults=reading.faults)
    name = clean_name(request.POST.get("name", ""))
    try:
        keep_sheet(
            document.pk,
            reading.rows,
            actor=person(request),
            opening=form.cleaned_data["opening"] if form.has_opening else reading.opening,
            closing=form.cleaned_data["closing"] if form.has_closing else reading.closing,
            file_name=name,
            at=timezone.now(),
        )
    except Refused as refused:
        tell(request, refused, number=document.number)
        return redirect(STATEMENT_PAGES.url("detail", document.pk))
    drop(token)
    words = {"number": document.number, "count": len(reading.rows)}
    messages.success(
        request, gettext("%(number)s was compared with %(count)s rows of the other side.") % words
    )
    return redirect(STATEMENT_PAGES.url("detail", document.pk))


def _read(document: Document, sheet: Sheet, form: SheetForm) -> Reading:
    side = content.load_body(document).side
    return read(sheet, side=side, mirrored=form.cleaned_data["mirrored"])


def _sheet_of(request: HttpRequest) -> tuple[Sheet, str]:
    file = request.FILES.get("file")
    if file is not None:
        return read_sheet(file), clean_name(file.name)
    pasted = str(request.POST.get("pasted", ""))
    if len(pasted) > LONGEST_PASTE:
        raise UnfitSheet(gettext("This is too much to paste. Save it as a file and choose it."))
    if not pasted.strip():
        raise UnfitSheet(gettext("Choose a file or paste cells first."))
    return read_pasted(pasted), gettext("Pasted cells")


def _rows(reading: Reading) -> dict[str, Any]:
    """Every row as it will be compared: its sign is what most often needs a look."""
    rows = [
        {
            "cells": [
                {"text": str(row.row_no)},
                {"text": formats.day(row.on_date)},
                {"text": row.number},
                {"text": row.summary},
                cell(row.amount),
            ]
        }
        for row in reading.rows
    ]
    for label, amount in ((_("Opening"), reading.opening), (_("Closing"), reading.closing)):
        if amount is not None:
            cells = [{"text": ""}, {"text": ""}, {"text": label}, {"text": ""}]
            rows.append({"cells": [*cells, {"text": formats.money(amount)}]})
    columns = [
        end(_("Row")),
        *({"label": label} for label in (_("Document date"), _("Number"), _("Summary"))),
        end(_("Amount")),
    ]
    return {"columns": columns, "rows": rows}


def _page(
    request: HttpRequest,
    document: Document,
    form: SheetForm,
    *,
    faults: list[Fault] | None = None,
    **options: Any,
) -> HttpResponse:
    more: Mapping[str, Any] = options.get("more") or {}
    context = {
        "title": _("Sheet of the other side: %(number)s") % {"number": document.number},
        "step": "upload",
        "upload_url": request.path,
        "cancel_url": STATEMENT_PAGES.url("detail", document.pk),
        "headings": HEADINGS,
        "form": form,
        "faults": (faults or [])[:FAULTS_SHOWN],
        "fault_count": len(faults or ()),
        "pasted": request.POST.get("pasted", ""),
        **more,
    }
    status = 422 if faults else options.get("status", 200)
    return render(request, "finance/statement/upload.html", context, status=status)


BOUND = {"pages": STATEMENT_PAGES}
urlpatterns: list[URLPattern] = [
    path("<int:pk>/sheet/", upload, BOUND, "statement_upload"),
    path("<int:pk>/differences/", differences, BOUND, "statement_differences"),
]
