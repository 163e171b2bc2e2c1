"""Settings page of the approval chains: one table per type, edited in a grid."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from documents import approvals, registry
from documents import chains as chain
from documents.errors import Refused
from documents.flow import CHAIN, DocumentType
from documents.models import ApprovalRule, Document
from documents.settings_pages import ADMINISTRATORS, OVERSEERS, only_for
from masterdata.roles import Role, holders, roles_of
from ui.formats import money
from ui.forms import DecimalField, Form, IntegerField, LineFormSet
from ui.grid import Column, grid_for
from ui.punctuation import listed

ROLES = [("", ""), *Role.choices]


class DeskForm(Form):
    """One row of the chain."""

    position = IntegerField(label=_("Order"), min_value=1, max_value=99)
    role = forms.ChoiceField(label=_("Role"), choices=ROLES)
    from_amount = DecimalField(label=_("From amount"), places=2, min_value=0)
    escalate_after_days = IntegerField(
        label=_("Escalate after working days"), min_value=1, max_value=30, required=False
    )
    escalate_to = forms.ChoiceField(label=_("Escalate to"), choices=ROLES, required=False)


class DeskSet(LineFormSet):
    """The rows together must be a sound chain."""

    form: ClassVar[type[Form]] = DeskForm
    max_rows = chain.MOST_DESKS + 1

    def clean(self) -> None:
        faults = chain.faults_of_chain(self.desks())
        if faults:
            raise ValidationError([str(fault) for fault in faults])

    def desks(self) -> list[chain.Desk]:
        return [
            chain.Desk(**{name: value for name, value in row.items() if name != "id"})
            for row in self.cleaned_data
        ]


COLUMNS = (
    Column("position", _("Order"), "quantity", width=80, decimals=0),
    Column("role", _("Role"), "choice", width=220),
    Column("from_amount", _("From amount"), "money", width=150),
    Column("escalate_after_days", _("Escalate after working days"), "quantity", 190, decimals=0),
    Column("escalate_to", _("Escalate to"), "choice", width=220),
)


CONDITION = Column("condition", _("Or whenever"), "choice", width=260)


def desk_set_of(document_type: DocumentType) -> type[DeskSet]:
    """Rows ask for a condition only where the type knows one."""
    known = [(each.code, each.label) for each in approvals.conditions_of(document_type.code)]
    if not known:
        return DeskSet
    asked = forms.ChoiceField(label=_("Or whenever"), choices=[("", ""), *known], required=False)
    form = type("ConditionalDeskForm", (DeskForm,), {"condition": asked})
    return type("ConditionalDeskSet", (DeskSet,), {"form": form})


def types_with_chain() -> list[DocumentType]:
    return [document_type for document_type in registry.all_types() if document_type.has_chain]


@require_GET
@only_for(*OVERSEERS)
def chains(request: HttpRequest) -> HttpResponse:
    """Every type's chain as it is now, and who changed chains last."""
    may_edit = Role.ADMINISTRATOR in roles_of(request.user)
    tables = [_chain_table(each, may_edit=may_edit) for each in types_with_chain()]
    context = {
        "title": _("Approval chains"),
        "subtitle": _("Papers already submitted keep the chain they started with"),
        "back_url": reverse("settings"),
        "tables": [*tables, {"title": _("Last changes"), "table": _changes_table()}],
    }
    return render(request, "ui/detail.html", context)


def _chain_table(document_type: DocumentType, *, may_edit: bool) -> dict[str, Any]:
    desks = chain.desks_of(document_type)
    rows: list[dict[str, Any]] = [{"cells": _desk_cells(desk)} for desk in desks]
    if not rows:
        sentence = _("No chain yet: nothing of this type can be submitted.")
        rows = [{"cells": [{"text": ""}, {"text": sentence, "tone": "bad"}], "tone": "bad"}]
    address = reverse("approval_chain", args=[document_type.code])
    words = {each.code: each.label for each in approvals.conditions_of(document_type.code)}
    labels = [_("Order"), _("Role"), _("From amount"), _("Escalation"), _("People")]
    if words:
        labels.append(_("Or whenever"))
        for row, desk in zip(rows, desks, strict=False):
            row["cells"].append({"text": words.get(desk.condition, "")})
    columns: list[dict[str, Any]] = [{"label": label} for label in labels]
    columns[2]["align"] = "end"
    return {
        "title": document_type.label,
        "table": {"columns": columns, "rows": rows},
        "url": address if may_edit else "",
        "url_label": _("Change"),
    }


