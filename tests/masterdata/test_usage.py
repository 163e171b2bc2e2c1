"""What papers and places already name keeps its base unit."""

import pytest
from django.test import Client
from django.urls import reverse

from inventory.places.models import ItemPlace
from masterdata.models import Item
from masterdata.roles import Role
from masterdata.usage import is_used
from tests import factories
from tests.masterdata.forms_data import shown

pytestmark = pytest.mark.django_db


def test_the_unit_of_an_item_changes_only_as_long_as_nothing_names_it() -> None:
    client = Client()
    client.force_login(factories.user(Role.PURCHASER))
    item, box = factories.item("a"), factories.unit("箱")
    url = reverse("item_edit", args=[item.pk])
    assert not is_used(item)

    assert client.post(url, {**shown(client, url), "unit": str(box.pk)}).status_code == 302

    bin_ = factories.warehouse().receiving_bin
    ItemPlace.objects.create(item=item, bin=bin_)
    data = {**shown(client, url), "unit": str(factories.unit().pk)}
    assert is_used(item)
    assert client.post(url, data).status_code == 422
    assert Item.objects.get().unit == box
