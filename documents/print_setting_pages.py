"""打印设置: copies, terms, rows and switches of every type that prints slips in copies."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from documents import print_settings
from documents.copies import MOST_COPIES, Copy, legend_of
from documents.errors import Refused
from documents.pages.declaration import DocumentPages, Print, all_pages
from documents.print_settings import PrintRules
from documents.settings_pages import ADMINISTRATORS, OVERSEERS, only_for
from masterdata.roles import Role, roles_of
from ui.forms import Form, IntegerField, LineFormSet
from ui.grid import Column, grid_for
from ui.prints import PAPERS, Paper
from ui.punctuation import clauses, labelled, listed

MOST_ROWS = _("Usual: %(usual)s; at most %(most)s fit.")
LOWER_ROWS = _("Usual: %(usual)s; at most %(most)s fit, with lower rows.")
YES_NO = (("yes", _("Yes")), ("no", _("No")))


def slips() -> Iterator[tuple[DocumentPages, Print]]:
    """Every type with the first of its prints that comes in copies."""
    for pages in all_pages():
        found = next((each for each in pages.prints if each.copies), None)
        if found is not None:
            yield pages, found


class RulesForm(Form):
    """All of a setting but the copies; one field of rows for each paper of the print."""

    terms = forms.CharField(
        label=_("Terms at the foot"),
        required=False,
        max_length=print_settings.LONGEST_TERMS,
        widget=forms.TextInput,
        help_text=_("One line under the total of the last page."),
    )
    approved_only = forms.BooleanField(label=_("Print only when approved"), required=False)
    subtotals_only = forms.BooleanField(
        label=_("Each page stands alone"),
        required=False,
        help_text=_("Every page has its subtotal; the last has no total and no capitals."),
    )

    def __init__(self, *args: Any, papers: tuple[Paper, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        self.papers = papers
        for paper in papers:
            label = _("Rows per page, %(paper)s") % {"paper": paper.label}
            words = {"usual": paper.rows, "most": paper.most_rows}
            told = LOWER_ROWS if paper.continuous else MOST_ROWS
            self.fields[f"rows_{paper.name}"] = IntegerField(
                label=label,
                min_value=1,
                max_value=paper.most_rows,
                required=False,
                help_text=told % words,
            )

    @property
    def rows(self) -> dict[str, int]:
        typed = {paper: self.cleaned_data[f"rows_{paper.name}"] for paper in self.papers}
        return {paper.name: rows for paper, rows in typed.items() if rows not in (None, paper.rows)}


class CopyForm(Form):
    """One copy."""

    name = forms.CharField(label=_("Name"), max_length=print_settings.LONGEST_NAME)
    colour = forms.CharField(
        label=_("Colour"), max_length=print_settings.LONGEST_COLOUR, required=False
    )
    priced = forms.ChoiceField(label=_("With prices"), choices=YES_NO)


class CopySet(LineFormSet):
    """The copies in their order."""

    form = CopyForm
    max_rows = MOST_COPIES + 1

    def clean(self) -> None:
        faults = print_settings.faults_of_copies(self.copies())
        if faults:
            raise ValidationError([str(fault) for fault in faults])

    def copies(self) -> tuple[Copy, ...]:
        return tuple(
            Copy(row["name"], row["colour"], priced=row["priced"] == "yes")
            for row in self.cleaned_data
        )


COLUMNS = (
    Column("name", _("Name"), "text", width=200),
    Column("colour", _("Colour"), "text", width=140),
    Column("priced", _("With prices"), "choice", width=140),
)


@require_GET
@only_for(*OVERSEERS)
def overview(request: HttpRequest) -> HttpResponse:
    may_edit = Role.ADMINISTRATOR in roles_of(request.user)
    labels = (
        _("Document type"), _("Slip copies"), _("Rows per page"), _("Terms at the foot"),
        _("Switches"),
    )  # fmt: skip
    rows = [_row(pages, chosen, may_edit=may_edit) for pages, chosen in slips()]
    context = {
        "title": _("Print settings"),
        "subtitle": _("Copies, rows and terms of the slips"),
        "back_url": reverse("settings"),
        "note": CARBONLESS_SHOWS_ALL,
        "actions": [{"label": _("Printer set-up"), "url": reverse("printer"), "icon": "printer"}],
        "tables": [{"columns": [{"label": label} for label in labels], "rows": rows}],
    }
    return render(request, "documents/settings/acts.html", context)


CARBONLESS_SHOWS_ALL = _(
    "Carbonless paper shows the same on every copy, prices too. Where a copy must bear no price, "
    "print that copy alone, or print in laser mode."
)


def _row(pages: DocumentPages, chosen: Print, *, may_edit: bool) -> dict[str, Any]:
    rules = print_settings.rules_of(pages.type.code, usual=chosen.copies)
    rows = [labelled(PAPERS[name].label, rows) for name, rows in rules.rows.items()]
    unpriced = [str(copy.name) for copy in rules.copies if not copy.priced]
    switches = [
        gettext("Print only when approved") if rules.approved_only else "",
        gettext("Each page stands alone") if rules.subtotals_only else "",
        gettext("Without prices: %(copies)s") % {"copies": listed(unpriced)} if unpriced else "",
    ]
    texts = [
        pages.type.label,
        "　".join(legend_of(rules.copies)),
        listed(rows) or gettext("usual"),
        rules.terms or "—",
        clauses(part for part in switches if part) or "—",
    ]
    act = {"label": _("Change"), "url": reverse("print_setting", args=[pages.type.code])}
    acts = [act | {"get": True}] if may_edit else []
    return {"cells": [{"text": text} for text in texts], "acts": acts}


@require_http_methods(["GET", "POST"])
@only_for(*ADMINISTRATORS)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    found = next(((p, each) for p, each in slips() if p.type.code == code), None)
    if found is None:
        raise Http404
    pages, chosen = found
    rules = print_settings.rules_of(code, usual=chosen.copies)
    data = request.POST if request.method == "POST" else None
    form = RulesForm(data, papers=chosen.papers, initial=_start(rules))
    initial = [_start_of_copy(number, copy) for number, copy in enumerate(rules.copies, start=1)]
    formset = CopySet(data, prefix="copies", initial=initial)
    # Both are asked, so that every fault is told at once.
    if data is not None and all([form.is_valid(), formset.is_valid()]):
        typed = PrintRules(
            copies=formset.copies(),
            terms=form.cleaned_data["terms"],
            rows=form.rows,
            approved_only=form.cleaned_data["approved_only"],
            subtotals_only=form.cleaned_data["subtotals_only"],
        )
        if _stored(request, code, typed):
            return redirect("print_settings")
    return render(request, "ui/form.html", _context(pages, form, formset))


def _start(rules: PrintRules) -> dict[str, Any]:
    rows = {f"rows_{name}": rows for name, rows in rules.rows.items() if name in PAPERS}
    return rows | {
        "terms": rules.terms,
        "approved_only": rules.approved_only,
        "subtotals_only": rules.subtotals_only,
    }


def _start_of_copy(number: int, copy: Copy) -> dict[str, Any]:
    priced = "yes" if copy.priced else "no"
    return {"id": number, "name": str(copy.name), "colour": str(copy.colour), "priced": priced}


def _stored(request: HttpRequest, code: str, rules: PrintRules) -> bool:
    user: Any = request.user
    try:
        print_settings.store(code, rules, actor=user, version=request.POST.get("version", ""))
    except Refused as refused:
        for sentence in (refused.sentence, *refused.details):
            messages.error(request, str(sentence))
        return False
    messages.success(request, _("The next slips of this type are printed like that."))
    return True


def _context(pages: DocumentPages, form: RulesForm, formset: CopySet) -> dict[str, Any]:
    code = pages.type.code
    return {
        "title": _("Print settings of %(type)s") % {"type": pages.type.label},
        "form": form,
        "intro": CARBONLESS_SHOWS_ALL,
        "grids": [
            {"title": _("Copies, in their order"), "grid": grid_for(formset, COLUMNS),
             "formset": formset}
        ],
        "formset": formset,
        "version": print_settings.version_of(code),
        "action_url": reverse("print_setting", args=[code]),
        "cancel_url": reverse("print_settings"),
    }  # fmt: skip
