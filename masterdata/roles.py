"""The roles of the firm, who holds them, and which roles may see which prices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, F, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from ui import prepared
from ui.values import Given

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from masterdata.models import User


class Role(TextChoices):
    """A role's value is the name of its Django group."""

    ORDER_CLERK = "order_clerk", _("Order clerk")
    BILLING_CLERK = "billing_clerk", _("Billing clerk")
    SALES_REP = "sales_rep", _("Sales representative")
    REGIONAL_MANAGER = "regional_manager", _("Regional manager")
    SALES_DIRECTOR = "sales_director", _("Sales director")
    PURCHASER = "purchaser", _("Purchaser")
    PURCHASING_MANAGER = "purchasing_manager", _("Purchasing manager")
    DEPUTY_GENERAL_MANAGER = "deputy_general_manager", _("Deputy general manager")
    GENERAL_MANAGER = "general_manager", _("General manager")
    ACCOUNTANT = "accountant", _("Accountant")
    CASHIER = "cashier", _("Cashier")
    STOREKEEPER = "storekeeper", _("Storekeeper")
    WAREHOUSE_SUPERVISOR = "warehouse_supervisor", _("Warehouse supervisor")
    DRIVER = "driver", _("Driver")
    CUSTOMER_SERVICE = "customer_service", _("Customer service")
    PLANNER = "planner", _("Planner")
    TECHNICIAN = "technician", _("Technician")
    INSPECTOR = "inspector", _("Inspector")
    ADMINISTRATOR = "administrator", _("Administrator")


OFFICE = frozenset(
    {
        Role.PURCHASER,
        Role.PURCHASING_MANAGER,
        Role.DEPUTY_GENERAL_MANAGER,
        Role.GENERAL_MANAGER,
        Role.ACCOUNTANT,
        Role.CASHIER,
        Role.ADMINISTRATOR,
    }
)
SALES = frozenset(
    {
        Role.ORDER_CLERK,
        Role.BILLING_CLERK,
        Role.SALES_REP,
        Role.REGIONAL_MANAGER,
        Role.SALES_DIRECTOR,
        Role.CUSTOMER_SERVICE,
    }
)
SEE_PURCHASE_PRICES = OFFICE
SEE_COST = OFFICE - {Role.PURCHASER, Role.CASHIER}
SEE_LIST_PRICES = OFFICE | SALES
CHANGE_ITEMS = frozenset({Role.ADMINISTRATOR, Role.PURCHASING_MANAGER, Role.PURCHASER})
CHANGE_SUPPLIERS = CHANGE_ITEMS
CHANGE_CUSTOMERS = frozenset(
    {
        Role.ADMINISTRATOR,
        Role.ORDER_CLERK,
        Role.BILLING_CLERK,
        Role.SALES_REP,
        Role.REGIONAL_MANAGER,
        Role.SALES_DIRECTOR,
    }
)

# Whoever signs beyond a credit limit may raise it; whoever sells against it may not.
RAISE_CREDIT_LIMITS = frozenset(
    {
        Role.SALES_DIRECTOR,
        Role.DEPUTY_GENERAL_MANAGER,
        Role.GENERAL_MANAGER,
        Role.ADMINISTRATOR,
    }
)


def roles_of(user: User | AnonymousUser) -> frozenset[Role]:
    """All roles of a person; a superuser sees as every role, but rule D1 still binds him."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return frozenset()
    known: frozenset[Role] | None = getattr(user, "_roles", None)
    if known is None:
        names = () if user.is_superuser else prepared.rows("groups", _groups, user=user.pk)
        known = know_roles(user, names)
    return known


def know_roles(user: User | AnonymousUser, groups: Iterable[str]) -> frozenset[Role]:
    """From the names of his groups, for as long as this object of him is used."""
    named = frozenset(_OF_GROUP[name] for name in groups if name in _OF_GROUP)
    known = frozenset(Role) if user.is_superuser else named
    user._roles = known  # type: ignore[union-attr]
    return known


_OF_GROUP = {role.value: role for role in Role}


def _groups() -> QuerySet[Any, Any]:
    from django.contrib.auth.models import Group

    who = Given("user", BigIntegerField())
    return Group.objects.filter(user=who).order_by().values_list("name", flat=True)


def has_any(user: User | AnonymousUser, roles: frozenset[Role]) -> bool:
    return not roles_of(user).isdisjoint(roles)


def may_see_purchase_prices(user: User | AnonymousUser) -> bool:
    return has_any(user, SEE_PURCHASE_PRICES)


def may_see_cost(user: User | AnonymousUser) -> bool:
    return has_any(user, SEE_COST)


def may_see_list_prices(user: User | AnonymousUser) -> bool:
    return has_any(user, SEE_LIST_PRICES)


def holders(role: Role | str) -> QuerySet[User]:
    """The active people who hold a role by their own name (a superuser holds none by that)."""
    from masterdata.models import User

    return User.objects.filter(is_active=True, groups__name=str(role)).order_by("full_name", "id")


def holders_of_each(roles: Iterable[Role]) -> list[tuple[str, User]]:
    """(role, person) of several roles in one question, people in the order of their names."""
    from masterdata.models import User

    wanted = [str(role) for role in roles]
    found = User.objects.filter(is_active=True, groups__name__in=wanted)
    rows = found.annotate(held=F("groups__name")).order_by("full_name", "id")
    return [(row.held, row) for row in rows]
