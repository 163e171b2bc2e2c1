"""The customer's statement of account with remittances in it, sent and printed."""

import pytest
from django.test import Client
from django.utils import timezone

from documents import drafts, engine
from finance.parties.models import Side
from finance.statement.flow import STATEMENT
from masterdata.roles import Role
from tests import factories
from tests.finance.remittance import desk

pytestmark = pytest.mark.django_db


def test_a_customers_statement_is_sent_and_printed(client: Client) -> None:
    (debt,) = desk.owes("60.00")
    desk.remit("100.00", (debt, "20.00"))
    desk.allot((debt, "40.00"))
    accountant = desk.person(Role.ACCOUNTANT)
    today = timezone.localdate()
    paper = drafts.create(
        STATEMENT,
        actor=accountant,
        head={"party": factories.customer(desk.CUSTOMER)},
        body={"side": Side.RECEIVABLE, "first": today.replace(day=1), "last": today},
        lines=[],
    )
    engine.perform(paper.pk, "issue", actor=accountant)

    body = STATEMENT.body.objects.get(pk=paper.pk)
    assert (body.increase, body.decrease, body.closing) == (60, 100, -40)
    assert [line.amount for line in body.lines.all()][-2:] == [60, -100]
    client.force_login(accountant)
    page = client.get(f"/finance/statements/{paper.pk}/")
    assert "100.00" in page.content.decode()
