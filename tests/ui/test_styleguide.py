"""The style guide shows every component, in both languages, to those who may see it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from masterdata.roles import Role
from tests import factories
from ui import styleguide_samples

pytestmark = pytest.mark.django_db
NAMES = [*styleguide_samples.PAGES, "list", "add", "history"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_sample_page_opens_without_inline_style(
    client: Client, as_user: Callable[..., Client], name: str, language: str
) -> None:
    as_user(client, factories.user(Role.ADMINISTRATOR))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    answer = client.get(f"/styleguide/{name}/")

    assert answer.status_code == 200
    page = answer.content.decode()
    assert " style=" not in page
    assert "onclick" not in page


def test_others_find_no_style_guide(client: Client, as_user: Callable[..., Any]) -> None:
    as_user(client, factories.user(Role.PURCHASER))

    assert client.get("/styleguide/").status_code == 404


def test_an_unknown_sample_is_not_found(client: Client, as_user: Callable[..., Any]) -> None:
    as_user(client, factories.user(Role.ADMINISTRATOR))

    assert client.get("/styleguide/nonsense/").status_code == 404


def test_the_sample_form_answers_as_quick_add_does(
    client: Client, as_user: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(styleguide_samples, "ITEMS", list(styleguide_samples.ITEMS))
    as_user(client, factories.user(Role.ADMINISTRATOR))

    faulty = client.post("/styleguide/add/", {"name": "螺母"})
    good = client.post("/styleguide/add/", {"code": "LM", "name": "螺母"})

    assert faulty.status_code == 422
    assert (good.status_code, good.json()["text"]) == (201, "LM 螺母")
