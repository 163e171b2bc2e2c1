"""The two steps of an import: check everything and show it, then store all rows or none."""

import json
import logging
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ui import later
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
from ui.seen import still_as_seen

log = logging.getLogger(__name__)

FAULTS_SHOWN = 200
ROWS_SHOWN = 20
# A longer sheet is checked and stored by a job: nobody waits a minute for an answer.
LATER_FROM = 2_000
FAULTS_TOLD = 5
KEPT_SECONDS = 24 * 3600
LONGEST_PASTE = 4 * 1024 * 1024
OVERTAKEN = gettext_lazy("Somebody changed a record of this sheet meanwhile. Import it again.")


def _save_each(made: Sequence[Any], request: HttpRequest) -> int:
    for form in made:
        form.save()
    return len(made)


@dataclass(frozen=True, kw_only=True)
class Importer:
    """What a sheet must look like and what becomes of its rows.

    `save(forms, request)` runs in one transaction and gives the number of rows stored;
    `check(forms, request)` may find faults between rows. With `key` a known row is changed.
    """

    form: type[forms.BaseForm]
    headings: Sequence[Heading]
    save: Callable[[Sequence[Any], HttpRequest], int] = _save_each
    check: Callable[[Sequence[Any], HttpRequest], Sequence[Fault]] | None = None
    key: str = ""
    examples: Sequence[Sequence[Any]] = ()
    form_kwargs: Callable[[HttpRequest], Mapping[str, Any]] | None = None

    def checked(self, sheet: Sheet, request: HttpRequest) -> tuple[list[Any], list[Fault]]:
        options = self.form_kwargs(request) if self.form_kwargs else {}
        work = later.work_of(request)
        made, faults = validate_rows(
            sheet,
            self.form,
            self.headings,
            key=self.key,
            form_kwargs=options,
            tell=work.note if work else None,
        )
        if self.check is not None and made and not faults:
            faults = list(self.check(made, request))
        return made, faults


class Overtaken(Exception):  # noqa: N818  (named by what happened)
    """Somebody changed a record between the check and the storing."""


def _nobody(user: Any) -> bool:
    return False


class ImportPages:
    """`<name>_import` and `<name>_import_template` under the addresses of a list."""

    def __init__(self, importer: Importer, *, name: str, title: Any) -> None:
        self.importer = importer
        self.name = name
        self.title = title
        self.may_import: Callable[[Any], bool] = _nobody

    @property
    def urls(self) -> list[URLPattern]:
        return [
            path("import/", self.page, name=f"{self.name}_import"),
            path("import/template/", self.template, name=f"{self.name}_import_template"),
        ]

    def template(self, request: HttpRequest) -> HttpResponse:
        self._require(request)
        data = template_xlsx(self.importer.headings, self.importer.examples)
        name = _("%(title)s template") % {"title": self.title}
        return attachment(data, f"{name}.xlsx", content_type=XLSX)

    def page(self, request: HttpRequest) -> HttpResponse:
        self._require(request)
        if request.method != "POST":
            return self._show(request)
        try:
            if request.POST.get("confirm"):
                return self._confirmed(request)
            return self._preview(request, _sheet_of(request))
        except UnfitSheet as fault:
            return self._show(request, [Fault(0, "", str(fault))])

    def _require(self, request: HttpRequest) -> None:
        if not self.may_import(request.user):
            raise PermissionDenied(_("Your roles do not include this page. Ask an administrator."))

    def _preview(self, request: HttpRequest, sheet: Sheet) -> HttpResponse:
        """Of a long sheet the first rows are checked at once, all of them by the job."""
        is_long = len(sheet.rows) > LATER_FROM
        beginning = Sheet(sheet.rows[:LATER_FROM], sheet.faults)
        made, faults = self.importer.checked(beginning if is_long else sheet, request)
        if faults:
            return self._show(request, faults)
        more = {
            "step": "preview",
            "token": keep(sheet, request),
            "row_count": len(made),
            "all_rows": len(sheet.rows) - len(beginning.rows) + len(made) if is_long else 0,
            "preview": self._first_rows(made),
        }
        return self._show(request, more=more)

    def _confirmed(self, request: HttpRequest) -> HttpResponse:
        """Checks anew what was kept: the books may have moved since the preview."""
        token = request.POST.get("token", "")
        sheet = taken(token, request)
        if len(sheet.rows) > LATER_FROM:
            title = _("Import: %(title)s") % {"title": self.title}
            waiting = later.put_off(request, later.Errand(title, len(sheet.rows)))
            if waiting is not None:
                return waiting
        made, faults = self.importer.checked(sheet, request)
        if faults:
            return self._refused(request, faults)
        try:
            count = self._stored(made, request)
        except Overtaken:
            return self._refused(request, [Fault(0, "", str(OVERTAKEN))])
        except IntegrityError:
            log.warning("an import of %s was refused by the database", self.name)
            reason = _("A row contradicts what is stored. Nothing was imported; check the codes.")
            return self._refused(request, [Fault(0, "", reason)])
        if later.work_of(request) is None:
            drop(token)
        log.info("import of %s rows of %s by user %s", count, self.name, request.user.pk)
        messages.success(request, _("%(count)s rows were imported.") % {"count": count})
        return redirect(reverse(f"{self.name}_list"))

    def _stored(self, made: Sequence[Any], request: HttpRequest) -> int:
        """All rows or none; by a job that is begun anew only once."""

        def store() -> int:
            if not _as_checked(made):
                raise Overtaken
            return self.importer.save(made, request)

        work = later.work_of(request)
        if work is not None:
            return int(work.once("stored", store))
        with transaction.atomic():
            return store()

    def _refused(self, request: HttpRequest, faults: Sequence[Fault]) -> HttpResponse:
        """On the page; of a job as its sentence, since nobody looks at a page of it."""
        if later.work_of(request) is None:
            return self._show(request, faults)
        messages.error(request, _told(faults))
        return redirect(reverse(f"{self.name}_list"))

    def _show(
        self,
        request: HttpRequest,
        faults: Sequence[Fault] = (),
        *,
        more: Mapping[str, Any] | None = None,
    ) -> HttpResponse:
        context = {
            "title": _("Import: %(title)s") % {"title": self.title},
            "step": "upload",
            "upload_url": request.path,
            "cancel_url": reverse(f"{self.name}_list"),
            "template_url": reverse(f"{self.name}_import_template"),
            "headings": self.importer.headings,
            "faults": list(faults)[:FAULTS_SHOWN],
            "fault_count": len(faults),
            "pasted": request.POST.get("pasted", "") if faults else "",
            **(more or {}),
        }
        return render(request, "ui/import.html", context, status=422 if faults else 200)

    def _first_rows(self, made: Sequence[Any]) -> dict[str, Any]:
        names = [one for one in self.importer.headings if one.name in made[0].fields]
        rows = [
            {"cells": [{"text": _cell(form, one.name)} for one in names]}
            for form in made[:ROWS_SHOWN]
        ]
        return {"columns": [{"label": one.label} for one in names], "rows": rows}


