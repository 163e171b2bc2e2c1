"""The content security policy: the same on every answer, so put together once in a process."""

from collections.abc import Mapping

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

# What a view may hang on its answer to have a policy of its own.
OF_ITS_OWN = frozenset(
    f"_csp_{name}{kind}"
    for name in ("config", "update", "replace", "exempt")
    for kind in ("", "_ro")
)


class PolicyMiddleware(CSPMiddleware):
    """An answer that asks for something else gets what the package makes of it, each time anew."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        policy = _common_policy()
        if not policy or _has_its_own(request, response):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, policy)
        # From now on a nonce would stand in no header: who asks for one is told so.
        request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)  # type: ignore[attr-defined]
        return response


def _has_its_own(request: HttpRequest, response: HttpResponseBase) -> bool:
    return hasattr(request, "_csp_nonce") or not OF_ITS_OWN.isdisjoint(vars(response))


_made: tuple[Mapping[str, object] | None, str] = (None, "")


def _common_policy() -> str:
    """Empty where the settings say more than directives, or errors show how they came about."""
    global _made
    told = settings.CONTENT_SECURITY_POLICY
    if settings.DEBUG or set(told) != {"DIRECTIVES"}:
        return ""
    if getattr(settings, "CONTENT_SECURITY_POLICY_REPORT_ONLY", None):
        return ""
    if _made[0] is not told:
        _made = (told, build_policy())
    return _made[1]
