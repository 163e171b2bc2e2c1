"""The posting door: every entry has one ledger, every ledger stands behind the door once."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from documents import ledgers
from documents.ledgers import register_ledger
from tests.finance.parties.papers import paper, somebody

pytestmark = pytest.mark.django_db


class Posted:
    """An entry that no book of the firm takes."""


def told() -> dict[str, Any]:
    now = timezone.now()
    return {"at": now, "on": timezone.localdate(now), "actor": somebody()}


def test_a_ledger_stands_behind_the_door_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledgers, "_ledgers", {})
    first: Any = SimpleNamespace(name="b", entry_types=())
    other: Any = SimpleNamespace(name="a", entry_types=())
    register_ledger(first)
    register_ledger(other)

    with pytest.raises(ValueError, match="twice"):
        register_ledger(first)

    assert ledgers.all_ledgers() == [other, first]


def test_an_entry_that_no_ledger_takes_is_a_mistake_of_the_program() -> None:
    with pytest.raises(TypeError, match="Posted"):
        ledgers.post(paper(), [Posted()], **told())
