"""Somebody stores the same record between the check of a form and its storing: he is not undone."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from masterdata.models import Item
from masterdata.roles import Role
from tests import factories
from tests.masterdata.forms_data import shown
from tests.masterdata.test_sheets import sheet
from ui import record_views
from ui.importer import Importer

pytestmark = pytest.mark.django_db


@pytest.fixture
def purchaser(client: Client) -> Client:
    client.force_login(factories.user(Role.PURCHASER), backend="masterdata.backend.PeopleBackend")
    return client


def somebody_is_quicker(*_given: Any, **_named: Any) -> None:
    Item.objects.filter(code="a").update(series="快")


def test_an_edit_that_is_overtaken_is_refused(
    purchaser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = factories.item("a", series="旧")
    url = reverse("item_edit", args=[item.pk])
    form = shown(purchaser, url) | {"series": "慢"}
    monkeypatch.setattr(record_views, "log_forged", somebody_is_quicker)

    answer = purchaser.post(url, form)

    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
    assert Item.objects.get(code="a").series == "快"


def test_an_import_that_is_overtaken_changes_nothing(
    purchaser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.item("a", name="螺丝", series="旧")
    url = reverse("item_import")
    rows = sheet(["商品编码", "品名", "单位"], ["a", "螺栓", "件"], ["b", "螺母", "件"])
    token = purchaser.post(url, {"file": rows}).context["token"]
    plain = Importer.checked

    def checked(importer: Importer, *given: Any) -> Any:
        answer = plain(importer, *given)
        somebody_is_quicker()
        return answer

    monkeypatch.setattr(Importer, "checked", checked)

    answer = purchaser.post(url, {"confirm": "1", "token": token})

    assert answer.status_code == 422
    (item,) = Item.objects.all()
    assert (item.name, item.series) == ("螺丝", "快")


def test_an_import_that_nobody_overtakes_is_stored(purchaser: Client) -> None:
    factories.item("a", name="螺丝", series="旧")
    url = reverse("item_import")
    rows = sheet(["商品编码", "品名", "单位"], ["a", "螺栓", "件"], ["b", "螺母", "件"])
    token = purchaser.post(url, {"file": rows}).context["token"]

    answer = purchaser.post(url, {"confirm": "1", "token": token})

    assert answer.status_code == 302
    assert list(Item.objects.order_by("code").values_list("name", flat=True)) == ["螺栓", "螺母"]
