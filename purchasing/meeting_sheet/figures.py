"""The blocks of the meeting sheet as values, and their sums; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from documents.models import Document
from masterdata.models import Party

NONE = Decimal(0)


@dataclass(frozen=True)
class Paid:
    """A: 上周付款."""

    document: Document
    party: Party
    on_date: date
    amount: Decimal
    contract_number: str = ""
    method: str = ""


@dataclass(frozen=True)
class Owed:
    """B: 欠款; `owed` less `prepaid` is the supplier's balance in the ledger."""

    party: Party
    owed: Decimal
    prepaid: Decimal
    overdue: Decimal
    earliest_due: date | None


@dataclass(frozen=True)
class Invoice:
    """C: 欠票."""

    party: Party
    amount: Decimal
    earliest_on: date
    days: int


@dataclass(frozen=True)
class Outcome:
    """E: what was planned for last week beside what was paid."""

    party: Party
    planned: Decimal
    paid: Decimal

    @property
    def difference(self) -> Decimal:
        return self.paid - self.planned


@dataclass(frozen=True)
class Figures:
    """All blocks of one sheet but the plan, which is its lines; `as_of` is when they held."""

    paid: list[Paid] = field(default_factory=list)
    owed: list[Owed] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    available: Decimal = NONE

    @property
    def paid_total(self) -> Decimal:
        return sum((each.amount for each in self.paid), NONE)

    @property
    def owed_total(self) -> Decimal:
        return sum((each.owed for each in self.owed), NONE)

    @property
    def prepaid_total(self) -> Decimal:
        return sum((each.prepaid for each in self.owed), NONE)

    @property
    def overdue_total(self) -> Decimal:
        return sum((each.overdue for each in self.owed), NONE)

    @property
    def invoices_total(self) -> Decimal:
        return sum((each.amount for each in self.invoices), NONE)

    @property
    def planned_total(self) -> Decimal:
        return sum((each.planned for each in self.outcomes), NONE)

    @property
    def difference_total(self) -> Decimal:
        return sum((each.difference for each in self.outcomes), NONE)

    def left_after(self, plan: Decimal) -> Decimal:
        """What remains of the money once the plan is paid; below zero it is the gap (缺口)."""
        return self.available - plan


def outcomes(
    planned: Mapping[Party, Decimal], paid: Iterable[tuple[Party, Decimal]]
) -> list[Outcome]:
    """Every supplier that was planned or paid, whoever missed the plan furthest first."""
    sums = dict.fromkeys(planned, NONE)
    for party, amount in paid:
        sums[party] = sums.get(party, NONE) + amount
    found = [Outcome(party, planned.get(party, NONE), amount) for party, amount in sums.items()]
    return sorted(found, key=lambda each: (-abs(each.difference), each.party.code))
