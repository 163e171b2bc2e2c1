"""Two people for the tests of ui: one who may see everything, one who may not see prices."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from ui import context, lookups, rights
from ui.lookups import Lookup, ranked_search

BACKEND = "masterdata.backend.PeopleBackend"


@pytest.fixture(autouse=True)
def _frame_of_ui_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the apps above add to the frame is tested there."""
    monkeypatch.setattr(context, "_parts", [])


@pytest.fixture
def boss(db: None) -> Any:
    return get_user_model().objects.create_user("boss", is_superuser=True, full_name="张三")


@pytest.fixture
def clerk(db: None) -> Any:
    return get_user_model().objects.create_user("clerk", full_name="李四")


@pytest.fixture
def as_boss(client: Client, boss: Any) -> Client:
    client.force_login(boss, backend=BACKEND)
    return client


@pytest.fixture
def as_clerk(clerk: Any) -> Client:
    client = Client()
    client.force_login(clerk, backend=BACKEND)
    return client


@pytest.fixture
def only_the_boss_sees_prices() -> Iterator[None]:
    before = list(rights._judges)
    rights.register_price_right(lambda user: user.is_superuser)
    yield
    rights._judges[:] = before


@pytest.fixture
def kinds() -> Iterator[Lookup]:
    """A look-up over content types, which every project has: code is the model, name the app."""
    lookup = Lookup(
        "kind_of_record",
        lambda user, q, params: ranked_search(
            ContentType.objects.all(),
            q,
            exact=("model",),
            prefix=("model",),
            contains=("model", "app_label"),
        ),
        lambda one: {"id": one.pk, "code": one.model, "name": one.app_label},
        exact=("model",),
    )
    lookups.register(lookup)
    yield lookup
    del lookups._lookups["kind_of_record"]
    lookups._contributions.pop("kind_of_record", None)
