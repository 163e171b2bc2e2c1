"""The driver's part in a real browser of 390 px: scan, sign with photo and cash, hand over."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from documents.models import Attachment, Document
from masterdata.models import User
from masterdata.roles import Role
from orders.delivery.models import Delivery
from tests.browser import sales_desk
from tests.browser.keyboard import Clerk
from tests.browser.sales_desk import PHONE, PNG, last
from tests.orders import desk
from tests.orders.delivery import road

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Browse = Callable[..., Any]
Look = Callable[[Any], list[str]]
STOPS = "**/orders/delivery/stops/"
LOWEST = 44
# What is tapped on the driver's own pages: links and buttons, and what is typed into or ticked.
TAPPED = "main a, main button, main summary, main input:not([type=hidden]):not([type=radio])"


@pytest.fixture
def people() -> dict[Role, User]:
    return sales_desk.open_firm()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """The signed slip as the camera gives it."""
    file = tmp_path / "IMG_0012.png"
    file.write_bytes(PNG)
    return file


@pytest.fixture
def stop(people: dict[Role, User]) -> Document:
    return sales_desk.on_the_road()


@pytest.fixture
def phone(browse: Browse, people: dict[Role, User], stop: Document) -> Any:
    """The driver's own, as he signs in: it shows his stops at once."""
    return browse(people[Role.DRIVER], "/", viewport=PHONE, has_touch=True, is_mobile=True)


def test_signed_with_photo_and_cash_handed_over_and_counted(
    browse: Browse, people: dict[Role, User], phone: Any, stop: Document, photo: Path, books: None
) -> None:
    phone.wait_for_url(STOPS)
    assert "12,960.00" in phone.inner_text(".g-stops")
    phone.goto(f"/d/{stop.number}/")
    assert phone.get_attribute("main a[href^='tel:']", "href") == "tel:02087654321"

    phone.locator("[name=cod_method][value=cash]").tap()
    phone.fill("[name=cod_collected]", "12960")
    phone.set_input_files("[name=scan]", photo)
    with phone.expect_navigation():
        phone.locator("main form button.btn-success").tap()
    phone.wait_for_url(STOPS)
    assert desk.state_of(stop) == "delivered"
    assert Attachment.objects.get(document=stop).name == photo.name

    with phone.expect_navigation():
        phone.locator("form[action$='/hand-over/'] button").tap()
    paper = last("cash_handover")
    assert (paper.state, paper.total) == ("handed", Decimal(12960))
    assert paper.number in phone.inner_text("main")

    cashier = Clerk(browse(people[Role.CASHIER], "/"))
    cashier.open_paper(paper.number)
    cashier.type("F4")
    cashier.press("#step-count [type=submit]")
    assert desk.state_of(paper) == "counted"
    assert Delivery.objects.get(pk=stop.pk).cod_handed_over == Decimal(12960)


def test_refused_chairs_lower_the_cash_and_nothing_typed_is_lost(
    phone: Any, stop: Document, photo: Path
) -> None:
    chairs = next(line for line in road.lines(stop) if line.item.code == "YZ-11")
    phone.goto(f"/d/{stop.number}/")

    phone.locator("main summary").nth(chairs.line_no - 1).tap()
    phone.fill(f"[name=refused_{chairs.pk}]", "2")
    phone.fill(f"[name=reason_{chairs.pk}]", "椅腿磕碰")
    with phone.expect_navigation():
        phone.locator("main button[value=reckon]").tap()
    assert "12,440.00" in phone.inner_text("#due")
    assert phone.input_value(f"[name=reason_{chairs.pk}]") == "椅腿磕碰"

    phone.locator("[name=cod_method][value=cash]").tap()
    phone.fill("[name=cod_collected]", "12960")
    phone.set_input_files("[name=scan]", photo)
    with phone.expect_navigation():
        phone.locator("main form button.btn-success").tap()
    expect(phone.locator("#id_cod_collected_error")).to_be_visible()
    assert desk.state_of(stop) == "dispatched"

    phone.fill("[name=cod_collected]", "12440")
    with phone.expect_navigation():
        phone.locator("main form button.btn-success").tap()
    assert desk.state_of(stop) == "delivered"
    assert Attachment.objects.filter(document=stop).count() == 1


def test_it_works_without_scripts(browse: Browse, people: dict[Role, User], stop: Document) -> None:
    page = browse(
        people[Role.DRIVER], f"/d/{stop.number}/", viewport=PHONE, java_script_enabled=False
    )

    page.locator("[name=cod_method][value=none]").click()
    page.fill("[name=sign_note]", "老板不在，下午转账；手机没电")
    page.click("main form button.btn-success")
    page.wait_for_url(STOPS)

    body = road.body(stop)
    assert (body.cod_method, body.cod_collected) == ("none", 0)


# --- What every page of his owes him -------------------------------------------------------------


@pytest.fixture
def pages(phone: Any, stop: Document) -> list[str]:
    """All he sees in a day: his stops, one to sign for, one loaded, one to be installed."""
    order = road.ordered("CZ-02 2 x 1680", terms="cod", stock="0", installation=True)
    loaded = road.go(road.drawn([order], "1"), "loaded")
    installing = road.sign(road.send([order], "1"), cod_collected=Decimal(1680), cod_method="cash")
    one = [f"/orders/delivery/stops/{each.pk}/" for each in (stop, loaded, installing)]
    return ["/orders/delivery/stops/", *one]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_his_pages(
    phone: Any, pages: list[str], accessibility_faults: Look, scheme: str
) -> None:
    phone.emulate_media(color_scheme=scheme)
    faults = []
    for path in pages:
        phone.goto(path)
        phone.locator("main summary").evaluate_all("(all) => all.forEach((one) => one.click())")
        faults += [f"{path}: {fault}" for fault in accessibility_faults(phone)]

    assert faults == []


@pytest.mark.parametrize("width", [390, 320])
def test_nothing_runs_over_the_edge_and_a_thumb_hits_everything(
    phone: Any, pages: list[str], width: int
) -> None:
    phone.set_viewport_size({"width": width, "height": 844})
    faults = []
    for path in pages:
        phone.goto(path)
        phone.locator("main summary").evaluate_all("(all) => all.forEach((one) => one.click())")
        over = phone.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        faults += [f"{path}: {over} px too wide"] if over > 0 else []
        for one in phone.locator(TAPPED).all():
            box = one.bounding_box()
            if box and box["height"] < LOWEST:
                faults.append(f"{path}: {one.evaluate('(e) => e.outerHTML')[:80]} {box['height']}")

    assert faults == []
