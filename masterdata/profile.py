"""What everyone sets for himself: language, default price, rows per page, password."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from masterdata.forms.people import PasswordForm, ProfileForm
from masterdata.sessions import end_sessions
from ui.listing import USUAL_SIZE

ROWS = "rows_per_page"
YEAR = 365 * 24 * 3600


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    initial = {ROWS: user.preference(ROWS, USUAL_SIZE)}
    form = ProfileForm(request.POST or None, instance=user, initial=initial)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            user.save(update_fields=list(ProfileForm.Meta.fields))
            user.set_preference(ROWS, form.cleaned_data[ROWS])
        translation.activate(user.language)
        messages.success(request, gettext("Your settings are saved."))
        response = redirect("preferences")
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=YEAR,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response
    context = {
        "title": _("My settings"),
        "form": form,
        "action_url": reverse("preferences"),
        "cancel_url": reverse("home"),
        "actions": [{"label": _("Change password"), "url": reverse("password"), "icon": "key"}],
    }
    return render(request, "ui/form.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A new password ends all other sessions of the person (ASVS 7.4)."""
    user: Any = request.user
    form = PasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        user.set_password(form.cleaned_data["new"])
        user.save(update_fields=["password"])
        update_session_auth_hash(request, user)
        end_sessions(user, except_key=request.session.session_key)
        messages.success(request, gettext("The new password counts from now on."))
        return redirect("preferences")
    context = {
        "title": _("Change password"),
        "form": form,
        "action_url": reverse("password"),
        "cancel_url": reverse("preferences"),
    }
    return render(request, "ui/form.html", context, status=422 if form.errors else 200)


urls = [
    path("me/", preferences, name="preferences"),
    path("me/password/", password, name="password"),
]
