"""Prints of one paper and of many, as one PDF; each print is counted, the second says so (补打)."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from documents import content, registry, timeline
from documents.models import Document
from documents.pages.declaration import DocumentPages, Print, Printing
from documents.pages.doors import hides_prices, of_paper, person, require_reader
from documents.pages.steps import ticked
from ui.prints import Paper, pdf_response, render_pdf
from ui.safe_next import safe_next

MOST_AT_ONCE = 100


@require_GET
@of_paper
def print_one(
    request: HttpRequest, document: Document, *, pages: DocumentPages, code: str
) -> HttpResponse:
    chosen = pages.print_of(code)
    if chosen is None:
        raise Http404
    if not may_print(chosen, document):
        state = registry.get(document.type).state(document.state)
        words = {"print": chosen.label, "number": document.number, "state": state.label}
        raise PermissionDenied(
            gettext("%(number)s is “%(state)s”; “%(print)s” is not printed in this state.") % words
        )
    return _pdf(request, [document], chosen)


@require_POST
def print_many(request: HttpRequest, *, pages: DocumentPages) -> HttpResponse:
    """The ticked papers in one PDF; those that may not be printed in their state are left out."""
    require_reader(request, pages)
    chosen = pages.print_of(request.POST.get("print", "")) or next(iter(pages.prints), None)
    if chosen is None:
        raise Http404
    papers = ticked(request, pages)[:MOST_AT_ONCE]
    fit = [paper for paper in papers if may_print(chosen, paper)]
    if not fit or len(fit) < len(papers):
        left = ", ".join(paper.number for paper in papers if paper not in fit)
        words = {"numbers": left or "-"}
        messages.error(
            request,
            gettext("Nothing was printed: untick what is not printed in its state: %(numbers)s.")
            % words,
        )
        return HttpResponseRedirect(safe_next(request, pages.url("list")))
    return _pdf(request, fit, chosen)


def may_print(chosen: Print, document: Document) -> bool:
    return not chosen.states or document.state in chosen.states


def _pdf(request: HttpRequest, papers: Sequence[Document], chosen: Print) -> HttpResponse:
    """First count, then draw: a print that left the printer must not be missing in the timeline."""
    paper = _paper(request, chosen)
    slips: list[Any] = []
    for document in papers:
        times = _count(request, document, chosen)
        printing = Printing(
            content.load_body(document),
            person(request),
            paper,
            times=times,
            hide_prices=hides_prices(request),
        )
        slips += chosen.slips(printing)
    context = {"paper": paper, "slips": slips, "styles": chosen.styles}
    data = render_pdf(chosen.template, context, request=request)
    name = papers[0].number if len(papers) == 1 else str(chosen.label)
    return pdf_response(data, f"{name}.pdf")


def _count(request: HttpRequest, document: Document, chosen: Print) -> int:
    with transaction.atomic():
        return timeline.record_print(
            document, actor=person(request), at=timezone.now(), name=chosen.code
        )


def _paper(request: HttpRequest, chosen: Print) -> Paper:
    wanted = request.GET.get("paper", "")
    return next((paper for paper in chosen.papers if paper.name == wanted), chosen.papers[0])
