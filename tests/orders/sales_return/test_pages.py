"""The return's pages: from deliveries, step by step through the forms, list, panels, look-up."""

import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from documents.models import Document, Link
from masterdata.models import User
from orders.sales_return.models import SalesReturn
from tests import factories
from tests.documents.paper_forms import key, sent
from tests.grounds import begins_with
from tests.orders import desk
from tests.orders.delivery import road
from tests.orders.delivery.test_pages import PNG
from tests.orders.sales_return import returns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]
D = Decimal
NEW = "sales_return_new"


@pytest.fixture(autouse=True)
def _in_english(client: Client) -> Iterator[None]:
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client


def post(client: Client, document: Document, step: str, **data: Any) -> Any:
    document.refresh_from_db()
    url = reverse("sales_return_step", args=[document.pk, step])
    return client.post(url, {"version": document.version, "key": key(), **data})


def head(**more: Any) -> dict[str, Any]:
    return {
        "party": desk.customer(),
        "date": f"{timezone.localdate():%Y-%m-%d}",
        "warehouse": factories.warehouse("main"),
        "price_includes_tax": "1",
        "reason": "漆面起泡",
        **returns.NO_PHOTO,
        "key": key(),
        **more,
    }


def entered(client: Client, url: str, *lines: dict[str, Any], **more: Any) -> Document:
    response = client.post(url, sent(head(**more), lines))
    assert response.status_code == 302, (
        response.context["form"].errors,
        [form.errors for form in response.context["formset"].forms],
    )
    found = Document.objects.filter(type="sales_return").order_by("pk").last()
    assert found is not None
    return found


def panel(page: Any, title: str) -> list[list[str]]:
    """The cells of the panel of that title, as text."""
    with translation.override("en"):
        found = {str(each["title"]): each["context"] for each in page.context["panels"]}
        rows = found[title]["table"]["rows"]
        return [[str(cell.get("text", "")) for cell in row["cells"]] for row in rows]


# --- Entry ---------------------------------------------------------------------------------------


def test_an_application_starts_from_what_may_still_come_back(client: Client) -> None:
    _order, first = returns.delivered(refused={1: "1"})
    _order, second = returns.delivered("螺母 5 x 1")
    returns.posted([first], "2")
    returns.applied([first], "3")
    signed_in(client, desk.people().clerk)

    page = client.get(reverse(NEW), {"from": f"{first.pk},{second.pk}"})

    rows = [row["values"] for row in page.context["grid"].rows]
    assert [row["quantity"] for row in rows] == ["4", "5"]
    assert [rows[0][name] for name in ("sent", "returned", "on_returns")] == ["9", "2", "3"]
    assert page.context["form"]["contact"].value() == "王老板"


@begins_with(returns.delivered)
def test_what_was_billed_is_credited_whatever_is_forged(client: Client) -> None:
    _order, delivery = returns.delivered()
    (source,) = returns.delivery_lines(delivery)
    signed_in(client, desk.people().clerk)

    document = entered(
        client,
        f"{reverse(NEW)}?from={delivery.pk}",
        {
            "delivery_line": source, "item": source.item, "quantity": "4", "wish": "replace",
            "price": "99", "discount": "50", "gross": "396",
        },
        then="submit",
    )  # fmt: skip

    (line,) = returns.lines(document)
    assert (line.price, line.discount, line.gross, line.wish) == (
        source.price, source.discount, D("10.00"), "replace"
    )  # fmt: skip
    assert (document.state, document.total) == ("approving", D("10.00"))
    assert Link.objects.filter(source=delivery, target=document).exists()


@begins_with(returns.delivered)
def test_a_photo_is_kept_with_the_application(client: Client) -> None:
    _order, delivery = returns.delivered()
    (source,) = returns.delivery_lines(delivery)
    signed_in(client, desk.people().clerk)
    data = sent(head(), [{"delivery_line": source, "item": source.item, "quantity": "4"}])

    client.post(reverse(NEW), data | {"photo": SimpleUploadedFile("起泡.png", PNG)})  # type: ignore[arg-type]

    document = Document.objects.get(type="sales_return")
    assert [each.name for each in document.attachments.all()] == ["起泡.png"]


