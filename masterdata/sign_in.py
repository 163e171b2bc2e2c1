"""Signing in and out; the demo lists its people, so that a visitor can try every role."""

import logging
from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from masterdata.demo import demo_users
from masterdata.models import User
from ui import metrics
from ui.safe_next import safe_next

log = logging.getLogger(__name__)


class SignInForm(AuthenticationForm):
    """Says what to do next, and never which of the two was wrong."""

    error_messages = {
        "invalid_login": _("The user name or the password is wrong. Type both again."),
        "inactive": _("This account is closed. Ask an administrator."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["password"].label = _("Password")


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class SignInView(LoginView):
    """`next` leads to own pages only (`safe_next` checks it); a signed-in visitor goes home."""

    template_name = "login.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def get_redirect_url(self) -> str:
        return safe_next(self.request, "")

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        metrics.SIGN_INS.labels("accepted").inc()
        log.info("user %s signed in from %s", form.get_user().pk, _from(self.request))
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        locked = getattr(self.request, "axes_locked_out", False)
        outcome = "locked out" if locked else "refused"
        metrics.SIGN_INS.labels(outcome).inc()
        named = _known(form.data.get("username", ""))
        log.warning("sign-in %s for %s from %s", outcome, named, _from(self.request))
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        people = _demo_people() if settings.DEMO else []
        return super().get_context_data(demo_users=people, **kwargs)


class SignOutView(LogoutView):
    def post(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        log.info("user %s signed out", request.user.pk)
        return super().post(request, *args, **options)


def _from(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", "-"))


def _known(typed: object) -> str:
    """Whom it was tried for; what fits nobody may be a password in the wrong field."""
    user = User.objects.filter(username=str(typed)[:150]).only("pk").first()
    return f"user {user.pk}" if user else "an unknown name"


def _demo_people() -> list[dict[str, str]]:
    """The demo's people who are really here, by login and role."""
    here = set(User.objects.filter(is_active=True).values_list("username", flat=True))
    return [
        {"username": each.username, "label": f"{each.name} · {each.role.label}"}
        for each in demo_users()
        if each.username in here
    ]


urls = [
    path("login/", SignInView.as_view(), name="login"),
    path("logout/", SignOutView.as_view(), name="logout"),
]
