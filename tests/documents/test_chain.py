"""The chain of papers: all that one deal made, and no other party's."""

import pytest

from documents import drafts, engine, links
from finance.opening_balance.flow import OPENING_BALANCE
from finance.parties.models import OpenItem, Side
from masterdata.roles import Role
from tests import factories
from tests.finance.settlement import desk

pytestmark = pytest.mark.django_db


def test_an_opening_paper_is_shown_and_does_not_tie_all_suppliers_together() -> None:
    rows = [
        {"side": Side.PAYABLE, "party": factories.supplier(name), "amount": amount}
        for name, amount in (("甲厂", 100), ("乙厂", 50))
    ]
    admin = desk.person(Role.ADMINISTRATOR)
    opening = drafts.create(OPENING_BALANCE, actor=admin, body={}, lines=rows)
    engine.perform(opening.pk, "approve", actor=desk.person(Role.ACCOUNTANT))
    first, second = OpenItem.objects.filter(document=opening).order_by("line_no")

    mine = desk.settle((first, "100.00"), money="100.00")
    other = desk.settle((second, "50.00"), money="50.00", supplier="乙厂")

    assert set(links.chain(mine)) == {opening, mine}
    assert set(links.chain(opening)) == {opening, mine, other}
