"""The pages of every paper, made from one value per paper: `DocumentPages(...).urls`."""

from documents.copies import Copy
from documents.pages.declaration import (
    DocumentPages,
    Panel,
    Print,
    Printing,
    Pull,
    Pulled,
    all_pages,
    pages_of,
    url_for,
)

__all__ = [
    "Copy",
    "DocumentPages",
    "Panel",
    "Print",
    "Printing",
    "Pull",
    "Pulled",
    "all_pages",
    "pages_of",
    "url_for",
]
