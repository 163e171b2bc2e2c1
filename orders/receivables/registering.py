"""What this folder gives to the rest of the program, named once for the app's start."""

from datetime import datetime

from documents import append_only, escalation, inbox
from documents.recurring import register_duty
from masterdata.roles import Role
from orders.receivables import errands, party_page, reactions, watch  # noqa: F401


def remind(now: datetime) -> str:
    """The day agreed has come, a promise was broken, or nobody asked for a week."""
    opened, closed = errands.follow(at=now), watch.clear(at=now)
    return f"{opened} customers to call, {closed} back within their limits"


def register() -> None:
    append_only.register("orders_debttalk")
    append_only.register("orders_debtjudgement")
    for rule in sorted(set(errands.RULES.values())):
        escalation.register_rule(rule, superior=Role.SALES_DIRECTOR)
    for kind in errands.TITLES:
        inbox.register_own_page(kind, errands.page_of)
    register_duty("chase customers", remind, reads=True)
    party_page.register()
