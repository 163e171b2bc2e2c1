"""Stock lists in each of their states by real steps: drafts of past days, else today's."""

from datetime import date, timedelta

from django.utils import timezone

from documents.models import Document
from orders.stock_list.models import StockList
from tests import factories
from tests.orders.stock_list import desk


def make(state: str) -> Document:
    if state == "draft":
        note = {"item": factories.item(), "note": "样品留一件"}
        return desk.stock_list(_free_day(), lines=[note])
    _clear()
    document = desk.stock_list()
    if state == "void":
        return desk.step(document, "void", desk.keeper(), reason="录错")
    document = desk.submit(document)
    if state == "returned":
        return desk.step(document, "return", desk.clerk(), reason="数量不对")
    return desk.note(document) if state == "read" else document


def _free_day() -> date:
    day = timezone.localdate() - timedelta(days=1)
    while StockList.objects.filter(held_on=day).exists():
        day -= timedelta(days=1)
    return day


def _clear() -> None:
    """Today has one list: what stands there makes room by its own steps."""
    held = StockList.objects.filter(held_on=timezone.localdate()).select_related("head").first()
    if held is None:
        return
    document = held.head
    if document.state in ("submitted", "read"):
        document = desk.step(document, "return", desk.clerk(), reason="重做")
    desk.step(document, "void", desk.keeper(), reason="重做")
