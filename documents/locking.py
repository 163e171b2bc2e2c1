"""The heads that a step locks before it reads anything: its paper's, and those it draws on."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import QuerySet

from documents import registry
from documents.models import Document, Link
from ui.prepared import Prepared
from ui.values import KEY


class MoreToLock(Exception):
    """The paper draws on heads that no link names: everything is let go and locked in order."""

    def __init__(self, heads: frozenset[int]) -> None:
        super().__init__()
        self.heads = heads


def lock(document_id: int, wanted: frozenset[int]) -> tuple[Document, set[int]]:
    """Lock the paper's head and the heads it draws on, in the order of their ids (G1).

    What it draws on is tied to it by links; only where its lines say otherwise is it `wanted`.
    """
    drawing = tuple(each.code for each in registry.all_types() if each.sources)
    found = {document.pk: document for document in _heads(document_id, drawing, wanted)}
    if document_id not in found:
        raise Document.DoesNotExist
    return found[document_id], set(found)


def _heads(document_id: int, drawing: tuple[str, ...], wanted: Iterable[int]) -> Iterable[Document]:
    if not wanted:
        return _heads_linked(drawing)(document_id)
    linked = Link.objects.filter(target=document_id, target__type__in=drawing)
    heads = {document_id, *wanted, *linked.values_list("source_id", flat=True)}
    return _locking(Document.objects.filter(pk__in=heads))


@cache
def _heads_linked(drawing: tuple[str, ...]) -> Prepared[Document]:
    """The paper, and those that links name as its sources, locked by one statement."""

    def heads(pk: Any) -> QuerySet[Document]:
        linked = Link.objects.filter(target=pk, target__type__in=drawing)
        itself = Document.objects.filter(pk=pk).values("pk")
        return _locking(Document.objects.filter(pk__in=itself.union(linked.values("source_id"))))

    return Prepared(heads, KEY)


def _locking(heads: QuerySet[Document]) -> QuerySet[Document]:
    return heads.select_related("party").select_for_update(of=("self",)).order_by("pk")


def lock_head(document_id: int) -> Document:
    found = _own_head.first(document_id)
    if found is None:
        raise Document.DoesNotExist
    return found


_own_head = Prepared(lambda pk: _locking(Document.objects.filter(pk=pk)), KEY)
