"""Entry of a paper: new, from others, edit; whatever goes wrong, what was typed comes back."""

from typing import Any
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from documents import attachments, content, drafts, engine
from documents.errors import Refused, StaleVersion
from documents.models import Document
from documents.pages import stale
from documents.pages.declaration import DocumentPages, Pulled
from documents.pages.doors import (
    key_of,
    may_make,
    of_paper,
    person,
    require_maker,
    tell,
    version_of,
)
from documents.pages.entry_form import Entry, submit_step
from documents.pages.pulling import pulled_for
from documents.pages.steps import told
from documents.transactions import in_one_transaction


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, *, pages: DocumentPages) -> HttpResponse:
    """`?from=1,2` starts from other papers; the form keeps that address, so it is asked again."""
    require_maker(request, pages)
    try:
        pulled = pulled_for(request, pages)
    except Refused as refused:
        tell(request, refused)
        return redirect(pages.url("list"))
    entry = Entry.blank(request, pages, pulled=pulled)
    if request.method == "GET":
        return entry.page(key=uuid4())
    return _create(entry, pulled)


def _create(entry: Entry, pulled: Pulled) -> HttpResponse:
    request = entry.request
    key = key_of(request) or uuid4()
    if not entry.is_valid():
        return entry.page(key=key, status=422)
    try:
        document = in_one_transaction(lambda: _made(entry, pulled, key=key))
    except Refused as refused:
        tell(request, refused)
        return entry.page(key=key, status=422, refused=refused)
    entry.remember()
    return _after_saving(entry, document, key=key)


def _made(entry: Entry, pulled: Pulled, *, key: UUID) -> Document:
    """The paper and its files together; the same form sent twice attaches them once."""
    user = person(entry.request)
    is_new = not Document.objects.filter(key=key).exists()
    document = drafts.create(
        entry.pages.type,
        actor=user,
        head=entry.head_row,
        body=entry.body_row,
        lines=entry.rows,
        key=key,
        sources=pulled.sources,
        state=_entered_in(entry.pages),
    )
    if is_new:
        _attach(entry, document)
    return document


def _attach(entry: Entry, document: Document) -> None:
    for file in entry.form.attached:
        attachments.attach(document, file, by=person(entry.request), at=timezone.now())


def _entered_in(pages: DocumentPages) -> str:
    """What is typed in full begins as the draft, also where a paper may begin otherwise."""
    states = pages.type.initial_states
    return next((state.code for state in states if state.editable), states[0].code)


@require_http_methods(["GET", "POST"])
@of_paper
def edit(request: HttpRequest, document: Document, *, pages: DocumentPages) -> HttpResponse:
    if not _may_edit(request, document, pages=pages):
        return redirect(pages.url("detail", document.pk))
    entry = Entry.stored(request, pages, content.load_body(document))
    if request.method == "GET":
        return entry.page(version=document.version)
    if request.POST.get("keep") == "edit":
        return entry.page(version=version_of(request) or document.version)
    return _change(entry, document)


def _may_edit(request: HttpRequest, document: Document, *, pages: DocumentPages) -> bool:
    state = pages.type.state(document.state)
    words = {"number": document.number, "state": state.label}
    if not state.editable:
        sentence = gettext(
            "%(number)s is “%(state)s” and frozen. Reverse it or make a change document."
        )
    elif not may_make(person(request), pages.type):
        sentence = gettext(
            "%(number)s is edited by those who make such documents; you may read it."
        )
    else:
        return True
    tell(request, Refused(sentence % words), number=document.number)
    return False


def _change(entry: Entry, document: Document) -> HttpResponse:
    request = entry.request
    version = version_of(request)
    if version is None:
        messages.error(request, gettext("The form arrived incomplete. Check it and save it again."))
        return entry.page(version=document.version, status=422)
    if not entry.is_valid():
        return entry.page(version=version, status=422)
    try:
        in_one_transaction(lambda: _changed(entry, document, version=version))
    except StaleVersion as refused:
        return stale.page(entry, document, refused)
    except Refused as refused:
        tell(request, refused, number=document.number)
        return entry.page(version=version, status=422, refused=refused)
    document.refresh_from_db()
    return _after_saving(entry, document, key=uuid4())


def _changed(entry: Entry, document: Document, *, version: int) -> None:
    drafts.change(
        document.pk,
        actor=person(entry.request),
        version=version,
        head=entry.head_row,
        body=entry.body_row,
        lines=entry.rows,
    )
    _attach(entry, document)


def _after_saving(entry: Entry, document: Document, *, key: UUID) -> HttpResponse:
    """Where `then` says: stay with the paper, submit it, or open the next blank form."""
    request, pages = entry.request, entry.pages
    then = request.POST.get("then", "save")
    step = submit_step(pages, person(request), state=document.state)
    if then == "submit" and step:
        try:
            # The same form sent twice submits once: its own key makes the step's key.
            outcome = engine.perform(
                document.pk, step.code, actor=person(request), key=uuid5(key, step.code)
            )
        except Refused as refused:
            messages.warning(
                request, gettext("%(number)s is saved as a draft.") % {"number": document.number}
            )
            tell(request, refused, number=document.number)
        else:
            messages.success(request, told(outcome))
    else:
        messages.success(request, gettext("%(number)s is saved.") % {"number": document.number})
    if then == "new":
        return HttpResponseRedirect(pages.url("new"))
    return HttpResponseRedirect(pages.url("detail", document.pk))


@require_POST
@of_paper
def copy(request: HttpRequest, document: Document, *, pages: DocumentPages) -> HttpResponse:
    """复制: a new draft of today, opened for editing at once."""
    require_maker(request, pages)
    try:
        made = drafts.copy(document, actor=person(request))
    except Refused as refused:
        tell(request, refused, number=document.number)
        return redirect(pages.url("detail", document.pk))
    words: dict[str, Any] = {"number": made.number, "source": document.number}
    messages.success(request, gettext("%(number)s is a copy of %(source)s.") % words)
    return HttpResponseRedirect(pages.url("edit", made.pk))
