"""Settings page of the document numbers: prefix, restart, digits with a preview; 断号检查."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from documents import numbering, registry
from documents.errors import Refused
from documents.models import NumberRule
from documents.settings_pages import ADMINISTRATORS, OVERSEERS, only_for
from masterdata.roles import Role, roles_of
from ui.forms import Form, IntegerField
from ui.punctuation import listed

PREFIX = re.compile(r"[A-Z]{1,6}")
MOST_SHOWN = 200


class RuleForm(Form):
    """How the numbers of one type look."""

    # Django takes declared fields off the class, so this does not hide the form's own prefix.
    prefix = forms.CharField(label=_("Prefix"), max_length=6)  # type: ignore[assignment]
    reset = forms.ChoiceField(label=_("Begins anew"), choices=NumberRule.Reset.choices)
    digits = IntegerField(label=_("Digits"), min_value=3, max_value=8)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs |= {
                "hx-get": reverse("number_preview"),
                "hx-trigger": "input delay:200ms, change",
                "hx-include": "closest form",
                "hx-target": "#number-preview",
            }

    def clean_prefix(self) -> str:
        prefix = str(self.cleaned_data["prefix"]).upper()
        if not PREFIX.fullmatch(prefix):
            raise ValidationError(_("A prefix is one to six letters from A to Z."))
        return prefix

    def rule(self, type_code: str) -> NumberRule:
        return NumberRule(type=type_code, **self.cleaned_data)


@require_GET
@only_for(*OVERSEERS)
def numbers(request: HttpRequest) -> HttpResponse:
    """Every type with its rule and what its first number of today would look like."""
    may_edit = Role.ADMINISTRATOR in roles_of(request.user)
    rules = {rule.type: rule for rule in NumberRule.objects.all()}
    rows = []
    for document_type in registry.all_types():
        rule = rules.get(document_type.code) or numbering.default_rule(document_type)
        example = numbering.preview(rule, day=timezone.localdate())
        texts = [document_type.label, rule.prefix, rule.get_reset_display(), rule.digits, example]
        url = reverse("number_rule", args=[document_type.code])
        act = {"label": _("Change"), "url": url, "get": True}
        rows.append({"cells": [{"text": t} for t in texts], "acts": [act] if may_edit else []})
    labels = (_("Document type"), _("Prefix"), _("Begins anew"), _("Digits"), _("Example"))
    table = {"columns": [{"label": label} for label in labels], "rows": rows}
    context = {
        "title": _("Document numbers"),
        "subtitle": _("A number is drawn at the first save and never used again"),
        "back_url": reverse("settings"),
        "actions": [
            {"label": _("Check for gaps"), "url": reverse("number_gaps"), "icon": "search"}
        ],
        "tables": [table],
    }
    return render(request, "documents/settings/acts.html", context)


@require_http_methods(["GET", "POST"])
@only_for(*ADMINISTRATORS)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    document_type = next((each for each in registry.all_types() if each.code == code), None)
    if document_type is None:
        raise Http404
    present = numbering.rule_of(document_type)
    start = {"prefix": present.prefix, "reset": present.reset, "digits": present.digits}
    form = RuleForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        user: Any = request.user
        try:
            numbering.set_rule(form.rule(code), actor=user)
        except Refused as refused:
            form.add_error("prefix", ValidationError(str(refused)))
        else:
            messages.success(request, _("The next numbers of this type look like that."))
            return redirect("number_rules")
    context = {
        "title": _("Numbers of %(type)s") % {"type": document_type.label},
        "form": form,
        "intro": _preview_line(numbering.preview(present, day=timezone.localdate())),
        "action_url": reverse("number_rule", args=[code]),
        "cancel_url": reverse("number_rules"),
    }
    return render(request, "ui/form.html", context)


def _preview_line(example: str) -> SafeString:
    """The place that the preview is swapped into as one types."""
    return format_html(
        '{} <strong id="number-preview" class="g-code" aria-live="polite">{}</strong>',
        gettext("The first number of today would be:"),
        example,
    )


@require_GET
@only_for(*ADMINISTRATORS)
def preview(request: HttpRequest) -> HttpResponse:
    """A number as the form at hand would make it; a sentence where it cannot be read."""
    form = RuleForm(request.GET)
    if not form.is_valid():
        return HttpResponse(format_html("{}", gettext("— correct the fields first —")))
    return HttpResponse(numbering.preview(form.rule(""), day=timezone.localdate()))


@require_GET
@only_for(*OVERSEERS, Role.ACCOUNTANT)
def gaps(request: HttpRequest) -> HttpResponse:
    """断号检查: every series of numbers, those with a gap first; a void number is no gap."""
    found = numbering.series()
    broken = [each for each in found if each.missing]
    whole = sorted((each for each in found if not each.missing), key=lambda s: s.stem, reverse=True)
    rows = [_series_row(each) for each in [*broken, *whole][:MOST_SHOWN]]
    labels = (_("Number series"), _("Last number"), _("Number of papers"), _("Void"), _("Missing"))
    table = {
        "columns": [{"label": label} for label in labels],
        "rows": rows,
        "empty": _("No number was drawn yet."),
    }
    words = {"series": len(found), "broken": len(broken)}
    context = {
        "title": _("Check for gaps"),
        "subtitle": _("%(series)s series, %(broken)s with gaps") % words,
        "back_url": reverse("number_rules"),
        "tables": [table],
    }
    return render(request, "documents/settings/acts.html", context)


def _series_row(series: numbering.Series) -> dict[str, Any]:
    missing = listed(series.missing[:20])
    cell = {"text": missing, "tone": "bad"} if missing else {"text": "—"}
    texts = [series.stem, series.last, series.papers, series.void]
    return {"cells": [*({"text": text} for text in texts), cell]}
