"""Order confirmation and payment notice: the total in figures and capitals, the account, pages."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from documents.content import load_body
from documents.models import Document
from documents.pages import Printing
from masterdata.models import Item
from masterdata.roles import Role
from orders.customer_order.payment_notice import asked_of, notice
from orders.customer_order.prints import confirmation
from tests import factories
from tests.grounds import begins_with
from tests.orders import desk
from tests.print_words import text_of
from ui.prints import A4, A5_LANDSCAPE

pytestmark = pytest.mark.django_db


def printing(order: Document, paper: Any = A4, **more: Any) -> Printing:
    order.refresh_from_db()
    return Printing(load_body(order), desk.people().clerk, paper, **more)


def test_the_confirmation_says_the_total_to_remit_in_figures_and_capitals() -> None:
    buyer = desk.customer()
    desk.own_money("5.00", buyer)
    order = desk.order("螺丝 10 x 2.50", buyer=buyer, to="noticed")

    (slip,) = confirmation(printing(order))

    assert slip["remit"] == "¥20.00"
    assert slip["remit_capital"] == "人民币贰拾元整"
    assert [sum_["value"] for sum_ in slip["sums"]] == ["25.00", "0.00", "0.00", "5.00", "0.00"]
    assert not slip["stamp"]


def test_before_it_is_approved_the_confirmation_says_so() -> None:
    order = desk.order("螺丝 10 x 2.50", to="calling")

    (slip,) = confirmation(printing(order))

    assert slip["stamp"]
    assert slip["remit"] == "¥25.00"


def test_thirty_lines_take_two_pages_with_the_sums_on_the_last() -> None:
    text = ", ".join(f"件{number} 1 x 2.00" for number in range(30))
    order = desk.order(text, to="calling")

    (slip,) = confirmation(printing(order))

    assert [(page.number, page.count, len(page.rows)) for page in slip["pages"]] == [
        (1, 2, 28),
        (2, 2, 2),
    ]
    assert slip["pages"][0].total_footer == []


@pytest.mark.parametrize("count", [17, 18, 28, 29])
def test_the_sheet_that_is_signed_has_lines_of_its_own(count: int) -> None:
    order = desk.order(", ".join(f"件{n} 1 x 2.00" for n in range(count)), to="draft")

    (slip,) = confirmation(printing(order))

    assert [len(page.rows) for page in slip["pages"]][-1] > 0
    assert sum(len(page.rows) for page in slip["pages"]) == count


def test_a_price_without_tax_is_told_with_it() -> None:
    without = {"price_includes_tax": False}
    order = desk.order("螺丝 10 x 2.00", line=without, **without)

    (slip,) = confirmation(printing(order))

    cells = [cell["text"] for cell in slip["pages"][0].rows[0]["cells"]]
    assert "2.26" in cells
    assert "22.60" in cells


def test_without_the_right_to_prices_no_sum_is_printed() -> None:
    order = desk.order("螺丝 10 x 2.57", to="noticed")

    for make in (confirmation, notice):
        (slip,) = make(printing(order, hide_prices=True))
        cells = [row["cells"] for page in slip["pages"] for row in page.rows]
        told = str([cells, *(slip.get(name) for name in ("remit", "sums", "account", "capital"))])
        assert "25.70" not in told
        assert "2.57" not in told


def test_the_notice_asks_for_the_deposit_first_and_then_for_the_balance() -> None:
    order = desk.order("螺丝 10 x 2.50", terms="deposit", deposit_percent=30, to="noticed")
    body = load_body(order)

    first = asked_of(body, desk_funds(order))
    desk.remit(order, "7.50")
    second = asked_of(body, desk_funds(order))

    assert (first.amount, second.amount) == (Decimal("7.50"), Decimal("17.50"))
    assert first.purpose != second.purpose
    assert second.arrived == Decimal("7.50")


def desk_funds(order: Document) -> Any:
    from finance.parties.funds import funds_of

    return funds_of([order.pk])[order.pk]


def test_the_notice_of_a_prepaid_order_asks_for_all_without_what_was_set_off() -> None:
    buyer = desk.customer()
    desk.own_money("5.00", buyer)
    order = desk.order("螺丝 10 x 2.50", buyer=buyer, to="noticed")

    (slip,) = notice(printing(order, A5_LANDSCAPE))

    assert slip["remit"] == "¥20.00"
    assert slip["remit_capital"] == "人民币贰拾元整"
    assert len(slip["account"]) == 4


@begins_with(desk.order, "螺丝 10 x 2.50", to="noticed")
@pytest.mark.parametrize(("code", "paper"), [("confirmation", "a4"), ("notice", "a4")])
def test_both_are_drawn_and_counted(client: Client, code: str, paper: str) -> None:
    order = desk.order("螺丝 10 x 2.50", to="noticed")
    client.force_login(desk.people().clerk, backend="masterdata.backend.PeopleBackend")

    answer = client.get(reverse("customer_order_print", args=[order.pk, code]), {"paper": paper})

    assert answer["Content-Type"] == "application/pdf"
    assert order.events.filter(kind="printed").count() == 1


@begins_with(desk.order, "螺丝 10 x 2.50", to="noticed")
def test_a_model_of_seven_signs_stands_on_one_line(client: Client) -> None:
    order = desk.order("螺丝 10 x 2.50", to="noticed")
    Item.objects.update(model="QS-0702")
    client.force_login(desk.people().clerk, backend="masterdata.backend.PeopleBackend")

    page = reverse("customer_order_print", args=[order.pk, "confirmation"])
    answer = client.get(page, {"paper": "a4"})

    assert "QS-0702" in text_of(answer.getvalue())


def test_no_notice_before_there_is_something_to_be_told(client: Client) -> None:
    order = desk.order(to="pricing")
    client.force_login(factories.user(Role.ORDER_CLERK), backend="masterdata.backend.PeopleBackend")

    answer = client.get(reverse("customer_order_print", args=[order.pk, "notice"]))

    assert answer.status_code in (302, 403, 409)
