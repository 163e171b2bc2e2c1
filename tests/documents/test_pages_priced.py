"""Lines of goods with prices: the server computes, and who may not see prices meets none."""

import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from documents.models import Document
from documents.pages import pages_of
from masterdata.models import PackUnit
from masterdata.roles import Role
from tests import factories
from tests.documents.paper_forms import key, sent
from tests.purchasing import firm

pytestmark = pytest.mark.django_db
ORDER, RECEIPT = "purchase_order", "receipt"


def signed_in(client: Client, user: Any) -> Client:
    client.force_login(user, backend="masterdata.backend.PeopleBackend")
    return client


def head(**more: Any) -> dict[str, Any]:
    return {
        "party": factories.supplier(),
        "date": f"{timezone.localdate():%Y-%m-%d}",
        "warehouse": factories.warehouse(),
        "price_includes_tax": "1",
        **more,
    }


def line(**more: Any) -> dict[str, Any]:
    return {
        "item": factories.item(),
        "quantity": "3",
        "price": "9.99",
        "discount": "100",
        "tax_rate": "13",
        **more,
    }


def entered(client: Client, *lines: dict[str, Any], **of_head: Any) -> Document:
    pages: Any = pages_of(ORDER)
    signed_in(client, firm.people().purchaser)
    response = client.post(pages.url("new"), sent(head(**of_head), lines, key=key()))
    assert response.status_code == 302, response.context["form"].errors
    return Document.objects.order_by("pk").last()  # type: ignore[return-value]


def amounts(document: Document) -> list[tuple[Decimal, Decimal, Decimal]]:
    return [(x.gross, x.net, x.tax) for x in firm.order_lines(document)]


@pytest.mark.parametrize(
    ("quantity", "price", "rate", "gross", "net", "tax"),
    [
        ("3", "9.99", "13", "29.97", "26.52", "3.45"),
        ("1000", "0.0357", "13", "35.70", "31.59", "4.11"),
        ("7", "128.50", "9", "899.50", "825.23", "74.27"),
        ("12", "15.333333", "6", "184.00", "173.58", "10.42"),
    ],
)
def test_amounts_are_the_conventions_examples(
    client: Client, quantity: str, price: str, rate: str, gross: str, net: str, tax: str
) -> None:
    document = entered(client, line(quantity=quantity, price=price, tax_rate=rate))

    assert amounts(document) == [(Decimal(gross), Decimal(net), Decimal(tax))]


def test_prices_without_tax_are_turned_by_the_tick_in_the_head(client: Client) -> None:
    document = entered(client, line(price="8.84"), price_includes_tax="")

    assert amounts(document) == [(Decimal("29.97"), Decimal("26.52"), Decimal("3.45"))]


@pytest.mark.parametrize("typed", ["90", "9折", "九折", "0.9", "９０", "90%"])
def test_a_discount_is_typed_the_chinese_way(client: Client, typed: str) -> None:
    document = entered(client, line(price="10", discount=typed))

    assert firm.order_lines(document)[0].discount == 90
    assert document.total == 27


def test_a_typed_total_wins_and_survives_an_edit_of_something_else(client: Client) -> None:
    document = entered(client, line(typed_total="100.00"))
    (stored,) = firm.order_lines(document)
    assert (stored.gross, stored.price) == (100, Decimal("33.333333"))

    pages: Any = pages_of(ORDER)
    row = line(id=stored.pk, price="33.333333", line_remark="急")
    client.post(pages.url("edit", document.pk), sent(head(), [row], version=document.version))

    (kept,) = firm.order_lines(document)
    assert (kept.gross, kept.line_remark) == (100, "急")


def test_a_gift_costs_nothing_whatever_price_was_typed(client: Client) -> None:
    document = entered(client, line(is_gift="1"))

    assert firm.order_lines(document)[0].price == 0
    assert document.total == 0


def test_a_pack_is_counted_in_base_units(client: Client) -> None:
    item = factories.item()
    box = factories.unit("箱")
    PackUnit.objects.create(item=item, unit=box, numerator=12)

    document = entered(client, line(unit=box, quantity="2"))

    (stored,) = firm.order_lines(document)
    assert (stored.quantity, stored.base_quantity, stored.unit) == (2, 24, box)


def test_a_unit_that_the_item_lacks_is_refused_at_its_cell(client: Client) -> None:
    pages: Any = pages_of(ORDER)
    signed_in(client, firm.people().purchaser)
    rows = [line(unit=factories.unit("吨"))]

    response = client.post(pages.url("new"), sent(head(), rows, key=key()))

    assert response.status_code == 422
    assert "unit" in response.context["grid"].rows[0]["errors"]


