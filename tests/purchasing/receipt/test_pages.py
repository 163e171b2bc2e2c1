"""The receipt's pages: from orders, without prices, inspection, arrival at the gate."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents.models import Document, Link, Task
from purchasing.receipt.models import ReceiptLine
from tests import factories
from tests.documents.paper_forms import key, sent
from tests.grounds import begins_with
from tests.notation import owed, stock
from tests.purchasing import firm

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)


def signed_in(client: Client, user: Any) -> Client:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client


def head(order: Document, **more: Any) -> dict[str, Any]:
    return {
        "party": order.party,
        "date": f"{timezone.localdate():%Y-%m-%d}",
        "warehouse": factories.warehouse("main"),
        "invoice_kind": "special",
        "price_includes_tax": "1",
        **more,
    }


def line(order: Document, number: int = 1, **more: Any) -> dict[str, Any]:
    order_line = firm.order_lines(order)[number - 1]
    cells = {"order_line": order_line, "item": order_line.item, "unpacked": "1"}
    return cells | {"quantity": "10"} | more


def enter(client: Client, url: str, data: dict[str, str]) -> Document:
    response = client.post(url, data)
    assert response.status_code == 302, response.context["form"].errors
    return Document.objects.filter(type="receipt").order_by("pk").last()  # type: ignore[return-value]


def test_a_new_receipt_starts_from_what_is_open_and_on_no_other_receipt(client: Client) -> None:
    order = firm.order("螺丝 100 x 2.26, 螺母 50 x 1.13")
    firm.draft_receipt([order], "30", "50")
    signed_in(client, firm.people().purchaser)

    page = client.get(reverse("receipt_new"), {"from": order.pk})

    (row,) = page.context["grid"].rows
    assert row["values"]["quantity"] == "70"
    assert (row["values"]["ordered"], row["values"]["on_receipts"]) == ("100", "30")


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_an_edited_receipt_shows_its_order_and_what_others_hold(client: Client) -> None:
    order = firm.order("螺丝 100 x 2.26")
    firm.receipt([order], "20")
    firm.draft_receipt([order], "30")
    mine = firm.draft_receipt([order], "10")
    signed_in(client, firm.people().purchaser)

    page = client.get(reverse("receipt_edit", args=[mine.pk]))

    (row,) = page.context["grid"].rows
    shown = [row["values"][name] for name in ("ordered", "received", "on_receipts")]
    assert shown == ["100", "20", "30"]


@begins_with(firm.order, "螺丝 10 x 1")
def test_orders_of_several_suppliers_make_no_receipt(client: Client) -> None:
    mine, other = firm.order("螺丝 10 x 1"), firm.order("螺母 10 x 1", supplier="乙厂")
    signed_in(client, firm.people().purchaser)

    page = client.get(reverse("receipt_new"), {"from": f"{mine.pk},{other.pk}"}, follow=True)

    assert page.redirect_chain
    assert [str(message) for message in page.context["messages"]]


@begins_with(firm.order, "螺丝 10 x 1.13")
def test_a_receipt_from_two_orders_is_entered_submitted_and_linked(client: Client) -> None:
    first, second = firm.order("螺丝 10 x 1.13"), firm.order("螺母 10 x 1.13")
    signed_in(client, firm.people().purchaser)
    url = f"{reverse('receipt_new')}?from={first.pk},{second.pk}"

    data = sent(head(first), [line(first), line(second)], key=key(), then="submit")
    receipt = enter(client, url, data)

    assert receipt.state == "submitted"
    linked = Link.objects.filter(target=receipt).values_list("source_id", flat=True)
    assert set(linked) == {first.pk, second.pk}
    inspected = ReceiptLine.objects.filter(body_id=receipt.pk, inspected_by__isnull=False)
    assert inspected.count() == 2


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_a_storekeeper_enters_without_prices_and_the_orders_price_counts(client: Client) -> None:
    order = firm.order("螺丝 100 x 2.26")
    signed_in(client, firm.people().storekeeper)
    url = f"{reverse('receipt_new')}?from={order.pk}"
    page = client.get(url).content.decode()
    assert "2.26" not in page

    forged = line(order, price="0.01", gross="0.10", typed_total="0.10", quantity="40")
    receipt = enter(client, url, sent(head(order), [forged], key=key(), then="submit"))
    firm.approve(receipt)

    assert receipt.total == Decimal("90.40")
    assert owed("甲厂 90.40")
    shown = client.get(reverse("receipt_detail", args=[receipt.pk])).content.decode()
    assert "90.40" not in shown


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_an_edit_by_who_sees_no_prices_keeps_them(client: Client) -> None:
    order = firm.order("螺丝 100 x 2.26")
    receipt = firm.draft_receipt([order], "40", price=Decimal("2.00"))
    stored = receipt.receipt.lines.get()
    signed_in(client, firm.people().storekeeper)

    cells = line(order, quantity="30", id=stored.pk, price="0.01")
    url = reverse("receipt_edit", args=[receipt.pk])
    response = client.post(url, sent(head(order), [cells], version=receipt.version))

    assert response.status_code == 302
    stored.refresh_from_db()
    assert (stored.price, stored.gross) == (Decimal("2.00"), Decimal("60.00"))


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_more_accepted_than_arrived_comes_back_with_what_was_typed(client: Client) -> None:
    order = firm.order("螺丝 100 x 2.26")
    signed_in(client, firm.people().purchaser)

    cells = line(order, quantity="10", accepted="9", rejected="4")
    page = client.post(reverse("receipt_new"), sent(head(order), [cells], key=key()))

    assert page.status_code == 422
    (row,) = page.context["grid"].rows
    assert row["errors"]["accepted"]
    assert row["values"]["rejected"] == "4"


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_a_bin_is_proposed_where_none_was_chosen(client: Client) -> None:
    order = firm.order("螺丝 100 x 2.26")
    signed_in(client, firm.people().purchaser)

    receipt = enter(client, reverse("receipt_new"), sent(head(order), [line(order)], key=key()))

    assert ReceiptLine.objects.get(body_id=receipt.pk).bin.code == "ZC"


def test_a_line_without_price_gets_the_last_one(client: Client) -> None:
    firm.receipt([firm.order("螺丝 10 x 2.26")], "10")
    order = firm.order("螺母 10 x 1")
    signed_in(client, firm.people().purchaser)
    cells = {"item": factories.item("螺丝"), "quantity": "5", "unpacked": "1"}

    url = reverse("receipt_new")
    receipt = enter(client, url, sent(head(order, no_order_reason="零购"), [cells], key=key()))

    assert ReceiptLine.objects.get(body_id=receipt.pk).price == Decimal("2.26")


def test_the_inspection_is_entered_line_by_line(client: Client) -> None:
    order = firm.order("螺丝 100 x 1.13")
    receipt = firm.draft_receipt([order], "100", unpacked=False)
    receipt = firm.step(receipt, "inspect", firm.people().storekeeper)
    pk = receipt.receipt.lines.get().pk
    signed_in(client, firm.people().inspector)
    url = reverse("receipt_step", args=[receipt.pk, "inspection"])
    assert f"rejected_{pk}" in client.get(url).content.decode()

    data = {f"unpacked_{pk}": "on", f"rejected_{pk}": "４", f"reject_reason_{pk}": "锈蚀"}
    response = client.post(url, data | {"key": key(), "version": receipt.version})

    assert response.status_code == 302
    stored = ReceiptLine.objects.get(pk=pk)
    assert (stored.accepted, stored.rejected, stored.unpacked) == (Decimal(96), Decimal(4), True)
    assert stored.inspected_by == firm.people().inspector


# --- Arrival -------------------------------------------------------------------------------------


def arriving(**more: Any) -> dict[str, Any]:
    return {
        "party": factories.supplier("甲厂").pk,
        "warehouse": factories.warehouse("main").pk,
        "arrived_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "packages": "3",
        "key": key(),
        **more,
    }


def test_an_arrival_is_one_paper_with_its_photo_however_often_it_is_sent(client: Client) -> None:
    signed_in(client, firm.people().storekeeper)
    url = reverse("receipt_arrival")
    assert client.get(url).status_code == 200
    form = arriving()

    for _sending in range(2):
        photo = SimpleUploadedFile("到货.png", PNG, content_type="image/png")
        assert client.post(url, form | {"photo": photo}).status_code == 302

    document = Document.objects.get(type="receipt")
    assert (document.state, document.attachments.count()) == ("arrived", 1)
    assert Task.objects.get(document=document, closed_at=None).rule == "T7"


def test_goods_do_not_arrive_in_the_future(client: Client) -> None:
    signed_in(client, firm.people().storekeeper)
    later = timezone.localtime() + timedelta(days=1)

    page = client.post(reverse("receipt_arrival"), arriving(arrived_at=f"{later:%Y-%m-%dT%H:%M}"))

    assert page.status_code == 422
    assert not Document.objects.exists()


def test_who_makes_no_receipts_registers_no_arrival(client: Client) -> None:
    firm.people()
    signed_in(client, factories.user(firm.Role.DRIVER))

    assert client.get(reverse("receipt_arrival")).status_code == 403


# --- Lists ---------------------------------------------------------------------------------------


def test_lists_take_the_same_number_of_queries_for_few_and_many(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    signed_in(client, firm.people().purchaser)
    counts = []
    for _round in range(2):
        for number in range(3):
            firm.receipt([firm.order(f"I{number} 10 x 1.13")], "10")
        for name in ("receipt_list", "purchase_order_list", "order_change_list"):
            client.get(reverse(name), {"view": "all"})
        found = []
        for name in ("receipt_list", "purchase_order_list"):
            with django_assert_max_num_queries(40) as queries:
                assert client.get(reverse(name), {"view": "all"}).status_code == 200
            found.append(len(queries))
        counts.append(found)

    assert counts[0] == counts[1]


@begins_with(firm.order, "螺丝 10 x 1")
def test_the_list_finds_receipts_by_order_and_item(client: Client) -> None:
    first, second = firm.order("螺丝 10 x 1"), firm.order("螺母 10 x 1")
    mine = firm.receipt([first], "10")
    firm.receipt([second], "10")
    signed_in(client, firm.people().purchaser)
    url = reverse("receipt_list")

    by_order = client.get(url, {"view": "all", "order": first.number})
    by_item = client.get(url, {"view": "all", "item": factories.item("螺丝").pk})

    for page in (by_order, by_item):
        assert [row.number for row in page.context["table"].records] == [mine.number]


@begins_with(firm.order, "螺丝 10 x 1.13")
def test_approved_goods_are_seen_in_the_books_of_the_page(client: Client) -> None:
    receipt = firm.receipt([firm.order("螺丝 10 x 1.13")], "10")
    signed_in(client, firm.people().purchaser)

    page = client.get(reverse("receipt_detail", args=[receipt.pk]))

    assert page.status_code == 200
    assert stock("螺丝 main 10")
    assert page.context["postings"]
