"""How prompt each person is, by rule: counts, share on time, median; one query, then arithmetic."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from masterdata.models import User
from orders.in_times.models import COUNTED, InTime, Rule
from ui.charts import Chart, Series, bars

MOST_DRAWN = 12
Key = tuple[int | None, str]
# What became of one clock: whether it was late, and its working minutes once it stopped.
Outcome = tuple[bool, int | None]


@dataclass(frozen=True)
class Record:
    """One person and one rule; clocks that still run and are not late are not judged yet."""

    person_id: int | None
    name: str
    rule: str
    outcomes: tuple[Outcome, ...]
    url: str = ""

    @property
    def pk(self) -> str:
        return f"{self.rule}-{self.person_id or 0}"

    @property
    def rule_label(self) -> str:
        return str(Rule(self.rule).label)

    @property
    def count(self) -> int:
        return len(self.outcomes)

    @property
    def late(self) -> int:
        return sum(late for late, _minutes in self.outcomes)

    @property
    def on_time(self) -> int:
        return self.count - self.late

    @property
    def percent(self) -> Decimal:
        return percent(self.on_time, of=self.count)

    @property
    def median(self) -> Decimal | None:
        """Of what was stopped: a running clock has no length yet."""
        taken = [Decimal(minutes) for _late, minutes in self.outcomes if minutes is not None]
        return median(taken) if taken else None

    def get_absolute_url(self) -> str:
        return self.url


def percent(part: int, *, of: int) -> Decimal:
    return round(Decimal(100) * part / of, 1) if of else Decimal(0)


def records(found: "QuerySet[InTime]", *, now: datetime) -> list[Record]:
    """By name and rule; two queries, however many clocks there are."""
    judged = found.filter(COUNTED | Q(stopped_at__isnull=True, due_at__lt=now))
    outcomes = by_key(
        judged.order_by().values_list("person", "rule", "minutes", "stopped_at", "due_at")
    )
    people = User.objects.in_bulk([person for person, _rule in outcomes if person])
    made = [
        Record(person, _name(people.get(person or 0), rule), rule, tuple(each))
        for (person, rule), each in outcomes.items()
    ]
    order = list(Rule.values)
    return sorted(made, key=lambda row: (row.name, row.person_id or 0, order.index(row.rule)))


def by_key(rows: Iterable[tuple[Any, ...]]) -> Mapping[Key, list[Outcome]]:
    """Pure: what still runs among these runs too long."""
    found: dict[Key, list[Outcome]] = defaultdict(list)
    for person, rule, minutes, stopped_at, due_at in rows:
        found[(person, rule)].append((stopped_at is None or stopped_at > due_at, minutes))
    return found


def _name(person: User | None, rule: str) -> str:
    return person.display_name if person else str(Rule(rule).desk.label)


def picture(rows: list[Record]) -> Chart:
    """The share on time of each person, a bar for each rule."""
    people = list(dict.fromkeys((row.person_id, row.name) for row in rows))[:MOST_DRAWN]
    found = {(row.person_id, row.name, row.rule): row.percent for row in rows}
    rules = [rule for rule in Rule if any(row.rule == rule for row in rows)]
    return bars(
        "in-times",
        _("On time, by person"),
        [name for _pk, name in people],
        [Series(rule.label, [found.get((*who, rule)) for who in people]) for rule in rules],
        across=True,
        unit="%",
        form=lambda value: f"{value.normalize():f}%",
        empty=gettext("No clock ran in this time."),
    )