def _told(faults: Sequence[Fault]) -> str:
    """The first faults in one sentence each."""
    sentence = _("Nothing was imported. Places to correct: %(count)s.") % {"count": len(faults)}
    row = _("Row %(row)s, %(column)s: %(reason)s")
    told = [
        row % {"row": one.row, "column": one.column, "reason": one.reason}
        if one.row
        else one.reason
        for one in faults[:FAULTS_TOLD]
    ]
    return " ".join([sentence, *told])


def _as_checked(made: Sequence[Any]) -> bool:
    """The records that the rows change are still those that were checked; held until the end."""
    seen = {form.instance.pk: form.seen for form in made if getattr(form, "seen", "")}
    return not seen or still_as_seen(made[0]._meta.model, seen)


def _cell(form: Any, name: str) -> str:
    """As a person reads it: the word of a choice, and what was typed where it means several."""
    value, field = form.cleaned_data.get(name), form.fields[name]
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list | tuple):
        return str(form.data.get(name, ""))
    if isinstance(field, forms.ChoiceField) and not hasattr(field, "queryset"):
        choices: Any = field.choices
        return str(dict(choices).get(value, value))
    return "" if value is None else str(value)


def _sheet_of(request: HttpRequest) -> Sheet:
    file = request.FILES.get("file")
    if file is not None:
        return read_sheet(file)
    pasted = str(request.POST.get("pasted", ""))
    if len(pasted) > LONGEST_PASTE:
        raise UnfitSheet(_("This is too much to paste. Save it as a file and choose it."))
    if not pasted.strip():
        raise UnfitSheet(_("Choose a file or paste cells first."))
    return read_pasted(pasted)


# --- what is kept between the two steps ----------------------------------------------------------


def _folder() -> Path:
    folder = Path(settings.MEDIA_ROOT) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def keep(sheet: Sheet, request: HttpRequest) -> str:
    """The checked rows until they are confirmed; only the same user can take them up."""
    folder = _folder()
    for old in folder.glob("*.json"):
        if old.stat().st_mtime < time.time() - KEPT_SECONDS:
            old.unlink(missing_ok=True)
    token = secrets.token_urlsafe(24)
    kept = {"user": request.user.pk, "path": request.path, "rows": sheet.rows}
    (folder / f"{token}.json").write_text(json.dumps(kept), encoding="utf-8")
    return token


def taken(token: str, request: HttpRequest) -> Sheet:
    gone = UnfitSheet(_("What you checked is no longer here. Choose the file again."))
    if not token or not all(sign.isascii() and (sign.isalnum() or sign in "-_") for sign in token):
        raise gone
    try:
        kept = json.loads((_folder() / f"{token[:64]}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise gone from fault
    if kept["user"] != request.user.pk or kept["path"] != request.path:
        raise gone
    return Sheet(kept["rows"])


def drop(token: str) -> None:
    (_folder() / f"{token[:64]}.json").unlink(missing_ok=True)
