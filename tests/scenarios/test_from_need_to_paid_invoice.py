"""A purchase from the need for it to the supplier's paid and booked invoice; and all of it undone.

An order of 1,000 screws at 1.13 with a prepayment of 300.00 by contract: 600 come, 20 go back
for a credit, the request pays what is open, a surplus pays the next receipt.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from documents.books import run_checks
from documents.models import Document
from documents.refusals import refusals_of_guards
from documents.registry import get
from documents.undoing import undo_from_end, undo_plan
from finance import seeds
from finance.parties import figures, queries
from finance.parties.aging import Ageing
from finance.parties.models import OpenItem
from finance.statement.models import Statement
from tests import factories
from tests.finance.payment_request import desk as paying
from tests.finance.settlement import desk as settling
from tests.finance.statement import walk as statements
from tests.notation import owed, stock, worth
from tests.purchasing import firm
from tests.purchasing.purchase_return import returns
from tests.purchasing.supplier_invoice import desk as invoices

pytestmark = pytest.mark.django_db
SUPPLIER = "甲厂"


def open_of(paper: Document) -> OpenItem:
    """The debt that a receipt brought."""
    return OpenItem.objects.get(document=paper, amount__gt=0, reverses=None)


def everywhere(client: Client, day: date) -> set[Decimal]:
    """What the supplier is owed: by page, ledger, ageing and statement; one figure if all agree."""
    party = factories.supplier(SUPPLIER)
    ageing = queries.ageing("payable", on=day, party_id=party.pk).get(party.pk) or Ageing()
    balance = queries.balances("payable", party_ids=[party.pk])[party.pk]
    frozen = Statement.objects.get(pk=statements.issue(statements.draft(SUPPLIER)).pk)
    client.force_login(settling.person(settling.Role.ACCOUNTANT))
    page = client.get(reverse("payable_party", args=[party.pk])).content.decode()
    assert f"{balance:,.2f}" in page
    return {ageing.balance, balance, frozen.closing, queries.balance_at("payable", party.pk, day)}


def prepaid(order: Document) -> Document:
    return settling.settle(money="300.00", kind="prepayment", for_document=order)


def test_from_need_to_paid_invoice(client: Client) -> None:
    seeds.seed()
    order = firm.order("螺丝 1000 x 1.13")
    deposit = prepaid(order)
    assert owed(f"{SUPPLIER} -300.00")

    receipt = firm.receipt([order], "600")
    back = returns.returned([receipt], "20")
    assert stock("螺丝 main 580")
    assert worth("螺丝 main 580.00")
    assert owed(f"{SUPPLIER} 355.40")

    invoice = invoices.matched([receipt], "580")
    assert invoices.owed_invoice(receipt) == 0

    request = paying.approved(paying.asking(open_of(receipt), "655.40"))
    assert len({request.maker_id, request.approver_id, paying.manager().pk}) == 3
    paid = paying.pay(request, used="300.00")
    assert paid.state == "paid"
    assert owed(f"{SUPPLIER} 0")
    settlement = paying.settlement_of(request)
    assert settlement.total == Decimal("355.40")

    assert everywhere(client, firm.today()) == {Decimal(0)}
    assert run_checks() == []
    later = {settlement.pk, request.pk, invoice.pk, back.pk}
    assert {each.document.pk for each in undo_plan(receipt)} == later | {receipt.pk}
    assert firm.state_of(deposit) == "posted"


def test_a_surplus_becomes_a_prepayment_and_pays_the_next_receipt(client: Client) -> None:
    order = firm.order("螺丝 1000 x 1.13")
    first = firm.receipt([order], "400")
    settled = settling.settle((open_of(first), "452.00"), money="500.00")
    assert owed(f"{SUPPLIER} -48.00")

    second = firm.receipt([order], "100")
    settling.settle(
        (open_of(second), "113.00"), (settling.surplus(settled), "48.00"), money="65.00"
    )

    assert owed(f"{SUPPLIER} 0")
    assert everywhere(client, firm.today()) == {Decimal(0)}
    assert run_checks() == []


def test_a_negative_prepayment_brings_money_back_and_never_more_than_is_open(
    client: Client,
) -> None:
    deposit = prepaid(firm.order("螺丝 1000 x 1.13"))
    surplus = settling.surplus(deposit)

    settling.settle((surplus, "120.00"), money="-120.00", kind="refund")

    assert owed(f"{SUPPLIER} -180.00")
    assert everywhere(client, firm.today()) == {Decimal("-180.00")}
    with pytest.raises(Exception, match=r"180\.00"):
        settling.submit(settling.draft((surplus, "180.01"), money="-180.01", kind="refund"))
    assert run_checks() == []


def test_a_settled_and_invoiced_receipt_names_what_to_undo_and_is_undone_in_one_act() -> None:
    seeds.seed()
    receipt = firm.receipt([firm.order("螺丝 1000 x 1.13")], "600")
    invoice = invoices.matched([receipt], "600")
    request = paying.approved(paying.asking(open_of(receipt), "678.00"))
    paying.pay(request)
    settlement = paying.settlement_of(request)
    papers = (invoice, request, settlement)

    document = Document.objects.get(pk=receipt.pk)
    step = get("receipt").step("reverse")
    named = " ".join(map(str, refusals_of_guards(document.receipt, step, invoices.deputy())))
    assert all(paper.number in named for paper in papers)

    undo_from_end(receipt.pk, actor=invoices.deputy(), reason="整批退回", at=firm.now())

    assert firm.state_of(receipt) == "reversed"
    assert {firm.state_of(paper) for paper in papers} <= {"reversed", "void"}
    assert owed(f"{SUPPLIER} 0")
    assert stock("螺丝 main 0")
    assert stock("螺丝 main expected 1000")
    assert not figures_left()
    assert run_checks() == []


def figures_left() -> list[Decimal]:
    """Nothing is owed, prepaid, applied for or to be invoiced any more."""
    party = factories.supplier(SUPPLIER)
    return [each.amount for each in figures.of_party("payable", party.pk) if each.amount]
