"""How the program itself is, on the page of the owner: coloured, in words, for overseers alone."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents import milestones, sealing, upkeep
from documents.models import Milestone
from masterdata.roles import Role
from tests.factories import user
from ui import probes
from ui.probes import Finding

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def _same_probes_after() -> Iterator[None]:
    kept = probes.parts()
    yield
    probes._parts.clear()
    probes._parts.update(kept)


@pytest.fixture
def owner(client: Client, as_user: Callable[..., Client]) -> Client:
    return as_user(client, user(Role.GENERAL_MANAGER))


def tone_of(label: str) -> str:
    (fact,) = [fact for fact in upkeep.facts(now=NOW) if str(fact.label) == str(label)]
    return fact.tone


def row(label: str, facts: Any) -> str:
    return next(str(fact.said) for fact in facts if str(fact.label) == label)


@pytest.mark.parametrize(
    ("hours", "ok", "tone"), [(1, True, "good"), (30, True, "bad"), (1, False, "bad")]
)
@pytest.mark.parametrize(
    ("kind", "label"),
    [
        (Milestone.Kind.BACKUP, "Last backup"),
        (Milestone.Kind.BOOKS, "Last full check of the books"),
    ],
)
def test_an_old_or_failed_duty_is_red(
    kind: Milestone.Kind, label: str, hours: int, ok: bool, tone: str
) -> None:
    from django.utils.translation import override

    with override("en"):
        assert tone_of(label) == "bad", "never done"

        milestones.note(kind, at=NOW - timedelta(hours=hours), ok=ok)

        assert tone_of(label) == tone


def test_the_last_seal_is_shown_and_an_old_one_is_red() -> None:
    made = sealing.seal_now(at=NOW, even_if_empty=True)
    assert made is not None

    facts = list(upkeep.facts(now=NOW))
    later = list(upkeep.facts(now=NOW + timedelta(days=2)))

    assert [fact.tone for fact in facts if made.hash[:12] in fact.said] == ["good"]
    assert [fact.tone for fact in later if made.hash[:12] in fact.said] == ["bad"]


def test_a_part_that_is_not_well_stands_on_the_page_with_its_sentence(owner: Client) -> None:
    probes.register_probe("wheels", lambda: Finding(False, "3 wheels are off"), label="Wheels")

    page = owner.get(reverse("self_check")).content.decode()

    assert "3 wheels are off" in page
    assert "g-text-bad" in page


def test_the_page_stands_on_the_check_too(owner: Client) -> None:
    page = owner.post(reverse("self_check")).content.decode()

    assert "Django 5.2" in page


@pytest.mark.parametrize(
    ("setting", "safe", "unsafe"),
    [
        ("DEMO", False, True),
        ("SECURE_TLS", True, False),
        ("EVENT_CHAIN_KEY", "a key of its own", "the same"),
        ("SEAL_FILE", "elsewhere/seals", ""),
        ("METRICS_TOKEN", "token", ""),
    ],
)
def test_a_setting_that_is_unsafe_is_named(
    settings: Any, setting: str, safe: Any, unsafe: Any
) -> None:
    settings.DEMO = settings.DEBUG = settings.METRICS_LOCAL = False
    settings.SECURE_TLS, settings.SECRET_KEY = True, "the same"
    settings.EVENT_CHAIN_KEY, settings.SEAL_FILE = "a key of its own", "elsewhere/seals"
    settings.METRICS_TOKEN = "token"
    setattr(settings, setting, safe)
    assert list(upkeep.warnings()) == []

    setattr(settings, setting, unsafe)

    assert len(list(upkeep.warnings())) == 1


def test_checking_the_books_is_remembered(capsys: Any) -> None:
    call_command("check_books")

    assert milestones.last(Milestone.Kind.BOOKS).ok  # type: ignore[union-attr]
    assert "the books are clean" in capsys.readouterr().out


def test_a_part_of_the_books_is_not_the_books() -> None:
    call_command("check_books", only=["documents.seals"])

    assert milestones.last(Milestone.Kind.BOOKS) is None


def test_the_monitor_reads_when_what_was_last_done() -> None:
    milestones.note(Milestone.Kind.BACKUP, at=NOW, ok=True)
    sealing.seal_now(at=NOW, even_if_empty=True)

    figures = {name: value for name, _words, value in milestones.figures()}

    assert figures["gendan_backup_ok"] == 1
    assert figures["gendan_backup_at_seconds"] == NOW.timestamp()
    assert figures["gendan_seal_number"] == 1
