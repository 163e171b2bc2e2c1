"""Events, comments and print records of a paper; each event's hash seals the one before."""

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents import rows
from documents.content import plain
from documents.errors import Refused
from documents.models import Comment, Document, Event
from masterdata.once import tell, told
from ui.prepared import Prepared
from ui.request_id import current_request_id
from ui.values import KEY

if TYPE_CHECKING:
    from masterdata.models import User


@dataclass(frozen=True)
class Happening:
    """What an event tells beside who and when."""

    kind: str
    step: str = ""
    from_state: str = ""
    to_state: str = ""
    reason: str = ""
    content_hash: str = ""
    by_system: bool = False
    details: dict[str, Any] = field(default_factory=dict)


SEALED = (
    "document_id",
    "at",
    "actor_id",
    "acting_for_id",
    "by_system",
    "kind",
    "step",
    "from_state",
    "to_state",
    "reason",
    "details",
    "content_hash",
)


# Events that changed what the paper says: a step too, if its effect wrote other content.
EDITS = Q(by_system=False) & (
    Q(kind__in=(Event.Kind.CREATED, Event.Kind.CHANGED)) | Q(kind=Event.Kind.STEP) & ~Q(details={})
)


def seal(event: Event) -> str:
    """HMAC over the previous hash of that document and this event's canonical bytes, form v1."""
    row = {name: plain(getattr(event, name)) for name in SEALED}
    row["at"] = int(event.at.timestamp() * 1_000_000)
    text = json.dumps(["v1", event.previous_hash, row], sort_keys=True, ensure_ascii=False)
    key = settings.EVENT_CHAIN_KEY.encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def record(
    document: Document,
    happening: Happening,
    *,
    actor: "User",
    at: datetime,
    acting_for: "User | None" = None,
) -> Event:
    """Append one event; the caller holds the head's lock, so the chain has no forks."""
    event = Event(
        document=document,
        at=at,
        actor=actor,
        acting_for=acting_for,
        request_id=current_request_id(),
        previous_hash="" if happening.kind == Event.Kind.CREATED else _last_hash(document),
        **vars(happening),
    )
    event.hash = seal(event)
    rows.put(event)
    learn_last_hash(document.pk, event.hash)
    return event


def _last_hash(document: Document) -> str:
    """Only the first event of a paper seals none before it."""
    known: str | None = told(("last hash", document.pk))
    return (_hashes.first(document.pk) or "") if known is None else known


_hashes = Prepared(
    lambda pk: Event.objects.filter(document=pk).order_by("-id").values_list("hash", flat=True)[:1],
    KEY,
)


def learn_last_hash(document_id: int, last_hash: str) -> None:
    """Read or written under the head's lock, so that nobody adds another before we do."""
    tell(("last hash", document_id), last_hash)


def record_print(
    document: Document, *, actor: "User", at: datetime, name: str, how: str = ""
) -> int:
    """Note that a print was made; returns which print of that name it is (2 and more: 补打).

    `how` tells paper and copy, as the one who printed read them.
    """
    locked = Document.objects.select_for_update().get(pk=document.pk)
    happening = Happening(Event.Kind.PRINTED, step=name, reason=how)
    record(locked, happening, actor=actor, at=at)
    return print_count(locked, name)


def print_count(document: Document, name: str = "") -> int:
    prints = Event.objects.filter(document=document, kind=Event.Kind.PRINTED)
    return prints.filter(step=name).count() if name else prints.count()


def comment(document: Document, *, author: "User", at: datetime, text: str) -> Comment:
    text = text.strip()
    if not text:
        raise Refused(_("Write something before you send the comment."))
    if len(text) > 2000:
        raise Refused(_("A comment holds 2,000 characters at most."))
    return Comment.objects.create(document=document, author=author, at=at, text=text)


def editors_of(document: Document) -> set[int]:
    """Everyone who made or changed the content; for four eyes they all count as maker (V11)."""
    return {document.maker_id, *_editors(document.pk)}


_editors = Prepared(
    lambda pk: Event.objects.filter(EDITS, document=pk).values_list("actor_id", flat=True), KEY
)
