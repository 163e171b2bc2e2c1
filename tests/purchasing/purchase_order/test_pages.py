"""The order's pages: entry with defaults, promises per line, signing with a scan, lists."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents.models import Document
from purchasing.purchase_order.models import PurchaseOrder
from tests import factories
from tests.documents.paper_forms import key, sent
from tests.grounds import begins_with
from tests.purchasing import firm

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def signed_in(client: Client, user: Any) -> Client:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client


def day(ahead: int) -> str:
    return f"{timezone.localdate() + timedelta(days=ahead):%Y-%m-%d}"


def head(**more: Any) -> dict[str, Any]:
    return {
        "party": factories.supplier("甲厂"),
        "date": day(0),
        "warehouse": factories.warehouse("main"),
        "wanted_on": day(10),
        "price_includes_tax": "1",
        **more,
    }


def test_dates_terms_and_number_left_empty_are_filled(client: Client) -> None:
    supplier = factories.supplier("甲厂", payment_terms="月结60天")
    signed_in(client, firm.people().purchaser)
    cells = {"item": factories.item("螺丝"), "quantity": "100", "price": "2.26"}

    client.post(
        reverse("purchase_order_new"),
        sent(head(party=supplier), [cells], key=key(), then="submit"),
    )

    order = PurchaseOrder.objects.select_related("head").get()
    (line,) = firm.order_lines(order.head)
    assert order.head.state == "submitted"
    assert order.payment_terms == "月结60天"
    assert order.contract_number == f"HT-{order.head.number.partition('-')[2]}"
    assert f"{line.contract_on:%Y-%m-%d}" == f"{line.need_on:%Y-%m-%d}" == day(10)


def test_a_line_without_price_takes_the_one_the_user_prefers(client: Client) -> None:
    firm.receipt([firm.order("螺丝 10 x 2.26")], "10")
    signed_in(client, firm.people().purchaser)
    cells = {"item": factories.item("螺丝"), "quantity": "100"}

    client.post(reverse("purchase_order_new"), sent(head(), [cells], key=key()))

    order = Document.objects.filter(type="purchase_order").order_by("pk").last()
    assert order is not None
    assert firm.order_lines(order)[0].price == Decimal("2.26")


def test_the_supplier_confirms_line_by_line(client: Client) -> None:
    order = firm.order("螺丝 100 x 2, 螺母 5 x 1", state="signed")
    first, second = firm.order_lines(order)
    signed_in(client, firm.people().purchaser)
    url = reverse("purchase_order_step", args=[order.pk, "confirm"])
    assert f"line_{second.pk}" in client.get(url).content.decode()

    data = {f"line_{first.pk}": day(7), f"line_{second.pk}": day(30), "source": "传真"}
    client.post(url, data | {"key": key(), "version": order.version})

    promised = [line.promised_on for line in firm.order_lines(order)]
    assert [f"{each:%Y-%m-%d}" for each in promised] == [day(7), day(30)]


@begins_with(firm.order, "螺丝 100 x 2, 螺母 5 x 1")
def test_one_date_moves_all_lines_that_were_not_changed_themselves(client: Client) -> None:
    order = firm.order("螺丝 100 x 2, 螺母 5 x 1")
    first, second = firm.order_lines(order)
    signed_in(client, firm.people().purchaser)
    stays = f"{first.promised_on:%Y-%m-%d}"

    data = {"promised_on": day(20), f"line_{first.pk}": stays, f"line_{second.pk}": day(25)}
    client.post(
        reverse("purchase_order_step", args=[order.pk, "promise"]),
        data | {"reason": "停电", "key": key(), "version": order.version},
    )

    promised = [line.promised_on for line in firm.order_lines(order)]
    assert [f"{each:%Y-%m-%d}" for each in promised] == [day(20), day(25)]


@begins_with(firm.order, "螺丝 100 x 2", state="approved")
def test_the_contract_is_signed_with_its_scan(client: Client) -> None:
    order = firm.order("螺丝 100 x 2", state="approved")
    signed_in(client, firm.people().purchaser)

    response = client.post(
        reverse("purchase_order_step", args=[order.pk, "sign"]),
        {
            "contract_number": "HT-2026-008",
            "signed_on": day(0),
            "our_signer": "周丽",
            "their_signer": "叶恒",
            "scan": SimpleUploadedFile("合同.pdf", PDF, content_type="application/pdf"),
            "key": key(),
            "version": order.version,
        },
    )

    assert response.status_code == 302
    signed = PurchaseOrder.objects.select_related("scan").get(pk=order.pk)
    assert signed.scan is not None
    assert (signed.scan.name, firm.state_of(order)) == ("合同.pdf", "signed")


@begins_with(firm.order, "螺丝 100 x 2", state="approved")
def test_without_scan_and_reason_the_signing_comes_back_with_what_was_typed(
    client: Client,
) -> None:
    order = firm.order("螺丝 100 x 2", state="approved")
    signed_in(client, firm.people().purchaser)

    page = client.post(
        reverse("purchase_order_step", args=[order.pk, "sign"]),
        {
            "contract_number": "HT-2026-009",
            "signed_on": day(0),
            "our_signer": "周丽",
            "their_signer": "叶恒",
            "version": order.version,
        },
    )

    assert page.status_code == 409
    assert "HT-2026-009" in page.content.decode()
    assert firm.state_of(order) == "approved"


@begins_with(firm.order, "螺丝 100 x 2, 螺母 5 x 1")
def test_lines_are_closed_short_by_their_ticks(client: Client) -> None:
    order = firm.order("螺丝 100 x 2, 螺母 5 x 1")
    first, _second = firm.order_lines(order)
    signed_in(client, firm.people().purchaser)

    client.post(
        reverse("purchase_order_step", args=[order.pk, "short_close_lines"]),
        {"lines": [str(first.pk)], "reason": "停产", "key": key(), "version": order.version},
    )

    assert [line.line_state for line in firm.order_lines(order)] == ["closed", "open"]


def test_the_page_shows_the_history_of_promises_and_other_receipts(client: Client) -> None:
    order = firm.order("螺丝 100 x 2")
    receipt = firm.draft_receipt([order], "30")
    signed_in(client, firm.people().purchaser)

    page = client.get(reverse("purchase_order_detail", args=[order.pk])).content.decode()

    assert receipt.number in page
    assert f"{firm.order_lines(order)[0].contract_on:%Y-%m-%d}" in page


def test_the_list_tells_what_is_open_and_who_is_late(client: Client) -> None:
    late = firm.order("螺丝 100 x 2", contract_on=firm.today() - timedelta(days=3))
    firm.receipt([late], "40")
    firm.order("螺母 100 x 2")
    signed_in(client, firm.people().purchaser)

    page = client.get(reverse("purchase_order_list"), {"view": "all", "overdue": "true"})

    (row,) = page.context["table"].records
    assert (row.number, row.open_quantity) == (late.number, Decimal(60))
    assert page.context["table"].row_tone(row) == "late"


def test_the_list_filters_by_receipt_state(client: Client) -> None:
    part, full = firm.order("螺丝 10 x 2"), firm.order("螺丝 10 x 2")
    firm.order("螺丝 10 x 2")
    firm.receipt([part], "4")
    firm.receipt([full], "10")
    signed_in(client, firm.people().purchaser)

    found = {
        state: len(
            client.get(reverse("purchase_order_list"), {"view": "all", "receipt_state": state})
            .context["table"]
            .records
        )
        for state in ("none", "part", "full")
    }

    assert found == {"none": 1, "part": 1, "full": 1}


def test_a_change_order_starts_from_the_orders_lines(client: Client) -> None:
    order = firm.order("螺丝 100 x 2.26, 螺母 5 x 1")
    first, second = firm.order_lines(order)
    signed_in(client, firm.people().purchaser)
    url = f"{reverse('order_change_new')}?from={order.pk}"
    page = client.get(url)
    assert [row["values"]["old_quantity"] for row in page.context["grid"].rows] == ["100", "5"]

    cells = [
        {"order_line": first, "quantity": "120", "price": "2.26"},
        {"order_line": second, "quantity": "5", "price": "1"},
    ]
    form = {"party": order.party, "date": day(0), "order": order.pk, "reason": "客户追加"}
    client.post(url, sent(form, cells, key=key(), then="submit"))

    change = Document.objects.get(type="order_change")
    (line,) = change.orderchange.lines.all()
    assert (change.state, line.quantity, line.old_quantity) == (
        "submitted",
        Decimal(120),
        Decimal(100),
    )
