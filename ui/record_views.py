"""The pages of one record: new, edit, detail, delete, history."""

import logging
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ui import formats, lookups
from ui.children import Child, StillUsed
from ui.forged import log_forged
from ui.history import changes_of
from ui.lines import LineFormSet
from ui.page_charts import charts_for
from ui.seen import fingerprint, still_as_seen

if TYPE_CHECKING:
    from ui.pages import RecordPages

log = logging.getLogger(__name__)
OVERTAKEN = gettext_lazy("Somebody changed this meanwhile. Open it again and look.")
Small = list[tuple[Child, LineFormSet]]


def wants_dialog(request: HttpRequest) -> bool:
    return "X-Quick-Add" in request.headers or request.GET.get("dialog") == "1"


class RecordViews:
    """Views of one `RecordPages` value."""

    def __init__(self, pages: "RecordPages") -> None:
        self.pages = pages

    def new(self, request: HttpRequest) -> HttpResponse:
        self.pages.require(request, self.pages.may_change)
        if wants_dialog(request):
            return self._quick(request)
        return self._form_page(request, None)

    def edit(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.pages.require(request, self.pages.may_change)
        return self._form_page(request, self.pages.record(request, pk))

    def detail(self, request: HttpRequest, pk: int) -> HttpResponse:
        pages = self.pages
        pages.require(request, pages.may_view)
        record = pages.record(request, pk)
        sections = pages.sections(record, request) if pages.sections else None
        context = {
            "title": str(record),
            "subtitle": pages.title,
            "record": record,
            "actions": self._actions(record, request),
            "sections": sections or self._plain_sections(record, request),
            "tables": pages.tables(record, request) if pages.tables else [],
            "charts": charts_for(request),
            "history_url": pages.url("history", pk) if hasattr(record, "history") else "",
            "back_url": pages.url("list"),
        }
        return render(request, "ui/detail.html", context)

    def history(self, request: HttpRequest, pk: int) -> HttpResponse:
        pages = self.pages
        pages.require(request, pages.may_view)
        record = pages.record(request, pk)
        related = [child.related for child in pages.children]
        changes = changes_of(
            record,
            related=related,
            hidden=pages.hidden_fields(request),
            names=pages.history_names,
        )
        title = _("History of changes: %(record)s") % {"record": record}
        context = {"title": title, "changes": changes, "back_url": pages.url("detail", pk)}
        return render(request, "ui/history.html", context)

    def delete(self, request: HttpRequest, pk: int) -> HttpResponse:
        pages = self.pages
        pages.require(request, pages.may_delete)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        record = pages.record(request, pk)
        words = str(record)
        try:
            with transaction.atomic():
                record.delete()
        except ProtectedError:
            sentence = _(
                "“%(record)s” is used elsewhere and cannot be deleted. Take it out of use."
            )
            messages.error(request, sentence % {"record": words})
            return redirect(pages.url("detail", pk))
        messages.success(request, _("“%(record)s” was deleted.") % {"record": words})
        return redirect(pages.url("list"))

    # --- forms -------------------------------------------------------------------------------

    def _form(self, request: HttpRequest, record: Any, form_class: Any = None) -> Any:
        pages = self.pages
        options: dict[str, Any] = dict(pages.form_kwargs(request)) if pages.form_kwargs else {}
        if record is not None:
            options["instance"] = record
        made = form_class or pages.form
        if request.method == "POST":
            form = made(request.POST, request.FILES, **options)
        else:
            form = made(**options)
        for name in pages.hidden_fields(request) & set(form.fields):
            del form.fields[name]
        return form

    def _form_page(self, request: HttpRequest, record: Any) -> HttpResponse:
        pages = self.pages
        before = fingerprint(record)
        form = self._form(request, record)
        data = request.POST if request.method == "POST" else None
        small = [(child, child.formset(record, data)) for child in pages.children]
        if request.method == "POST":
            saved = self._saved(request, form, small=small, before=before)
            if saved is not None:
                messages.success(request, _("“%(record)s” is saved.") % {"record": saved})
                return redirect(pages.url("detail", saved.pk))
        context = {
            "title": self._form_title(record),
            "form": form,
            "fieldsets": self._fieldsets(form),
            "grids": [
                {"title": child.title, "formset": formset, "grid": child.grid(formset)}
                for child, formset in small
            ],
            "record": record,
            "version": before,
            "action_url": request.path,
            "cancel_url": pages.url("list") if record is None else pages.url("detail", record.pk),
        }
        status = 422 if request.method == "POST" else 200
        return render(request, "ui/form.html", context, status=status)

    def _saved(self, request: HttpRequest, form: Any, *, small: Small, before: str) -> Any:
        """The record, or None with the faults in the form; everything is stored or nothing."""
        cells = [name for _child, formset in small for name in formset.form.base_fields]
        prefixes = [formset.prefix for _child, formset in small]
        log_forged(request, known=[*form.fields, *cells], prefixes=prefixes)
        faulty = [formset for _child, formset in small if not formset.is_valid()]
        if not form.is_valid() or faulty:
            return None
        sent = request.POST.get("version", "")
        if sent and before and sent != before:
            form.add_error(None, OVERTAKEN)
            return None
        record = getattr(form, "instance", None) if before else None
        try:
            with transaction.atomic():
                if record is not None and not still_as_seen(type(record), {record.pk: before}):
                    form.add_error(None, OVERTAKEN)
                    return None
                saved = self._store(request, form)
                for child, formset in small:
                    child.save(saved, formset)
        except StillUsed as fault:
            form.add_error(None, str(fault))
        except IntegrityError:
            log.warning("a record of %s was refused by the database", self.pages.name)
            form.add_error(None, _("The same code or number exists already. Change it."))
        else:
            return saved
        return None

    def _store(self, request: HttpRequest, form: Any) -> Any:
        return self.pages.save(form, request) if self.pages.save else form.save()

    def _quick(self, request: HttpRequest) -> HttpResponse:
        """The short form inside a paper: JSON when it is saved, the form again when not."""
        form = self._form(request, None, self.pages.quick_form)
        if request.method == "POST":
            saved = self._saved(request, form, small=[], before="")
            if saved is not None:
                row = lookups.row_of(self.pages.name, saved)
                return JsonResponse(row, status=201, encoder=lookups.NumbersAsText)
        context = {
            "form": form,
            "title": self._form_title(None),
            "action_url": request.get_full_path(),
        }
        status = 422 if request.method == "POST" else 200
        return render(request, "ui/_quick_form.html", context, status=status)

    def _form_title(self, record: Any) -> str:
        if record is None:
            return _("New: %(kind)s") % {"kind": self.pages.title}
        return _("Edit: %(record)s") % {"record": record}

    def _fieldsets(self, form: Any) -> list[dict[str, Any]]:
        """Groups as declared; what no group names comes last, so that nothing is lost."""
        groups = [
            {"title": title, "fields": [form[name] for name in names if name in form.fields]}
            for title, names in self.pages.fieldsets
        ]
        named = {name for _title, names in self.pages.fieldsets for name in names}
        rest = [bound for bound in form.visible_fields() if bound.name not in named]
        if groups and rest:
            groups.append({"title": _("More"), "fields": rest})
        return groups

    # --- detail ------------------------------------------------------------------------------

    def _actions(self, record: Any, request: HttpRequest) -> list[dict[str, Any]]:
        pages = self.pages
        found = list(pages.actions(record, request)) if pages.actions else []
        if pages.may_change(request.user):
            url = pages.url("edit", record.pk)
            found.insert(0, {"label": _("Edit"), "url": url, "icon": "pencil", "tone": "primary"})
        if pages.may_delete(request.user):
            url = pages.url("delete", record.pk)
            found.append(
                {"label": _("Delete"), "url": url, "icon": "trash", "tone": "bad", "post": True}
            )
        return found

    def _plain_sections(self, record: Any, request: HttpRequest) -> list[dict[str, Any]]:
        """The fields of the form, read-only, in the form's groups."""
        hidden = self.pages.hidden_fields(request)
        names = [name for name in self.pages.form.base_fields if name not in hidden]
        groups = self.pages.fieldsets or [("", names)]
        shown = [
            {
                "title": title,
                "fields": [self._fact(record, name) for name in group if name in names],
            }
            for title, group in groups
        ]
        return [section for section in shown if section["fields"]]

    def _fact(self, record: Any, name: str) -> dict[str, Any]:
        field = self.pages.form.base_fields[name]
        label = field.label or getattr(_model_field(record, name), "verbose_name", name)
        wide = bool(field.widget.attrs.get("rows"))
        return {"label": label, "value": in_words(record, name), "wide": wide}


def _model_field(record: Any, name: str) -> Any:
    return next((one for one in record._meta.get_fields() if one.name == name), None)


def in_words(record: Any, name: str) -> str:
    """A value of a record as people read it."""
    shown = getattr(record, f"get_{name}_display", None)
    value = shown() if shown else getattr(record, name, "")
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal):
        return formats.plain(value)
    if isinstance(value, datetime):
        return formats.moment(value)
    return formats.day(value) if isinstance(value, date) else str(value)
