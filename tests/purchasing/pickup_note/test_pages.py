"""The note's pages: entered with its scan, its way as a list, the papers that are made of it."""

import shutil
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from documents.models import Document
from inventory.places.direct import direct_bin
from masterdata.roles import Role
from orders.delivery.models import Delivery
from purchasing.pickup_note.models import PickupNote
from purchasing.receipt.models import Receipt
from tests import factories
from tests.documents.paper_forms import key, sent
from tests.grounds import begins_with
from tests.orders import desk
from tests.orders.delivery import road, straight
from tests.purchasing import firm
from tests.purchasing.pickup_note import notes
from tests.purchasing.test_prints import printed

pytestmark = pytest.mark.django_db


def signed_in(client: Client, user: Any) -> Client:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client


def start_of(client: Client, name: str, source: Document) -> tuple[str, dict[str, Any], Any]:
    """The entry form as it begins from another paper: its address, its head, its rows."""
    url = f"{reverse(name)}?from={source.pk}"
    context = client.get(url).context
    form = context["form"]
    head = {field: form.initial.get(field) for field in form.fields}
    head = {field: value for field, value in head.items() if value not in (None, "", False)}
    head["date"] = f"{firm.today()}"
    head.pop("arrived_at", None)
    return url, head, context["grid"].rows


