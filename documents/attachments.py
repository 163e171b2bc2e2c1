"""Files of a paper: kept under a random name with what they are; withdrawn, never deleted."""

import hashlib
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents import registry, sniffing, timeline
from documents.errors import NotAllowed, Refused
from documents.flow import CHAIN
from documents.models import Attachment, Document, Event
from ui.text import UnfitText, normalise

if TYPE_CHECKING:
    from masterdata.models import User

MOST_FILES = 50
LONGEST_NAME = 120
UNFIT_FOR_A_NAME = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|;%]+')


def attach(document: Document, file: Any, *, by: "User", at: datetime) -> Attachment:
    """Keep a file with the paper; what it is, is told by its content."""
    if not file or not file.size:
        raise Refused(_("The file is empty. Choose another one."))
    if file.size > settings.ATTACHMENT_MAX_BYTES:
        raise Refused(
            _("The file is bigger than %(most)s MB. Make it smaller or split it.")
            % {"most": settings.ATTACHMENT_MAX_BYTES // 1024 // 1024}
        )
    name = clean_name(file.name)
    kind = sniffing.media_type(file, name)
    digest = hashlib.sha256(b"".join(file.chunks())).hexdigest()
    file.seek(0)
    with transaction.atomic():
        locked = Document.objects.select_for_update().get(pk=document.pk)
        _require_room(locked, digest)
        made = Attachment.objects.create(
            document=locked,
            file=file,
            name=name,
            size=file.size,
            media_type=kind,
            sha256=digest,
            uploaded_by=by,
            uploaded_at=at,
        )
        _note(locked, {"attached": name}, by=by, at=at)
    return made


def is_attached(document: Document, file: Any) -> bool:
    """Whether this very file lies with the paper; a form sent twice need not bring it twice."""
    digest = hashlib.sha256(b"".join(file.chunks())).hexdigest()
    file.seek(0)
    present = Attachment.objects.filter(document=document, withdrawn_at=None)
    return present.filter(sha256=digest).exists()


def _require_room(document: Document, digest: str) -> None:
    present = Attachment.objects.filter(document=document, withdrawn_at=None)
    if present.filter(sha256=digest).exists():
        raise Refused(_("This very file is attached already."))
    if present.count() >= MOST_FILES:
        raise Refused(_("A document carries %(most)s files at most.") % {"most": MOST_FILES})


def withdraw(attachment: Attachment, *, by: "User", at: datetime) -> None:
    """Only who attached it, and only before the approval; the file itself is kept."""
    with transaction.atomic():
        locked = Document.objects.select_for_update().get(pk=attachment.document_id)
        refusal = why_not_withdraw(attachment, locked, user=by)
        if refusal:
            raise refusal
        attachment.withdrawn_at = at
        attachment.save(update_fields=["withdrawn_at"])
        _note(locked, {"withdrawn": attachment.name}, by=by, at=at)


def why_not_withdraw(attachment: Attachment, document: Document, *, user: "User") -> Refused | None:
    if attachment.withdrawn_at:
        return Refused(_("This file was withdrawn already."))
    if attachment.uploaded_by_id != user.pk:
        who = attachment.uploaded_by.display_name
        return NotAllowed(_("Only %(who)s may withdraw this file.") % {"who": who})
    state = registry.get(document.type).state(document.state)
    approved = document.approver_id or state.waits_for is not CHAIN
    if approved and not state.editable:
        return Refused(_("After the approval files can be added, but none can be withdrawn."))
    return None


def _note(document: Document, details: dict[str, Any], *, by: "User", at: datetime) -> None:
    happening = timeline.Happening(Event.Kind.NOTE, details=details)
    timeline.record(document, happening, actor=by, at=at)


def clean_name(name: str | None) -> str:
    """The file's name without a path and without signs that mean something to a browser."""
    try:
        text = normalise(str(name or "")).replace("\n", " ")
    except UnfitText:
        text = ""
    text = UNFIT_FOR_A_NAME.sub("_", re.split(r"[/\\]", text)[-1]).strip(" ._")
    stem, dot, ending = text.rpartition(".")
    if dot and len(ending) <= 8:
        text = f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
    return text[:LONGEST_NAME] or gettext("file")
