"""The digest goes to each regional manager by mail, once a day, in his own language."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from documents.models import Job
from masterdata.models import Region
from masterdata.roles import Role
from orders.delivery.digest_mail import mail_digests
from tests import factories
from tests.documents.jobs.desk import wait_is_over, work_off
from tests.orders import desk
from tests.orders.delivery import road

pytestmark = pytest.mark.django_db


@pytest.fixture
def south(db: None) -> Region:
    region = Region.objects.create(code="S", name="华南")
    desk.customer(region=region)
    return region


def manager(region: Region | None, **fields: Any) -> Any:
    return factories.user(Role.REGIONAL_MANAGER, region=region, email="ye@example.cn", **fields)


def tomorrow() -> Any:
    return timezone.now() + timedelta(days=1)


def test_a_manager_reads_once_what_went_to_his_region_the_day_before(
    south: Region, settings: Any
) -> None:
    settings.SITE_URL = "https://gendan.example.cn"
    manager(south, language="en")
    gone = road.send([road.ordered()], "4")
    short = road.pick(road.go(road.drawn([road.ordered()], "5"), "authorized"), {1: "4"})
    road.go(short, "dispatched")

    for _twice in range(2):
        mail_digests(tomorrow())
    wait_is_over(Job.objects.get())
    work_off()

    (sent,) = mail.outbox
    today = timezone.localdate()
    assert sent.to == ["ye@example.cn"]
    assert sent.subject == f"Shipments to 华南 on {today}"
    assert "Shipped: 2" in sent.body
    assert short.number in sent.body
    assert gone.number not in sent.body, "only what wants a look is named"
    assert f"https://gendan.example.cn/orders/delivery/digest/?day_from={today}" in sent.body


def test_nobody_reads_of_another_region_or_of_a_day_without_shipments(south: Region) -> None:
    manager(Region.objects.create(code="N", name="华北"))
    manager(None)
    road.send([road.ordered()], "4")

    mail_digests(tomorrow())
    manager(south)
    mail_digests(tomorrow() + timedelta(days=1))

    assert not Job.objects.exists()


def test_without_an_address_nothing_is_written(south: Region) -> None:
    factories.user(Role.REGIONAL_MANAGER, region=south)
    road.send([road.ordered()], "4")

    mail_digests(tomorrow())

    assert not Job.objects.exists()
