"""The pages of the hand-over: what a driver still has is proposed, counted line by line, listed."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from documents.models import Document
from documents.pages import Printing
from finance.cash_handover.flow import CASH_HANDOVER
from finance.cash_handover.prints import handover_slip
from masterdata.models import User
from masterdata.roles import Role
from tests.finance.cash_handover import desk
from ui.prints import A4

pytestmark = pytest.mark.django_db
NEW = "/finance/cash-handovers/new/"


@pytest.fixture(autouse=True)
def source() -> Iterator[None]:
    with desk.fake_source():
        yield


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def test_a_new_one_begins_with_all_cash_that_the_driver_has(client: Client) -> None:
    delivery = desk.collected("100.00")
    desk.collected("70.00", by=desk.driver(2))

    page = signed_in(client, desk.driver()).get(NEW)

    (row,) = page.context["grid"].rows
    assert row["values"]["delivery"] == str(delivery.pk)
    assert Decimal(row["values"]["amount"]) == 100


def test_the_cashier_begins_with_the_named_drivers(client: Client) -> None:
    desk.collected("100.00")
    cashier = signed_in(client, desk.person(Role.CASHIER))

    (row,) = cashier.get(f"{NEW}?driver={desk.driver().pk}").context["grid"].rows
    assert Decimal(row["values"]["amount"]) == 100


def sent(delivery: Document, driver: User, amount: str) -> dict[str, Any]:
    return {
        "key": "4b4f3c0e-3c5c-4b38-8f6e-0c9f0f1f1f1f",
        "handler": str(driver.pk),
        "handler_text": driver.display_name,
        "date": f"{timezone.localdate()}",
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "0",
        "lines-0-delivery": str(delivery.pk),
        "lines-0-delivery_text": delivery.number,
        "lines-0-amount": amount,
        "then": "submit",
    }


def test_it_is_entered_handed_over_and_counted(client: Client) -> None:
    driver = desk.driver()
    delivery = desk.collected("100.00")

    signed_in(client, driver).post(NEW, sent(delivery, driver, "100.00"))
    paper = Document.objects.get(type="cash_handover")
    assert paper.state == "handed"

    (line,) = paper.cashhandover.lines.all()
    box = desk.box()
    counted = {f"counted_{line.pk}": "90.00", "account": str(box.pk), "account_text": box.name}
    url = f"/finance/cash-handovers/{paper.pk}/step/count/"
    cashier = signed_in(client, desk.person(Role.CASHIER))
    assert cashier.post(url, counted | {"version": str(paper.version)}).status_code == 422
    cashier.post(url, counted | {"version": str(paper.version), "difference_reason": "少一张"})

    paper.refresh_from_db()
    assert (paper.state, paper.cashhandover.counted) == ("counted", 90)


def test_a_driver_enters_nobody_elses(client: Client) -> None:
    delivery = desk.collected("100.00", by=desk.driver(2))

    answer = signed_in(client, desk.driver()).post(NEW, sent(delivery, desk.driver(2), "100.00"))

    assert answer.status_code == 422


@pytest.mark.usefixtures("in_the_morning")
def test_open_cash_is_listed_by_driver_and_what_is_late_stands_out(client: Client) -> None:
    late = desk.collected("100.00", on=timezone.localdate() - timedelta(days=9))
    fresh = desk.collected("70.00", by=desk.driver(2))

    page = signed_in(client, desk.person(Role.CASHIER)).get("/finance/drivers-cash/")
    only = client.get("/finance/drivers-cash/?late=on").content.decode()

    assert late.number in page.content.decode()
    assert fresh.number in page.content.decode()
    assert late.number in only
    assert fresh.number not in only


def test_without_open_cash_no_empty_box_stands_above_the_list(client: Client) -> None:
    page = signed_in(client, desk.person(Role.CASHIER)).get("/finance/drivers-cash/")

    assert "g-facts" not in page.content.decode()


def test_a_driver_sees_his_own_alone(client: Client) -> None:
    own, other = desk.collected("100.00"), desk.collected("70.00", by=desk.driver(2))

    page = signed_in(client, desk.driver()).get("/finance/drivers-cash/").content.decode()

    assert own.number in page
    assert other.number not in page


def test_who_has_no_part_in_it_is_refused(client: Client) -> None:
    page = signed_in(client, desk.person(Role.PURCHASER)).get("/finance/drivers-cash/")

    assert page.status_code == 403


def test_the_cashier_signs_for_what_he_counted() -> None:
    paper = desk.hand(desk.draft((desk.collected("100.00"), "100.00")))
    paper = desk.count(paper, "90.00", reason="少一张")

    body = CASH_HANDOVER.body.objects.get(pk=paper.pk)
    (slip,) = handover_slip(Printing(body, desk.person(Role.CASHIER), A4))

    assert slip["total_text"].endswith("90.00")
    assert "少一张" in slip["notes"]
