"""The booklet's pages: a month typed, gaps explained, the list, originals that are missing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from documents.models import Document
from purchasing.contract_booklet.models import ContractBooklet, Kind
from tests import factories
from tests.documents.paper_forms import key, sent
from tests.purchasing import firm
from tests.purchasing.contract_booklet.walk import draft, last_month, make, signed, submit
from tests.purchasing.test_prints import printed

pytestmark = pytest.mark.django_db


def signed_in(client: Client, user: Any) -> Client:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client


def head(month: date, **more: Any) -> dict[str, Any]:
    return {"date": f"{firm.today()}", "month": f"{month}", **more}


def with_a_gap() -> Document:
    """Two contracts of last month numbered 1 and 3: number 2 is missing."""
    for number in (1, 3):
        order = firm.order(state="approved")
        data = {"contract_number": f"A-{number}", "signed_on": last_month().replace(day=9)}
        firm.step(order, "sign", firm.people().purchaser, data=firm.NO_SCAN | data)
    return draft()


def test_a_month_is_enough_and_any_of_its_days_will_do(client: Client) -> None:
    order = signed(last_month().replace(day=12))
    signed_in(client, firm.people().purchaser)
    url = reverse("contract_booklet_new")
    assert client.get(url).status_code == 200

    data = sent(head(last_month().replace(day=17)), key=key(), then="save")
    answer = client.post(url, data)

    assert answer.status_code == 302, answer.context["form"].errors
    body = ContractBooklet.objects.get()
    assert body.month == last_month()
    assert body.lines.get(kind=Kind.CONTRACT).order_id == order.pk


def test_a_second_booklet_of_a_month_is_refused_with_the_number_of_the_first(
    client: Client,
) -> None:
    first = draft()
    signed_in(client, firm.people().purchaser)

    page = client.post(reverse("contract_booklet_new"), sent(head(last_month()), key=key()))

    assert page.status_code == 422
    assert first.number in str(page.context["form"].errors)


def test_a_month_that_has_not_begun_is_refused(client: Client) -> None:
    signed_in(client, firm.people().purchaser)
    later = head(firm.today() + timedelta(days=40))

    page = client.post(reverse("contract_booklet_new"), sent(later, key=key()))

    assert page.status_code == 422
    assert not ContractBooklet.objects.exists()


def test_why_a_number_is_missing_is_typed_beside_it_and_nothing_else_is(client: Client) -> None:
    order = firm.order(state="approved")
    data = firm.NO_SCAN | {"contract_number": "A-1", "signed_on": last_month()}
    firm.step(order, "sign", firm.people().purchaser, data=data)
    document = draft()
    (line,) = ContractBooklet.objects.get(pk=document.pk).lines.all()
    signed_in(client, firm.people().purchaser)
    url = reverse("contract_booklet_edit", args=[document.pk])
    assert "A-1" in client.get(url).content.decode()

    cells = {"id": line.pk, "explanation": "原件在总部", "amount": "1", "contract_number": "B-9"}
    answer = client.post(url, sent(head(last_month()), [cells], version=document.version))

    assert answer.status_code == 302
    (line,) = ContractBooklet.objects.get(pk=document.pk).lines.all()
    assert (line.contract_number, line.explanation) == ("A-1", "原件在总部")
    assert line.amount == order.total


def test_a_gap_stands_out_on_the_paper_and_in_the_list(client: Client) -> None:
    document = with_a_gap()
    signed_in(client, firm.people().purchaser)

    page = client.get(reverse("contract_booklet_detail", args=[document.pk]))
    facts = {str(f["label"]): f for f in page.context["fields"]}
    assert "A-2" in page.content.decode()
    assert [f for f in facts.values() if f.get("tone") == "bad"]
    assert f"{last_month():%Y-%m}" in [fact["value"] for fact in facts.values()]

    (row,) = client.get(reverse("contract_booklet_list"), {"view": "all"}).context["table"].records
    assert (row.contracts, row.gaps) == (2, 1)


def test_the_list_finds_a_booklet_by_a_contract_in_it(client: Client) -> None:
    document = with_a_gap()
    signed_in(client, firm.people().purchaser)
    url = reverse("contract_booklet_list")

    found = client.get(url, {"view": "all", "contract": "A-3"}).context["table"].records
    none = client.get(url, {"view": "all", "contract": "Z-9"}).context["table"].records

    assert [row.pk for row in found] == [document.pk]
    assert not list(none)


def test_the_print_has_every_number_and_who_compiled_it(client: Client) -> None:
    document = submit(with_a_gap())

    text, _pdf = printed(client, document, "booklet", by=firm.people().manager)

    assert f"{last_month():%Y-%m}" in text
    for number in ("A-1", "A-2", "A-3"):
        assert number in text
    assert f"{firm.today()}" in text
    assert document.maker.display_name in text


def test_a_long_booklet_numbers_its_pages(client: Client) -> None:
    factories.item("螺丝")
    for number in range(1, 3):
        order = firm.order(state="approved")
        data = {"contract_number": f"A-{number * 2:02d}", "signed_on": last_month()}
        firm.step(order, "sign", firm.people().purchaser, data=firm.NO_SCAN | data)
    document = draft()
    body = ContractBooklet.objects.get(pk=document.pk)
    first = body.lines.order_by("line_no").first()
    assert first is not None
    for number in range(10, 60):
        first.pk, first.line_no = None, number
        first.save()

    text, _pdf = printed(client, document, "booklet", by=firm.people().manager)

    assert len(text.rstrip("\f").split("\f")) == 3


# --- Originals -----------------------------------------------------------------------------------


def test_originals_that_nobody_filed_are_listed_by_the_year_of_signing(client: Client) -> None:
    missing = firm.order(state="signed")
    unsigned = firm.order(state="approved")
    done = firm.order("螺丝 10 x 1")
    firm.receipt([done], "10")
    done.refresh_from_db()
    firm.step(done, "close", firm.people().purchaser, data={"archive_place": "第 3 册"})
    signed_in(client, firm.people().purchaser)
    url = reverse("purchase_order_list")
    this_year = {"view": "all", "no_original": "on", "signed": "this_year"}

    found = [row.pk for row in client.get(url, this_year).context["table"].records]

    assert found == [missing.pk]
    assert unsigned.pk not in found


def test_pages_take_the_same_number_of_queries_for_few_and_many(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    document = make("draft")
    signed_in(client, firm.people().purchaser)
    counts = []
    for _round in range(2):
        client.get(reverse("contract_booklet_list"), {"view": "all"})
        found = []
        for url in (
            reverse("contract_booklet_list") + "?view=all",
            reverse("contract_booklet_detail", args=[document.pk]),
        ):
            with django_assert_max_num_queries(60) as asked:
                assert client.get(url).status_code == 200
            found.append(len(asked))
        counts.append(found)
        for _more in range(3):
            signed(last_month().replace(day=20))
        document = firm.step(document, "gather", firm.people().purchaser)

    assert counts[0] == counts[1]
