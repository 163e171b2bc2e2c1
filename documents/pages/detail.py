"""The page of one paper: the paper itself, what can be done with it, and all that stands around."""

from typing import Any
from uuid import uuid4

from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from documents import content, ledgers, links, offers, registry, statements
from documents.act import Offer
from documents.flow import DocumentType, Step, Words
from documents.models import Document
from documents.pages import around, files, print_choice
from documents.pages.cells import line_table
from documents.pages.changes import plain_text
from documents.pages.declaration import DocumentPages, Pull, all_pages, url_for
from documents.pages.doors import hides_prices, may_make, of_paper, person
from documents.pages.lists import tone_of
from masterdata.money import LARGEST_CAPITAL, capital_amount
from ui import formats, prepared, rights

SHORTCUTS = {
    "submit": "F4",
    "approve": "F4",
    "approve_refund": "F4",
    "post": "F4",
    "pay": "F4",
    "ship": "F4",
    "unapprove": "Shift+F4",
    "withdraw": "Shift+F4",
    "reverse": "Shift+F4",
}
# A key is hit by mistake more easily than a button: by key these ask once.
ASKED = frozenset({"approve", "approve_refund", "post", "unapprove", "withdraw", "reverse"})
QUESTION = _("Carry out “%(step)s” for %(number)s?")
AHEAD = {"primary", "good"}
MOST_GREYED = 2
STAMPED = {"good", "bad", "void"}


@require_GET
@of_paper
def detail(request: HttpRequest, document: Document, *, pages: DocumentPages) -> HttpResponse:
    return paper_page(request, document, pages=pages)


def paper_page(
    request: HttpRequest, document: Document, *, pages: DocumentPages, status: int = 200
) -> HttpResponse:
    """Also the answer to a refused step: the same page, the refusal on top, nothing done."""
    context = _context(request, document, pages=pages)
    return render(request, pages.template("detail"), context, status=status)


def _context(request: HttpRequest, document: Document, *, pages: DocumentPages) -> dict[str, Any]:
    user = person(request)
    hide_prices = hides_prices(request)
    body = content.load_body(document)
    state = pages.type.state(document.state)
    offered = offers.available(document, user, body=body)
    shown = offers_of(offered, document, body=body, pages=pages)
    events = around.events_of(document)
    tells_total = content.has_total(pages.type) and not hide_prices
    return {
        "document": document,
        "type": pages.type,
        "body": body,
        "state": state,
        "stamp": {"text": state.label, "tone": state.tone} if state.tone in STAMPED else None,
        "fields": facts(body, pages, user=user, hide_prices=hide_prices),
        "remark": document.remark,
        "lines": line_table(body, pages, hide_prices=hide_prices),
        "totals": totals(body) if tells_total else [],
        "capital": capital(document, pages.type) if tells_total else "",
        "hidden_prices": hide_prices and _has_prices(body, pages),
        "people": around.people(document, events),
        "offers": shown,
        "folded": [each for each in shown if each.get("folded")],
        "actions": actions(document, pages, user=user),
        **print_choice.menu_of(document, pages, user=user),
        "timeline": around.timeline(events, pages, hide_prices=hide_prices),
        "panels": _panels(body, pages, user=user),
        **_around(request, document, pages=pages),
        **_blockers(document, offered, pages=pages),
    }


def _around(request: HttpRequest, document: Document, *, pages: DocumentPages) -> dict[str, Any]:
    user = person(request)
    return {
        "approvals": around.desks(document),
        "tasks": around.open_tasks(
            document,
            now=timezone.now(),
            urge_url=lambda task: pages.url("urge", document.pk, task.pk),
            user=user,
        ),
        "chain": around.chain(document, user),
        "comments": around.comments(document),
        "comment_url": pages.url("comment", document.pk),
        "attachments": files.rows(document, pages, user=user),
        "attach_url": pages.url("attach", document.pk),
        # The books also say what sold goods cost: that is another right than to the paper's prices.
        "postings": around.postings(document, hide_prices=not rights.may_see_prices(user)),
    }


