"""Real connections at the same moment: one agreed price a day, one last sale of each item."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.http import HttpRequest

from orders.prices import deals
from orders.prices.forms import CustomerPriceForm
from orders.prices.models import CustomerPrice, LastSale
from orders.prices.pages import Overlapping, save_agreed
from tests import factories
from tests.documents.races import Act, at_once
from tests.orders.prices import trade
from tests.orders.prices.trade import ON

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs real concurrent connections"
    ),
]


def agreeing(days: int) -> Act:
    """A price from another first day each, all of them without an end."""
    form = {
        "party": factories.customer().pk,
        "item": factories.item("螺丝").pk,
        "price": f"{days + 1}",
        "valid_from": f"{ON + timedelta(days=days)}",
    }

    def act() -> str:
        filled = CustomerPriceForm(form)
        assert filled.is_valid()
        try:
            save_agreed(filled, HttpRequest())
        except Overlapping as fault:
            return str(fault)
        return ""

    return act


def test_two_people_never_agree_on_two_prices_for_one_day() -> None:
    answers = at_once(*(agreeing(days) for days in range(5)))

    assert CustomerPrice.objects.count() == 1
    assert sum("螺丝" in each for each in answers) == 4


def noting(number: int) -> Act:
    """Deliveries that leave together, each naming the same items in another order."""
    customer = factories.customer()
    codes = [f"件{n}" for n in range(6)]
    turned = codes[number:] + codes[:number]
    sold = trade.lines(", ".join(f"{code} 1 x {number + 1}" for code in turned))
    document = trade.paper(customer)

    def act() -> None:
        with transaction.atomic():
            deals.record(document, party_id=customer.pk, lines=sold)

    return act


def test_deliveries_that_leave_together_note_their_prices_without_a_fault() -> None:
    at_once(*(noting(number) for number in range(5)))

    assert LastSale.objects.count() == 6
    assert {sale.price for sale in LastSale.objects.all()} <= {Decimal(n) for n in range(1, 6)}
