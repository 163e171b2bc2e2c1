"""All addresses of the statement: the paper's own, many at once, the other side's sheet."""

from finance.statement import batch_pages, sheet_pages
from finance.statement.pages import STATEMENT_PAGES

STATEMENT_URLS = [
    *batch_pages.urlpatterns,
    *sheet_pages.urlpatterns,
    *STATEMENT_PAGES.urls,
]
