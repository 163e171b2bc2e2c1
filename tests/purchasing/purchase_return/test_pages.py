"""The return's pages: from receipts, free, the terms that stand, hand-over, list, slip."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from documents.models import Document, Link
from masterdata.models import PackUnit
from purchasing.purchase_return.models import PurchaseReturn, PurchaseReturnLine
from tests import factories
from tests.documents.paper_forms import key, sent
from tests.grounds import begins_with, kept
from tests.notation import owed, stock
from tests.purchasing import firm
from tests.purchasing.purchase_return import returns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
NEW = "purchase_return_new"


@pytest.fixture(autouse=True)
def _in_english(client: Client) -> Iterator[None]:
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


def signed_in(client: Client, user: Any) -> Client:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client


@kept
def received(text: str = "螺丝 100 x 2.26", *quantities: str, **more: Any) -> Document:
    return firm.receipt([firm.order(text)], *(quantities or ("40",)), **more)


def head(**more: Any) -> dict[str, Any]:
    return {
        "party": factories.supplier("甲厂"),
        "date": f"{timezone.localdate():%Y-%m-%d}",
        "warehouse": factories.warehouse("main"),
        "price_includes_tax": "1",
        "reason": "漆面起泡",
        **more,
    }


def line(receipt: Document, number: int = 1, **more: Any) -> dict[str, Any]:
    source = returns.receipt_lines(receipt)[number - 1]
    cells = {"receipt_line": source, "item": source.item, "outcome": "credit", "quantity": "10"}
    return cells | more


def enter(client: Client, url: str, data: dict[str, str]) -> Document:
    response = client.post(url, data)
    assert response.status_code == 302, (
        response.context["form"].errors,
        [form.errors for form in response.context["formset"].forms],
    )
    made = Document.objects.filter(type="purchase_return").order_by("pk").last()
    assert made is not None
    return made


def stored(document: Document) -> PurchaseReturnLine:
    return PurchaseReturnLine.objects.get(body_id=document.pk)


def faults(page: Any, name: str) -> str:
    return str(page.context["grid"].rows[0]["errors"].get(name, ""))


# --- Entry ---------------------------------------------------------------------------------------


@begins_with(received)
def test_a_return_starts_from_what_may_still_go_back_of_several_receipts(client: Client) -> None:
    first, second = received(), received("螺母 50 x 1.13", "50")
    returns.returned([first], "10")
    waiting = returns.draft([first], "5")
    signed_in(client, firm.people().purchaser)

    page = client.get(reverse(NEW), {"from": f"{first.pk},{second.pk}"})

    rows = [row["values"] for row in page.context["grid"].rows]
    assert [row["quantity"] for row in rows] == ["25", "50"]
    assert [rows[0][name] for name in ("received", "returned", "on_returns")] == ["40", "10", "5"]
    assert rows[0]["outcome"] == ""
    assert waiting.state == "draft"


@begins_with(received)
def test_receipts_of_two_suppliers_or_warehouses_make_no_return(client: Client) -> None:
    mine, other = received(), firm.receipt([firm.order("螺母 1 x 1", supplier="乙厂")], "1")
    signed_in(client, firm.people().purchaser)

    page = client.get(reverse(NEW), {"from": f"{mine.pk},{other.pk}"}, follow=True)

    assert page.redirect_chain
    assert "多个供应商" in str([*page.context["messages"]][0])


@begins_with(received)
def test_what_is_pulled_is_submitted_and_linked_to_its_receipt(client: Client) -> None:
    receipt = received()
    signed_in(client, firm.people().purchaser)

    data = sent(head(), [line(receipt, outcome="replace")], key=key(), then="submit")
    document = enter(client, f"{reverse(NEW)}?from={receipt.pk}", data)

    made = stored(document)
    assert (document.state, document.total) == ("submitted", Decimal("22.60"))
    assert (made.price, made.net, made.outcome) == (Decimal("2.26"), Decimal("20.00"), "replace")
    assert made.bin == returns.receipt_lines(receipt)[0].bin
    assert Link.objects.filter(source=receipt, target=document).exists()


@begins_with(received)
def test_a_line_of_an_order_says_whether_it_is_replaced(client: Client) -> None:
    receipt = received()
    signed_in(client, firm.people().purchaser)

    page = client.post(reverse(NEW), sent(head(), [line(receipt, outcome="")], key=key()))

    assert page.status_code == 422
    assert "换货还是冲减应付" in faults(page, "outcome")
    assert page.context["grid"].rows[0]["values"]["quantity"] == "10"


@begins_with(received)
@pytest.mark.parametrize(
    ("name", "typed", "stands"),
    [("price", "2.50", "2.26"), ("discount", "90", "100"), ("tax_rate", "6", "13")],
)
def test_the_terms_of_the_receipt_stand(client: Client, name: str, typed: str, stands: str) -> None:
    receipt = received()
    signed_in(client, firm.people().purchaser)

    page = client.post(reverse(NEW), sent(head(), [line(receipt, **{name: typed})], key=key()))

    assert page.status_code == 422
    assert stands in faults(page, name)
    assert page.context["grid"].rows[0]["values"][name] == typed


@begins_with(received)
def test_another_item_does_not_go_back_on_a_line(client: Client) -> None:
    receipt = received()
    signed_in(client, firm.people().purchaser)

    cells = line(receipt, item=factories.item("螺母"))
    page = client.post(reverse(NEW), sent(head(), [cells], key=key()))

    assert "其他商品" in faults(page, "receipt_line")


@begins_with(received)
def test_a_box_of_what_came_in_pieces_costs_its_pieces(client: Client) -> None:
    receipt = received()
    item, box = factories.item("螺丝"), factories.unit("箱")
    PackUnit.objects.create(item=item, unit=box, numerator=5, denominator=1)
    signed_in(client, firm.people().purchaser)

    cells = line(receipt, unit=box, quantity="2", price="11.30")
    document = enter(client, reverse(NEW), sent(head(), [cells], key=key()))

    made = stored(document)
    assert (made.base_quantity, made.price, made.gross) == (
        Decimal(10),
        Decimal("11.30"),
        Decimal("22.60"),
    )


@begins_with(received)
def test_prices_without_tax_are_shown_without_tax(client: Client) -> None:
    receipt = received()
    signed_in(client, firm.people().purchaser)

    data = sent(head(price_includes_tax=""), [line(receipt, price="2")], key=key())
    document = enter(client, reverse(NEW), data)

    assert (stored(document).price, stored(document).gross) == (Decimal("2.00"), Decimal("22.60"))


@begins_with(received)
def test_a_free_line_gets_the_last_price_and_the_usual_bin(client: Client) -> None:
    received()
    signed_in(client, firm.people().purchaser)

    cells = {"item": factories.item("螺丝"), "quantity": "3"}
    data = sent(head(no_receipt_reason="原单遗失"), [cells], key=key(), then="submit")
    document = enter(client, reverse(NEW), data)

    made = stored(document)
    assert (document.state, made.price, made.bin.code) == ("submitted", Decimal("2.26"), "ZC")
    assert made.outcome == "credit"


@begins_with(received)
def test_editing_keeps_what_was_settled_and_shows_the_figures(client: Client) -> None:
    receipt = received()
    document = returns.draft([receipt], "10", outcome="replace")
    signed_in(client, firm.people().purchaser)
    url = reverse("purchase_return_edit", args=[document.pk])
    (row,) = client.get(url).context["grid"].rows
    assert (row["values"]["received"], row["values"]["on_returns"]) == ("40", "0")

    cells = line(receipt, id=stored(document).pk, quantity="20", outcome="replace", price="2.26")
    assert client.post(url, sent(head(), [cells], version=document.version)).status_code == 302

    assert stored(document).gross == Decimal("45.20")


@begins_with(received)
def test_the_look_up_offers_what_may_go_back_of_this_supplier(client: Client) -> None:
    receipt, empty = received(), received("螺母 10 x 1", "10")
    returns.returned([empty], "10")
    returns.draft([receipt], "15")
    firm.receipt([firm.order("垫片 1 x 1", supplier="乙厂")], "1")
    signed_in(client, firm.people().purchaser)

    url = reverse("lookup", args=["returnable_line"])
    answer = client.get(url, {"q": "", "party": receipt.party_id}).json()

    (row,) = answer["results"]
    assert (row["available"], row["on_returns"], row["price"]) == ("25", "15", "2.26")
    assert row["bin_text"]


@begins_with(received)
def test_bins_say_how_much_of_the_item_lies_in_them(client: Client) -> None:
    received()
    signed_in(client, firm.people().purchaser)
    warehouse = factories.warehouse("main").pk

    url = reverse("lookup", args=["bin"])
    item = factories.item("螺丝").pk
    answer = client.get(url, {"q": "", "warehouse": warehouse, "row_item": item}).json()

    hints = {row["code"]: row["hint"] for row in answer["results"]}
    assert (hints["ZC"], hints["SH"]) == ("现存 40", "现存 0")


def test_a_storekeeper_makes_no_return(client: Client) -> None:
    signed_in(client, firm.people().storekeeper)

    assert client.get(reverse(NEW)).status_code == 403


# --- The paper -----------------------------------------------------------------------------------


@begins_with(received)
def test_the_storekeeper_hands_over_on_the_page_and_sees_no_price(client: Client) -> None:
    document = returns.approve(returns.draft([received()], "10"))
    signed_in(client, firm.people().storekeeper)
    page = client.get(reverse("purchase_return_detail", args=[document.pk]))
    assert page.status_code == 200
    assert "22.60" not in page.content.decode()
    url = reverse("purchase_return_step", args=[document.pk, "ship"])
    assert "carrier" in client.get(url).content.decode()

    form = {"carrier": "供方自提", "packages": "２", "key": key(), "version": document.version}
    assert client.post(url, form).status_code == 302

    body = PurchaseReturn.objects.get(pk=document.pk)
    assert (body.carrier, body.packages) == ("供方自提", 2)
    assert stock("螺丝 main 30")
    assert owed("甲厂 67.80")


@begins_with(received)
def test_a_receipt_offers_its_return_while_something_is_left(client: Client) -> None:
    receipt = received()
    signed_in(client, firm.people().purchaser)
    url = reverse("receipt_detail", args=[receipt.pk])
    assert f"purchase_return/new/?from={receipt.pk}" in client.get(url).content.decode()

    returns.returned([receipt], "40")

    assert f"purchase_return/new/?from={receipt.pk}" not in client.get(url).content.decode()


@begins_with(received)
def test_the_page_tells_what_may_still_go_back(client: Client) -> None:
    receipt = received()
    other = returns.draft([receipt], "15")
    document = returns.submit(returns.draft([receipt], "10"))
    signed_in(client, firm.people().manager)

    page = client.get(reverse("purchase_return_detail", args=[document.pk])).content.decode()

    assert other.number in page
    assert "可退数量" in page


@begins_with(received)
def test_several_are_approved_in_one_batch(client: Client) -> None:
    receipt = received()
    papers = [returns.submit(returns.draft([receipt], "10")) for _each in range(2)]
    signed_in(client, firm.people().manager)

    ids = [paper.pk for paper in papers]
    client.post(reverse("purchase_return_batch"), {"action": "approve", "ids": ids})

    assert {firm.state_of(paper) for paper in papers} == {"approved"}


# --- Lists and prints ----------------------------------------------------------------------------


def numbers(client: Client, **query: Any) -> list[str]:
    page = client.get(reverse("purchase_return_list"), {"view": "all", **query})
    assert page.status_code == 200
    return [row.number for row in page.context["table"].records]


@begins_with(received)
def test_the_list_is_narrowed_by_receipt_reason_outcome_and_what_waits(client: Client) -> None:
    first, second = received(), received("螺母 50 x 1.13", "50")
    gone = returns.returned([first], "10", reason="尺寸不符")
    waiting = returns.approve(returns.draft([second], "5", outcome="replace"))
    signed_in(client, firm.people().purchaser)

    assert numbers(client, receipt=first.number) == [gone.number]
    assert numbers(client, reason="尺寸") == [gone.number]
    assert numbers(client, outcome="replace") == [waiting.number]
    assert numbers(client, not_shipped="on") == [waiting.number]
    assert numbers(client, carrier="SF-1001") == [gone.number]


@begins_with(received)
def test_the_list_takes_the_same_queries_for_few_and_many(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    receipt = received()
    signed_in(client, firm.people().purchaser)
    counts = []
    for _round in range(2):
        for _each in range(3):
            returns.returned([receipt], "1")
        numbers(client)
        with django_assert_max_num_queries(40) as queries:
            numbers(client)
        counts.append(len(queries))

    assert counts[0] == counts[1]


@begins_with(received)
def test_the_export_has_the_returns_and_their_lines(client: Client) -> None:
    document = returns.returned([received()], "10", reason="尺寸不符")
    signed_in(client, firm.people().purchaser)

    answer = client.get(reverse("purchase_return_list"), {"view": "all", "export": "xlsx"})
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    book = load_workbook(io.BytesIO(data))

    cells = [cell for sheet in book for row in sheet.values for cell in row]
    assert document.number in cells
    assert "尺寸不符" in cells
    assert len(book.worksheets) == 2


@begins_with(received)
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs pdftotext of poppler-utils")
@pytest.mark.parametrize("paper", ["", "half-241"])
def test_the_slip_names_receipt_reason_and_carrier(client: Client, paper: str) -> None:
    receipt = received()
    document = returns.returned([receipt], "10", reason="尺寸不符")
    signed_in(client, firm.people().purchaser)

    url = reverse("purchase_return_print", args=[document.pk, "slip"])
    answer = client.get(url, {"paper": paper} if paper else {})
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    found = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True
    )
    text = found.stdout.decode()

    for words in (document.number, receipt.number, "尺寸不符", "顺丰", "SF-1001", "22.60"):
        assert words in text
