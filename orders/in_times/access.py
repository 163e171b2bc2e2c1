"""Who sees whose clocks: everybody his own, a superior his people's, the managers all."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext

from documents.pages.doors import person
from masterdata.models import User
from masterdata.roles import Role, has_any, roles_of
from orders.in_times.models import InTime, Rule

OVERSEERS = frozenset(
    {
        Role.REGIONAL_MANAGER,
        Role.SALES_DIRECTOR,
        Role.DEPUTY_GENERAL_MANAGER,
        Role.GENERAL_MANAGER,
        Role.ADMINISTRATOR,
    }
)
READERS = (
    Role.ORDER_CLERK,
    Role.SALES_REP,
    Role.CUSTOMER_SERVICE,
    Role.ACCOUNTANT,
    *sorted(OVERSEERS),
)


def require_reader(request: HttpRequest) -> User:
    user = person(request)
    if not has_any(user, frozenset(READERS)):
        raise PermissionDenied(
            gettext("The in-times are shown to sales, finance and the managers. Ask your superior.")
        )
    return user


def seen_by(user: User) -> "QuerySet[InTime]":
    """A desk's clocks, where no person is named, are seen by all who sit there."""
    clocks = InTime.objects.all()
    roles = roles_of(user)
    if roles & OVERSEERS:
        return clocks
    his = Q(person=user) | Q(document__maker=user) | Q(document__handler=user)
    at_his_desk = [rule for rule in Rule if rule.desk in roles]
    return clocks.filter(
        his | Q(person__superior=user) | Q(person__isnull=True, rule__in=at_his_desk)
    )
