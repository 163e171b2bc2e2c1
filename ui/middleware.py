"""What happens round every request: its number, its encoding, its language, its privacy."""

import ipaddress
import logging
import re
import time
import uuid
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, MiddlewareNotUsed, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ui import errors, request_id

GetResponse = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger(__name__)

IDLE_SECONDS = 30 * 60
REFRESH_SECONDS = 60
SEEN_AT = "_seen_at"
SIGNED_IN_AT = "_signed_in_at"
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

_HARMLESS_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestIdMiddleware:
    """Gives each request a number, so that a person can quote it and the log can be searched."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        # A number from outside goes into logs and pages: only a harmless one is kept.
        number = given if _HARMLESS_ID.fullmatch(given) else uuid.uuid4().hex[:16]
        request.META["REQUEST_ID"] = number
        token = request_id.current.set(number)
        asked = request_id.answering.set(request)
        try:
            response = self.get_response(request)
        finally:
            request_id.answering.reset(asked)
            request_id.current.reset(token)
        response["X-Request-ID"] = number
        return response


class ProxiedAddressMiddleware:
    """Behind the firm's proxy a request comes from the address that the proxy saw.

    Only the last entry is the proxy's own word; those before it are what the caller wrote.
    """

    def __init__(self, get_response: GetResponse) -> None:
        if not settings.BEHIND_PROXY:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        with suppress(ValueError):
            request.META["REMOTE_ADDR"] = str(ipaddress.ip_address(told))
        return self.get_response(request)


class Utf8OnlyMiddleware:
    """Answers 400 to a request that cannot be read.

    Django reads `request.POST` again while it writes its error page, and then answers 500;
    so what cannot be read is refused here, before the CSRF check touches it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sentence = self.fault(request)
        if sentence:
            return errors.answer(request, status=400, sentence=sentence)
        return self.get_response(request)

    def fault(self, request: HttpRequest) -> str | Promise:
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.strip("\"' ").lower() not in {"utf-8", "utf8"}:
            return _("The request is not in UTF-8. Reload the page and send the form again.")
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return _("The address contains a forbidden character. Type it again without it.")
        try:
            # Reading is what finds the fault: both are parsed on first use and then kept.
            request.GET, request.POST  # noqa: B018
        except (MultiPartParserError, SuspiciousOperation, BadRequest, UnicodeError) as fault:
            log.warning("unreadable request: %s", fault)
            return _(
                "The request is damaged, or has too many fields or too much data in them. "
                "Reload the page and send less at once."
            )
        return ""


class LanguageMiddleware:
    """The language a person chose; Chinese until then, whatever the browser asks for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        self.speak(request, chosen if chosen in dict(settings.LANGUAGES) else "")
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or "")
        patch_vary_headers(response, ("Cookie",))
        return response

    def process_view(self, request: HttpRequest, *args: object) -> None:
        """A new browser has no cookie yet: then the language kept with the person counts."""
        if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) in dict(settings.LANGUAGES):
            return
        language = getattr(getattr(request, "user", None), "language", "")
        if language in dict(settings.LANGUAGES):
            self.speak(request, language)

    def speak(self, request: HttpRequest, language: str) -> None:
        translation.activate(language or settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()


class PrivateMiddleware:
    """Keeps pages out of caches, and signs out who has been away or signed in for too long."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase
        if request.user.is_authenticated and self.overstayed(request):
            log.info("session of user %s ended by time-out", request.user.pk)
            logout(request)
            response = self.signed_out(request)
        else:
            response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    def overstayed(self, request: HttpRequest) -> bool:
        now = int(time.time())
        signed_in_at = request.session.setdefault(SIGNED_IN_AT, now)
        seen_at = request.session.get(SEEN_AT, 0)
        if seen_at and now - seen_at > IDLE_SECONDS:
            return True
        if now - signed_in_at > settings.SESSION_COOKIE_AGE:
            return True
        if now - seen_at >= REFRESH_SECONDS:
            request.session[SEEN_AT] = now
        return False

    def signed_out(self, request: HttpRequest) -> HttpResponse:
        """The sign-in page for a person, a status for a script that cannot show one."""
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401, headers={"HX-Redirect": resolve_url("login")})
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"error": str(SIGNED_OUT)}, status=401)
        if request.method == "GET":
            return redirect_to_login(request.get_full_path())
        return errors.answer(request, status=401, sentence=SIGNED_OUT)


SIGNED_OUT = _("You were signed out because you had been away for a long time. Sign in again.")
