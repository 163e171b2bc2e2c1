"""One figure card of the first screen, and what every card needs."""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.functional import Promise

from documents import registry
from documents.visibility import may_read
from masterdata.models import User


@dataclass(frozen=True)
class Figure:
    """One card."""

    label: str | Promise
    value: str = ""
    url: str = ""
    unit: str | Promise = ""
    hint: str | Promise = ""
    tone: str = ""

    def counted(self, count: int) -> "Figure":
        """A number of things somebody has to see to: none is good."""
        return replace(self, value=f"{count:,}", tone="warning" if count else "good")


def reads(code: str, user: User) -> bool:
    return may_read(registry.get(code), user)


def yuan(amount: Decimal) -> str:
    return f"{amount:,.2f}"
