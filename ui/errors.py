"""The pages a person sees when something is refused or fails, each with a number to quote."""

import logging
import sys
from typing import NamedTuple

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.template import loader
from django.utils import translation
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

log = logging.getLogger(__name__)

# A refusal may come before the middleware that says this of every page.
NOT_KEPT = {"Cache-Control": "no-store"}
# SQLite calls a table that is not there an operational error; that one is ours.
OURS = ("no such table", "no such column", "has no column", "syntax error")


class Words(NamedTuple):
    title: Promise
    sentence: Promise


WORDS = {
    400: Words(
        _("This request cannot be read"),
        _("Go back, reload the page and try again."),
    ),
    401: Words(
        _("You are signed out"),
        _("Sign in again."),
    ),
    403: Words(
        _("You may not do this"),
        _("Your roles do not include this. Ask the administrator if you need it."),
    ),
    404: Words(
        _("There is nothing at this address, or nothing for you"),
        _("Check the address or the number, or search for it from the menu."),
    ),
    500: Words(
        _("Something went wrong on our side"),
        _("What you sent was not saved. Try again; if it fails again, report the number below."),
    ),
    503: Words(
        _("The books cannot be reached just now"),
        _(
            "The database does not answer. What you sent was not saved, and you stay signed in: "
            "go back in a minute and send it again; if it lasts, report the number below."
        ),
    ),
}


def answer(request: HttpRequest, *, status: int, sentence: str | Promise = "") -> HttpResponse:
    """The page for this status; a script that asked for JSON gets JSON."""
    number = request.META.get("REQUEST_ID", "-")
    sentence = sentence or WORDS[status].sentence
    if request.headers.get("Accept", "").startswith("application/json"):
        said = {"error": str(sentence), "number": number}
        return JsonResponse(said, status=status, headers=NOT_KEPT)
    words = {"title": WORDS[status].title, "sentence": sentence, "number": number}
    words["language"] = _language_of(request)
    with translation.override(words["language"]):
        return HttpResponse(_rendered(words), status=status, headers=NOT_KEPT)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    _record(request, 400, exception)
    return answer(request, status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    _record(request, 403, exception)
    # A view that refuses says why: `PermissionDenied(sentence)`.
    return answer(request, status=403, sentence=str(exception or ""))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    _record(request, 404, exception)
    return answer(request, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """503 when it is the database that is away: that passes, and is nobody's mistake."""
    if database_is_away(sys.exc_info()[1]):
        response = answer(request, status=503)
        response["Retry-After"] = "30"
        return response
    return answer(request, status=500)


def database_is_away(fault: BaseException | None) -> bool:
    if not isinstance(fault, OperationalError | InterfaceError):
        return False
    return not any(each in str(fault) for each in OURS)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    _record(request, 403, reason)
    if reason == REASON_NO_CSRF_COOKIE:
        return answer(request, status=403, sentence=NO_COOKIE)
    return answer(request, status=403, sentence=FORM_TOO_OLD)


NO_COOKIE = _("The browser keeps no cookies for this site. Allow them, reload the page, try again.")
FORM_TOO_OLD = _(
    "The form is from before you last signed in, or from another site. "
    "Nothing was saved: go back, reload the page and send it again."
)


def _language_of(request: HttpRequest) -> str:
    """Errors may come before or after the language was chosen for the request."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    spoken = getattr(request, "LANGUAGE_CODE", "")
    return spoken or (chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)


def _rendered(words: dict[str, object]) -> str:
    """Without context processors: they may be what failed."""
    try:
        return loader.render_to_string("error.html", words)
    except Exception:
        log.exception("the error page itself cannot be rendered")
        return f"<!doctype html><title>{escape(words['title'])}</title>" + "".join(
            f"<p>{escape(words[key])}</p>" for key in ("title", "sentence", "number")
        )


def _record(request: HttpRequest, status: int, reason: object) -> None:
    user = getattr(request, "user", None)
    log.warning(
        "refused with %s: %s %s, user %s: %s",
        status,
        request.method,
        request.path,
        getattr(user, "pk", None),
        str(reason)[:200],
    )
