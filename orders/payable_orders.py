"""What a customer's money can be for: orders he was told to pay for, and are not paid in full.

Once all of an order is sent, what was billed on it is to be paid, no more: what the customer
refused is not. What its notice asked for of old debts is told beside.
"""

from collections.abc import Iterable
from decimal import Decimal

from documents.models import Document
from finance.remittance.payable_orders import register_payable
from orders.customer_order.models import CustomerOrder
from orders.customer_order.queries import order_funds

STATES = ("noticed", "released", "fulfilled")
NONE = Decimal(0)


def due(order_ids: Iterable[int]) -> dict[int, Decimal]:
    """By order, what is still to be remitted for it, never below nothing."""
    funds = order_funds(order_ids)
    states = Document.objects.filter(pk__in=funds).values_list("pk", "state")
    sent = {pk for pk, state in states if state == "fulfilled"}
    return {
        pk: max(each.billed - each.paid, NONE) if pk in sent else each.missing
        for pk, each in funds.items()
    }


def debts(order_ids: Iterable[int]) -> dict[int, Decimal]:
    """By order, how much of the customer's old debt its notice asked for."""
    orders = CustomerOrder.objects.filter(pk__in=set(order_ids), old_debt__gt=0)
    return dict(orders.values_list("pk", "old_debt"))


def register() -> None:
    register_payable("customer_order", STATES, due=due, debts=debts)
