"""Of the deliveries a driver sees what he drives, and what waits to be loaded."""

from collections.abc import Iterable

from django.db.models import Q

from masterdata.roles import Role

# Everybody else who has a part in deliveries has it in all of them.
ALL_OF_THEM = frozenset(Role) - {
    Role.DRIVER,
    Role.PURCHASER,
    Role.PURCHASING_MANAGER,
    Role.TECHNICIAN,
}


def of_the_driver(people: Iterable[int], roles: frozenset[Role]) -> Q | None:
    if roles & ALL_OF_THEM:
        return None
    waiting = Q(state="checked", delivery__driver__isnull=True)
    return Q(delivery__driver__in=list(people)) | waiting
