"""The addresses of a paper's pages: what is wanted of the type, and of one paper."""

from django.urls import URLPattern, path

from documents.pages import (
    detail,
    entry,
    files,
    importing,
    lists,
    notes,
    prints,
    pulling,
    steps,
    undo,
)
from documents.pages.declaration import DocumentPages

OF_THE_TYPE = (
    ("", lists.list_papers, "list"),
    ("new/", entry.new, "new"),
    ("pull/", pulling.choose, "pull"),
    ("pull/<slug:source_type>/", pulling.choose, "pull_from"),
    ("batch/", steps.batch, "batch"),
    ("print/", prints.print_many, "print_many"),
    ("import/", importing.import_lines, "import"),
    ("import/template/", importing.import_template, "import_template"),
)
OF_ONE_PAPER = (
    ("", detail.detail, "detail"),
    ("edit/", entry.edit, "edit"),
    ("import/", importing.import_into, "import_into"),
    ("copy/", entry.copy, "copy"),
    ("step/<slug:code>/", steps.step, "step"),
    ("print/<slug:code>/", prints.print_one, "print"),
    ("undo/", undo.undo, "undo"),
    ("comment/", notes.comment, "comment"),
    ("urge/<int:task_id>/", notes.urge, "urge"),
    ("attach/", files.attach, "attach"),
    ("files/<int:file_id>/", files.serve, "file"),
    ("files/<int:file_id>/withdraw/", files.withdraw, "withdraw_file"),
)


def urls(pages: DocumentPages) -> list[URLPattern]:
    """To be included where the paper belongs: `path("receipts/", include(RECEIPT_PAGES.urls))`."""
    code = pages.type.code
    bound = {"pages": pages}
    found = [path(end, view, bound, f"{code}_{name}") for end, view, name in OF_THE_TYPE]
    found += [
        path(f"<int:pk>/{end}", view, bound, f"{code}_{name}") for end, view, name in OF_ONE_PAPER
    ]
    return found
