"""The page of a paper and its list: all is there, by a number of queries that never grows."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from documents import drafts
from documents.models import Document
from documents.pages import all_pages, pages_of
from masterdata.models import User
from tests import factories
from tests.purchasing import firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages() -> Any:
    return pages_of("purchase_order")


@pytest.fixture
def buyer(client: Client) -> Iterator[User]:
    user = firm.people().purchaser
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return user  # type: ignore[return-value]


def queries_for(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def many(count: int) -> str:
    return ", ".join(f"I{number} 2 x 1.13" for number in range(count))


# --- The paper --------------------------------------------------------------------------------


def test_a_paper_shows_lines_totals_capitals_people_and_desks(
    client: Client, buyer: User, pages: Any
) -> None:
    order = firm.order("螺丝 100 x 2.26", state="approved")

    page = client.get(pages.url("detail", order.pk)).context

    assert page["document"] == order
    assert len(page["lines"]["rows"]) == 1
    assert page["capital"] == "人民币贰佰贰拾陆元整"
    assert [t["value"] for t in page["totals"]] == ["200.00", "26.00", "226.00"]
    assert page["people"][0]["name"] == "caigou"
    assert {desk["state"] for desk in page["approvals"]} == {"done"}
    assert page["stamp"]["tone"] == "good"


def test_a_greyed_button_says_what_is_missing_and_who_can(
    client: Client, buyer: User, pages: Any
) -> None:
    order = firm.order(state="submitted")

    offers = client.get(pages.url("detail", order.pk)).context["offers"]

    approve = next(offer for offer in offers if offer["code"] == "approve")
    assert not approve["allowed"]
    assert "caigoujl" in str(approve["refusals"][0])


def test_the_chain_and_the_books_are_shown(client: Client, buyer: User, pages: Any) -> None:
    order = firm.order("螺丝 100 x 2.26")
    receipt = firm.receipt([order], "40")

    page = client.get(pages_of("receipt").url("detail", receipt.pk)).context  # type: ignore[union-attr]

    assert [paper["number"] for paper in page["chain"]] == [order.number, receipt.number]
    assert [paper["depth"] for paper in page["chain"]] == [0, 1]
    assert page["chain"][1]["is_current"]
    assert sum(len(ledger["rows"]) for ledger in page["postings"]) == 3


def test_an_order_offers_what_can_be_made_from_it(client: Client, buyer: User, pages: Any) -> None:
    order = firm.order(state="active")

    actions = client.get(pages.url("detail", order.pk)).context["actions"]

    pushes = [a for a in actions if f"from={order.pk}" in a["url"]]
    assert pushes
    form = client.get(pushes[0]["url"])
    assert form.status_code == 200


def test_a_page_of_two_hundred_lines_asks_no_more_than_one_of_one(
    client: Client, buyer: User, pages: Any
) -> None:
    short, long = firm.draft_order(many(1)), firm.draft_order(many(200))

    asked = queries_for(client, pages.url("detail", short.pk))

    assert queries_for(client, pages.url("detail", long.pk)) == asked


def test_an_entry_form_of_two_hundred_lines_asks_no_more_than_one_of_one(
    client: Client, buyer: User, pages: Any
) -> None:
    short, long = firm.draft_order(many(1)), firm.draft_order(many(200))

    asked = queries_for(client, pages.url("edit", short.pk))

    assert queries_for(client, pages.url("edit", long.pk)) == asked


# --- The list ---------------------------------------------------------------------------------


def shown(response: Any) -> set[str]:
    return {record.number for record in response.context["table"].records}


def test_a_list_begins_with_what_waits_for_me(client: Client, pages: Any) -> None:
    mine = firm.order(state="draft")
    desk = firm.order(state="submitted")
    client.force_login(firm.people().manager, backend="masterdata.backend.PeopleBackend")
    at_the_desk = client.get(pages.url("list"))
    client.force_login(firm.people().purchaser, backend="masterdata.backend.PeopleBackend")
    at_the_makers = client.get(pages.url("list"))

    assert shown(at_the_desk) == {desk.number}
    assert shown(at_the_makers) == {mine.number}
    assert next(t for t in at_the_makers.context["tabs"] if t["is_current"])["count"] == 1


def test_the_tabs_show_other_views_and_are_remembered(
    client: Client, buyer: User, pages: Any
) -> None:
    papers = {firm.order(state=state).number for state in ("draft", "submitted", "active")}

    everything = client.get(pages.url("list"), {"view": "all"})
    again = client.get(pages.url("list"))

    assert shown(everything) == papers
    assert shown(again) == papers
    assert len(shown(client.get(pages.url("list"), {"view": "drafts"}))) == 1


@pytest.mark.parametrize(
    ("query", "hit"),
    [
        ({"text": "急用"}, True),
        ({"text": "jc"}, True),
        ({"state": "draft"}, True),
        ({"state": "active"}, False),
        ({"date": "today"}, True),
        ({"date": "last_month"}, False),
        ({"date": "no such range"}, False),
        ({"party": "999999"}, False),
    ],
)
def test_a_list_is_searched_in_many_ways(
    client: Client, buyer: User, pages: Any, query: dict[str, str], hit: bool
) -> None:
    order = firm.draft_order(supplier="甲厂", remark="急用")

    response = client.get(pages.url("list"), {"view": "all", **query})

    assert (order.number in shown(response)) is hit


def test_a_list_finds_papers_containing_an_item(client: Client, buyer: User, pages: Any) -> None:
    with_it = firm.draft_order("螺丝 1 x 1.13, 螺母 1 x 1.13")
    firm.draft_order("垫片 1 x 1.13")

    response = client.get(pages.url("list"), {"view": "all", "item": factories.item("螺母").pk})

    assert shown(response) == {with_it.number}


def test_a_late_paper_stands_out(client: Client, buyer: User, pages: Any) -> None:
    long_ago = timezone.now() - timezone.timedelta(days=30)
    order = drafts.create(
        pages.type,
        actor=buyer,
        head={"party": factories.supplier(), "date": timezone.localdate(long_ago)},
        body={"warehouse": factories.warehouse()},
        lines=firm.priced("螺丝 1 x 1.13"),
        at=long_ago,
        history=True,
    )

    table = client.get(pages.url("list"), {"view": "all"}).context["table"]

    (record,) = table.records
    assert (record.number, table.row_tone(record)) == (order.number, "late")


@pytest.mark.parametrize("code", ["purchase_order", "receipt"])
def test_a_list_of_fifty_asks_no_more_than_one_of_five(
    client: Client, buyer: User, code: str
) -> None:
    pages: Any = pages_of(code)
    order = firm.order("螺丝 1000 x 2.26")

    def add(count: int) -> None:
        for _ in range(count):
            firm.draft_order() if code == "purchase_order" else firm.draft_receipt([order], "1")

    url = f"{pages.url('list')}?view=all"
    add(5)
    asked = queries_for(client, url)
    add(45)

    assert queries_for(client, url) == asked


def test_every_list_shows_totals_of_the_whole_result(
    client: Client, buyer: User, pages: Any
) -> None:
    for _ in range(3):
        firm.draft_order("螺丝 1 x 11.30")

    table = client.get(pages.url("list"), {"view": "all", "rows": "20"}).context["table"]

    assert table.footer_rows[-1].cells["total"] == "33.90"


def test_pages_are_found_by_type() -> None:
    codes = {pages.type.code for pages in all_pages()}

    assert {"purchase_order", "receipt", "opening_stock", "opening_balance"} <= codes


def test_a_paper_without_pages_has_no_address() -> None:
    from documents.pages import url_for

    assert url_for(Document(pk=1, type="nothing")) == ""