def test_more_decimals_than_the_unit_has_are_refused(client: Client) -> None:
    pages: Any = pages_of(ORDER)
    signed_in(client, firm.people().purchaser)

    response = client.post(pages.url("new"), sent(head(), [line(quantity="1.5")], key=key()))

    assert "quantity" in response.context["grid"].rows[0]["errors"]


def test_a_forged_amount_has_no_field_to_arrive_in(client: Client) -> None:
    document = entered(client, line(gross="1.00", net="1.00", tax="0", base_quantity="1"))

    assert amounts(document) == [(Decimal("29.97"), Decimal("26.52"), Decimal("3.45"))]


# --- Who may not see prices -------------------------------------------------------------------

SECRETS = ("77.31", "231.93", "205.25")


@pytest.fixture
def priced_order(client: Client) -> Document:
    return firm.order("螺丝 3 x 77.31", state="active")


def test_a_storekeeper_meets_no_price_on_any_page(client: Client, priced_order: Document) -> None:
    pages: Any = pages_of(ORDER)
    signed_in(client, firm.people().storekeeper)
    for url in (
        pages.url("detail", priced_order.pk),
        f"{pages.url('list')}?view=all",
        pages_of(RECEIPT).url("new", **{"from": priced_order.pk}),  # type: ignore[union-attr]
    ):
        response = client.get(url)

        assert response.status_code == 200
        text = response.content.decode()
        assert not [secret for secret in SECRETS if secret in text], url
    assert client.get(pages.url("detail", priced_order.pk)).context["hidden_prices"]


def test_a_storekeepers_sheet_has_no_price_on_either_page(
    client: Client, priced_order: Document
) -> None:
    pages: Any = pages_of(ORDER)
    signed_in(client, firm.people().storekeeper)

    response = client.get(f"{pages.url('list')}?view=all&export=xlsx")

    book = load_workbook(io.BytesIO(response.content))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert len(book.worksheets) == 2
    assert priced_order.number in cells
    assert not {"77.31", "231.93", "205.25", "26.68"} & set(cells)


def test_a_purchasers_sheet_has_the_lines_as_numbers(
    client: Client, priced_order: Document
) -> None:
    pages: Any = pages_of(ORDER)
    signed_in(client, firm.people().purchaser)

    response = client.get(f"{pages.url('list')}?view=all&export=xlsx")

    lines = load_workbook(io.BytesIO(response.content)).worksheets[1]
    cells = [cell.value for row in lines.iter_rows() for cell in row]
    assert priced_order.number in cells
    assert 77.31 in cells


def test_what_a_storekeeper_saves_carries_the_orders_prices(
    client: Client, priced_order: Document
) -> None:
    (ordered,) = firm.order_lines(priced_order)
    pages: Any = pages_of(RECEIPT)
    signed_in(client, firm.people().storekeeper)
    row = {"item": ordered.item, "order_line": ordered.pk, "quantity": "2", "price": "1"}
    of_head = head(invoice_kind="special")

    url = pages.url("new", **{"from": priced_order.pk})
    response = client.post(url, sent(of_head, [row], key=key()))

    assert response.status_code == 302, response.context["grid"].rows
    receipt = Document.objects.get(type=RECEIPT)
    assert receipt.total == Decimal("154.62")
    assert receipt.state == "draft"
    edited = receipt.receipt.lines.get()
    rows = [row | {"id": edited.pk, "quantity": "3"}]
    client.post(pages.url("edit", receipt.pk), sent(of_head, rows, version=receipt.version))
    receipt.refresh_from_db()
    assert receipt.total == Decimal("231.93")


def test_changes_of_prices_are_not_told_to_a_storekeeper(client: Client) -> None:
    document = entered(client, line())
    pages: Any = pages_of(ORDER)
    (stored,) = firm.order_lines(document)
    rows = [line(id=stored.pk, price="55.55", quantity="4")]
    client.post(pages.url("edit", document.pk), sent(head(), rows, version=document.version))

    def told(user: Any) -> set[str]:
        page = signed_in(client, user).get(pages.url("detail", document.pk))
        return {change["new"] for change in page.context["timeline"][-1]["changes"]}

    assert "55.55" in told(firm.people().purchaser)
    seen = told(firm.people().storekeeper)
    assert "4" in seen
    assert not {"55.55", "222.20"} & seen


def test_roles_without_prices_are_those_of_the_stores() -> None:
    from ui import rights

    keeper, buyer = factories.user(Role.STOREKEEPER), factories.user(Role.PURCHASER)

    assert not rights.may_see_prices(keeper)
    assert rights.may_see_prices(buyer)
