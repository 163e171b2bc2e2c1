"""One figure card of the first screen, and what every card needs."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.utils.functional import Promise

from documents import registry, statements
from documents.models import Document
from documents.visibility import may_read, sees_all, visible_to
from masterdata.models import User
from ui import prepared

Narrow = Callable[["QuerySet[Document]"], "QuerySet[Document]"]


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


def left_of(key: Hashable, debts: Callable[[], "QuerySet[Any]"]) -> Decimal:
    """What is left of debts of one side, added up; `key` tells which debts."""

    def found() -> "QuerySet[Any, Any]":
        left = Sum(F("amount") - F("allocated"))
        return debts().order_by().values("side").annotate(left=left).values_list("left", flat=True)

    return sum(prepared.rows(("left of debts", key), found), Decimal(0))


@dataclass(frozen=True)
class Counted:
    """Papers of one type that this user may see, to be counted under some condition."""

    user: User
    code: str

    def count(self, key: Hashable, narrow: Narrow) -> int:
        """`key` tells the condition; asked by a kept query where he sees all papers of the type."""
        document_type = registry.get(self.code)

        def found() -> "QuerySet[Any, Any]":
            seen = visible_to(self.user, of=document_type)
            return narrow(seen).order_by().values("pk")

        if not sees_all(self.user, document_type):
            return found().count()
        return prepared.count(("card", self.code, key, statements.laws()), found)
