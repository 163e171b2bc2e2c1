"""Numbers drawn by making papers, and which numbers no paper bears."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from documents import drafts, numbering
from masterdata.models import Party, User
from purchasing.purchase_order.flow import PURCHASE_ORDER
from tests import factories


class RolledBack(Exception):
    """An act that fails after it has drawn its number."""


def draw(
    maker: User, lines: Sequence[Any], party: Party, *, times: int, fails: bool = False
) -> Any:
    """Make so many drafts; their numbers with blanks between. One that fails leaves none."""
    given: Any = {
        "head": {"party": party},
        "body": {"warehouse": factories.warehouse()},
        "lines": lines,
    }

    def one() -> str:
        if not fails:
            return drafts.create(PURCHASE_ORDER, actor=maker, **given).number
        with transaction.atomic():
            drafts.create(PURCHASE_ORDER, actor=maker, **given)
            raise RolledBack

    def act() -> str:
        numbers = []
        for _each in range(times):
            try:
                numbers.append(one())
            except RolledBack:
                continue
        return " ".join(numbers)

    return act


def missing(stem: str = "") -> list[str]:
    """Numbers between the first and the last of a series that no paper bears."""
    return [
        f"{each.stem}-{number:04}"
        for each in numbering.series()
        if each.stem.startswith(stem)
        for number in each.missing
    ]
