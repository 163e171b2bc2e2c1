"""Addresses: one include per app; /d/<number>/ opens any paper, so a barcode on a slip opens it."""

from django.urls import include, path

from masterdata import sign_in

urlpatterns = [
    *sign_in.urls,
    path("", include("office.urls")),
    path("", include("ui.urls")),
    path("masterdata/", include("masterdata.urls")),
    path("", include("documents.urls")),
    path("orders/", include("orders.urls")),
    path("purchasing/", include("purchasing.urls")),
    path("inventory/", include("inventory.urls")),
    path("finance/", include("finance.urls")),
]

handler400 = "ui.errors.bad_request"
handler403 = "ui.errors.permission_denied"
handler404 = "ui.errors.not_found"
handler500 = "ui.errors.server_error"
