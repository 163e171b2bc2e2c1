"""Where to go next, if the address given is one of ours; else somewhere safe."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

OWN = ("/", "?", "http://", "https://")


def safe_next(request: HttpRequest, fallback: str = "/") -> str:
    """The `next` of the form or the address; a foreign one is dropped, never followed."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if is_ours(request, target) else fallback


def is_ours(request: HttpRequest, target: str) -> bool:
    unfit = any(ord(sign) < 32 for sign in target) or "\\" in target
    # A bare word would be taken for the name of a page, which it need not be.
    unfit = unfit or not target.startswith(OWN)
    return (
        bool(target)
        and not unfit
        and url_has_allowed_host_and_scheme(
            target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
    )