def cells(row: Any, *names: str) -> dict[str, Any]:
    return {name: row["values"].get(name, "") for name in names}


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_a_note_is_entered_from_its_order_with_the_scan(client: Client) -> None:
    order = firm.order("螺丝 100 x 2.26")
    signed_in(client, firm.people().purchaser)
    url, head, rows = start_of(client, "pickup_note_new", order)
    assert rows[0]["values"]["quantity"] == "100"

    line = cells(rows[0], "order_line") | {"quantity": "40", "packages": "4"}
    scan = SimpleUploadedFile("note.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    data = sent(head | {"supplier_number": "JC-7"}, [line], key=key(), then="submit")
    answer = client.post(url, data | {"scan": scan})

    assert answer.status_code == 302, answer.context["form"].errors
    note = PickupNote.objects.select_related("head").get()
    assert note.head.state == "filed"
    assert note.head.attachments.count() == 1
    assert [line.base_quantity for line in note.lines.all()] == [40]


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_what_lies_on_another_note_is_not_proposed_again(client: Client) -> None:
    order = firm.order("螺丝 100 x 2.26")
    notes.filed(order, "30")
    signed_in(client, firm.people().purchaser)

    _url, _head, rows = start_of(client, "pickup_note_new", order)

    assert rows[0]["values"]["quantity"] == "70"


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_billing_draws_the_delivery_up_from_the_note(client: Client) -> None:
    note = notes.sent_on(firm.order("螺丝 100 x 2.26"), "40")
    order = road.ordered("螺丝 40 x 5.00", stock="0")
    signed_in(client, desk.people().billing)
    page = client.get(reverse("pickup_note_detail", args=[note.pk])).content.decode()
    assert f"{reverse('delivery_new')}?from={note.pk}" in page

    url, head, rows = start_of(client, "delivery_new", note)
    line = cells(rows[0], "order_line", "item", "quantity", "bin")
    answer = client.post(url, sent(head, [line], key=key()))

    assert answer.status_code == 302, answer.context["form"].errors
    delivery = Delivery.objects.select_related("head").get(pickup_note=note)
    assert delivery.warehouse == direct_bin().warehouse
    assert {each.bin for each in delivery.lines.all()} == {direct_bin()}
    assert delivery.head.party == order.party
    assert straight.authorize(delivery.head).state == "direct"


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_a_delivery_that_is_edited_stays_where_goods_only_pass(client: Client) -> None:
    note = notes.sent_on(firm.order("螺丝 100 x 2.26"), "40")
    document = straight.drawn(note, [road.ordered("螺丝 40 x 5.00", stock="0")])
    (stored,) = road.lines(document)
    main = factories.warehouse("main")
    signed_in(client, desk.people().billing)

    head = {"party": document.party, "date": f"{firm.today()}", "warehouse": main}
    line = {
        "id": stored.pk,
        "order_line": stored.order_line_id,
        "item": stored.item,
        "quantity": "38",
        "bin": main.bins.get(code="ZC"),
    }
    url = reverse("delivery_edit", args=[document.pk])
    answer = client.post(url, sent(head | {"pickup_note": note}, [line], version=document.version))

    assert answer.status_code == 302, answer.context["form"].errors
    (line_now,) = road.lines(document)
    assert (line_now.sent, line_now.bin) == (38, direct_bin())
    assert note in [each.source for each in document.came_from.all()]


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_a_delivery_does_not_take_a_paper_that_announces_nothing(client: Client) -> None:
    fetched = notes.sent_on(firm.order("螺丝 100 x 2.26"), "40", way="store")
    order = road.ordered("螺丝 40 x 5.00", stock="0")
    (line,) = desk.lines_of(order)
    signed_in(client, desk.people().billing)
    head = {
        "party": order.party,
        "date": f"{firm.today()}",
        "warehouse": factories.warehouse("main"),
        "pickup_note": fetched,
    }

    row = {"order_line": line, "item": line.item, "quantity": "40"}
    answer = client.post(reverse("delivery_new"), sent(head, [row], key=key()))

    assert answer.status_code == 422
    assert "pickup_note" in answer.context["form"].errors
    assert not Delivery.objects.exists()


@begins_with(straight.announced)
def test_the_purchaser_makes_the_receipt_from_the_note(client: Client) -> None:
    note, _delivery = straight.announced()
    note = notes.confirm(note)
    signed_in(client, firm.people().purchaser)

    url, head, rows = start_of(client, "receipt_new", note)
    line = cells(rows[0], "order_line", "item", "quantity", "price", "tax_rate", "bin")
    answer = client.post(url, sent(head, [line | {"unpacked": "on"}], key=key(), then="submit"))

    assert answer.status_code == 302, answer.context["form"].errors
    receipt = Receipt.objects.select_related("head").get(pickup_note=note.pk)
    assert receipt.head.state == "submitted"
    assert receipt.delivery_note == "JC-0815"
    assert receipt.is_direct
    assert receipt.warehouse == direct_bin().warehouse


@begins_with(straight.announced)
def test_no_receipt_is_offered_before_the_customer_confirmed(client: Client) -> None:
    note, _delivery = straight.announced()
    signed_in(client, firm.people().purchaser)

    page = client.get(reverse("pickup_note_detail", args=[note.pk])).content.decode()

    assert f"{reverse('receipt_new')}?from={note.pk}" not in page


@begins_with(firm.order, "螺丝 100 x 2.26")
@pytest.mark.parametrize(("way", "stages"), [("direct", 6), ("store", 5)])
def test_the_way_of_the_goods_is_one_list(client: Client, way: str, stages: int) -> None:
    note = notes.sent_on(firm.order("螺丝 100 x 2.26"), "40", way=way)
    signed_in(client, notes.clerk())

    panels = client.get(reverse("pickup_note_detail", args=[note.pk])).context["panels"]

    rows = panels[0]["context"]["table"]["rows"]
    marks = [row["cells"][0]["text"] for row in rows]
    assert len(rows) == stages
    assert [mark.endswith("✓") for mark in marks] == [True, True, *[False] * (stages - 2)]


@begins_with(straight.shipped)
def test_when_the_pair_is_posted_every_stage_is_done(client: Client) -> None:
    note, delivery, receipt = straight.shipped()
    signed_in(client, firm.people().purchaser)

    panels = client.get(reverse("pickup_note_detail", args=[note.pk])).context["panels"]

    rows = panels[0]["context"]["table"]["rows"]
    assert all(row["cells"][0]["text"].endswith("✓") for row in rows)
    told = " ".join(str(cell["text"]) for row in rows for cell in row["cells"])
    assert delivery.number in told
    assert receipt.number in told


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_the_order_tells_which_notes_bring_its_goods(client: Client) -> None:
    order = firm.order("螺丝 100 x 2.26")
    note = notes.filed(order, "40")
    signed_in(client, firm.people().purchaser)

    page = client.get(reverse("purchase_order_detail", args=[order.pk])).content.decode()

    assert note.number in page
    listed = client.get(reverse("purchase_order_list"), {"way": "direct", "view": "all"})
    assert [row.pk for row in listed.context["table"].page.object_list.data] == [order.pk]
    fetched = client.get(reverse("purchase_order_list"), {"way": "store", "view": "all"})
    assert not list(fetched.context["table"].page.object_list.data)


@begins_with(firm.order, "螺丝 100 x 2.26")
def test_the_register_is_asked_for_what_is_not_confirmed(client: Client) -> None:
    order = firm.order("螺丝 100 x 2.26")
    waiting = notes.sent_on(order, "10")
    notes.filed(order, "10")
    signed_in(client, firm.people().purchaser)

    listed = client.get(reverse("pickup_note_list"), {"unconfirmed": "on", "view": "all"})

    assert [row.pk for row in listed.context["table"].page.object_list.data] == [waiting.pk]


@begins_with(straight.shipped)
def test_both_halves_tell_of_each_other(client: Client) -> None:
    _note, delivery, receipt = straight.shipped()
    signed_in(client, factories.user(Role.DEPUTY_GENERAL_MANAGER, username="fuzong"))

    half = client.get(reverse("delivery_detail", args=[delivery.pk])).content.decode()
    other = client.get(reverse("receipt_detail", args=[receipt.pk])).content.decode()

    assert receipt.number in half
    assert delivery.number in other


@begins_with(firm.order, "螺丝 100 x 2.26")
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs pdftotext of poppler-utils")
def test_the_slip_tells_the_collector_what_to_fetch_where(client: Client) -> None:
    order = firm.order("螺丝 100 x 2.26")
    note = notes.filed(order, "40", way="store", vehicle="粤A88888")

    text, _pdf = printed(client, note, "slip", by=firm.people().purchaser)

    for words in ("甲厂 3 号仓", "老陈", "粤A88888", f"HT-{order.number}", "40", note.number):
        assert words in text
