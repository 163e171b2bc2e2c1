"""What the sales side begins with; seeding twice is seeding once."""

import pytest
from django.core.management import call_command

from documents.links import is_live
from documents.models import ApprovalRule, NumberRule
from orders import seeds
from tests.orders import desk

pytestmark = pytest.mark.django_db


def test_a_new_firm_has_the_chain_and_its_number() -> None:
    call_command("set_up_firm")
    call_command("set_up_firm")

    rules = ApprovalRule.objects.filter(type="customer_order").order_by("position")
    assert [(rule.role, rule.from_amount, rule.condition) for rule in rules] == [
        ("regional_manager", 0, ""),
        ("sales_director", 100_000, "special"),
    ]
    assert NumberRule.objects.get(type="customer_order").prefix == "KD"


def test_a_firm_that_has_set_its_chain_keeps_it() -> None:
    ApprovalRule.objects.create(type="customer_order", position=1, role="general_manager")

    seeds.seed()

    assert ApprovalRule.objects.get(type="customer_order").role == "general_manager"


def test_a_cancelled_order_is_live_no_more() -> None:
    document = desk.order()
    assert is_live(document)

    assert not is_live(desk.step(document, "void", desk.people().clerk, reason="录错"))
