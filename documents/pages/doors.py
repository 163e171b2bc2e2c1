"""The way in and the way out of every page of a paper: may he know of it, and how a no is told."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.errors import NotAllowed, Refused
from documents.flow import DocumentType
from documents.models import Document
from documents.pages.declaration import DocumentPages
from documents.visibility import may_read, sees_all, visible_to
from masterdata.models import User
from masterdata.roles import roles_of
from ui import prepared, rights
from ui.ids import LARGEST_ID
from ui.values import Given

log = logging.getLogger(__name__)
View = Callable[..., HttpResponseBase]
RELATED = ("party", "handler", "maker", "approver")


def person(request: HttpRequest) -> User:
    """Who asks; the login middleware lets nobody else come this far."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    return user


def hides_prices(request: HttpRequest) -> bool:
    """By the right that the asked paper's pages name: who sells is not who sees what it cost."""
    match = request.resolver_match
    pages = match.kwargs.get("pages") if match else None
    sees = pages.sees_prices if isinstance(pages, DocumentPages) else rights.may_see_prices
    return not sees(person(request))


def seen(request: HttpRequest, pk: int, *, pages: DocumentPages) -> Document:
    """The paper, if it is of this type and this user may know of it; else 404, and a log line."""
    document = _found(person(request), pk, of=pages.type)
    if document is None:
        log.warning(
            "user %s asked for %s %s, which is not there or not his",
            person(request).pk,
            pages.type.code,
            pk,
        )
        raise Http404
    return document


def _found(user: User, pk: int, *, of: DocumentType) -> Document | None:
    def papers() -> QuerySet[Document]:
        return visible_to(user, of=of).select_related(*RELATED)

    if not sees_all(user, of) or pk > LARGEST_ID:
        return papers().filter(pk=pk).first()
    wanted = Given("paper", BigIntegerField())
    found = prepared.rows(("paper", of.code), lambda: papers().filter(pk=wanted), paper=pk)
    return found[0] if found else None


def require_reader(request: HttpRequest, pages: DocumentPages) -> None:
    """The list of a type is open to its readers; others see single papers they had a part in."""
    if not may_read(pages.type, person(request)):
        raise PermissionDenied(
            gettext("Your roles do not include %(type)s. Ask an administrator if you need it.")
            % {"type": pages.type.label}
        )


def may_make(user: User, document_type: DocumentType) -> bool:
    return bool(set(document_type.makers) & roles_of(user))


def require_maker(request: HttpRequest, pages: DocumentPages) -> None:
    if not may_make(person(request), pages.type):
        makers = " / ".join(str(role.label) for role in pages.type.makers)
        raise PermissionDenied(
            gettext(
                "A %(type)s is made by %(who)s. Ask an administrator if you should have that role."
            )
            % {"type": pages.type.label, "who": makers}
        )


def status_of(refused: Refused) -> int:
    return 403 if isinstance(refused, NotAllowed) else 409


def tell(request: HttpRequest, refused: Refused, *, number: str = "") -> None:
    """The refusal on the next page, and in the log under the number of this request."""
    log.warning(
        "refused: user %s, %s %s %s: %s",
        person(request).pk,
        request.method,
        request.path,
        number,
        refused,
    )
    for sentence in (refused.sentence, *refused.details):
        messages.error(request, str(sentence))


def key_of(request: HttpRequest) -> UUID | None:
    """The one-time key of the form; a damaged one is none, and then nothing protects a resend."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def version_of(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def of_paper(view: View) -> View:
    """Hands the view the paper instead of its id; a page of a stranger's paper is not there."""

    @wraps(view)
    def opened(
        request: HttpRequest, pk: int, *, pages: DocumentPages, **more: Any
    ) -> HttpResponseBase:
        document = seen(request, pk, pages=pages)
        return view(request, document, pages=pages, **more)

    return opened


NOT_THERE = _("There is no paper of this number, or none that is open to you. Check the number.")
