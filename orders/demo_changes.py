"""A customer of the demo firm who wants more than he ordered: the change waits for its approval."""

from decimal import Decimal

from django.utils import timezone

from documents.demo_firm import Firm
from masterdata.models import User
from orders.customer_order.models import CustomerOrder, CustomerOrderLine
from orders.order_change.actions import begin, changed
from orders.order_change.models import SalesOrderChange

CLERK = "gendan"
# Customer, days ago, why, how many more of the first line.
WANTED = ("KH002", 0, "客户来电，餐椅加一套", Decimal(1))


def load() -> None:
    """Loading twice changes nothing: an order that has a change gets no other."""
    people = {user.username: user for user in User.objects.filter(username=CLERK)}
    customer, ago, why, more = WANTED
    open_orders = CustomerOrder.objects.filter(
        head__party__code=customer, head__state="released", head__held=False
    )
    order = open_orders.select_related("head__party").order_by("-pk").first()
    if not people or order is None or SalesOrderChange.objects.filter(order=order).exists():
        return
    firm = Firm(people, timezone.localdate())
    line = CustomerOrderLine.objects.filter(body=order).order_by("line_no")[0]
    rows = [changed(line, quantity=line.quantity + more)]
    paper = begin(order, actor=people[CLERK], reason=why, rows=rows, at=firm.at(ago, 9))
    firm.step(paper, "submit", CLERK, ago=ago, hour=9)
