"""Prints of one paper and of many, as one PDF; each print is counted, the second says so (补打)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from documents import content, registry, timeline
from documents.copies import Copy, title_of
from documents.models import Document
from documents.pages import print_choice
from documents.pages.declaration import DocumentPages, Print, Printing, url_for
from documents.pages.doors import hides_prices, of_paper, person, require_reader
from documents.pages.print_choice import Choice
from documents.pages.steps import ticked
from documents.print_settings import PrintRules
from documents.slips import is_approved
from ui import later
from ui.prints import Paper, pdf_response, render_pdf
from ui.punctuation import listed
from ui.safe_next import safe_next

# A PDF of more would take too much memory while it is drawn.
MOST_IN_ONE = 100
# More slips are drawn later, by a worker (`ui.later`).
DRAWN_AT_ONCE = 10


@require_GET
@of_paper
def print_one(
    request: HttpRequest, document: Document, *, pages: DocumentPages, code: str
) -> HttpResponse:
    chosen = pages.print_of(code)
    if chosen is None:
        raise Http404
    rules = print_choice.rules_for(pages, chosen)
    refusal = why_not(chosen, document, rules=rules)
    if refusal:
        raise PermissionDenied(refusal)
    asked = _choice(request, pages, chosen, rules=rules)
    return _pdf(request, [document], Order(chosen, rules, asked))


@require_POST
def print_many(request: HttpRequest, *, pages: DocumentPages) -> HttpResponse:
    """The ticked papers in one PDF; those that may not be printed in their state are left out."""
    require_reader(request, pages)
    chosen = pages.print_of(request.POST.get("print", "")) or next(iter(pages.prints), None)
    if chosen is None:
        raise Http404
    rules = print_choice.rules_for(pages, chosen)
    papers = ticked(request, pages)
    fit = [paper for paper in papers if not why_not(chosen, paper, rules=rules)]
    if not fit or len(fit) < len(papers):
        left = listed(paper.number for paper in papers if paper not in fit)
        words = {"numbers": left or "-"}
        messages.error(
            request,
            gettext("Nothing was printed: untick what is not printed in its state: %(numbers)s.")
            % words,
        )
        return HttpResponseRedirect(safe_next(request, pages.url("list")))
    asked = _choice(request, pages, chosen, rules=rules)
    put_off = _put_off(request, chosen, asked, papers=fit)
    return put_off or _pdf(request, fit, Order(chosen, rules, asked))


def _put_off(
    request: HttpRequest, chosen: Print, asked: Choice, *, papers: Sequence[Document]
) -> HttpResponse | None:
    """Many slips are drawn later, on the paper and in the copies that were chosen now; very many
    as several PDFs."""
    if len(papers) <= DRAWN_AT_ONCE:
        return None
    sent = request.POST.copy()
    for name, value in {"print": chosen.code, **asked.query}.items():
        sent[name] = str(value)
    answer = None
    for first in range(0, len(papers), MOST_IN_ONE):
        part = papers[first : first + MOST_IN_ONE]
        own = sent.copy()
        own.setlist("ids", [str(paper.pk) for paper in part])
        request.POST = own  # type: ignore[assignment]
        title = _title(chosen, first=first + 1, last=first + len(part), of=len(papers))
        answer = later.put_off(request, later.Errand(title, len(part)))
    return answer


def _title(chosen: Print, *, first: int, last: int, of: int) -> str:
    words = {"print": chosen.label, "first": first, "last": last, "count": of}
    if (first, last) == (1, of):
        return gettext("Print: %(print)s (%(count)s)") % words
    return gettext("Print: %(print)s (%(first)s to %(last)s of %(count)s)") % words


@dataclass(frozen=True)
class Order:
    """What is to be printed, by which settings, and as what was chosen."""

    chosen: Print
    rules: PrintRules
    choice: Choice

    @property
    def paper(self) -> Paper:
        """The chosen paper with as many rows as the settings give it."""
        paper = self.choice.paper
        rows = self.rules.rows.get(paper.name)
        return paper.with_rows(rows) if rows else paper

    def printings(self, body: Any, request: HttpRequest, *, times: int) -> Iterator[Printing]:
        """One for each copy that is drawn; a copy without prices hides them from everybody."""
        copies = self.rules.copies
        for number in self.choice.drawn(copies):
            unpriced = bool(number) and not copies[number - 1].priced
            yield Printing(
                body,
                person(request),
                self.paper,
                times=times,
                hide_prices=unpriced or hides_prices(request),
                copies=copies,
                copy=number,
                terms=self.rules.terms,
                subtotals_only=self.rules.subtotals_only,
                address=request.build_absolute_uri(url_for(body.head)),
            )

    @property
    def told(self) -> str:
        """What the timeline says of it beside the name of the print."""
        copies: tuple[Copy, ...] = self.rules.copies
        parts = [str(self.choice.paper.label)]
        if self.choice.copy:
            parts.append(title_of(copies, self.choice.copy))
        return " · ".join(parts)


def _choice(
    request: HttpRequest, pages: DocumentPages, chosen: Print, *, rules: PrintRules
) -> Choice:
    """What was asked for is the usual from now on; without a wish, what it was the last time."""
    asked = request.POST if request.method == "POST" else request.GET
    user, copies = person(request), rules.copies
    if not {"paper", "mode", "copy"} & set(asked):
        return print_choice.remembered(user, pages, chosen, copies=copies)
    choice = print_choice.choice_from(asked.dict(), chosen, copies=copies)
    if later.work_of(request) is None:
        print_choice.remember(user, pages, chosen, choice=choice)
    return choice


def may_print(chosen: Print, document: Document) -> bool:
    return not chosen.states or document.state in chosen.states


def why_not(chosen: Print, document: Document, *, rules: PrintRules) -> str:
    """Why this paper is not printed now; empty when it is."""
    state = registry.get(document.type).state(document.state)
    words = {"print": chosen.label, "number": document.number, "state": state.label}
    if not may_print(chosen, document):
        return (
            gettext("%(number)s is “%(state)s”; “%(print)s” is not printed in this state.") % words
        )
    if rules.approved_only and not is_approved(document):
        return (
            gettext("%(number)s is “%(state)s”; have it approved first, then print “%(print)s”.")
            % words
        )
    return ""


def _pdf(request: HttpRequest, papers: Sequence[Document], order: Order) -> HttpResponse:
    """First count, then draw: a print that left the printer must not be missing in the timeline."""
    chosen, paper = order.chosen, order.paper
    slips: list[Any] = []
    work = later.work_of(request)
    for document in papers:
        if work is not None:
            work.note(0, len(papers))
        times = _count(request, document, order)
        body = content.load_body(document)
        for printing in order.printings(body, request, times=times):
            slips += chosen.slips(printing)
    context = {"paper": paper, "slips": slips, "styles": chosen.styles}
    between = partial(_tell, work, len(papers)) if work is not None else None
    data = render_pdf(chosen.template, context, request=request, between=between)
    name = papers[0].number if len(papers) == 1 else str(chosen.label)
    return pdf_response(data, f"{name}.pdf")


def _tell(work: later.Work, papers: int, done: int, of: int) -> None:
    """A paper may be drawn in several copies, whose heads are drawn apart: told in papers."""
    work.note(papers * done // of, papers)


def _count(request: HttpRequest, document: Document, order: Order) -> int:
    """Which print of this it is; a worker that begins anew has counted it already."""

    def count() -> int:
        return timeline.record_print(
            document,
            actor=person(request),
            at=timezone.now(),
            name=order.chosen.code,
            how=order.told,
        )

    work = later.work_of(request)
    if work is not None:
        return int(work.once(f"print {document.pk}", count))
    with transaction.atomic():
        return count()
