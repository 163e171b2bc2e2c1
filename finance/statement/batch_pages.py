"""Statements for everybody who moved in a month, in one act."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from documents.errors import Refused
from documents.pages.doors import key_of, person, require_maker, tell
from finance.parties.models import Side
from finance.statement.actions import Batch, make_all, without_statement
from finance.statement.forms import PeriodForm, last_month
from finance.statement.pages import STATEMENT_PAGES

NAMED = 10


class BatchForm(PeriodForm):
    issue = forms.BooleanField(
        label=_("Send them at once"),
        required=False,
        help_text=_("Without it drafts are made, to be looked at first."),
    )


@require_http_methods(["GET", "POST"])
def make_many(request: HttpRequest) -> HttpResponse:
    """GET says for whom; POST makes them."""
    require_maker(request, STATEMENT_PAGES)
    start = {"side": Side.PAYABLE, **last_month()}
    form = BatchForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "GET":
        return _page(request, form, start)
    if not form.is_valid():
        return _page(request, form, start, status=422)
    chosen = form.cleaned_data
    if "look" in request.POST:
        return _page(request, form, chosen)
    try:
        batch = make_all(
            chosen["side"],
            first=chosen["first"],
            last=chosen["last"],
            actor=person(request),
            at=timezone.now(),
            key=key_of(request) or uuid4(),
            issue=chosen["issue"],
        )
    except Refused as refused:
        tell(request, refused)
        return _page(request, form, chosen, status=422)
    _tell(request, batch)
    return redirect(STATEMENT_PAGES.url("list", view="all"))


def _tell(request: HttpRequest, batch: Batch) -> None:
    words = {"made": len(batch.made), "already": batch.already}
    sentence = gettext("%(made)s statements were made; %(already)s parties had theirs already.")
    messages.success(request, sentence % words)
    for document, refusal in batch.refused[:NAMED]:
        messages.warning(request, f"{document.number} {document.party}: {refusal}")


def _page(
    request: HttpRequest, form: BatchForm, chosen: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    parties = (
        without_statement(chosen["side"], first=chosen["first"], last=chosen["last"])
        if status == 200
        else []
    )
    context = {
        "title": _("Statements for all with movements"),
        "form": form,
        "key": uuid4(),
        "parties": parties,
        "action_url": request.path,
        "cancel_url": STATEMENT_PAGES.url("list"),
    }
    return render(request, "finance/statement/batch.html", context, status=status)


urlpatterns: list[URLPattern] = [path("batch-of-month/", make_many, name="statement_make_many")]
