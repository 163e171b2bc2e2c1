"""Who acts in the demo firm and on which day, counted back from the day of loading."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from documents import engine
from documents.models import Document
from masterdata.models import User


@dataclass
class Firm:
    """The people by their sign-in names, and the day the demo counts back from."""

    people: Mapping[str, User]
    today: date
    now: datetime = field(default_factory=timezone.now)

    def day(self, ago: int) -> date:
        return self.today - timedelta(days=max(ago, 0))

    def at(self, ago: int, hour: int) -> datetime:
        """Never later than now: the demo may be loaded before breakfast."""
        moment = timezone.make_aware(datetime.combine(self.day(ago), time(hour)))
        return min(moment, self.now)

    def step(
        self, document: Document, code: str, who: str, *, ago: int, hour: int, **options: Any
    ) -> Document:
        return engine.perform(
            document.pk,
            code,
            actor=self.people[who],
            at=self.at(ago, hour),
            on=self.day(ago),
            **options,
        ).document
