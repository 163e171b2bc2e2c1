"""The store picks a delivery by scanner: each scan counts a piece, an unknown code counts none."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from tests import factories
from tests.orders.delivery import road

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_scanner_counts_what_is_picked(browse: Any) -> None:
    factories.item("CZ-02", name="实木餐桌", barcode="6901234567892")
    document = road.go(road.drawn([road.ordered("CZ-02 4 x 1680")]), "authorized")
    page = browse(road.keeper(), reverse("delivery_detail", args=[document.pk]))

    page.click("[data-dialog=step-pick]")
    box = page.locator("dialog [data-count-scan]")
    for code in ("6901234567892", "CZ-02", "6901234567892", "NOWHERE"):
        box.fill(code)
        box.press("Enter")
    (line,) = road.lines(document)
    assert page.locator(f"dialog [name=picked_{line.pk}]").input_value() == "3"
    assert box.input_value() == "NOWHERE"
    page.click("dialog[open] [type=submit]")
    page.wait_for_url("**/delivery/*/")

    (line,) = road.lines(document)
    assert line.picked == Decimal(3)
