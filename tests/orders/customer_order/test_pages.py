"""The order's pages: entry with the customer's data, fax and offered price; panels; step tables."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents.models import Attachment, Document
from documents.pages import url_for
from masterdata.models import Region
from masterdata.roles import Role
from orders.customer_order.models import CustomerOrder
from tests import factories
from tests.documents.paper_forms import key, sent
from tests.finance.remittance import desk as money
from tests.orders import desk

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def signed_in(client: Client, user: Any) -> Client:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client


def buyer(**fields: Any) -> Any:
    party = desk.customer(**fields)
    party.contacts.create(name="王老板", phone="020-1", fax="020-2", is_main=True)
    party.addresses.create(receiver="李收货", phone="138", address="天河路 1 号", is_default=True)
    return party


def head(party: Any, **more: Any) -> dict[str, Any]:
    now = timezone.localtime()
    return {
        "party": party,
        "date": f"{now:%Y-%m-%d}",
        "warehouse": factories.warehouse("main"),
        "channel": "fax",
        "received_at": f"{now:%Y-%m-%dT%H:%M}",
        "terms": "prepaid",
        "price_includes_tax": "1",
        **more,
    }


def post(client: Client, party: Any, *cells: dict[str, Any], **more: Any) -> Any:
    signed_in(client, desk.people().clerk)
    then, files = more.pop("then", "save"), more.pop("files", {})
    data = sent(head(party, **more), list(cells), key=key(), then=then) | files
    return client.post(reverse("customer_order_new"), data)


def test_what_is_left_empty_comes_from_the_customer_and_the_item(client: Client) -> None:
    item = factories.item("沙发", colour="米白", size="2100", list_price=Decimal(100))

    post(client, buyer(), {"item": item, "quantity": "2"}, wanted_on="2026-12-24")

    order = CustomerOrder.objects.select_related("head").get()
    (line,) = desk.lines_of(order.head)
    assert (order.receiver, order.phone, order.fax) == ("李收货", "138", "020-2")
    assert order.address == "天河路 1 号"
    assert (line.colour, line.size, f"{line.wanted_on}") == ("米白", "2100", "2026-12-24")
    assert (line.price, line.gross) == (100, 200)
    assert line.price_source


def test_a_typed_price_has_no_source_and_nine_tenths_are_ninety_percent(client: Client) -> None:
    item = factories.item("沙发", list_price=Decimal(100))

    post(client, buyer(), {"item": item, "quantity": "1", "price": "80", "discount": "九折"})

    (line,) = desk.lines_of(Document.objects.get(type="customer_order"))
    assert (line.discount, line.gross, line.price_source) == (90, Decimal("72.00"), "")


def test_the_fax_attached_at_entry_lets_the_order_be_registered_at_once(client: Client) -> None:
    cells = {"item": factories.item("沙发"), "quantity": "1", "price": "10"}
    fax = {"fax_scan": SimpleUploadedFile("传真.pdf", PDF, content_type="application/pdf")}

    post(client, buyer(), cells, then="submit", files=fax)

    order = Document.objects.get(type="customer_order")
    assert order.state == "consulting"
    assert Attachment.objects.get(document=order).name == "传真.pdf"


def test_without_the_fax_the_order_stays_a_draft_and_says_so(client: Client) -> None:
    cells = {"item": factories.item("沙发"), "quantity": "1", "price": "10"}

    post(client, buyer(), cells, then="submit")

    assert Document.objects.get(type="customer_order").state == "draft"


def test_a_file_that_cannot_be_kept_loses_nothing_that_was_typed(client: Client) -> None:
    cells = {"item": factories.item("沙发"), "quantity": "7", "price": "10"}
    bad = {"fax_scan": SimpleUploadedFile("fax.exe", b"MZ\x00\x01", content_type="x/y")}

    answer = post(client, buyer(), cells, files=bad)

    assert answer.status_code == 422
    assert answer.context["grid"].rows[0]["values"]["quantity"] == "7"
    assert not Document.objects.filter(type="customer_order").exists()


def test_a_blocked_customer_is_told_of_at_entry(client: Client) -> None:
    party = buyer(blocked_for_orders=True, block_reason="欠款太多")
    cells = {"item": factories.item("沙发"), "quantity": "1"}

    answer = post(client, party, cells)

    assert answer.status_code == 422
    assert "欠款太多" in answer.content.decode()


def test_a_deposit_says_how_much(client: Client) -> None:
    cells = {"item": factories.item("沙发"), "quantity": "1"}

    answer = post(client, buyer(), cells, terms="deposit")

    assert "deposit_percent" in answer.context["form"].errors


# --- What the entry is told ---


def test_the_chosen_customer_brings_his_data_and_his_money(client: Client) -> None:
    party = buyer(credit_limit=Decimal(1000))
    desk.own_money("500", party)
    signed_in(client, desk.people().clerk)

    told = client.get(reverse("customer_order_customer"), {"party": party.pk}).json()

    assert told["fields"]["receiver"] == "李收货"
    assert told["fields"]["terms"] == "credit"
    values = [figure["value"] for figure in told["figures"]]
    assert values[:3] == ["0.00", "500.00", "1,000.00"]


def test_a_customer_pays_as_in_his_last_order(client: Client) -> None:
    party = buyer()
    desk.order(buyer=party, terms="deposit", deposit_percent=30)
    signed_in(client, desk.people().clerk)

    told = client.get(reverse("customer_order_customer"), {"party": party.pk}).json()

    assert (told["fields"]["terms"], told["fields"]["deposit_percent"]) == ("deposit", "30")


def test_strangers_are_not_told_of_a_customers_money(client: Client) -> None:
    party = buyer()
    signed_in(client, factories.user(Role.DRIVER))

    assert client.get(reverse("customer_order_customer"), {"party": party.pk}).status_code == 403


@pytest.mark.parametrize("party", ["", "0", "x", "9" * 30])
def test_no_customer_is_no_page(client: Client, party: str) -> None:
    signed_in(client, desk.people().clerk)

    assert client.get(reverse("customer_order_customer"), {"party": party}).status_code == 404
    assert client.get(reverse("customer_order_item"), {"item": party}).status_code == 404


def test_the_item_tells_what_one_says_of_it_and_no_price(client: Client) -> None:
    desk.put("沙发 5 x 77.70")
    item = factories.item("沙发")
    item.selling_points, item.list_price = "可拆洗", Decimal("99.90")
    item.save()
    signed_in(client, desk.people().clerk)

    told = client.get(reverse("customer_order_item"), {"item": item.pk}).content.decode()

    assert "可拆洗" in told
    assert "99.90" not in told
    assert "77.70" not in told


def test_a_line_of_the_look_up_says_stock_and_the_earliest_day(client: Client) -> None:
    desk.put("沙发 5 x 1.00")
    signed_in(client, desk.people().clerk)

    (row,) = client.get("/lookup/sold_item/", {"q": "沙发"}).json()["results"]

    assert (row["on_hand"], row["reserved"], row["available"]) == ("5", "0", "5")
    assert row["next_on"]


# --- The paper ---


def page_of(client: Client, order: Document, user: Any) -> Any:
    return signed_in(client, user).get(reverse("customer_order_detail", args=[order.pk]))


def titles(page: Any) -> set[str]:
    return {panel["template"].rsplit("/", 1)[-1] for panel in page.context["panels"]}


def test_the_script_stands_by_while_the_order_is_talked_over(client: Client) -> None:
    order = desk.order(to="calling")
    assert "_script.html" in titles(page_of(client, order, desk.people().clerk))

    order = desk.walk_to(order, "pricing")
    assert "_script.html" not in titles(page_of(client, order, desk.people().clerk))


def test_who_may_not_see_sale_prices_sees_neither_prices_nor_money(client: Client) -> None:
    # Three digits before the point: the seconds of a moment have two.
    order = desk.order("螺丝 10 x 2571.43", to="released")
    keeper = factories.user(Role.STOREKEEPER)

    told = page_of(client, order, keeper).content.decode()

    assert "571.43" not in told
    assert "714.30" not in told


def test_who_sells_sees_the_prices_of_his_orders(client: Client) -> None:
    order = desk.order("螺丝 10 x 2571.43", to="noticed")

    told = page_of(client, order, desk.people().clerk).content.decode()

    assert "25,714.30" in told


def test_supply_says_per_line_what_is_reserved_and_short(client: Client) -> None:
    desk.put("螺丝 6 x 1.00")
    order = desk.order("螺丝 10 x 2.50", to="released")

    page = page_of(client, order, desk.people().clerk)

    tables = [p["context"]["table"] for p in page.context["panels"] if "table" in p["context"]]
    (cells,) = [row["cells"] for row in tables[0]["rows"]]
    assert [cell["text"] for cell in cells[1:4]] == ["10", "6", "4"]


def test_the_confirmation_sent_back_is_noted_with_way_and_receiver(client: Client) -> None:
    order = desk.order(to="noticed")
    signed_in(client, desk.people().clerk)
    url = reverse("customer_order_step", args=[order.pk, "send_confirmation"])

    client.post(
        url,
        {"channel": "fax", "receiver": "王老板", "key": key(), "version": order.version},
    )

    (sent_,) = desk.body_of(order).sent.all()
    assert (sent_.kind, sent_.receiver) == ("confirm", "王老板")
    assert desk.state_of(order) == "noticed"


def test_a_call_is_entered_line_by_line_in_a_table(client: Client) -> None:
    order = desk.order("螺丝 10 x 2.50, 螺母 5 x 1.00", to="calling")
    first, second = desk.lines_of(order)
    signed_in(client, desk.people().clerk)
    url = reverse("customer_order_step", args=[order.pk, "call"])
    assert f"note_{second.pk}" in client.get(url).content.decode()

    said = {f"result_{first.pk}": "same", f"result_{second.pk}": "different"}
    said |= {f"note_{second.pk}": "要 6 个", "person": "王老板"}
    client.post(url, said | {"key": key(), "version": order.version})

    assert [line.call_result for line in desk.lines_of(order)] == ["same", "different"]


def test_the_sheet_asks_for_price_discount_and_reason_of_every_line(client: Client) -> None:
    order = desk.order("螺丝 10 x 2.50", to="pricing")
    (line,) = desk.lines_of(order)
    signed_in(client, desk.people().billing)
    url = reverse("customer_order_step", args=[order.pk, "price"])

    data = {
        f"price_{line.pk}": "2.40",
        f"discount_{line.pk}": "九五折",
        f"reason_{line.pk}": "老客户",
        "shortage_told": "1",
        "remit_by": f"{timezone.localdate():%Y-%m-%d}",
        "key": key(),
        "version": order.version,
    }
    unfinished = client.post(url, data)
    assert "account" in unfinished.context["offer"]["form"].errors

    client.post(url, data | {"account": desk.money.bank().pk})
    (line,) = desk.lines_of(order)
    assert desk.state_of(order) == "approving"
    assert (line.price, line.discount, line.gross) == (Decimal("2.4"), 95, Decimal("22.80"))


def test_a_clerk_sees_his_regions_orders_first(client: Client) -> None:
    south, north = (Region.objects.create(code=c, name=c) for c in ("南", "北"))
    mine, other = desk.customer("南客", region=south), desk.customer("北客", region=north)
    clerk = desk.people().clerk
    clerk.region = south
    clerk.save()
    for party in (mine, other):
        desk.order(buyer=party)
    signed_in(client, clerk)

    first = client.get(reverse("customer_order_list"))
    everything = client.get(reverse("customer_order_list"), {"view": "all"})

    assert [row.record.party_id for row in first.context["table"].rows] == [mine.pk]
    assert len(everything.context["table"].rows) == 2


def test_the_pricing_page_tells_what_is_owed_from_before_and_what_is_the_customers_own(
    client: Client,
) -> None:
    money.owes("40.00")
    desk.own_money("15.00")
    document = desk.order("螺丝 10 x 2.50", to="pricing")
    client.force_login(desk.people().billing)

    page = client.get(url_for(document)).content.decode()

    assert 'data-debt="40.00"' in page
    assert 'data-own="15.00"' in page
    assert 'data-quantity="10.0000"' in page
