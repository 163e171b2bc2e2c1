"""The demo firm chases too: calls are logged and a delay is answered; loading twice is once."""

import pytest

from finance import demo as finance_demo
from inventory import demo as inventory_demo
from masterdata import demo as masterdata_demo
from purchasing import demo
from purchasing.delay_notice.models import DelayNotice
from purchasing.purchase_order.chasing.models import ChaseCall

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def test_the_demo_has_calls_and_an_answered_notice_and_loads_once() -> None:
    for part in (masterdata_demo, inventory_demo, finance_demo, demo):
        part.load()
    calls, notices = ChaseCall.objects.count(), DelayNotice.objects.count()

    demo.load()

    assert calls == 3
    assert DelayNotice.objects.filter(head__state="answered").count() == 1
    assert (ChaseCall.objects.count(), DelayNotice.objects.count()) == (calls, notices)
