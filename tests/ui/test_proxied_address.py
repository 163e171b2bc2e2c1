"""Behind the firm's proxy the lock-out and the log see who really asks."""

from typing import Any

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from ui.middleware import ProxiedAddressMiddleware

PROXY = "10.0.0.1"


def address_seen(told: str) -> str:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    request = RequestFactory().get("/", REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=told)
    ProxiedAddressMiddleware(view)(request)
    return seen[0]


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("203.0.113.9, 192.0.2.7", "192.0.2.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("nonsense", PROXY),
        ("", PROXY),
    ],
)
def test_the_last_address_is_the_word_of_the_proxy(settings: Any, told: str, address: str) -> None:
    settings.BEHIND_PROXY = True

    assert address_seen(told) == address


def test_without_a_proxy_nobody_may_say_where_he_comes_from(settings: Any) -> None:
    settings.BEHIND_PROXY = False

    with pytest.raises(MiddlewareNotUsed):
        address_seen("192.0.2.7")
