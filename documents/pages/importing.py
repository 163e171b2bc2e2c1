"""Lines from a sheet or from pasted cells: all of them land in the entry form, or none does."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from documents import content
from documents.models import Document
from documents.pages.declaration import DocumentPages, Pulled
from documents.pages.doors import hides_prices, may_make, of_paper, person, require_maker
from documents.pages.entry_form import Entry
from documents.priced_forms import PricedLineForm, check_packs
from ui.exports import XLSX, attachment
from ui.imports import (
    Fault,
    Heading,
    Sheet,
    UnfitSheet,
    read_pasted,
    read_sheet,
    template_xlsx,
    validate_rows,
)

FAULTS_SHOWN = 200
LONGEST_PASTE = 4 * 1024 * 1024


@require_http_methods(["GET", "POST"])
def import_lines(request: HttpRequest, *, pages: DocumentPages) -> HttpResponse:
    """Into a new paper."""
    require_maker(request, pages)
    if request.method == "GET":
        return _choose(request, pages)
    rows, faults = _read(request, pages)
    if faults:
        return _choose(request, pages, faults=faults)
    entry = Entry.blank(request, pages, pulled=Pulled(lines=rows), fresh=True)
    return entry.page(key=uuid4(), action_url=pages.url("new"))


@require_http_methods(["GET", "POST"])
@of_paper
def import_into(request: HttpRequest, document: Document, *, pages: DocumentPages) -> HttpResponse:
    """Into a draft: the rows follow those that are there, and are stored when it is saved."""
    editable = pages.type.state(document.state).editable
    if not editable or not may_make(person(request), pages.type):
        return redirect(pages.url("edit", document.pk))
    if request.method == "GET":
        return _choose(request, pages, document=document)
    body = content.load_body(document)
    rows, faults = _read(request, pages, present=len(body.lines.all()))
    if faults:
        return _choose(request, pages, document=document, faults=faults)
    entry = Entry.stored(request, pages, body, more=rows, fresh=True)
    return entry.page(version=document.version, action_url=pages.url("edit", document.pk))


@require_GET
def import_template(request: HttpRequest, *, pages: DocumentPages) -> HttpResponse:
    require_maker(request, pages)
    data = template_xlsx(headings(request, pages), _examples(request, pages))
    name = gettext("%(type)s lines") % {"type": pages.type.label}
    return attachment(data, f"{name}.xlsx", content_type=XLSX)


def headings(request: HttpRequest, pages: DocumentPages) -> list[Heading]:
    """The cells that may be typed, in the order of the grid; no price for who may not see it."""
    form = pages.line_form
    hidden = pages.priced if hides_prices(request) else frozenset()
    names = [c.name for c in pages.columns if c.name in form.base_fields]
    names += [name for name in ("typed_total",) if name in form.base_fields and name not in names]
    labels = {column.name: column.label for column in pages.columns}
    labels["typed_total"] = labels.get("gross") or labels.get("net") or _("Amount")
    return [
        Heading(
            name,
            labels.get(name) or form.label_of(pages.type.line, name),
            required=form.base_fields[name].required,
        )
        for name in names
        if name not in hidden
    ]


def _examples(request: HttpRequest, pages: DocumentPages) -> list[list[Any]]:
    words = {"quantity": 10, "price": "12.50", "discount": 100, "tax_rate": 13, "item": "A-001"}
    return [[words.get(heading.name, "") for heading in headings(request, pages)]]


def _read(
    request: HttpRequest, pages: DocumentPages, *, present: int = 0
) -> tuple[list[Mapping[str, Any]], list[Fault]]:
    """The rows as the grid starts from them, or every fault of the sheet at once."""
    form_kwargs = {"hide_prices": hides_prices(request)}
    try:
        sheet = _sheet_of(request)
        forms, faults = validate_rows(
            sheet, pages.line_form, headings(request, pages), form_kwargs=form_kwargs
        )
    except UnfitSheet as unfit:
        return [], [Fault(0, "", str(unfit))]
    if not faults:
        faults = _faults_of_packs(forms)
    most = pages.type.most_lines
    if len(forms) + present > most:
        words = {"most": most, "count": len(forms) + present}
        reason = gettext("A document holds %(most)s lines at most; this makes %(count)s.") % words
        faults = [Fault(0, "", reason), *faults]
    return [{n: v for n, v in f.cleaned_data.items() if v not in (None, "")} for f in forms], faults


def _faults_of_packs(forms: Sequence[Any]) -> list[Fault]:
    priced = [form for form in forms if isinstance(form, PricedLineForm)]
    check_packs(priced)
    return [
        Fault(number, str(form.fields[name].label or name), str(reason))
        for number, form in enumerate(priced, start=2)
        for name, reasons in form.errors.items()
        for reason in reasons
    ]


def _sheet_of(request: HttpRequest) -> Sheet:
    file = request.FILES.get("file")
    if file is not None:
        return read_sheet(file)
    pasted = str(request.POST.get("pasted", ""))
    if len(pasted) > LONGEST_PASTE:
        raise UnfitSheet(gettext("This is too much to paste. Save it as a file and choose it."))
    if not pasted.strip():
        raise UnfitSheet(gettext("Choose a file or paste cells first."))
    return read_pasted(pasted)


def _choose(
    request: HttpRequest,
    pages: DocumentPages,
    *,
    document: Document | None = None,
    faults: Sequence[Fault] = (),
) -> HttpResponse:
    back = pages.url("edit", document.pk) if document else pages.url("new")
    title = _("Import lines: %(paper)s") % {"paper": document or pages.type.label}
    context = {
        "title": title,
        "step": "upload",
        "upload_url": request.path,
        "cancel_url": back,
        "template_url": pages.url("import_template"),
        "headings": headings(request, pages),
        "faults": faults[:FAULTS_SHOWN],
        "fault_count": len(faults),
        "pasted": request.POST.get("pasted", "") if faults else "",
    }
    return render(request, "ui/import.html", context, status=422 if faults else 200)
