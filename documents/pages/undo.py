"""Undo from the end: the plan is shown first, then all of it is undone or none of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from documents import links, offers, registry
from documents.errors import Refused
from documents.flow import Words
from documents.models import Document
from documents.pages.declaration import DocumentPages, url_for
from documents.pages.doors import of_paper, person, status_of, tell
from documents.rights import authority
from documents.undoing import Undoing, undo_from_end, undo_plan
from masterdata.models import User
from ui.punctuation import listed
from ui.typed import typed


@require_http_methods(["GET", "POST"])
@of_paper
def undo(request: HttpRequest, document: Document, *, pages: DocumentPages) -> HttpResponse:
    status = 200
    if request.method == "POST":
        reason = typed(request, "reason")
        try:
            done = _undo(document, reason, user=person(request))
        except Refused as refused:
            tell(request, refused, number=document.number)
            status = status_of(refused)
        else:
            numbers = listed(paper.number for paper in done)
            messages.success(request, gettext("Undone: %(numbers)s.") % {"numbers": numbers})
            return HttpResponseRedirect(pages.url("detail", document.pk))
    return _page(request, document, pages=pages, status=status)


def _undo(document: Document, reason: str, *, user: User) -> list[Document]:
    if not reason:
        raise Refused(_("Give the reason."))
    return undo_from_end(document.pk, actor=user, reason=reason, at=timezone.now())


def _page(
    request: HttpRequest, document: Document, *, pages: DocumentPages, status: int
) -> HttpResponse:
    document.refresh_from_db()
    plan = [_row(undoing, person(request)) for undoing in undo_plan(document)]
    context = {
        "document": document,
        "plan": plan,
        "action_url": pages.url("undo", document.pk),
        "cancel_url": pages.url("detail", document.pk),
        "allowed": all(row["allowed"] for row in plan),
        "version": document.version,
    }
    return render(request, "documents/undo_plan.html", context, status=status)


def _row(undoing: Undoing, user: User) -> dict[str, Any]:
    paper = undoing.document
    document_type = registry.get(paper.type)
    state = document_type.state(paper.state)
    refusals = [undoing.refusal] if undoing.refusal else _refusals(undoing, user)
    return {
        "number": paper.number,
        "url": url_for(paper),
        "type_label": document_type.label,
        "state_label": state.label,
        "tone": state.tone,
        "label": undoing.step.label if undoing.step else "",
        "allowed": not refusals,
        "refusals": refusals,
    }


def _refusals(undoing: Undoing, user: User) -> list[Words]:
    """Rights and guards of the step; what the plan itself clears away first does not count."""
    paper, step = undoing.document, undoing.step
    assert step is not None
    if links.dependants(paper):
        return list(authority(paper, step, actor=user, on=timezone.localdate()).refusals)
    return list(offers.why_not(paper, step.code, user))
