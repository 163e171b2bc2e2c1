"""Bank accounts that wait for their verification: one task for finance, as long as there is one."""

from datetime import datetime

from django.utils.translation import gettext_noop

from documents import tasks
from documents.flow import WorkingDays
from documents.inbox import register_place
from documents.models import Task
from documents.recurring import register_duty
from masterdata.models import BankAccount
from masterdata.roles import Role

VERIFY = "verify_accounts"
ASK = gettext_noop("Verify the suppliers' bank accounts")


def waiting():  # type: ignore[no-untyped-def]
    """Accounts of suppliers that no money may be sent to yet."""
    suppliers = {"party__is_supplier": True, "party__is_active": True}
    return BankAccount.objects.filter(verified_at=None, **suppliers)


def remind(now: datetime) -> str:
    there = tasks.open_tasks().filter(kind=VERIFY)
    count = waiting().count()
    if not count:
        there.update(closed_at=now)
    elif not there.exists():
        due = tasks.due_at(now, WorkingDays(1))
        Task.objects.create(kind=VERIFY, title=ASK, role=Role.ACCOUNTANT, opened_at=now, due_at=due)
    return f"{count} bank accounts to verify"


def register() -> None:
    register_duty("bank accounts", remind)
    register_place(VERIFY, "bank_accounts")
