"""A real firm's empty database gets what the first order needs, and keeps what it has set."""

from decimal import Decimal

import pytest
from django.core.management import call_command

from documents.models import ApprovalRule
from masterdata.models import Company, Unit

pytestmark = pytest.mark.django_db


def test_a_new_firm_can_submit_its_first_order() -> None:
    call_command("set_up_firm", verbosity=0)

    assert Unit.objects.exists()
    assert Company.objects.count() == 1
    assert ApprovalRule.objects.filter(type="purchase_order", from_amount=0).exists()
    assert ApprovalRule.objects.filter(type="receipt", from_amount=0).exists()


def test_setting_up_again_keeps_what_the_firm_has_changed() -> None:
    call_command("set_up_firm", verbosity=0)
    limit = ApprovalRule.objects.get(type="purchase_order", position=20)
    limit.from_amount = Decimal(80_000)
    limit.save()

    call_command("set_up_firm", verbosity=0)

    limit.refresh_from_db()
    assert limit.from_amount == Decimal(80_000)
    assert ApprovalRule.objects.filter(type="purchase_order").count() == 2
