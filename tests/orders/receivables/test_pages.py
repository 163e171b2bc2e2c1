"""The pages of receivables: what they show, to whom, what is sent to them, what they export."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from masterdata.models import Region
from masterdata.roles import Role
from orders.receivables.models import DebtJudgement, DebtTalk
from tests import factories
from tests.finance.remittance import desk as money
from tests.grounds import begins_with
from tests.orders import desk
from tests.orders.receivables import chase

pytestmark = pytest.mark.django_db
D = Decimal
PAGES = ("debtors", "debt_talks", "debts", "credit_report", "sales_ledger", "debtors_print")


def signed_in(client: Client, user: Any) -> Client:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client


def shown(client: Client, name: str, *args: Any, **query: Any) -> str:
    response = client.get(reverse(name, args=args, query=query))
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def sheet(client: Client, name: str, *args: Any, **query: Any) -> list[tuple[Any, ...]]:
    response = client.get(reverse(name, args=args, query={"export": "xlsx", **query}))
    book = load_workbook(BytesIO(response.content))
    return list(book.worksheets[0].iter_rows(values_only=True))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    "role", [Role.STOREKEEPER, Role.WAREHOUSE_SUPERVISOR, Role.DRIVER, Role.PURCHASER]
)
def test_debts_are_hidden_from_the_store_and_from_purchasing(
    client: Client, name: str, role: Role
) -> None:
    signed_in(client, factories.user(role))

    assert client.get(reverse(name)).status_code == 403


@begins_with(chase.on_account)
def test_the_chase_list_shows_and_exports_what_is_owed(client: Client) -> None:
    chase.on_account()
    chase.talk("20.00", days=2)
    signed_in(client, desk.people().clerk)

    page = shown(client, "debtors")
    rows = sheet(client, "debtors")

    assert desk.CUSTOMER in page
    assert "25.00" in page
    assert "说下周付" in page
    (row,) = [row for row in rows if desk.CUSTOMER in row]
    assert 25 in row or D("25.00") in row
    assert shown(client, "debt_talks").count("说下周付") == 1


def test_a_clerk_of_another_region_sees_neither_customer_nor_book(client: Client) -> None:
    east, west = (Region.objects.create(code=n, name=n) for n in ("东区", "西区"))
    party = desk.customer(region=east, credit_limit=D(9999))
    chase.on_account(buyer=party)
    chase.talk("20.00", party=party)
    signed_in(client, factories.user(Role.ORDER_CLERK, region=west))

    for name in ("debtors", "debt_talks", "debts", "credit_report", "sales_ledger"):
        assert party.name not in shown(client, name), name
    for name in ("receivable_list", "receivable_items", "customer_money"):
        assert party.name not in shown(client, name), name
    for name in ("sales_ledger_of", "sales_ledger_print", "receivable_party", "customer_money_of"):
        assert client.get(reverse(name, args=[party.pk])).status_code == 404, name
    assert client.get(reverse("debt_talk", query={"ids": party.pk})).status_code == 302


def test_the_receivables_are_narrowed_to_a_region_and_to_a_salesperson(client: Client) -> None:
    east = Region.objects.create(code="东区", name="东区")
    rep = factories.user(Role.SALES_REP)
    near = desk.customer("近处", region=east, credit_limit=D(9999))
    far = desk.customer("远处", owner=rep, credit_limit=D(9999))
    for party in (near, far):
        chase.on_account(buyer=party)
    signed_in(client, desk.people().accountant)

    def names(**query: Any) -> set[str]:
        rows = sheet(client, "receivable_list", **query)
        return {party.name for party in (near, far) if any(party.name in row for row in rows)}

    assert names() == {near.name, far.name}
    assert names(region=east.pk) == {near.name}
    assert names(owner=rep.pk) == {far.name}


def test_a_talk_with_two_ticked_customers_is_noted_on_one_form(client: Client) -> None:
    first, second = (desk.customer(f"客户{n}", credit_limit=D(9999)) for n in "甲乙")
    for party in (first, second):
        chase.on_account(buyer=party)
    signed_in(client, desk.people().clerk)
    ticked = client.post(reverse("debt_talk"), {"ids": [first.pk, second.pk]})
    page = client.get(ticked.url)
    assert page.status_code == 200
    assert first.name in page.content.decode()
    key = str(uuid4())
    data = {
        "ids": f"{first.pk},{second.pk}",
        "key": key,
        "channel": "phone",
        "said": "月底一起付",
        "next_on": "",
        f"contact_{first.pk}": "王老板",
        f"promised_on_{first.pk}": (chase.today() + timedelta(days=3)).isoformat(),
        f"promised_amount_{first.pk}": "1,000.50",
        f"contact_{second.pk}": "李会计",
        f"promised_on_{second.pk}": "",
        f"promised_amount_{second.pk}": "",
    }

    for _each in range(2):
        assert client.post(reverse("debt_talk"), data).status_code == 302

    told = DebtTalk.objects.order_by("party__code").values_list("contact", "promised_amount")
    assert list(told) == [("李会计", None), ("王老板", D("1000.50"))] or list(told) == [
        ("王老板", D("1000.50")),
        ("李会计", None),
    ]


@begins_with(chase.on_account)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("promised_on", ""),
        ("promised_amount", ""),
        ("promised_amount", "-5"),
        ("promised_on", "2020-01-01"),
        ("contact", ""),
    ],
)
def test_half_a_promise_is_sent_back_with_what_was_typed(
    client: Client, field: str, value: str
) -> None:
    chase.on_account()
    pk = desk.customer().pk
    signed_in(client, desk.people().clerk)
    data = {
        "ids": str(pk),
        "key": str(uuid4()),
        "channel": "phone",
        "said": "他说很快",
        f"contact_{pk}": "王老板",
        f"promised_on_{pk}": (chase.today() + timedelta(days=3)).isoformat(),
        f"promised_amount_{pk}": "20",
    }

    answer = client.post(reverse("debt_talk"), data | {f"{field}_{pk}": value})

    assert answer.status_code == 422
    assert "他说很快" in answer.content.decode()
    assert not DebtTalk.objects.exists()


@begins_with(chase.on_account)
def test_a_billing_clerk_reads_the_list_and_notes_nothing(client: Client) -> None:
    chase.on_account()
    signed_in(client, desk.people().billing)

    assert desk.CUSTOMER in shown(client, "debtors")
    assert client.get(reverse("debt_talk", query={"ids": 1})).status_code == 403
    assert client.post(reverse("debt_judge"), {"ids": "1", "reason": "x"}).status_code == 403


@begins_with(chase.on_account)
def test_the_accountant_judges_ticked_debts(client: Client) -> None:
    delivery = chase.on_account()
    (item,) = delivery.open_items.all()
    signed_in(client, desk.people().accountant)
    assert delivery.number in shown(client, "debts")
    ticked = client.post(reverse("debt_judge"), {"ids": [item.pk]})
    assert delivery.number in client.get(ticked.url).content.decode()

    data = {"ids": str(item.pk), "uncollectable": "1", "reason": "客户已注销"}
    assert client.post(reverse("debt_judge"), data).status_code == 302

    assert DebtJudgement.objects.get().uncollectable
    assert "客户已注销" in shown(client, "debts", judged="held")
    assert delivery.number not in shown(client, "debts", judged="asked")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"view": "broken"}, True),
        ({"view": "today"}, True),
        ({"view": "overdue"}, False),
        ({"view": "awaited"}, False),
        ({"promise": "broken"}, True),
        ({"promise": "kept"}, False),
        ({"age": "30"}, False),
        ({"q": "红星"}, True),
        ({"q": "没有"}, False),
    ],
)
def test_the_list_is_narrowed(client: Client, query: dict[str, str], found: bool) -> None:
    """A promise for a day before the last working one was broken, though nothing is due."""
    from django.utils import timezone

    chase.on_account(buyer=desk.customer(credit_limit=D(999), credit_days=60))
    ago = timezone.now() - timedelta(days=10)
    DebtTalk.objects.create(
        party=desk.customer(),
        at=ago,
        actor=desk.people().clerk,
        contact="王",
        said="下周",
        promised_on=(ago + timedelta(days=2)).date(),
        promised_amount=D(20),
        owed=D(25),
        overdue=D(0),
    )
    signed_in(client, desk.people().clerk)

    assert (desk.CUSTOMER in shown(client, "debtors", **{"view": "all", **query})) is found


def test_the_credit_report_tells_who_is_over_the_limit(client: Client) -> None:
    good, bad = (desk.customer(f"客户{n}", credit_limit=D(100)) for n in "甲乙")
    for party in (good, bad):
        desk.order(to="noticed", terms="credit", buyer=party)
    desk.customer(bad.code, credit_limit=D(20))
    signed_in(client, desk.people().manager)

    rows = sheet(client, "credit_report")
    over = shown(client, "credit_report", over="on")

    (row,) = [row for row in rows if bad.name in row]
    assert [D(str(cell)) for cell in row[2:8]] == [20, 0, 25, 25, -5, 5]
    assert bad.name in over
    assert good.name not in over


def test_the_ledger_opens_with_the_opening_and_ends_with_totals(client: Client) -> None:
    money.owes("40.00")
    delivery = chase.on_account()
    desk.own_money("10.00")
    party = desk.customer()
    signed_in(client, desk.people().accountant)

    page = shown(client, "sales_ledger_of", party.pk)
    rows = sheet(client, "sales_ledger_of", party.pk)
    years = shown(client, "sales_ledger")

    assert delivery.number in page
    assert "55.00" in page
    assert party.name in years
    assert "55.00" in years
    balances = [row[9] for row in rows if row[9] not in (None, "")]
    assert D(str(balances[-1])) == 55
    printed = client.get(reverse("sales_ledger_print", args=[party.pk]))
    assert printed["Content-Type"] == "application/pdf"


@begins_with(chase.on_account)
def test_the_customers_pages_lead_to_his_ledger(client: Client) -> None:
    chase.on_account()
    party = desk.customer()
    signed_in(client, desk.people().clerk)
    book = reverse("sales_ledger_of", args=[party.pk])

    assert book in shown(client, "party_detail", party.pk)
    assert book in shown(client, "receivable_party", party.pk)
    signed_in(client, factories.user(Role.STOREKEEPER))
    assert book not in shown(client, "party_detail", party.pk)


@pytest.mark.parametrize("year", ["1066", "abc", "９９９９"])
def test_a_year_that_is_none_prints_nothing(client: Client, year: str) -> None:
    party = desk.customer()
    signed_in(client, desk.people().accountant)

    url = reverse("sales_ledger_print", args=[party.pk], query={"year": year})

    assert client.get(url).status_code == 404