def facts(body: Any, pages: DocumentPages, *, user: Any, hide_prices: bool) -> list[dict[str, Any]]:
    """The head as label and value: the common fields, the paper's own, what the paper adds."""
    head = body.head
    hidden = pages.priced if hide_prices else frozenset()
    party_label = pages.type.party_label or _("Party")
    told = pages.told(body) if pages.told else {}
    found: list[dict[str, Any]] = []
    if head.party:
        found.append({"label": party_label, "value": head.party.name})
    found.append({"label": _("Document date"), "value": formats.day(head.date)})
    if head.handler:
        found.append({"label": _("Handler"), "value": head.handler.display_name})
    for field in type(body)._meta.concrete_fields:
        if field.name == "head" or field.name in hidden or not field.editable:
            continue
        if field.name in told:
            fact = told[field.name]
            found += [dict(fact)] if fact else []
            continue
        value = _shown(body, field)
        if value:
            form_field = pages.head_form.base_fields.get(field.name)
            label = (form_field and form_field.label) or field.verbose_name
            found.append({"label": label, "value": value})
    if head.held:
        found.append({"label": _("On hold"), "value": _("Yes"), "tone": "bad"})
    found += [dict(each) for each in (pages.facts(body, user) if pages.facts else ())]
    return found


def _has_prices(body: Any, pages: DocumentPages) -> bool:
    """Whether anything is kept back at all; a paper without prices says nothing of them."""
    fields = {f.name for f in type(body)._meta.concrete_fields if f.editable}
    columns = {column.name for column in pages.lines_shown}
    return bool(pages.priced & (fields | columns))


def _shown(body: Any, field: "Field[Any, Any]") -> str:
    value = getattr(body, field.name)
    if value is None or value == "":
        return ""
    if getattr(field, "choices", None):
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, Model):
        return str(getattr(value, "display_name", "") or value)
    if isinstance(value, bool) or value:
        return plain_text(field, value)
    return ""


def totals(body: Any) -> list[dict[str, Any]]:
    """Net, tax and gross where the lines have them; else the head's total."""
    lines = list(body.lines.all())
    if not lines or not hasattr(lines[0], "gross"):
        total = {"label": _("Total"), "value": formats.money(body.head.total), "strong": True}
        return [total]
    sums = {name: sum(getattr(line, name) for line in lines) for name in ("net", "tax", "gross")}
    # Freight and odd money stand in the head: what is paid is not what the lines come to.
    more = body.head.total != sums["gross"] and hasattr(type(body), "total_of")
    found = [
        {"label": _("Net amount"), "value": formats.money(sums["net"])},
        {"label": _("Tax"), "value": formats.money(sums["tax"])},
        {"label": _("Amount with tax"), "value": formats.money(sums["gross"]), "strong": not more},
    ]
    if more:
        total = {"label": _("Total"), "value": formats.money(body.head.total), "strong": True}
        found.append(total)
    return found


def capital(document: Document, document_type: DocumentType) -> str:
    fits = abs(document.total) < LARGEST_CAPITAL
    return capital_amount(document.total) if fits else ""


def offers_of(
    offered: list[Offer], document: Document, *, body: Any, pages: DocumentPages
) -> list[dict[str, Any]]:
    """All steps as buttons; many that are not this person's are folded into one.

    F4 leads on: where no step has it by name, the first that moves the paper forward gets it, else
    the first that is entered on the way; without a form it asks once.
    """
    shown = [offer_for(offer, document, body=body, pages=pages) for offer in offered]
    of_others = [each for offer, each in zip(offered, shown, strict=True) if offer.of_others]
    for each in of_others if len(of_others) > MOST_GREYED else ():
        each["folded"] = True
    if any(each["shortcut"] == "F4" and each["allowed"] for each in shown):
        return shown
    pairs = zip(offered, shown, strict=True)
    ahead = [(offer.step, each) for offer, each in pairs if offer.allowed and _leads_on(offer.step)]
    first = next((each for step, each in ahead if step.target), None)
    first = first or next((each for _step, each in ahead), None)
    if first is not None:
        first["shortcut"] = "F4"
        if not (first["form"] or first["needs_reason"]):
            first["question"] = QUESTION % {"step": first["label"], "number": document.number}
    return shown


def _leads_on(step: Step) -> bool:
    return step.tone in AHEAD and not (step.backward or step.reverses)


