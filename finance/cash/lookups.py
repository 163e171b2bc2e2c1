"""The firm's accounts in look-up boxes; only for those who see its money."""

from typing import Any

from django.db.models import QuerySet

from finance.cash.access import READERS
from finance.cash.models import AccountKind, CashAccount
from masterdata.roles import has_any
from ui import lookups
from ui.lookups import Lookup, Row, ranked_search


def may_use(user: Any) -> bool:
    return has_any(user, READERS)


def find_accounts(_user: Any, q: str, _params: dict[str, str]) -> QuerySet[CashAccount]:
    return ranked_search(
        CashAccount.objects.filter(is_active=True),
        q,
        exact=("code", "account_number"),
        prefix=("code",),
        contains=("name", "bank_name", "account_number"),
    )


def account_row(account: CashAccount) -> Row:
    return {
        "id": account.pk,
        "code": account.code,
        "name": account.name,
        "kind": str(AccountKind(account.kind).label),
        "account_number": account.account_number,
    }


def register() -> None:
    lookups.register(Lookup("cash_account", find_accounts, account_row, may_use=may_use))
