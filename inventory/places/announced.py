"""Which papers announce goods that go straight to a customer, told by whoever knows such papers.

The sale draws its delivery up for them without knowing what paper it is.
"""

from collections.abc import Callable
from decimal import Decimal

from django.db.models import QuerySet

from documents.models import Document

Papers = Callable[[], "QuerySet[Document]"]
Goods = Callable[[int], dict[int, Decimal]]
_announcers: list[tuple[Papers, Goods]] = []


def register_announcer(papers: Papers, goods: Goods) -> None:
    """`papers()` wait for a delivery; `goods(pk)` is what one of them brings, in base units."""
    _announcers.append((papers, goods))


def waiting_papers() -> "QuerySet[Document]":
    found = Document.objects.none()
    for papers, _goods in _announcers:
        found = found | papers()
    return found


def goods_of(document_id: int) -> dict[int, Decimal]:
    """By item, of the announcer that knows the paper; nothing where none does."""
    for _papers, goods in _announcers:
        found = goods(document_id)
        if found:
            return found
    return {}
