"""The demo firm: loaded twice it is there once, its books are clean, outside the demo it is not."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from documents import books, registry
from documents.models import Document
from masterdata.models import Item, Party, User

pytestmark = pytest.mark.django_db


def counted() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in (Document, Item, Party, User)}


def test_the_demo_firm_is_loaded_once_however_often_it_is_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("load_demo")
    once = counted()
    call_command("load_demo")

    assert counted() == once
    assert once["User"] >= 19
    assert not books.run_checks()
    assert "The demo firm is loaded" in capsys.readouterr().out
    shown = set(Document.objects.values_list("type", flat=True))
    assert shown == {kind.code for kind in registry.all_types()}, "every kind of paper is shown"
    assert [code for code in sorted(shown) if not all_columns_can_be_shown(code)] == []


def all_columns_can_be_shown(code: str) -> bool:
    """On the screen and in the sheet, by somebody who may see everything."""
    client, url = Client(raise_request_exception=False), reverse(f"{code}_list")
    boss = User.objects.get(username="zongjingli")
    client.force_login(boss, backend="masterdata.backend.PeopleBackend")
    page = client.get(url, {"view": "all"}).context
    client.post(page["columns_url"], {"column": [each["name"] for each in page["columns"]]})
    answers = [client.get(url, {"view": "all"}), client.get(url, {"export": "xlsx"})]
    return [answer.status_code for answer in answers] == [200, 200]


def test_outside_the_demo_nothing_is_loaded(settings: Any) -> None:
    settings.DEMO = settings.DEBUG = settings.TESTING = False

    with pytest.raises(CommandError):
        call_command("load_demo")

    assert not User.objects.exists()
