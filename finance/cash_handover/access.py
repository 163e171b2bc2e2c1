"""Of the hand-overs a driver sees those of his own cash."""

from collections.abc import Iterable

from django.db.models import Q

from masterdata.roles import Role

# Whoever reads hand-overs beside the drivers reads all of them.
ALL_OF_THEM = frozenset(
    {
        Role.CASHIER,
        Role.ACCOUNTANT,
        Role.ORDER_CLERK,
        Role.REGIONAL_MANAGER,
        Role.SALES_DIRECTOR,
        Role.DEPUTY_GENERAL_MANAGER,
        Role.GENERAL_MANAGER,
        Role.ADMINISTRATOR,
    }
)


def of_the_driver(people: Iterable[int], roles: frozenset[Role]) -> Q | None:
    return None if roles & ALL_OF_THEM else Q(handler__in=list(people))