def _desk_cells(desk: chain.Desk) -> list[dict[str, Any]]:
    people = listed(person.display_name for person in holders(desk.role)[:5])
    nobody = {"text": gettext("nobody holds this role"), "tone": "bad"}
    return [
        {"text": desk.position},
        {"text": Role(desk.role).label},
        {"text": money(desk.from_amount)},
        {"text": _escalation(desk)},
        {"text": people} if people else nobody,
    ]


def _escalation(desk: chain.Desk) -> str:
    if not desk.escalate_to:
        return ""
    words = {"days": desk.escalate_after_days, "role": Role(desk.escalate_to).label}
    return gettext("after %(days)s working days to %(role)s") % words


def _changes_table() -> dict[str, Any]:
    """The last edits, from the record history: rows put in and rows taken out."""
    known = {document_type.code: document_type.label for document_type in types_with_chain()}
    history = ApprovalRule.history.select_related("history_user").order_by("-history_id")[:30]
    kinds = {"+": _("put in"), "-": _("taken out"), "~": _("changed")}
    rows = [
        [
            f"{timezone.localtime(past.history_date):%Y-%m-%d %H:%M}",
            past.history_user.display_name if past.history_user else "",
            known.get(past.type, past.type),
            kinds[past.history_type],
            f"{past.position} {Role(past.role).label} ≥ {money(past.from_amount)}",
        ]
        for past in history
    ]
    labels = (_("At"), _("By"), _("Document type"), _("What"), _("Desk"))
    return {
        "columns": [{"label": label} for label in labels],
        "rows": [{"cells": [{"text": text} for text in row]} for row in rows],
    }


@require_http_methods(["GET", "POST"])
@only_for(*ADMINISTRATORS)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    document_type = next((each for each in types_with_chain() if each.code == code), None)
    if document_type is None:
        raise Http404
    desks = chain.desks_of(document_type)
    initial = [{**vars(desk), "id": number} for number, desk in enumerate(desks, start=1)]
    if request.method == "POST":
        formset = desk_set_of(document_type)(request.POST, prefix="desks", initial=initial)
        if formset.is_valid() and _saved(request, document_type, formset):
            return redirect("approval_chains")
    else:
        formset = desk_set_of(document_type)(prefix="desks", initial=initial)
    return render(request, "ui/form.html", _edit_context(document_type, formset, desks))


def _saved(request: HttpRequest, document_type: DocumentType, formset: DeskSet) -> bool:
    user: Any = request.user
    version = request.POST.get("version", "")
    try:
        chain.replace_chain(document_type, formset.desks(), actor=user, version=version)
    except Refused as refused:
        messages.error(request, str(refused))
        return False
    messages.success(request, _("The chain of %(type)s is saved.") % {"type": document_type.label})
    return True


def _edit_context(
    document_type: DocumentType, formset: DeskSet, desks: list[chain.Desk]
) -> dict[str, Any]:
    states = [state.code for state in document_type.states if state.waits_for is CHAIN]
    under_way = Document.objects.filter(type=document_type.code, state__in=states).count()
    intro = _("%(count)s papers are under way; they keep the chain they started with.")
    title = _("Approval chain of %(type)s") % {"type": document_type.label}
    known = approvals.conditions_of(document_type.code)
    grid = grid_for(formset, (*COLUMNS, CONDITION) if known else COLUMNS)
    return {
        "title": title,
        "form": Form(),
        "intro": intro % {"count": under_way},
        "grids": [{"title": _("Desks, in the order in which they sign"), "grid": grid}],
        "formset": formset,
        "version": chain.version_of(desks),
        "action_url": reverse("approval_chain", args=[document_type.code]),
        "cancel_url": reverse("approval_chains"),
    }
