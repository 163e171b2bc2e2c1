"""Taking a step: one paper with what the step asks for, or many ticked papers at once."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from documents import approvals, content, engine, offers, registry
from documents.act import Offer, Outcome
from documents.errors import Refused
from documents.flow import Step
from documents.models import Document
from documents.pages.declaration import DocumentPages, url_for
from documents.pages.detail import form_of, offer_for, paper_page
from documents.pages.doors import (
    key_of,
    of_paper,
    person,
    require_reader,
    status_of,
    tell,
    version_of,
)
from documents.pages.lists import batch_steps
from documents.visibility import visible_to
from masterdata.models import User
from masterdata.roles import Role
from ui.forged import log_forged
from ui.ids import ids_in
from ui.safe_next import safe_next
from ui.typed import typed

MOST_AT_ONCE = 500


@dataclass
class Taking:
    """One step that somebody asks for or sends: of which paper, and with which form."""

    request: HttpRequest
    document: Document
    pages: DocumentPages
    step: Step
    form: Any = None
    body: Any = None

    def page(self, offer: Offer, *, status: int = 200) -> HttpResponse:
        """The step on a page of its own, with what was typed."""
        document, pages = self.document, self.pages
        body = self.body or content.load_body(document)
        shown = offer_for(offer, document, body=body, pages=pages, form=self.form)
        context = {
            "document": document,
            "type": pages.type,
            "state": pages.type.state(document.state),
            "offer": shown | {"reason": self.request.POST.get("reason", "")},
            "cancel_url": pages.url("detail", document.pk),
        }
        return render(self.request, "documents/_step.html", context, status=status)

    def perform(self) -> Outcome:
        data = self.form.cleaned_data if self.form is not None else None
        reason = typed(self.request, "reason") or str((data or {}).get("reason") or "")
        return engine.perform(
            self.document.pk,
            self.step.code,
            actor=person(self.request),
            version=version_of(self.request),
            reason=reason[:500],
            data=data,
            key=key_of(self.request),
        )

    def refused(self, refused: Refused) -> HttpResponse:
        """What was typed stays; the refusal stands above it, nothing was done."""
        tell(self.request, refused, number=self.document.number)
        self.document.refresh_from_db()
        status = status_of(refused)
        here = self.step in self.pages.type.steps_from(self.document.state)
        if here and (self.form is not None or self.step.needs_reason):
            return self.page(Offer(self.step, allowed=True), status=status)
        return paper_page(self.request, self.document, pages=self.pages, status=status)


@require_http_methods(["GET", "POST"])
@of_paper
def step(
    request: HttpRequest, document: Document, *, pages: DocumentPages, code: str
) -> HttpResponse:
    """GET asks for what the step needs and changes nothing; POST takes it."""
    if code not in {each.code for each in pages.type.steps}:
        raise Http404
    taking = Taking(request, document, pages, _declared(document, code, pages))
    return _ask(taking) if request.method == "GET" else _take(taking)


def _declared(document: Document, code: str, pages: DocumentPages) -> Step:
    """The step as the present state declares it; else any so named, for the engine to refuse."""
    from_here = [s for s in pages.type.steps_from(document.state) if s.code == code]
    return from_here[0] if from_here else pages.type.step(code)


def _ask(taking: Taking) -> HttpResponse:
    user = person(taking.request)
    taking.body = content.load_body(taking.document)
    for offer in offers.available(taking.document, user, body=taking.body):
        if offer.step.code == taking.step.code:
            return taking.page(offer)
    refusals = tuple(offers.why_not(taking.document, taking.step.code, user, body=taking.body))
    return taking.page(Offer(taking.step, allowed=False, refusals=refusals), status=409)


def _take(taking: Taking) -> HttpResponse:
    request = taking.request
    if taking.step.form:
        body = content.load_body(taking.document)
        taking.form = form_of(taking.step, body, request.POST, request.FILES)
    log_forged(request, known=() if taking.form is None else taking.form.fields)
    if taking.form is not None and not taking.form.is_valid():
        return taking.page(Offer(taking.step, allowed=True), status=422)
    try:
        outcome = taking.perform()
    except Refused as refused:
        return taking.refused(refused)
    messages.success(request, told(outcome))
    detail = taking.pages.url("detail", taking.document.pk)
    return HttpResponseRedirect(safe_next(request, detail))


def told(outcome: Outcome) -> str:
    """「JH-… 已审核」; while desks are left, whose turn it is."""
    document = outcome.document
    # What reacted to the step may have led the paper on: what is paid in full is paid.
    document.refresh_from_db(fields=("state",))
    state = registry.get(document.type).state(document.state)
    desk = approvals.desk_of(document) if state.waits_for else None
    words = {"number": document.number, "state": state.label}
    if desk:
        words["desk"] = Role(desk.role).label
        return gettext("%(number)s: %(state)s. It waits for: %(desk)s.") % words
    return gettext("%(number)s: %(state)s.") % words


@require_POST
def batch(request: HttpRequest, *, pages: DocumentPages) -> HttpResponse:
    """One step for every ticked paper; each stands for itself and gets its own answer."""
    require_reader(request, pages)
    user = person(request)
    code = request.POST.get("action", "")
    if code not in {each.code for each in pages.type.steps}:
        raise Http404
    if code not in {each.code for each in batch_steps(pages.type, user)}:
        raise PermissionDenied(gettext("This step is taken paper by paper, or not by your roles."))
    papers = ticked(request, pages)
    back = safe_next(request, pages.url("list"))
    if not papers:
        messages.error(request, gettext("Tick at least one document."))
        return redirect(back)
    reason = typed(request, "reason") or typed(request, f"reason_{code}")
    results = [_one_of_many(request, paper, code, reason=reason) for paper in papers]
    done = sum(result["ok"] for result in results)
    context = {
        "title": _("Result"),
        "results": results,
        "done": done,
        "refused": len(results) - done,
        "back_url": back,
    }
    return render(request, "documents/batch_result.html", context)


def ticked(request: HttpRequest, pages: DocumentPages) -> list[Document]:
    """The ticked papers that this user may see, in the order of the list."""
    ids = posted_ids(request)[:MOST_AT_ONCE]
    papers = visible_to(person(request), of=pages.type).in_bulk(ids)
    return [papers[pk] for pk in dict.fromkeys(ids) if pk in papers]


def posted_ids(request: HttpRequest) -> list[int]:
    return ids_in(request.GET if request.method == "GET" else request.POST)


def _one_of_many(
    request: HttpRequest, paper: Document, code: str, *, reason: str
) -> dict[str, Any]:
    user: User = person(request)
    found: dict[str, Any] = {"number": paper.number, "url": url_for(paper)}
    try:
        outcome = engine.perform(paper.pk, code, actor=user, reason=reason, at=timezone.now())
    except Refused as refused:
        return found | {"ok": False, "sentence": str(refused)}
    return found | {"ok": True, "sentence": told(outcome)}