@begins_with(returns.delivered)
def test_without_a_photo_the_application_says_why(client: Client) -> None:
    _order, delivery = returns.delivered()
    document = returns.applied([delivery], "4", body={"no_photo_reason": ""})
    signed_in(client, desk.people().clerk)
    assert "Attach photos" in returns.refused(lambda: returns.submit(document))

    url = reverse("sales_return_attach", args=[document.pk])
    client.post(url, {"file": SimpleUploadedFile("起泡.png", PNG)})

    assert returns.submit(document).state == "approving"


@begins_with(returns.delivered)
def test_another_item_does_not_come_back_on_a_line(client: Client) -> None:
    _order, delivery = returns.delivered()
    (source,) = returns.delivery_lines(delivery)
    signed_in(client, desk.people().clerk)
    cells = {"delivery_line": source, "item": factories.item("螺母"), "quantity": "4"}

    page = client.post(reverse(NEW), sent(head(), [cells]))

    assert page.status_code == 422
    assert "其他商品" in str(page.context["grid"].rows[0]["errors"]["delivery_line"])


@begins_with(returns.delivered)
def test_a_line_of_no_delivery_gets_the_price_it_was_sold_at(client: Client) -> None:
    returns.delivered()
    signed_in(client, desk.people().clerk)

    document = entered(client, reverse(NEW), {"item": factories.item("螺丝"), "quantity": "3"})

    (line,) = returns.lines(document)
    assert (line.price, line.gross, line.delivery_line) == (D("2.50"), D("7.50"), None)


@begins_with(returns.delivered)
def test_deliveries_of_two_customers_make_no_return(client: Client) -> None:
    _order, mine = returns.delivered()
    _order, other = returns.delivered("螺母 5 x 1", buyer="蓝天商场")
    signed_in(client, desk.people().clerk)

    page = client.get(reverse(NEW), {"from": f"{mine.pk},{other.pk}"}, follow=True)

    assert page.redirect_chain
    assert "多个客户" in str([*page.context["messages"]][0])


@begins_with(returns.delivered)
def test_the_look_up_offers_what_this_customer_has(client: Client) -> None:
    _order, delivery = returns.delivered()
    returns.posted([delivery], "4")
    _order, other = returns.delivered("螺母 5 x 1", buyer="蓝天商场")
    signed_in(client, desk.people().clerk)
    url = reverse("lookup", args=["returnable_delivery_line"])

    answer = client.get(url, {"q": "", "party": delivery.party_id}).json()

    (row,) = answer["results"]
    assert row["text"] == f"{delivery.number}/1"


@begins_with(returns.delivered)
def test_an_edited_application_keeps_counting_itself_out(client: Client) -> None:
    _order, delivery = returns.delivered()
    document = returns.applied([delivery], "4")
    signed_in(client, desk.people().clerk)

    page = client.get(reverse("sales_return_edit", args=[document.pk]))

    (row,) = page.context["grid"].rows
    assert (row["values"]["sent"], row["values"]["on_returns"]) == ("10", "0")


# --- Steps by their forms ------------------------------------------------------------------------


@begins_with(returns.delivered)
def test_from_the_application_to_the_confirmation_by_the_forms(client: Client) -> None:
    _order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "4"), "approved")
    (line,) = returns.lines(document)

    signed_in(client, road.keeper())
    told = {f"counted_{line.pk}": "3", "carrier": "德邦", "waybill": "DB-7"}
    assert post(client, document, "receive", **told).status_code == 422
    assert (
        post(client, document, "receive", **told, **{f"note_{line.pk}": "少一件"}).status_code
        == 302
    )

    signed_in(client, returns.inspector())
    grades = {f"good_{line.pk}": "2", f"outcome_{line.pk}": "credit"}
    assert post(client, document, "grade", **grades).status_code == 422
    grades |= {f"scrap_{line.pk}": "1", f"note_{line.pk}": "裂了"}
    assert post(client, document, "grade", **grades).status_code == 302

    signed_in(client, desk.people().billing)
    assert post(client, document, "draw_up").status_code == 302
    signed_in(client, desk.people().accountant)
    assert post(client, document, "post").status_code == 302
    signed_in(client, desk.people().clerk)
    told = {"channel": "fax", "receiver": "王老板"}
    assert post(client, document, "reply", **told).status_code == 302
    scan = SimpleUploadedFile("回签.png", PNG)
    assert post(client, document, "close", confirmed_by="王老板", scan=scan).status_code == 302

    document.refresh_from_db()
    body = SalesReturn.objects.get(pk=document.pk)
    assert (document.state, document.total) == ("closed", D("7.50"))
    assert (body.waybill, body.confirmed_by) == ("DB-7", "王老板")
    assert document.attachments.get().name == "回签.png"


