"""Whose reports somebody sees and reads: those of his region; who has none stands for all."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, Q
from django.utils import timezone

from documents import approvals
from masterdata.models import User
from masterdata.roles import Role, holders, roles_of

MAKERS = (Role.ORDER_CLERK,)
READERS = (Role.REGIONAL_MANAGER, Role.SALES_DIRECTOR, Role.DEPUTY_GENERAL_MANAGER)
# Everybody else who may see sales reports sees those of all regions.
OF_A_REGION = frozenset({Role.ORDER_CLERK, Role.REGIONAL_MANAGER})
ALL_REGIONS = frozenset(
    {
        Role.SALES_DIRECTOR,
        Role.DEPUTY_GENERAL_MANAGER,
        Role.GENERAL_MANAGER,
        Role.ACCOUNTANT,
        Role.ADMINISTRATOR,
    }
)


def of_his_region(people: Iterable[int], roles: frozenset[Role]) -> Q | None:
    """For the kernel: no question of its own, whatever is asked goes into the list's one query."""
    if roles & ALL_REGIONS:
        return None
    who = User.objects.filter(pk__in=list(people))
    his = Q(salesreport__region__in=who.filter(region__isnull=False).values("region"))
    return his | Q(Exists(who.filter(region__isnull=True)))


def covers(actor: User, region_id: int | None) -> bool:
    """He himself, or whom he deputises for today, stands for this region or for all of them."""
    if roles_of(actor) & ALL_REGIONS:
        return True
    regions: set[int | None] = {actor.region_id}
    for standing in approvals.standings(actor, on=timezone.localdate()):
        if standing.acting_for is not None:
            regions.add(standing.acting_for.region_id)
    return None in regions or region_id in regions


def clerk_of(region_id: int | None) -> User | None:
    """Who draws up the reports of a region: its clerk, one of no region, else any."""
    people: Any = holders(Role.ORDER_CLERK)
    own = people.filter(region=region_id).first() if region_id else None
    return own or people.filter(region=None).first() or people.first()


def reader_of(region_id: int | None) -> User | None:
    """The manager of the region, if it has one; the whole firm's reports go to the director."""
    if region_id is None:
        return None
    return holders(Role.REGIONAL_MANAGER).filter(region=region_id).first()
