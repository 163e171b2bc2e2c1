"""委托: deputies of absent people: named by oneself, or by an administrator for anybody."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from documents import approvals
from documents.errors import Refused
from documents.models import Delegation
from masterdata.models import User
from masterdata.roles import Role, roles_of
from ui.forms import DateField, Form

if TYPE_CHECKING:
    from django.utils.functional import Promise

MOST_SHOWN = 100


class PersonField(forms.ModelChoiceField):
    """People who can sign in, by the name people call them."""

    def label_from_instance(self, person: User) -> str:
        return person.display_name


class DelegationForm(Form):
    """Who is away, who stands in, from when to when, why."""

    absent = PersonField(label=_("Absent"), queryset=User.objects.none())
    deputy = PersonField(label=_("Deputy"), queryset=User.objects.none())
    starts_on = DateField(label=_("From"))
    ends_on = DateField(label=_("To"))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, user: User, today: date, **options: Any) -> None:
        options.setdefault("initial", {"absent": user, "starts_on": today})
        super().__init__(*args, **options)
        self.today = today
        people = User.objects.filter(is_active=True).order_by("full_name", "id")
        fields: dict[str, Any] = self.fields
        fields["deputy"].queryset = people
        fields["absent"].queryset = people if is_administrator(user) else people.filter(pk=user.pk)

    def clean_ends_on(self) -> date:
        ends_on: date = self.cleaned_data["ends_on"]
        if ends_on < self.today:
            raise ValidationError(_("This day is over. Name a deputy from today on."))
        return ends_on


def is_administrator(user: Any) -> bool:
    return Role.ADMINISTRATOR in roles_of(user)


def _own(user: Any) -> "QuerySet[Delegation]":
    """An administrator sees all, others what concerns them."""
    found = Delegation.objects.select_related("absent", "deputy").order_by("-starts_on", "-id")
    return found if is_administrator(user) else found.filter(Q(absent=user) | Q(deputy=user))


@require_GET
def delegations(request: HttpRequest) -> HttpResponse:
    """Present and coming ones with a button that ends them; below, those that are over."""
    today = timezone.localdate()
    shown = list(_own(request.user)[:MOST_SHOWN])
    open_ones = [each for each in shown if each.ended_at is None and each.ends_on >= today]
    over = [each for each in shown if each not in open_ones]
    labels = (_("Absent"), _("Deputy"), _("From"), _("To"), _("Reason"), _("State"))
    columns = [{"label": label} for label in labels]

    def table(title: "Promise", rows: list[Delegation], empty: "Promise") -> dict[str, Any]:
        cells = [_row(each, request.user, today=today) for each in rows]
        return {"title": title, "columns": columns, "rows": cells, "empty": empty}

    context = {
        "title": _("Delegation"),
        "subtitle": _("A deputy acts in your name while you are away; the papers show both"),
        "actions": [
            {"label": _("Name a deputy"), "url": reverse("delegation_new"), "tone": "primary"}
        ],
        "tables": [
            table(_("Present and coming delegations"), open_ones, _("Nobody is away.")),
            table(_("Past delegations"), over, _("None yet.")),
        ],
    }
    return render(request, "documents/settings/acts.html", context)


def _row(delegation: Delegation, user: Any, *, today: date) -> dict[str, Any]:
    texts = [
        delegation.absent.display_name,
        delegation.deputy.display_name,
        f"{delegation.starts_on:%Y-%m-%d}",
        f"{delegation.ends_on:%Y-%m-%d}",
        delegation.reason,
    ]
    label, tone = _state(delegation, today=today)
    cells = [*({"text": text} for text in texts), {"badge": {"label": label, "tone": tone}}]
    may_end = tone in ("good", "primary") and (user == delegation.absent or is_administrator(user))
    url = reverse("delegation_end", args=[delegation.pk])
    acts = [{"label": _("End now"), "url": url, "tone": "danger"}] if may_end else []
    return {"cells": cells, "acts": acts}


def _state(delegation: Delegation, *, today: date) -> tuple[str, str]:
    if delegation.ended_at:
        ended = f"{timezone.localtime(delegation.ended_at):%Y-%m-%d %H:%M}"
        return gettext("ended %(time)s") % {"time": ended}, "neutral"
    if delegation.ends_on < today:
        return gettext("has ended"), "neutral"
    return (
        (gettext("still to come"), "primary")
        if delegation.starts_on > today
        else (gettext("in force"), "good")
    )


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    data = request.POST if request.method == "POST" else None
    form = DelegationForm(data, user=user, today=timezone.localdate())
    if form.is_valid():
        try:
            approvals.delegate(**form.cleaned_data)
        except Refused as refused:
            form.add_error(None, ValidationError(str(refused)))
        else:
            messages.success(request, _("The deputy is named. He sees the tasks from that day on."))
            return redirect("delegations")
    context = {
        "title": _("Name a deputy"),
        "form": form,
        "action_url": reverse("delegation_new"),
        "cancel_url": reverse("delegations"),
        "intro": _("The deputy cannot approve what the absent person or he himself made."),
    }
    return render(request, "ui/form.html", context)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End it early; the absent person himself or an administrator."""
    delegation = get_object_or_404(_own(request.user), pk=pk)
    if request.user != delegation.absent and not is_administrator(request.user):
        raise PermissionDenied(
            _("Only %(name)s or an administrator may end this.")
            % {"name": delegation.absent.display_name}
        )
    if approvals.end_delegation(delegation, at=timezone.now()):
        messages.success(request, _("The delegation has ended."))
    else:
        messages.info(request, _("The delegation was over already."))
    return redirect("delegations")
