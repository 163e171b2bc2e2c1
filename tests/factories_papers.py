"""Papers brought into any of their states by real steps; each paper's tests say how it walks."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from documents import registry
from documents.flow import DocumentType
from documents.models import Document


def walk_of(document_type: DocumentType) -> Any:
    """`tests/<app>/<paper>/walk.py`; without it the generated tests of a type cannot be."""
    app = document_type.body._meta.app_label
    name = f"tests.{app}.{document_type.code}.walk"
    assert find_spec(name), f"write {name.replace('.', '/')}.py with make(state)"
    return import_module(name)


def make(document_type: DocumentType | str, *, state: str) -> Document:
    """A paper of this type in this state; never by writing the state, always by its steps."""
    if isinstance(document_type, str):
        document_type = registry.get(document_type)
    document: Document = walk_of(document_type).make(state)
    document.refresh_from_db()
    assert document.state == state, f"{document_type.code} walked to {document.state}, not {state}"
    return document


def every_state() -> list[tuple[str, str]]:
    """(type, state) of everything that is registered, for generated tests."""
    return [(kind.code, state.code) for kind in registry.all_types() for state in kind.states]
