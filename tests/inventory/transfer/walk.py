"""Transfers brought into each of their states by real steps; each moves an item of its own."""

from itertools import count

from documents.models import Document
from tests.inventory.transfer import depot

_running = count(1)


def make(state: str) -> Document:
    item = f"调拨件{next(_running)}"
    depot.opened(f"{item} 10 x 2.50")
    if state in ("draft", "void", "submitted"):
        return _before_approval(depot.draft(f"{item} 4"), state)
    document = depot.approved(f"{item} 4")
    if state == "reversed":
        return depot.step(document, "reverse", depot.supervisor(), reason="录错")
    if state == "approved":
        return document
    document = depot.step(document, "ship", depot.keeper())
    if state == "out":
        return document
    return depot.count(document, 3) if state == "in" else depot.count(document)


def _before_approval(document: Document, state: str) -> Document:
    if state == "void":
        return depot.step(document, "void", depot.keeper(), reason="录错")
    return document if state == "draft" else depot.step(document, "submit", depot.keeper())
