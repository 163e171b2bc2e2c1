"""What happens to typed lines when things go wrong, and whether the other language is whole."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from documents.models import Document
from purchasing.purchase_order.models import PurchaseOrderLine
from tests.browser import purchase_desk
from tests.browser.keyboard import Clerk, chinese_on, paste
from tests.browser.purchase_desk import fill_head, sign_in, type_line
from tests.purchasing import firm

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Browse = Callable[..., Any]
NEW = "/purchasing/purchase_order/new/"


def test_a_form_sent_twice_makes_one_paper(browse: Browse) -> None:
    clerk = Clerk(browse(purchase_desk.open_firm().purchaser, NEW))
    fill_head(clerk, supplier="sfwj", warehouse="zc")
    type_line(clerk, 0, "ljls", "12", "2.26")
    save = "button[name=then][value=save]"

    with clerk.page.expect_request(is_sent) as sent, clerk.page.expect_navigation():
        clerk.page.dblclick(save)
    clerk.page.wait_for_selector(".g-paper-no")
    again = clerk.page.context.request.post(
        sent.value.url,
        data=sent.value.post_data_buffer,
        headers={"content-type": sent.value.headers["content-type"]},
    )

    assert again.ok
    order = Document.objects.get()
    assert clerk.number == order.number
    assert order.total == Decimal("27.12")
    assert again.url == clerk.page.url


def is_sent(request: Any) -> bool:
    return bool(request.method == "POST")


def test_the_second_to_save_is_shown_the_difference(browse: Browse) -> None:
    people = purchase_desk.open_firm()
    draft = firm.draft_order("LS-0008 100 x 2.26", supplier="GY001")
    address = reverse("purchase_order_edit", args=[draft.pk])
    first, second = (Clerk(browse(one, address)) for one in (people.purchaser, people.manager))
    for clerk, quantity in ((first, "150"), (second, "130")):
        clerk.reach("[name=lines-0-quantity]")
        clerk.type(quantity)
    second.reach("[name=lines-0-line_remark]")
    second.type("加急")

    first.send("Control+s")
    second.send("Control+s")
    told = second.page.inner_text("main")
    second.press("[name=keep][value=edit]")

    for wanted in ("周丽", draft.number, "150", "130", "加急"):
        assert wanted in told
    assert (second.cell(0, "quantity"), second.cell(0, "line_remark")) == ("130", "加急")
    second.send("Control+s")
    line = PurchaseOrderLine.objects.get()
    assert (line.quantity, line.line_remark) == (130, "加急")


def test_typed_lines_come_back_after_the_session_was_lost(browse: Browse) -> None:
    people = purchase_desk.open_firm()
    clerk = Clerk(browse(people.purchaser, NEW))
    fill_head(clerk, supplier="sfwj", warehouse="zc")
    type_line(clerk, 0, "ljls", "12", "2.26")
    type_line(clerk, 1, "fllm", "７", "1.13")

    clerk.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    clerk.send("Control+s")
    sign_in(clerk.page, people.purchaser.username)
    clerk.page.wait_for_selector(".g-toast button")
    clerk.reach(".g-toast button")
    clerk.type("Enter")
    clerk.page.wait_for_selector("[name=lines-1-quantity]")

    assert Document.objects.count() == 0
    assert clerk.page.input_value("[name=party_text]") == "GY001 顺发五金厂"
    assert clerk.cells("item_text")[:2] == ["LS-0008 六角螺丝", "LM-0002 法兰螺母"]
    assert clerk.cells("quantity")[:2] == ["12", "7"]
    clerk.send("Control+s")
    assert Document.objects.get().total == Decimal("35.03")


def test_two_hundred_lines_are_pasted_saved_and_shown(browse: Browse) -> None:
    clerk = Clerk(browse(purchase_desk.open_firm().purchaser, NEW))
    fill_head(clerk, supplier="sfwj", warehouse="zc")
    codes = [code for code, _name in purchase_desk.GOODS]

    paste(clerk.page, "".join(f"{codes[n % 3]}\t{n + 1}\t9.99\n" for n in range(200)))
    clerk.page.wait_for_selector(".g-toast")
    total = sum(round(Decimal(n + 1) * Decimal("9.99"), 2) for n in range(200))
    assert clerk.cells("quantity")[:200] == [str(n + 1) for n in range(200)]
    assert f"{total:,.2f}" in clerk.page.inner_text("[data-grid-total]")
    clerk.send("Control+s")

    assert Document.objects.get().total == total
    assert PurchaseOrderLine.objects.count() == 200
    assert clerk.page.locator(".g-paper tbody tr").count() == 200
    assert f"{total:,.2f}" in clerk.page.inner_text(".g-paper")


def test_an_order_in_english_has_no_chinese_word(browse: Browse, books: None) -> None:
    people = purchase_desk.open_english_firm()
    purchaser = Clerk(browse(people.purchaser, "/", language="en"))
    assert chinese_on(purchaser.page) == set()

    purchaser.open_menu("purchase orders")
    assert chinese_on(purchaser.page) == set()
    purchaser.send("Control+Alt+n")
    fill_head(purchaser, supplier="acme", warehouse="main")
    type_line(purchaser, 0, "B-100", "1200", "2.26")
    assert chinese_on(purchaser.page) == set()
    purchaser.send("Control+s")
    order = Document.objects.get()
    assert f"{order.number} is saved." in purchaser.says()
    purchaser.send("F4")
    assert purchaser.state == "In approval"
    assert chinese_on(purchaser.page) == set()

    manager = Clerk(browse(people.manager, "/", language="en"))
    manager.open_paper(order.number)
    manager.confirm("F4", "approve")
    assert manager.state == "Approved"
    purchaser.page.reload()
    purchaser.dialog("sign")
    purchaser.reach("#step-sign [name=signed_on]")
    purchaser.date(date.today())
    purchaser.reach("#step-sign [name=their_signer]")
    purchaser.type("J. Smith", "Tab", "Tab", "scan follows")
    assert chinese_on(purchaser.page) == set()
    purchaser.press("#step-sign [type=submit]")
    purchaser.dialog("confirm")
    purchaser.reach("#step-confirm [name=promised_on]")
    purchaser.date(date.today() + timedelta(days=9))
    purchaser.press("#step-confirm [type=submit]")
    assert purchaser.state == "In fulfilment"
    assert chinese_on(purchaser.page) == set()
