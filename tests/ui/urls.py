"""The frame and one list, without the apps above: what the tests of ui open."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from tests.ui.permission_list import permissions


def blank(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("permissions/", permissions, name="permission_list"),
    path("", include("ui.urls")),
    path("home/", blank, name="home"),
    path("login/", blank, name="login"),
    path("logout/", blank, name="logout"),
]
