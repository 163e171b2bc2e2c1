"""What every test may ask for: a signed-in client, and books that are checked at the end."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import Client, TransactionTestCase, override_settings
from django.utils import timezone, translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.grounds import _left_at_the_end, _on_its_ground, gathered  # noqa: F401
from tests.standing import onlookers, standing, walked  # noqa: F401

# No test times anything: a busy machine is no fault of the code.
hypothesis_settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("unhurried")

# What hangs on no database is proved on SQLite; GENDAN_TESTS=all asks it of PostgreSQL too.
ONCE = (
    "tests/ui/",
    "tests/bad_input/",
    "tests/browser/",
    "tests/masterdata/",
    "tests/office/",
    "tests/orders/driver/",
    "tests/orders/in_times/",
    "tests/orders/northwind/test_reading.py",
    "tests/purchasing/chasing/",
    "tests/purchasing/delay_notice/",
    "tests/benchmarks/test_growth.py",
    "tests/proving/test_programme.py",
    "/test_architecture.py",
    "/test_charts.py",
    "/test_copies.py",
    "/test_demo",
    "/test_desk.py",
    "/test_diagram.py",
    "/test_digest_mail.py",
    "/test_entry.py",
    "/test_errands.py",
    "/test_every_page.py",
    "/test_every_step.py",
    "/test_lists.py",
    "/test_pages",
    "/test_permissions.py",
    "/test_print_settings.py",
    "/test_prints",
    "/test_progress.py",
    "/test_seeds.py",
    "/test_shown.py",
    "/test_start.py",
    "/test_translations.py",
    "/test_types.py",
    "/test_vendor.py",
)
# Among those, what says something else to each database.
BOTH = ("tests/ui/test_prepared.py", "tests/ui/test_sending.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Both databases in full take longer than a build may; what can differ is asked of both."""
    items[:] = gathered(items)
    if connection.vendor == "sqlite" or os.environ.get("GENDAN_TESTS") == "all":
        return
    for item in items:
        path = item.path.as_posix()
        if any(each in path for each in BOTH):
            continue
        if item.get_closest_marker("once") or any(each in path for each in ONCE):
            item.add_marker(pytest.mark.skip(reason="proved on SQLite; it hangs on no database"))


@pytest.fixture(scope="session", autouse=True)
def _files_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Attachments and results of jobs land beside nobody's data."""
    folder = tmp_path_factory.mktemp("files")
    with override_settings(MEDIA_ROOT=folder, JOB_FILES_ROOT=folder / "jobs"):
        yield folder


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The triggers come from the migrations; tables made without them get theirs here."""
    from documents import triggers

    if "documents" in MigrationLoader(None).unmigrated_apps:
        with django_db_blocker.unblock():
            triggers.install(connection)


@pytest.fixture(scope="session", autouse=True)
def _emptied_past_the_triggers() -> Iterator[None]:
    """Tests with real transactions empty the tables afterwards, which append-only tables refuse."""
    from tests.emptying import empty

    plain: Callable[[Any], None] = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda case: empty()
    yield
    TransactionTestCase._fixture_teardown = plain


@pytest.fixture(autouse=True)
def _each_test_begins_in_the_language_of_the_firm(settings: Any) -> None:
    """A request in English leaves its language behind in the thread."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def in_the_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten o'clock of today: what is due at the end of the day is not late yet, whenever we run."""
    ten = timezone.localtime().replace(hour=10, minute=0)
    monkeypatch.setattr(timezone, "now", lambda: ten)


@pytest.fixture
def as_user() -> Callable[[Client, AbstractBaseUser], Client]:
    """`as_user(client, user)`: the same client, signed in as that user."""

    def signed_in(client: Client, user: AbstractBaseUser) -> Client:
        client.force_login(user, backend="masterdata.backend.PeopleBackend")
        return client

    return signed_in


@pytest.fixture
def axes(settings: Any) -> None:
    """The lock-out after wrong passwords, which is off in all other tests."""
    settings.AXES_ENABLED = True


@pytest.fixture
def books(db: None) -> Iterator[None]:
    """At the end of the test every cache agrees with its entries."""
    from documents.books import run_checks

    yield
    breaches = list(run_checks())
    assert not breaches, "\n".join(str(breach) for breach in breaches)
