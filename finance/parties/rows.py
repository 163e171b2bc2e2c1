"""The rows of the payables and receivables lists, computed in four queries for all parties."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from finance.parties import queries
from finance.parties.aging import Ageing
from finance.parties.queries import Movement
from masterdata.models import Party
from ui import addresses


@dataclass(frozen=True)
class PartyRow:
    """One party of the list: the movement of the period, and the age of what is left at its end."""

    side: str
    party: Party
    movement: Movement
    ageing: Ageing

    @property
    def pk(self) -> int:
        return self.party.pk

    @property
    def opening(self) -> Decimal:
        return self.movement.opening

    @property
    def increase(self) -> Decimal:
        return self.movement.increase

    @property
    def decrease(self) -> Decimal:
        return self.movement.decrease

    @property
    def closing(self) -> Decimal:
        return self.movement.closing

    @property
    def overdue(self) -> Decimal:
        return self.ageing.overdue

    @property
    def prepaid(self) -> Decimal:
        return self.ageing.prepaid

    @property
    def days_30(self) -> Decimal:
        return self.ageing.buckets[0]

    @property
    def days_60(self) -> Decimal:
        return self.ageing.buckets[1]

    @property
    def days_90(self) -> Decimal:
        return self.ageing.buckets[2]

    @property
    def older(self) -> Decimal:
        return self.ageing.buckets[3]

    def get_absolute_url(self) -> str:
        return addresses.of_record(f"{self.side}_party", self.party.pk)


def party_rows(
    side: str, *, first: date | None, last: date, scope: Q | None = None
) -> list[PartyRow]:
    """Every party that ever had an item on this side, by code."""
    moved = queries.movements(side, first=first, last=last)
    aged = queries.ages_shown(side, on=last)
    parties = (
        Party.objects.filter(scope or Q(), pk__in=moved)
        .select_related("owner", "region")
        .order_by("code")
    )
    return [
        PartyRow(side, party, moved[party.pk], aged.get(party.pk) or Ageing()) for party in parties
    ]
