"""Who sees customers' debts: sales and the money side, each the customers he looks after."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext

from documents.pages.doors import person
from masterdata.models import User
from masterdata.roles import SALES, Role, has_any

READERS = SALES | frozenset(
    {
        Role.ACCOUNTANT,
        Role.CASHIER,
        Role.DEPUTY_GENERAL_MANAGER,
        Role.GENERAL_MANAGER,
        Role.ADMINISTRATOR,
    }
)


def require_reader(request: HttpRequest) -> User:
    user = person(request)
    if not has_any(user, READERS):
        raise PermissionDenied(
            gettext("What customers owe is shown to sales and finance. Ask your superior.")
        )
    return user
