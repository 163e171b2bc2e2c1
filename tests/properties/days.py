"""What every machine has: one transaction that is taken back, a clock, refusals that hold."""

from abc import abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from documents import periods
from documents.books import run_checks
from documents.errors import Refused
from masterdata.models import User
from tests import tally
from tests.properties import ledgers

PICKS = st.integers(0, 10**6)
PARTS = st.integers(1, 100)


def refusal_of(act: Callable[[], Any]) -> str | None:
    """The sentence that refuses it; None where it was done."""
    try:
        act()
    except Refused as refusal:
        return str(refusal)
    return None


def pick(found: list[Any], number: int) -> Any:
    return found[number % len(found)]


class Days(RuleBasedStateMachine):
    """A firm's days; what its people do is in the machines that build on it."""

    steps: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.saved = transaction.atomic()
        self.saved.__enter__()
        self.latest = timezone.now()
        self.at: datetime = self.latest - timedelta(days=400)

    def teardown(self) -> None:
        try:
            for each in ledgers.steps_taken():
                tally.note("pair", each)
            breaches = list(run_checks())
            assert not breaches, "\n".join(map(str, breaches))
        finally:
            transaction.set_rollback(True)
            self.saved.__exit__(None, None, None)

    @abstractmethod
    def months_people(self) -> tuple[User, User]:
        """Who closes a month, and who opens it again."""

    @abstractmethod
    def check(self) -> None:
        """Everything that must be equal after each step."""

    @invariant()
    def the_books_agree(self) -> None:
        type(self).steps += 1
        tally.count("steps")
        self.check()

    def refused(self, act: Callable[[], Any]) -> None:
        """The act is refused by a sentence, and nothing at all has changed."""
        before = ledgers.everything()
        assert refusal_of(act), "this should have been refused"
        assert ledgers.everything() == before

    def maybe(self, act: Callable[[], Any], *, sure: bool) -> bool:
        """Whether it was done; if not, there is a sentence and nothing has changed."""
        before = ledgers.everything()
        refusal = refusal_of(act)
        if refusal is None:
            return True
        assert not sure, refusal
        assert ledgers.everything() == before
        return False

    @rule(days=st.integers(1, 20))
    def days_pass(self, days: int) -> None:
        self.at = min(self.at + timedelta(days=days), self.latest)

    @rule(months=st.integers(1, 2))
    def close_a_month(self, months: int) -> None:
        """The month before the present one closes, unless papers of it still wait."""
        month, closer = self._month_before(months), self.months_people()[0]
        act = lambda: periods.close(month, actor=closer, at=self.at)  # noqa: E731
        if periods.is_closed(month) or periods.unposted(month):
            self.refused(act)
        else:
            act()

    @rule(months=st.integers(1, 2))
    def reopen_a_month(self, months: int) -> None:
        month = self._month_before(months)
        if periods.is_closed(month):
            opener = self.months_people()[1]
            periods.reopen(month, actor=opener, at=self.at, reason="补录")

    def _month_before(self, months: int) -> Any:
        day = timezone.localdate(self.at)
        for _time in range(months):
            day = day.replace(day=1) - timedelta(days=1)
        return day.replace(day=1)
