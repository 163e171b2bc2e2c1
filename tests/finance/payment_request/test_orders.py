"""Requests from purchasing's papers: receipts, prepayments by contract, and undoing them all."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents import content, drafts
from documents.errors import Refused
from documents.models import Document, Link, Task
from documents.recurring import run_all
from documents.undoing import undo_from_end
from finance.parties.models import OpenItem
from finance.payment_request import advances, contracts, standing
from masterdata.models import User
from purchasing import payment_sources
from purchasing.purchase_order.models import PurchaseOrder
from purchasing.receipt.models import ReceiptLine
from purchasing.supplier_invoice.flow import SUPPLIER_INVOICE
from tests.documents.paper_forms import key, sent
from tests.finance.payment_request import desk
from tests.grounds import begins_with
from tests.notation import owed, stock
from tests.purchasing import firm
from tests.purchasing.supplier_invoice import walk as invoices

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client


def debt_of(receipt: Document) -> OpenItem:
    return OpenItem.objects.get(document=receipt, reverses=None)


def order_with_prepayment(amount: str = "60.00") -> Document:
    order = firm.order("螺丝 100 x 2.00")
    with content.reopened(order.pk):
        PurchaseOrder.objects.filter(pk=order.pk).update(prepayment=Decimal(amount))
    return order


def prepaying(order: Document, amount: str) -> dict[str, object]:
    return {"open_item": None, "source": order, "amount": Decimal(amount)}


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_a_receipt_is_asked_for_from_its_own_page(client: Client) -> None:
    receipt = firm.receipt([firm.order("螺丝 100 x 2.26")], "40")
    account = desk.account_of("甲厂")
    signed_in(client, desk.buyer())
    page = client.get(reverse("receipt_detail", args=[receipt.pk]))
    url = f"{reverse('payment_request_new')}?from={receipt.pk}"
    assert url in page.content.decode()

    (row,) = client.get(url).context["grid"].rows
    assert (row["values"]["amount"], row["values"]["due"]) == ("90.4", "90.40")
    head = {"party": receipt.party, "date": f"{timezone.localdate()}", "method": "transfer"}
    line = {"open_item": debt_of(receipt), "amount": "90.40"}
    desk.chain()
    client.post(url, sent(head, [line], key=key(), then="submit"))

    request = Document.objects.get(type="payment_request")
    assert (request.state, request.total) == ("submitted", Decimal("90.40"))
    assert request.paymentrequest.bank_account == account


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_a_receipt_applied_for_in_full_is_offered_no_more(client: Client) -> None:
    receipt = firm.receipt([firm.order("螺丝 100 x 2.26")], "40")
    desk.submit(desk.draft(desk.asking(debt_of(receipt), "90.40")))
    signed_in(client, desk.buyer())

    page = client.get(reverse("receipt_detail", args=[receipt.pk])).content.decode()

    assert f"{reverse('payment_request_new')}?from={receipt.pk}" not in page
    assert not client.get(reverse("payment_request_pull")).context["table"].data.data


def test_a_prepayment_by_contract_is_asked_for_paid_and_not_asked_for_twice() -> None:
    order = order_with_prepayment("60.00")
    request = desk.approved(prepaying(order, "60.00"))
    with pytest.raises(Refused, match=request.number):
        desk.submit(desk.draft(prepaying(order, "0.01")))

    desk.pay(request)

    assert owed("甲厂 -60.00")
    found = standing.of_papers([order.pk])[order.pk]
    assert (found.due, found.paid, found.free) == (Decimal(60), Decimal(60), Decimal(0))
    assert desk.settlement_of(request).settlement.for_document_id == order.pk

    desk.take_back(request)
    assert standing.of_papers([order.pk])[order.pk].paid == 0


def test_an_order_without_an_agreed_prepayment_is_not_prepaid() -> None:
    order = firm.order("螺丝 100 x 2.00")

    with pytest.raises(Refused, match=order.number):
        desk.submit(desk.draft(prepaying(order, "10.00")))


def test_the_orders_page_offers_to_ask_for_its_prepayment(client: Client) -> None:
    order = order_with_prepayment("60.00")
    signed_in(client, desk.buyer())

    url = f"{reverse('payment_request_new')}?from={order.pk}"
    assert url in client.get(reverse("purchase_order_detail", args=[order.pk])).content.decode()
    (row,) = client.get(url).context["grid"].rows
    assert (row["values"]["source"], row["values"]["amount"]) == (str(order.pk), "60")
    chosen = client.get(reverse("payment_request_pull_from", args=["purchase_order"]))
    assert [paper.pk for paper in chosen.context["table"].data.data] == [order.pk]


def test_a_prepayment_and_a_debt_are_two_requests() -> None:
    order = order_with_prepayment("60.00")
    (debt,) = desk.owe("10.00")
    request = desk.draft(prepaying(order, "60.00"), desk.asking(debt, "10.00"))

    with pytest.raises(Refused):
        desk.submit(request)


def test_the_orders_own_prepayment_is_proposed_first(client: Client) -> None:
    order = order_with_prepayment("60.00")
    desk.pay(desk.approved(prepaying(order, "60.00")))
    receipt = firm.receipt([order], "100")
    request = desk.approved(desk.asking(debt_of(receipt), "200.00"))
    body = request.paymentrequest
    (advance,) = advances.open_for(body)
    assert (advance.is_own, advance.left) == (True, Decimal(60))
    signed_in(client, desk.cashier())
    url = reverse("payment_request_step", args=[request.pk, "pay"])
    form = client.get(url).context["offer"]["form"]
    assert form.fields["used"].initial == Decimal(60)

    data = {"account": desk.bank().pk, "amount": "200", "used": "0", "slip_number": "DZ1"}
    data |= {"on": f"{timezone.localdate()}", "version": request.version}
    assert client.post(url, data | {"key": key()}).status_code == 422
    client.post(url, data | {"used": "60", "key": key()})

    assert desk.state_of(request) == "paid"
    assert owed("甲厂 0")


def test_the_contract_behind_a_request_with_what_was_paid_on_it() -> None:
    order = order_with_prepayment("60.00")
    desk.pay(desk.approved(prepaying(order, "60.00")))
    receipt = firm.receipt([order], "50")
    request = desk.approved(desk.asking(debt_of(receipt), "100.00"))
    desk.pay(request, amount="30.00")

    behind = contracts.behind(request.paymentrequest)

    assert (behind.total, behind.paid) == (Decimal("200.00"), Decimal("90.00"))
    assert behind.numbers == f"HT-{order.number}"


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_a_paid_receipt_is_undone_from_the_end_in_one_act() -> None:
    receipt = firm.receipt([firm.order("螺丝 100 x 2.26")], "40")
    request = desk.pay(desk.approved(desk.asking(debt_of(receipt), "90.40")))
    settlement = desk.settlement_of(request)
    with pytest.raises(Refused) as refusal:
        desk.step(receipt, "reverse", desk.manager(), reason="质量问题")
    assert request.number in str(refusal.value)

    undo_from_end(receipt.pk, actor=desk.deputy(), reason="质量问题", at=timezone.now())

    states = {desk.state_of(each) for each in (settlement, receipt)}
    assert (states, desk.state_of(request)) == ({"reversed"}, "void")
    assert owed("甲厂 0")
    assert stock("螺丝 main 0")


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_a_receipt_that_falls_due_is_a_task_that_submitting_the_request_closes() -> None:
    receipt = firm.receipt([firm.order("螺丝 100 x 2.26")], "40")
    run_all(now=timezone.now())
    task = Task.objects.get(kind="apply_payment")
    assert (task.document_id, task.closed_at) == (receipt.pk, None)

    desk.submit(desk.draft(desk.asking(debt_of(receipt), "90.40")))

    task.refresh_from_db()
    assert task.closed_at is not None


# --- Through invoices ----------------------------------------------------------------------------


def invoice_of(receipt: Document, gross: str, number: str = "26330000000000000001") -> Document:
    """A draft of an invoice that bills so much of the first line of a receipt."""
    line = ReceiptLine.objects.get(body_id=receipt.pk, line_no=1)
    amount = Decimal(gross)
    row = {
        "receipt_line": line,
        "item": line.item,
        "unit": line.unit,
        "quantity": line.accepted,
        "base_quantity": line.base_accepted,
        "net": amount,
        "tax": Decimal(0),
        "gross": amount,
    }
    return drafts.create(
        SUPPLIER_INVOICE,
        actor=desk.buyer(),
        head={"party": receipt.party},
        body={"invoice_number": number},
        lines=[row],
    )


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_through_an_invoice_the_debt_of_its_receipt_is_asked_for_up_to_what_it_bills() -> None:
    receipt = firm.receipt([firm.order("螺丝 100 x 2.26")], "40")
    first = invoice_of(receipt, "50.00")
    second = invoice_of(receipt, "60.00", "26330000000000000002")

    (row,) = payment_sources.invoiced_rows([first])
    assert (row["source"], row["via"]) == (receipt, first)
    assert (row["open_item"], row["amount"]) == (debt_of(receipt), Decimal("50.00"))
    (row,) = payment_sources.invoiced_rows([first, second])
    assert (row["via"], row["amount"]) == (first, Decimal("90.40"))


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_a_request_through_an_invoice_is_linked_to_it_and_holds_the_receipts_debt() -> None:
    receipt = firm.receipt([firm.order("螺丝 100 x 2.26")], "40")
    invoice = invoice_of(receipt, "90.40")
    (row,) = payment_sources.invoiced_rows([invoice])

    request = desk.submit(desk.draft(row))

    assert request.pk in Link.objects.filter(source=invoice).values_list("target_id", flat=True)
    assert payment_sources.invoiced_rows([invoice]) == []
    assert payment_sources.invoice_numbers([invoice.pk]) == {invoice.pk: ["26330000000000000001"]}


def test_a_matched_invoice_is_offered_as_long_as_its_receipt_is_not_applied_for() -> None:
    invoice = invoices.make("matched")

    assert list(payment_sources.invoices_to_pay(desk.buyer())) == [invoice]
    rows = payment_sources.invoiced_rows([invoice])
    supplier = invoice.party.code
    desk.submit(desk.draft(*rows, supplier=supplier))

    assert not payment_sources.invoices_to_pay(desk.buyer()).exists()
