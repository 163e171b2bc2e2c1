"""The same address answers whole pages and parts: what htmx asked for, and the fitting answer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def wants_part(request: HttpRequest) -> bool:
    """True for an htmx swap; not for a boosted link, nor when the browser goes back."""
    asked: Any = getattr(request, "htmx", None)
    return bool(asked and not asked.boosted and not asked.history_restore_request)


def answer(request: HttpRequest, *, whole: str, part: str, context: dict[str, Any]) -> HttpResponse:
    response = render(request, part if wants_part(request) else whole, context)
    patch_vary_headers(response, ["HX-Request"])
    return response
