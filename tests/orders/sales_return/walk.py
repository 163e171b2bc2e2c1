"""Sales returns brought into each of their states by real steps."""

from documents.models import Document
from tests.orders import desk
from tests.orders.sales_return import returns


def make(state: str) -> Document:
    _order, delivery = returns.delivered()
    document = returns.applied([delivery], "4")
    if state in returns.ROUTE:
        return returns.go(document, state)
    if state == "void":
        return returns.step(document, "void", desk.people().clerk, reason="录错")
    if state == "rejected":
        return returns.reject(returns.submit(document))
    return returns.reverse(returns.go(document, "posted"))