@begins_with(returns.delivered)
def test_a_line_of_another_paper_is_not_counted(client: Client) -> None:
    _order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "4"), "approved")
    (strange,) = returns.lines(returns.applied([delivery], "1"))

    with pytest.raises(Exception, match="another document"):
        returns.receive(document, notes={strange.pk: "x"})


@begins_with(returns.delivered)
def test_the_grading_form_offers_what_the_customer_wishes(client: Client) -> None:
    _order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "4", wish="replace"), "received")
    (line,) = returns.lines(document)
    signed_in(client, returns.inspector())

    page = client.get(reverse("sales_return_step", args=[document.pk, "grade"]))

    form = page.context["form"]
    assert form[f"outcome_{line.pk}"].value() == "replace"
    assert D(form[f"good_{line.pk}"].value()) == D(4)


# --- What is seen --------------------------------------------------------------------------------


@begins_with(returns.delivered)
def test_the_page_tells_delivery_difference_credit_and_messages(client: Client) -> None:
    order, delivery = returns.delivered()
    document = returns.go(returns.applied([delivery], "4"), "approved")
    signed_in(client, desk.people().clerk)
    page = client.get(reverse("sales_return_detail", args=[document.pk]))
    assert panel(page, "What was delivered")[0][1:6] == ["10", "0", "0", "0", "10"]

    document = returns.go(returns.receive(document, {1: "3"}), "replied")
    page = client.get(reverse("sales_return_detail", args=[document.pk]))

    assert panel(page, "Count against application")[0][1:] == ["4", "3", "-1", "少来"]
    assert panel(page, "Credit of the return") == [["Own money", "7.50", "0.00", "7.50"]]
    assert panel(page, "Messages to the customer")[0][3] == "王老板"
    text = page.content.decode()
    assert order.number in text
    assert delivery.number in text


@begins_with(returns.delivered)
def test_delivery_and_order_show_what_came_back(client: Client) -> None:
    order, delivery = returns.delivered()
    document = returns.posted([delivery], "4")
    signed_in(client, desk.people().clerk)

    for code, paper in (("delivery", delivery), ("customer_order", order)):
        page = client.get(reverse(f"{code}_detail", args=[paper.pk]))
        (row,) = panel(page, "Returns")
        assert row[0] == document.number
        assert row[3:6] == ["4", "4", "4"]


def test_prices_stay_hidden_from_the_store(client: Client) -> None:
    _order, delivery = returns.delivered("螺丝 10 x 2571.43")
    document = returns.posted([delivery], "4")
    signed_in(client, road.keeper())

    page = client.get(reverse("sales_return_detail", args=[document.pk]))

    assert page.status_code == 200
    assert "285.72" not in page.content.decode()
    assert "571.43" not in page.content.decode()


@begins_with(returns.delivered)
def test_the_list_finds_returns_by_delivery_outcome_and_difference(client: Client) -> None:
    _order, delivery = returns.delivered()
    mine = returns.go(returns.applied([delivery], "4", wish="replace"), "approved")
    mine = returns.receive(mine, {1: "3"})
    _order, second = returns.delivered("螺母 5 x 1")
    other = returns.applied([second], "1")
    signed_in(client, desk.people().clerk)

    def numbers(**query: str) -> list[str]:
        page = client.get(reverse("sales_return_list"), {"view": "all", **query})
        return sorted(row.record.number for row in page.context["table"].rows)

    assert numbers() == sorted([mine.number, other.number])
    assert numbers(delivery=delivery.number) == [mine.number]
    assert numbers(outcome="replace") == [mine.number]
    assert numbers(different="1") == [mine.number]
    assert numbers(not_posted="1") == sorted([mine.number, other.number])
    assert numbers(not_told="1") == []


@begins_with(returns.delivered)
def test_the_export_has_figures_and_lines(client: Client) -> None:
    _order, delivery = returns.delivered()
    document = returns.posted([delivery], "4")
    signed_in(client, desk.people().accountant)

    response = client.get(reverse("sales_return_list"), {"view": "all", "export": "xlsx"})

    content = b"".join(response.streaming_content) if response.streaming else response.content
    book = load_workbook(io.BytesIO(content))
    cells = [cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row]
    assert document.number in cells
    assert delivery.number in cells
    assert len(book.worksheets) == 2
