"""The policy that is put together once is the one that the package writes."""

from collections.abc import Mapping

from csp.constants import NONCE
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from ui.policy import PolicyMiddleware

HEADER = "Content-Security-Policy"


def policies(
    change: Mapping[str, object] | None = None, *, nonce: bool = False
) -> tuple[str | None, str | None]:
    """Of ours and of the package, for an answer on which a view hung something."""

    def view(request: HttpRequest) -> HttpResponse:
        response = HttpResponse()
        for name, value in (change or {}).items():
            setattr(response, name, value)
        if nonce:
            request._csp_nonce = "abc"  # type: ignore[attr-defined]
        return response

    ours, theirs = (
        kind(view)(RequestFactory().get("/")) for kind in (PolicyMiddleware, CSPMiddleware)
    )
    return ours.get(HEADER), theirs.get(HEADER)


def test_the_policy_is_that_of_the_package() -> None:
    ours, theirs = policies()

    assert ours
    assert ours == theirs


def test_a_view_may_have_a_policy_of_its_own() -> None:
    ours, theirs = policies({"_csp_update": {"img-src": ["blob:"]}})

    assert ours == theirs
    assert ours
    assert "blob:" in ours
    assert policies({"_csp_exempt": True}) == (None, None)


def test_other_settings_give_another_policy() -> None:
    before, _theirs = policies()

    with override_settings(CONTENT_SECURITY_POLICY={"DIRECTIVES": {"script-src": ["'none'"]}}):
        during, theirs = policies()

    assert during == theirs != before


def test_a_nonce_that_was_asked_for_stands_in_the_policy() -> None:
    directives = {"script-src": ["'self'", NONCE]}
    with override_settings(CONTENT_SECURITY_POLICY={"DIRECTIVES": directives}):
        ours, theirs = policies(nonce=True)

    assert ours == theirs
    assert ours
    assert "'nonce-abc'" in ours


def test_excluded_addresses_stay_excluded() -> None:
    told = {**settings.CONTENT_SECURITY_POLICY, "EXCLUDE_URL_PREFIXES": ["/"]}

    with override_settings(CONTENT_SECURITY_POLICY=told):
        assert policies() == (None, None)
