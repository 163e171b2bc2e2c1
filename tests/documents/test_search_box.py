"""The box on top: a number, typed, pasted or scanned, opens its paper to those who may see it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.purchasing import firm

pytestmark = pytest.mark.django_db


def test_a_number_opens_its_paper(client: Client, as_user: Any) -> None:
    order = firm.order(state="submitted")
    firm.order(state="submitted")
    wide = order.number.replace("-", "－").lower()

    for typed in (order.number, f" {order.number} ", wide, order.number[-12:]):
        answer = as_user(client, firm.people().manager).get(reverse("go"), {"q": typed})
        assert answer.url == reverse("document_by_number", args=[order.number]), typed


def test_part_of_several_numbers_opens_none_of_them(client: Client, as_user: Any) -> None:
    order = firm.order(state="submitted")
    firm.order(state="submitted")

    answer = as_user(client, firm.people().manager).get(reverse("go"), {"q": order.number[:8]})

    assert answer.url == "/"


def test_a_paper_one_may_not_see_is_not_opened(client: Client, as_user: Any) -> None:
    order = firm.order(state="submitted")

    answer = as_user(client, factories.user()).get(reverse("go"), {"q": order.number})

    assert answer.url == "/"
