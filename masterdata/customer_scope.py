"""Whose customers a person looks after: his region's and his own; above them, all (R23)."""

from django.db.models import Q

from masterdata.models import User
from masterdata.roles import Role, roles_of

# Whoever holds one of these looks after more than one region.
EVERYWHERE = frozenset(
    {
        Role.SALES_DIRECTOR,
        Role.ACCOUNTANT,
        Role.CASHIER,
        Role.DEPUTY_GENERAL_MANAGER,
        Role.GENERAL_MANAGER,
        Role.ADMINISTRATOR,
    }
)


def customers_of(user: User, *, party: str = "") -> Q:
    """A condition on parties, or with `party` on rows that name one by that field.

    A firm without regions, or a person without one, is not narrowed; a customer without a region
    is everybody's.
    """
    if user.region_id is None or roles_of(user) & EVERYWHERE:
        return Q()
    way = f"{party}__" if party else ""
    return (
        Q(**{f"{way}region": user.region_id})
        | Q(**{f"{way}region__isnull": True})
        | Q(**{f"{way}owner": user})
        | Q(**{f"{way}owner__superior": user})
    )
