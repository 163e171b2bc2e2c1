"""Comments, urging, and opening any paper by the number on its slip."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from documents import search, tasks, timeline
from documents.errors import Refused
from documents.models import Document, Task
from documents.pages.declaration import DocumentPages, door_for
from documents.pages.doors import NOT_THERE, log, of_paper, person, tell
from masterdata.models import User
from ui import errors
from ui.safe_next import safe_next
from ui.text import UnfitText
from ui.typed import typed

# Longer than a comment may be, so that too long a one is refused and not cut.
LONGEST_LOOKED_AT = 4000


@require_POST
@of_paper
def comment(request: HttpRequest, document: Document, *, pages: DocumentPages) -> HttpResponse:
    try:
        text = typed(request, "text", most=LONGEST_LOOKED_AT)
        timeline.comment(document, author=person(request), at=timezone.now(), text=text)
    except Refused as refused:
        tell(request, refused, number=document.number)
    return HttpResponseRedirect(f"{pages.url('detail', document.pk)}#comments")


@require_POST
@of_paper
def urge(
    request: HttpRequest, document: Document, *, pages: DocumentPages, task_id: int
) -> HttpResponse:
    task = Task.objects.filter(document=document, pk=task_id).first()
    if task is None:
        raise Http404
    try:
        tasks.urge(task, actor=person(request), at=timezone.now())
    except Refused as refused:
        tell(request, refused)
    else:
        messages.success(request, gettext("They see now that you wait for it."))
    return redirect(safe_next(request, pages.url("detail", document.pk)))


@require_GET
def open_by_number(request: HttpRequest, number: str) -> HttpResponse:
    """/d/JH-20260701-0001/: what the barcode on a slip says, typed or scanned."""
    address = address_of(person(request), number)
    if address:
        return HttpResponseRedirect(address)
    log.warning("user %s asked for number %r: not there or not his", person(request).pk, number)
    return errors.answer(request, status=404, sentence=NOT_THERE)


def address_of(user: User, number: str) -> str:
    """Where the paper of this number is seen; empty if there is none for this user."""
    try:
        document = search.by_number(user, number)
    except UnfitText:
        return ""
    return door_for(document, user) if document else ""