def offer_for(
    offer: Offer, document: Document, *, body: Any, pages: DocumentPages, form: Any = None
) -> dict[str, Any]:
    """A step as a button of the bar, or as the page that asks for what it needs."""
    step = offer.step
    if form is None and step.form and offer.allowed:
        form = form_of(step, body)
    words = {"step": step.label, "number": document.number}
    return {
        "code": step.code,
        "label": step.label,
        "question": QUESTION % words if step.code in ASKED else "",
        "url": pages.url("step", document.pk, step.code),
        "tone": tone_of(step),
        "allowed": offer.allowed,
        "refusals": offer.refusals,
        "needs_reason": step.needs_reason and "reason" not in getattr(form, "fields", ()),
        "form": form,
        "key": uuid4(),
        "shortcut": SHORTCUTS.get(step.code, ""),
        "hint": step.help,
    }


def form_of(step: Step, body: Any, *args: Any) -> Any:
    """The step's form, told of its paper if it wants to know; ids that no other form has."""
    assert step.form is not None
    auto_id = f"id_{step.code}_%s"
    try:
        return step.form(*args, body=body, auto_id=auto_id)
    except TypeError as unfit:
        if "body" not in str(unfit):
            raise
        return step.form(*args, auto_id=auto_id)


def actions(document: Document, pages: DocumentPages, *, user: Any) -> list[dict[str, Any]]:
    """Edit, copy, push: what may be done that is no step."""
    found: list[dict[str, Any]] = [
        {"label": _("List"), "url": pages.url("list"), "icon": "list-ul"}
    ]
    maker = may_make(user, pages.type)
    if maker and pages.type.state(document.state).editable:
        edit = {"label": _("Edit"), "url": pages.url("edit", document.pk), "icon": "pencil"}
        found.append(edit | {"shortcut": "F2"})
    if maker:
        copy = {"label": _("Copy"), "url": pages.url("copy", document.pk), "icon": "copy"}
        found.append(copy | {"post": True})
    for other in all_pages():
        pull = next((p for p in other.pulls if p.source_type == document.type), None)
        if pull is None or not may_make(user, other.type):
            continue
        if _is_offered(document, pull, other, user=user):
            url = other.url("new", **{"from": document.pk})
            push = {"label": pull.push_label, "url": url, "icon": "box-arrow-right"}
            found.append(push | {"tone": "primary"})
    return found


def _is_offered(document: Document, pull: Pull, other: DocumentPages, *, user: Any) -> bool:
    """Whether another paper can be made of this one now."""
    if registry.get(document.type).narrowed is not None:
        return pull.candidates(user).filter(pk=document.pk).exists()

    def found() -> "QuerySet[Document, Any]":
        papers = pull.candidates(user).filter(pk=around.PAPER)
        return papers.order_by().values_list("pk")[:1]

    today = timezone.localdate()
    who = (statements.who(user, on=today), user.region_id, today)
    key = ("push", document.type, other.type.code, who)
    return bool(prepared.rows(key, found, paper=document.pk))


def _panels(body: Any, pages: DocumentPages, *, user: Any) -> list[dict[str, Any]]:
    found = []
    for panel in pages.panels:
        context = panel.context(body, user)
        if context is not None:
            found.append({"title": panel.title, "template": panel.template, "context": context})
    return found


def _blockers(document: Document, offered: list[Offer], *, pages: DocumentPages) -> dict[str, Any]:
    """What depends on the paper, and the way to undo it from the end, where that is refused."""
    if not any(offer.step.reverses for offer in offered):
        return {}
    found: dict[Any, tuple[Document | None, Words]]
    found = {paper.pk: (paper, _came_from_this(paper)) for paper in links.dependants(document)}
    for each in ledgers.blockers(document):
        # A paper that came from this one is named once, whatever ledgers it also holds up.
        key = each.document.pk if each.document else str(each.sentence)
        found.setdefault(key, (each.document, each.sentence))
    if not found:
        return {}
    blockers = [
        {
            "sentence": sentence,
            "number": paper.number if paper else "",
            "url": url_for(paper) if paper else "",
        }
        for paper, sentence in found.values()
    ]
    return {"blockers": blockers, "undo_url": pages.url("undo", document.pk)}


def _came_from_this(paper: Document) -> Words:
    document_type = registry.get(paper.type)
    return _("%(type)s came from this document and is “%(state)s”:") % {
        "type": document_type.label,
        "state": document_type.state(paper.state).label,
    }
