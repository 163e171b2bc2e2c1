"""Addresses of the frame: look-ups, search box, language, theme, columns, keys."""

from django.urls import path

from ui import lookups, styleguide, views

urlpatterns = [
    path("lookup/<slug:kind>/", lookups.endpoint, name="lookup"),
    path("go/", views.go, name="go"),
    path("language/", views.set_language, name="set_language"),
    path("theme/", views.set_theme, name="set_theme"),
    path("columns/<str:key>/", views.list_columns, name="list_columns"),
    path("keys/", views.keys, name="keys"),
    path("styleguide/", styleguide.page, name="styleguide"),
    path("styleguide/<slug:name>/", styleguide.page, name="styleguide_page"),
]
