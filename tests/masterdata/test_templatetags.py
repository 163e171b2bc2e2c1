"""Templates write amounts in capitals and quantities in packs."""

from decimal import Decimal as D

import pytest
from django.template import Context, Template

from masterdata.models import PackUnit
from tests import factories


def drawn(text: str, **context: object) -> str:
    return Template("{% load masterdata %}" + text).render(Context(context))


def test_an_amount_is_written_in_capitals_and_nothing_stays_nothing() -> None:
    assert drawn("{{ sum|capital_amount }}", sum=D("1680.32")) == "人民币壹仟陆佰捌拾元零叁角贰分"
    assert drawn("{{ sum|capital_amount }}", sum=None) == ""


@pytest.mark.django_db
def test_a_quantity_is_written_in_packs() -> None:
    item = factories.item("螺丝", unit=factories.unit("个"))
    PackUnit.objects.create(item=item, unit=factories.unit("箱"), numerator=500)

    assert drawn("{% in_packs quantity item %}", quantity=D(1505), item=item) == "3箱5个"
