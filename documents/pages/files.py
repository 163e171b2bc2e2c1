"""Attach, open and withdraw files; served only to those who may see the paper, never as a page."""

from typing import Any

from django.contrib import messages
from django.db.models import BigIntegerField, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from documents import attachments, sniffing
from documents.errors import Refused
from documents.models import Attachment, Document
from documents.pages.declaration import DocumentPages
from documents.pages.doors import log, of_paper, person, tell
from masterdata.models import User
from ui import prepared
from ui.values import Given

# An opened file may run nothing, load nothing and be part of no other page.
LOCKED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# Browsers show no PDF in a sandbox; their viewers run its scripts in one of their own.
SANDBOXED = f"{LOCKED}; sandbox"


def rows(document: Document, pages: DocumentPages, *, user: User) -> list[dict[str, Any]]:
    found = prepared.rows("attachments", _attached, paper=document.pk)
    return [
        {
            "name": each.name,
            "url": pages.url("file", document.pk, each.pk),
            "size": each.size,
            "by": each.uploaded_by.display_name,
            "at": each.uploaded_at,
            "delete_url": ""
            if attachments.why_not_withdraw(each, document, user=user)
            else pages.url("withdraw_file", document.pk, each.pk),
        }
        for each in found
    ]


def _attached() -> QuerySet[Attachment]:
    paper = Given("paper", BigIntegerField())
    found = Attachment.objects.filter(document=paper, withdrawn_at=None)
    return found.select_related("uploaded_by").order_by("id")


@require_POST
@of_paper
def attach(request: HttpRequest, document: Document, *, pages: DocumentPages) -> HttpResponse:
    file = request.FILES.get("file")
    try:
        if file is None:
            raise Refused(_("Choose a file first."))
        made = attachments.attach(document, file, by=person(request), at=timezone.now())
    except Refused as refused:
        tell(request, refused, number=document.number)
    else:
        messages.success(request, gettext("%(name)s is attached.") % {"name": made.name})
    return HttpResponseRedirect(f"{pages.url('detail', document.pk)}#attachments")


@require_GET
@of_paper
def serve(
    request: HttpRequest, document: Document, *, pages: DocumentPages, file_id: int
) -> FileResponse:
    """The bytes under their own kind, which no browser may guess again."""
    attachment = _of(document, file_id)
    shown = attachment.media_type in sniffing.SHOWN
    try:
        content = attachment.file.open("rb")
    except FileNotFoundError as lost:
        log.error("the file of attachment %s is missing", attachment.pk)
        raise Http404 from lost
    response = FileResponse(
        content,
        as_attachment=not shown,
        filename=attachment.name,
        content_type=attachment.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    is_pdf = attachment.media_type == "application/pdf"
    response["Content-Security-Policy"] = LOCKED if is_pdf else SANDBOXED
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@require_POST
@of_paper
def withdraw(
    request: HttpRequest, document: Document, *, pages: DocumentPages, file_id: int
) -> HttpResponse:
    attachment = _of(document, file_id)
    try:
        attachments.withdraw(attachment, by=person(request), at=timezone.now())
    except Refused as refused:
        tell(request, refused, number=document.number)
    else:
        messages.success(request, gettext("%(name)s is withdrawn.") % {"name": attachment.name})
    return HttpResponseRedirect(f"{pages.url('detail', document.pk)}#attachments")


def _of(document: Document, file_id: int) -> Attachment:
    found = Attachment.objects.filter(document=document, pk=file_id, withdrawn_at=None)
    attachment = found.select_related("uploaded_by").first()
    if attachment is None:
        raise Http404
    return attachment
