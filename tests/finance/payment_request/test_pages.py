"""The request's pages: entry with what is applied for, due list, batch steps, paying, prints."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from documents import drafts, engine
from documents.models import Document, Task
from documents.recurring import run_all
from finance.opening_balance.flow import OPENING_BALANCE
from finance.parties.models import OpenItem
from finance.payment_request.models import Payment
from masterdata.models import User
from masterdata.roles import Role
from tests import factories
from tests.documents.paper_forms import key, sent
from tests.finance.payment_request import desk
from tests.notation import owed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client


def due_in(*debts: tuple[int, str, str]) -> list[OpenItem]:
    """Debts of the opening: days from today until due, amount, supplier; in this order."""
    today = timezone.localdate()
    rows = [
        {
            "side": "payable",
            "party": factories.supplier(supplier),
            "amount": Decimal(amount),
            "due_on": today + timedelta(days=days),
        }
        for days, amount, supplier in debts
    ]
    maker = desk.person(Role.ADMINISTRATOR)
    paper = drafts.create(OPENING_BALANCE, actor=maker, body={}, lines=rows)
    engine.perform(paper.pk, "approve", actor=desk.accountant())
    return list(OpenItem.objects.filter(document=paper).order_by("line_no"))


def head(**more: Any) -> dict[str, Any]:
    party = factories.supplier("甲厂")
    return {
        "party": party,
        "date": f"{timezone.localdate():%Y-%m-%d}",
        "method": "transfer",
        **more,
    }


# --- Entry ---------------------------------------------------------------------------------------


def test_the_entry_shows_what_is_due_paid_and_applied_for(client: Client) -> None:
    (debt,) = desk.owe("100.00")
    first = desk.submit(desk.draft(desk.asking(debt, "70.00")))
    mine = desk.draft(desk.asking(debt, "20.00"))
    signed_in(client, desk.buyer())

    page = client.get(reverse("payment_request_edit", args=[mine.pk]))

    (row,) = page.context["grid"].rows
    shown = [row["values"][name] for name in ("due", "settled", "free")]
    assert shown == ["100.00", "0.00", "30.00"]
    assert row["values"]["applied"] == f"70.00（{first.number}）"


def test_a_request_is_entered_with_the_suppliers_default_account(client: Client) -> None:
    (debt,) = desk.owe("100.00")
    account = desk.account_of("甲厂")
    desk.chain()
    signed_in(client, desk.buyer())
    lines = [{"open_item": debt, "amount": "60"}]

    client.post(reverse("payment_request_new"), sent(head(), lines, key=key(), then="submit"))

    request = Document.objects.get(type="payment_request")
    assert request.state == "submitted"
    assert request.total == Decimal("60.00")
    assert request.paymentrequest.bank_account == account
    assert request.paymentrequest.payee_account == account.account_number


def test_a_line_names_a_debt_or_an_order_and_an_amount(client: Client) -> None:
    (debt,) = desk.owe("100.00")
    signed_in(client, desk.buyer())

    for line in ({"amount": "10"}, {"open_item": debt, "amount": "0"}, {"open_item": debt}):
        data = sent(head(remark="加急"), [line], key=key())
        page = client.post(reverse("payment_request_new"), data)
        assert page.status_code == 422
        assert "加急" in page.content.decode()

    assert not Document.objects.filter(type="payment_request").exists()


def test_an_account_of_somebody_else_is_refused(client: Client) -> None:
    (debt,) = desk.owe("100.00")
    strange = desk.account_of("乙厂")
    signed_in(client, desk.buyer())
    lines = [{"open_item": debt, "amount": "60"}]

    data = sent(head(bank_account=strange), lines, key=key())
    page = client.post(reverse("payment_request_new"), data)

    assert page.status_code == 422
    assert "bank_account" in page.context["form"].errors


def test_the_page_shows_what_other_requests_ask_for(client: Client) -> None:
    (debt,) = desk.owe("100.00")
    first = desk.submit(desk.draft(desk.asking(debt, "70.00")))
    mine = desk.draft(desk.asking(debt, "20.00"))
    signed_in(client, desk.manager())

    page = client.get(reverse("payment_request_detail", args=[mine.pk])).content.decode()

    assert first.number in page
    assert "70.00" in page


# --- Paying --------------------------------------------------------------------------------------


def test_the_cashier_pays_with_the_bank_slip(client: Client) -> None:
    (debt,) = desk.owe("100.00")
    request = desk.approved(desk.asking(debt, "100.00"))
    signed_in(client, desk.cashier())
    url = reverse("payment_request_step", args=[request.pk, "pay"])
    assert client.get(url).context["offer"]["form"].fields["amount"].initial == Decimal("100.00")

    slip = SimpleUploadedFile("slip.pdf", b"%PDF-1.4\n%%EOF", content_type="application/pdf")
    data = {"account": desk.bank().pk, "amount": "100", "on": f"{timezone.localdate()}"}
    client.post(url, data | {"slip": slip, "version": request.version, "key": key()})

    assert desk.state_of(request) == "paid"
    assert Payment.objects.get().slip.name == "slip.pdf"
    assert owed("甲厂 0")


def test_without_a_slip_from_a_bank_nothing_is_paid_and_nothing_typed_is_lost(
    client: Client,
) -> None:
    (debt,) = desk.owe("100.00")
    request = desk.approved(desk.asking(debt, "100.00"))
    signed_in(client, desk.cashier())
    url = reverse("payment_request_step", args=[request.pk, "pay"])

    data = {"account": desk.bank().pk, "amount": "44.44", "on": f"{timezone.localdate()}"}
    page = client.post(url, data | {"version": request.version, "key": key()})

    assert page.status_code == 422
    assert "44.44" in page.content.decode()
    assert desk.state_of(request) == "approved"


def test_open_prepayments_are_shown_before_paying_and_may_be_used(client: Client) -> None:
    debt, prepaid = desk.owe("100.00", "-30.00")
    request = desk.approved(desk.asking(debt, "100.00"))
    signed_in(client, desk.cashier())

    page = client.get(reverse("payment_request_step", args=[request.pk, "pay"]))

    help_text = page.context["offer"]["form"].fields["used"].help_text
    assert prepaid.document.number in help_text
    assert "30.00" in help_text


# --- Lists ---------------------------------------------------------------------------------------


def test_requests_are_approved_in_one_batch(client: Client) -> None:
    debts = desk.owe("10.00", "20.00")
    requests = [desk.submit(desk.draft(desk.asking(debt, f"{debt.amount}"))) for debt in debts]
    for who in (desk.manager(), desk.deputy()):
        signed_in(client, who)
        data = {"action": "approve", "ids": [request.pk for request in requests]}
        page = client.post(reverse("payment_request_batch"), data)
        assert page.context["done"] == 2

    assert {desk.state_of(request) for request in requests} == {"approved"}


def test_the_list_has_its_columns_and_a_fixed_number_of_queries(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    debts = desk.owe(*["10.00"] * 8)
    for debt in debts:
        desk.draft(desk.asking(debt, "10.00"))
    signed_in(client, desk.buyer())

    with django_assert_max_num_queries(30):
        page = client.get(reverse("payment_request_list"), {"view": "all"})

    shown = [column.name for column in page.context["table"].columns]
    wanted = ["date", "number", "party", "total", "paid", "wanted_on", "state", "maker"]
    assert shown[:9] == [*wanted, "approver"]


def test_the_payee_of_a_submitted_request_is_named_once(client: Client) -> None:
    (debt,) = due_in((1, "10.00", "甲厂"))
    request = desk.submit(desk.draft(desk.asking(debt, "10.00")))
    signed_in(client, desk.buyer())

    page = client.get(reverse("payment_request_detail", args=[request.pk]))

    with override("en"):
        facts = {str(each["label"]): str(each["value"]) for each in page.context["fields"]}
    assert facts["Payee's account number"] == desk.account_of().account_number
    assert "Supplier's bank account" not in facts


# --- Due list ------------------------------------------------------------------------------------


def test_the_due_list_tells_what_is_due_paid_applied_and_free(client: Client) -> None:
    soon, late, far = due_in((3, "100.00", "甲厂"), (-2, "50.00", "乙厂"), (60, "70.00", "甲厂"))
    desk.submit(desk.draft(desk.asking(soon, "30.00")))
    signed_in(client, desk.buyer())

    table = client.get(reverse("payables_due")).context["table"]
    rows = {row.pk: row for row in table.data.data}
    assert [row.pk for row in table.data.data] == [late.pk, soon.pk, far.pk]
    assert (rows[soon.pk].applied, rows[soon.pk].free) == (Decimal(30), Decimal(70))

    until = f"{timezone.localdate() + timedelta(days=7)}"
    found = client.get(reverse("payables_due"), {"due_until": until}).context["table"]
    assert {row.pk for row in found.data.data} == {late.pk, soon.pk}
    found = client.get(reverse("payables_due"), {"overdue": "on"}).context["table"]
    assert {row.pk for row in found.data.data} == {late.pk}


def test_the_due_list_names_a_paper_that_its_reader_may_not_open(client: Client) -> None:
    (debt,) = due_in((1, "10.00", "甲厂"))
    number = debt.document.number
    signed_in(client, desk.buyer())
    assert client.get(f"/finance/opening-balances/{debt.document_id}/").status_code in (403, 404)

    table = client.get(reverse("payables_due")).context["table"]

    assert table.render_number(debt) == table.value_number(debt) == number
    assert table.row_url(debt) == ""


def test_the_due_list_asks_the_same_few_questions_for_many_debts(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    debts = due_in(*((day, "10.00", f"供应商{day}") for day in range(15)))
    for debt in debts[:5]:
        desk.draft(desk.asking(debt, "5.00"), supplier=debt.party.code)
    signed_in(client, desk.buyer())

    with django_assert_max_num_queries(30):
        client.get(reverse("payables_due"))


def test_a_debt_may_be_pasted_by_the_number_of_its_paper(client: Client) -> None:
    (debt,) = desk.owe("100.00")
    desk.account_of("甲厂")
    signed_in(client, desk.buyer())
    lines = [{"open_item_text": debt.document.number, "amount": "60"}]

    client.post(reverse("payment_request_new"), sent(head(), lines, key=key()))

    request = Document.objects.get(type="payment_request")
    assert [line.open_item for line in desk.lines_of(request)] == [debt]


def test_ticked_debts_become_one_draft_for_each_supplier(client: Client) -> None:
    debts = due_in((1, "10.00", "甲厂"), (2, "20.00", "甲厂"), (3, "30.00", "乙厂"))
    desk.account_of("甲厂")
    signed_in(client, desk.buyer())

    client.post(reverse("payables_due_request"), {"ids": [debt.pk for debt in debts]})

    made = Document.objects.filter(type="payment_request", state="draft").order_by("party__code")
    totals = {request.party.code: request.total for request in made}
    assert totals == {"甲厂": Decimal("30.00"), "乙厂": Decimal("30.00")}
    first = next(request for request in made if request.party.code == "甲厂")
    assert first.paymentrequest.bank_account is not None


def test_the_same_batch_again_makes_nothing_and_says_why(client: Client) -> None:
    (debt,) = due_in((1, "10.00", "甲厂"))
    signed_in(client, desk.buyer())
    url = reverse("payables_due_request")
    client.post(url, {"ids": [debt.pk]})

    page = client.post(url, {"ids": [debt.pk]}, follow=True)

    request = Document.objects.get(type="payment_request")
    assert request.number in str([str(message) for message in page.context["messages"]])


def test_only_who_makes_requests_makes_them_from_the_due_list(client: Client) -> None:
    (debt,) = due_in((1, "10.00", "甲厂"))
    for user in (desk.cashier(), desk.accountant()):
        signed_in(client, user)
        assert client.get(reverse("payables_due")).status_code == 200
        response = client.post(reverse("payables_due_request"), {"ids": [debt.pk]})
        assert response.status_code == 403

    signed_in(client, desk.person(Role.STOREKEEPER))
    assert client.get(reverse("payables_due")).status_code == 403


def test_a_debt_that_falls_due_within_a_week_is_a_task_until_it_is_applied_for() -> None:
    debt, _later = due_in((6, "10.00", "甲厂"), (30, "20.00", "甲厂"))

    run_all(now=timezone.now())
    run_all(now=timezone.now())
    (task,) = Task.objects.filter(kind="due_debts")
    assert (task.role, task.closed_at) == (Role.PURCHASER, None)

    desk.submit(desk.draft(desk.asking(debt, "10.00")))
    run_all(now=timezone.now())
    task.refresh_from_db()
    assert task.closed_at is not None


def test_the_print_is_drawn_on_both_papers(client: Client) -> None:
    (debt,) = desk.owe("100.00")
    request = desk.pay(desk.approved(desk.asking(debt, "100.00")))
    signed_in(client, desk.buyer())
    url = reverse("payment_request_print", args=[request.pk, "request"])

    for paper in ("a4", "a5-landscape"):
        assert client.get(url, {"paper": paper}).content.startswith(b"%PDF")
