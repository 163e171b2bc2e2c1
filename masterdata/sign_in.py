"""Signing in and out; the demo lists its people, so that a visitor can try every role."""

from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from masterdata.demo import demo_users
from masterdata.models import User
from ui.safe_next import safe_next


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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        people = _demo_people() if settings.DEMO else []
        return super().get_context_data(demo_users=people, **kwargs)


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
    path("logout/", LogoutView.as_view(), name="logout"),
]
