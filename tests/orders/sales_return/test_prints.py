"""Return note and application in print: what was taken, the capitals, the copies, two papers."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from documents.content import load_body
from documents.models import Document
from documents.pages import Printing
from orders.sales_return.prints import COPIES, application, return_note
from tests.grounds import begins_with
from tests.orders import desk
from tests.orders.sales_return import returns
from ui.prints import A4, HALF_241

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def printing(document: Document, paper: Any = A4, **more: Any) -> Printing:
    document.refresh_from_db()
    return Printing(load_body(document), desk.people().clerk, paper, **more)


def cells(slip: Any) -> list[list[str]]:
    return [[str(cell) for cell in row["cells"]] for page in slip["pages"] for row in page.rows]


@begins_with(returns.delivered)
def test_the_note_tells_what_was_taken_back_and_its_sum_in_capitals() -> None:
    _order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "4"), "approved")
    document = returns.go(returns.receive(document, {1: "3"}), "posted")

    (slip,) = return_note(printing(document))

    assert "人民币柒元伍角整" in slip["capital"]
    assert delivery.number in str(slip["facts"])
    assert "7.50" in str(cells(slip))
    assert not slip["stamp"]
    names = [each["name"] for each in slip["signatures"]]
    assert returns.inspector().display_name in names


def test_a_copy_without_prices_tells_no_sum() -> None:
    _order, delivery = returns.delivered("螺丝 10 x 2.57")
    document = returns.posted([delivery], "4")

    (slip,) = return_note(printing(document, copies=COPIES, copy=3, hide_prices=True))

    told = str([cells(slip), slip.get("capital"), slip.get("total_text")])
    assert "10.28" not in told
    assert "2.57" not in told
    assert "4" in told


@begins_with(returns.delivered)
def test_the_application_tells_wish_validity_and_leaves_room_for_the_count() -> None:
    _order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "4", wish="replace"), "approved")

    (slip,) = application(printing(document))

    assert "Replace the goods" in str(cells(slip))
    assert f"{returns.body(document).valid_until:%Y-%m-%d}" in str(slip["facts"])
    assert slip["columns"][-1].label == "Counted quantity"


@begins_with(returns.delivered)
@pytest.mark.parametrize("paper", [A4, HALF_241])
def test_both_prints_are_drawn_on_both_papers(client: Client, paper: Any) -> None:
    _order, delivery = returns.delivered()
    document = returns.posted([delivery], "4")
    client.force_login(desk.people().clerk, backend="masterdata.backend.PeopleBackend")

    for code in ("slip", "application"):
        url = reverse("sales_return_print", args=[document.pk, code])
        response = client.get(url, {"paper": paper.name})
        content = b"".join(response.streaming_content) if response.streaming else response.content
        assert content.startswith(b"%PDF")


@begins_with(returns.delivered)
def test_before_it_is_posted_there_is_no_note(client: Client) -> None:
    _order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "4"), "drawn")
    client.force_login(desk.people().clerk, backend="masterdata.backend.PeopleBackend")

    response = client.get(reverse("sales_return_print", args=[document.pk, "slip"]), follow=True)

    assert not response.content.startswith(b"%PDF")
