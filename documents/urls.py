"""Addresses of the kernel: any paper by its number, and the pages of the desk."""

from django.urls import include, path

from documents.pages import notes

urlpatterns = [
    path("d/<str:number>/", notes.open_by_number, name="document_by_number"),
    path("", include("documents.desk_urls")),
]
