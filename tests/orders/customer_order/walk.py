"""Customer orders brought into each of their states by real steps."""

from documents.models import Document
from tests.orders import desk


def make(state: str) -> Document:
    if state in desk.ROUTE:
        return desk.order(to=state)
    if state == "cancelled":
        return desk.step(desk.order(), "void", desk.people().clerk, reason="录错")
    released = desk.order(to="released")
    fulfilled = desk.step(released, "short_close", desk.people().clerk, reason="客户不要了")
    if state == "closed":
        return desk.step(fulfilled, "close", desk.people().clerk)
    return fulfilled
