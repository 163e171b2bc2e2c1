"""Told at start: a paper that nobody can open, and one that cannot be printed."""

from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register

from documents import registry
from documents.pages.declaration import pages_of


@register("documents")
def every_type_has_pages(**kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for document_type in registry.all_types():
        pages = pages_of(document_type)
        if pages is None:
            hint = "Declare DocumentPages in its pages.py and include their urls in the app's."
            text = f"{document_type.code} has no pages"
            found.append(Error(text, hint=hint, id="documents.E003"))
        elif not pages.prints:
            hint = "Name its printed forms in DocumentPages(prints=…)."
            text = f"{document_type.code} cannot be printed"
            found.append(Warning(text, hint=hint, id="documents.W001"))
    return found
